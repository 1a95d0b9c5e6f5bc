"""What media told of the work, by kind and together (ind_media, 附件1 17-21)."""

from collections.abc import Callable, Iterator
from functools import partial

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.media import queries
from casework.media.models import MediaItem
from casework.practice import queries as practice

CODE = "ind_media"
_GROUP = "宣传报道"
_SINCE = "2026.1"
_MEANING = (
    "期内刊播、没有撤销的宣传报道，民政和妇联登记的都算，每登记一篇（次）算一；待审的稿件不算。"
)

#: The columns of 附件1, in its order; the codes are those of the list ``media_kind``.
TITLES = {"print": "纸媒", "new_media": "新媒体", "radio": "广播", "tv": "电视台"}


def _entries(kind: str | None, asked: Asked) -> Iterator[Entry]:
    labels = practice.codes("media_kind")
    found = queries.counted(
        asked.viewer,
        place=asked.region_code,
        first_on=asked.first_on,
        until_on=asked.until_on,
        kind=kind,
    )
    return (_entry(item, labels.get(item.kind, item.kind)) for item in found)


def entries_of_campaign(
    viewer: Viewer, place: str, campaign_code: str, kind: str
) -> Iterator[Entry]:
    """Yield what was told of one campaign (附件1 17-20); of no campaign or another one is none."""
    if not viewer.may(Permission.MEDIA_READ):
        return
    label = practice.codes("media_kind").get(kind, kind)
    for item in queries.told_of_campaign(
        viewer, place=place, campaign_code=campaign_code, kind=kind
    ):
        yield _entry(item, label)


def _entry(item: MediaItem, label: str) -> Entry:
    return Entry(
        key=str(item.id),
        region_code=item.region_code,
        on=item.published_on or item.created_at.date(),
        about=f"{label} · {item.desk.label}",
        endpoint="media.show",
        values={"item_id": item.id},
    )


def _figure(code: str, title: str, entries: Callable[[Asked], Iterator[Entry]]) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="篇/次",
        meaning=_MEANING,
        measure=Measure.ROWS,
        since=_SINCE,
        permission=Permission.MEDIA_READ,
        group=_GROUP,
        entries=entries,
    )


register(
    *(_figure(f"{CODE}.{kind}", title, partial(_entries, kind)) for kind, title in TITLES.items()),
    _figure(CODE, "宣传报道合计", partial(_entries, None)),
)
