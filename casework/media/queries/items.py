"""Items in reach: 妇联 is listed her own, and of the civil affairs' what already appeared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.labels import LabelledEnum
from casework.media.models import Desk, MediaChange, MediaItem, MediaState
from casework.practice import queries as practice
from casework.regions.codes import prefix

_SIZE = 50


class Show(LabelledEnum):
    """What a list is narrowed to, each item in exactly one."""

    TOLD = "told", "已刊播"
    DRAFT = "draft", "待审"
    CLEARED = "cleared", "可以发"
    REFUSED = "refused", "不能发"
    DOUBT = "doubt", "待核对"
    WITHDRAWN = "withdrawn", "已撤销"


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None means everything that was not withdrawn."""

    show: Show | None = None
    kind: str | None = None
    campaign: str | None = None
    #: By the day on which it appeared, ``[first, last]``; drafts have none.
    first_on: date | None = None
    last_on: date | None = None

    @property
    def asked(self) -> dict[str, str]:
        """The filters as an address has them."""
        told = {
            "show": self.show and self.show.value,
            "kind": self.kind,
            "campaign": self.campaign,
            "first": self.first_on and self.first_on.isoformat(),
            "last": self.last_on and self.last_on.isoformat(),
        }
        return {name: value for name, value in told.items() if value}

    def but(self, show: Show | None) -> dict[str, str]:
        """Return the filters as an address has them, with another state."""
        return replace(self, show=show).asked


def read_filters(viewer: Viewer, asked: Mapping[str, str]) -> Filters:
    """Return the filters in an address; what does not exist is left out."""
    region = viewer.regions[0] if viewer.regions else ""
    shows = {show.value: show for show in Show}
    kind, campaign = asked.get("kind"), asked.get("campaign")
    known = {each.code for each in practice.campaigns(region)} if campaign else set()
    return Filters(
        show=shows.get(asked.get("show") or ""),
        kind=kind if kind in practice.codes("media_kind") else None,
        campaign=campaign if campaign in known else None,
        first_on=_day(asked.get("first")),
        last_on=_day(asked.get("last")),
    )


def visible_to(viewer: Viewer) -> Select[MediaItem]:
    """Return the items of the units in reach; those withdrawn are among them."""
    return select(MediaItem).where(within(MediaItem.region_code, viewer.scope.ranges))


def get(viewer: Viewer, item_id: UUID) -> MediaItem:
    """Return one item in reach; raise NotFound. Whether it may be opened: ``may_open``."""
    found = db.session.scalar(visible_to(viewer).where(MediaItem.id == item_id))
    if found is None:
        raise NotFound
    return found


def may_open(viewer: Viewer, item: MediaItem) -> bool:
    """Say whether somebody may read an item.

    What is still a draft of the civil affairs may hold a child's name: not for 妇联.
    """
    return viewer.sees_names or item.desk is desk_of(viewer) or item.state is MediaState.TOLD


def desk_of(viewer: Viewer) -> Desk:
    """Return for which desk somebody acts."""
    return Desk.WOMENS_FED if viewer.role is Role.WOMENS_FED else Desk.CIVIL


def hold(item: MediaItem) -> bool:
    """Read an item anew and hold it against others; say no where it is not where it was."""
    statement = (
        select(MediaItem)
        .where(MediaItem.region_code == item.region_code, MediaItem.id == item.id)
        .with_for_update(of=MediaItem)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement) is not None


def of_form(viewer: Viewer, client_id: UUID) -> MediaItem | None:
    """Return the item that a form made already."""
    return db.session.scalar(visible_to(viewer).where(MediaItem.client_id == client_id))


def of_activity(viewer: Viewer, activity_id: UUID) -> Sequence[MediaItem]:
    """Return what tells of an activity and was not withdrawn, what was written first first."""
    statement = select(MediaItem).where(
        *_listed(viewer), MediaItem.activity_id == activity_id, MediaItem.withdrawn_on.is_(None)
    )
    return db.session.scalars(statement.order_by(MediaItem.id)).all()


def page_of(viewer: Viewer, filters: Filters, after: UUID | None = None) -> Page[MediaItem]:
    """Return a page of the list, what was written last first."""
    statement = select(MediaItem).where(*_listed(viewer), *_conditions(filters))
    if filters.show is not None:
        statement = statement.where(_where() == filters.show.value)
    else:
        statement = statement.where(MediaItem.withdrawn_on.is_(None))
    if after is not None:
        statement = statement.where(MediaItem.id < after)
    found = db.session.scalars(statement.order_by(MediaItem.id.desc()).limit(_SIZE + 1)).all()
    return cut(found, _SIZE, lambda item: item.id)


def facets(viewer: Viewer, filters: Filters) -> dict[Show, int]:
    """Count what each state would show, the other filters staying; one statement."""
    where = _where()
    statement = (
        select(where, func.count()).where(*_listed(viewer), *_conditions(filters)).group_by(where)
    )
    found = {Show(told): n for told, n in db.session.execute(statement)}
    return {show: found.get(show, 0) for show in Show}


def counted(
    viewer: Viewer, *, place: str, first_on: date, until_on: date, kind: str | None = None
) -> Sequence[MediaItem]:
    """Return what appeared in ``[first, until)`` and stands, of a place, in the order of days."""
    statement = visible_to(viewer).where(
        within(MediaItem.region_code, (prefix(place),)),
        MediaItem.state == MediaState.TOLD,
        MediaItem.withdrawn_on.is_(None),
        MediaItem.published_on >= first_on,
        MediaItem.published_on < until_on,
    )
    if kind is not None:
        statement = statement.where(MediaItem.kind == kind)
    return db.session.scalars(statement.order_by(MediaItem.published_on, MediaItem.id)).all()


def told_of_campaign(
    viewer: Viewer, *, place: str, campaign_code: str, kind: str
) -> Sequence[MediaItem]:
    """Return what appeared about a campaign and stands, of a place, whatever the day."""
    statement = visible_to(viewer).where(
        within(MediaItem.region_code, (prefix(place),)),
        MediaItem.campaign_code == campaign_code,
        MediaItem.kind == kind,
        MediaItem.state == MediaState.TOLD,
        MediaItem.withdrawn_on.is_(None),
    )
    return db.session.scalars(statement.order_by(MediaItem.published_on, MediaItem.id)).all()


def changes_of(item: MediaItem) -> Sequence[MediaChange]:
    """Return what became of an item, the newest step first."""
    statement = select(MediaChange).where(
        MediaChange.region_code == item.region_code, MediaChange.item_id == item.id
    )
    return db.session.scalars(statement.order_by(MediaChange.n.desc())).all()


def _listed(viewer: Viewer) -> list[ColumnElement[bool]]:
    reach = [within(MediaItem.region_code, viewer.scope.ranges)]
    if viewer.sees_names:
        return reach
    own = MediaItem.desk == Desk.WOMENS_FED
    return [*reach, or_(own, MediaItem.state == MediaState.TOLD)]


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        found.append(MediaItem.kind == filters.kind)
    if filters.campaign is not None:
        found.append(MediaItem.campaign_code == filters.campaign)
    if filters.first_on is not None:
        found.append(MediaItem.published_on >= filters.first_on)
    if filters.last_on is not None:
        found.append(MediaItem.published_on <= filters.last_on)
    return found


def _where() -> ColumnElement[str]:
    """Return where an item stands, one word each."""
    return case(
        (MediaItem.withdrawn_on.is_not(None), Show.WITHDRAWN.value),
        (and_(MediaItem.state == MediaState.TOLD, MediaItem.doubt.is_not(None)), Show.DOUBT.value),
        (MediaItem.state == MediaState.TOLD, Show.TOLD.value),
        (MediaItem.state == MediaState.DRAFT, Show.DRAFT.value),
        (MediaItem.state == MediaState.CLEARED, Show.CLEARED.value),
        else_=Show.REFUSED.value,
    )


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told or "")
    except ValueError:
        return None
