"""Making a text of what a place has recorded: figures, and activities by kind; no title, no name.

Titles of activities are never used: whoever typed them may have written a name. Places are named
no finer than townships.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.activities.actions.recording import desk_of
from casework.activities.models import Activity, ActivityPlace, Desk
from casework.db.base import db
from casework.db.scope import within
from casework.figures import registry
from casework.figures.registry import Asked
from casework.figures.wording import use
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.regions import queries as regions
from casework.regions.codes import pad
from casework.summaries import guarding, rules
from casework.summaries.guarding import Finding
from casework.summaries.models import Kind, SummaryDraft
from casework.summaries.rules import Held, ItemFacts, Occasion, Phrase
from casework.texts import Text

_TOWNSHIP = 9
_MOST_TOWNSHIPS = 5


@dataclass(frozen=True)
class Draft:
    """A text as it is proposed, with the numbers that it is made of."""

    title: str
    text: str
    figures: Mapping[str, str]


def phrases_of(viewer: Viewer) -> Sequence[Phrase]:
    """Return what a desk tells, of the figures that it may ask for."""
    told = rules.WOMENS_FED if desk_of(viewer) is Desk.WOMENS_FED else rules.CIVIL
    known = {each.code for each in registry.known(viewer)}
    return [each for each in told if each.code in known]


def numbers(asked: Asked) -> dict[str, Decimal]:
    """Return the numbers of what a desk tells."""
    told = {each.code for each in phrases_of(asked.viewer)}
    figures = [each for each in registry.known(asked.viewer) if each.code in told]
    found = registry.values(figures, asked)
    return {code: value.number for code, value in found.items() if value.number is not None}


def as_kept(found: Mapping[str, Decimal]) -> dict[str, str]:
    """Return numbers as a text keeps them."""
    return {code: rules.plain(number) for code, number in found.items()}


def compose(asked: Asked, kind: Kind, campaign: Campaign | None) -> Draft:
    """Return the text that the figures of a place and a time make."""
    found, told = numbers(asked), phrases_of(asked.viewer)
    place = regions.get(asked.region_code).name
    occasion = Occasion(
        place=place,
        last_on=asked.last_on,
        is_over=asked.until_on <= clock.today(),
        theme=campaign.theme if campaign else "",
        organisers=campaign.organisers if campaign else (),
    )
    if kind is Kind.PRESS:
        text = rules.press(occasion, told, found)
    else:
        text = rules.summary(occasion, told, found, _items(asked, campaign))
    return Draft(rules.title(occasion, kind.label), text, as_kept(found))


def changed(viewer: Viewer, draft: SummaryDraft) -> list[tuple[str, str, str]]:
    """Return the figures that are others by now: title, then, now."""
    asked = Asked(viewer, draft.region_code, draft.first_on, draft.until_on)
    titles = {each.code: each.title for each in registry.known(viewer)}
    return [
        (titles[code], then, now)
        for code, then, now in rules.differences(draft.figures, as_kept(numbers(asked)))
    ]


def findings(viewer: Viewer, draft: SummaryDraft) -> list[Finding]:
    """Return what has to be changed before a text leaves the house."""
    whole = f"{draft.title}\n{draft.unit or ''}\n{draft.text}"
    found = guarding.findings(whole, viewer)
    if rules.is_unfinished(whole):
        found.append(
            Finding(Text("没有写完"), Text("（请补充）"), Text("请补上内容，不需要的整句删去。"))
        )
    return found


def _items(asked: Asked, campaign: Campaign | None) -> list[ItemFacts]:
    held = _held(asked, campaign)
    if campaign is None:
        # no-catalogue: handed in, so always Chinese
        return [ItemFacts("走访和关爱服务", tuple(rules.BY_RECORD), list(held.values()))]
    return [
        ItemFacts(item.label, item.records, [held[kind] for kind in item.kinds if kind in held])
        for item in campaign.items
    ]


def _held(asked: Asked, campaign: Campaign | None) -> dict[str, Held]:
    """Return the activities of the desk's own record by kind: two statements, nothing sealed."""
    chosen = activities.standing(
        asked.viewer,
        place=asked.region_code,
        campaign_code=campaign.code if campaign else None,
        first_on=asked.first_on,
        until_on=asked.until_on,
    ).where(Activity.desk == desk_of(asked.viewer))
    columns = chosen.with_only_columns(
        Activity.id,
        Activity.kind,
        Activity.sessions,
        Activity.is_online,
        Activity.children_reached + Activity.parents_reached,
        maintain_column_froms=True,
    )
    by_kind: dict[str, list[tuple[UUID, int, bool, int]]] = defaultdict(list)
    for activity_id, kind, sessions, is_online, reached in db.session.execute(columns):
        by_kind[kind].append((activity_id, sessions, is_online, reached))
    townships = _townships(chosen.with_only_columns(Activity.id), asked)
    labels = practice.codes("activity_kind")
    return {
        kind: Held(
            label=labels.get(kind, kind),
            sessions=sum(each[1] for each in listed),
            online=sum(each[1] for each in listed if each[2]),
            reached=sum(each[3] for each in listed),
            townships=_named(townships, {each[0] for each in listed}),
        )
        for kind, listed in by_kind.items()
    }


def _townships(chosen: Any, asked: Asked) -> dict[UUID, set[str]]:
    statement = select(ActivityPlace.activity_id, ActivityPlace.place_code).where(
        within(ActivityPlace.region_code, asked.viewer.scope.ranges),
        ActivityPlace.activity_id.in_(chosen),
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for activity_id, place in db.session.execute(statement):
        if place[6:_TOWNSHIP] != "000":
            found[activity_id].add(pad(place[:_TOWNSHIP]))
    return found


def _named(townships: Mapping[UUID, set[str]], ids: Collection[UUID]) -> tuple[str, ...]:
    codes = sorted({code for each in ids for code in townships.get(each, ())})
    if not codes or len(codes) > _MOST_TOWNSHIPS:
        # no-catalogue: handed in, so always Chinese
        return (f"{len(codes)}个乡镇（街道）",) if codes else ()
    known = regions.by_codes(codes)
    return tuple(known[code].name for code in codes if code in known)


use("通稿、活动总结", (each.code for each in (*rules.CIVIL, *rules.WOMENS_FED)))
