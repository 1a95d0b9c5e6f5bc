"""What happened to a child, newest first: visits, changes, status, risk, places, care, needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import Teller
from casework.children.models import (
    CategoryMembership,
    Child,
    ChildChange,
    RiskSpell,
    Status,
    StatusSpell,
    Stay,
)
from casework.db.base import db
from casework.db.scope import within
from casework.dossier import labels, rules
from casework.guardianship import queries as guardianship
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guidance import queries as guidance
from casework.guidance.models import Guidance
from casework.needs.models import Need, NeedStatus
from casework.practice import queries as practice
from casework.texts import Text
from casework.upkeep.models import CheckSource, FileCheck
from casework.visits import queries as visits
from casework.visits.models import ReviewState, Visit

_CHANGED = {
    "import": "台账导入更新",
    "merge": "合并重复档案时更新",
    "visit": "走访时更新",
    "address": "搬家",
    "parents": "父母返乡、外出",
    "school": "换学校",
    "phone": "换电话",
    "carer": "换照料人",
    "guardian": "监护人变更",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened on a day."""

    on: date
    icon: str
    title: str
    details: tuple[str, ...] = ()
    account_id: UUID | None = None
    visit_id: UUID | None = None
    #: A small change that somebody told of.
    is_told: bool = False


def events_of(
    viewer: Viewer, child: Child, needs: Sequence[Need], checks: Sequence[FileCheck]
) -> list[Event]:
    """Return everything that happened to a child, the newest first."""
    spells = _rows(StatusSpell, child)
    events = [
        *(_visit(visit) for visit in visits.for_child(viewer, child)),
        *_changes(_rows(ChildChange, child)),
        *(_status(spell) for spell in spells),
        *_categories(_rows(CategoryMembership, child)),
        *_risks(child.region_code, _rows(RiskSpell, child)),
        *_moves(viewer, child, since=min(spell.from_on for spell in spells)),
        *_needs(needs),
        *_checks(checks),
        *_guardianships(guardianship.guardianships_of(child)),
        *_care(guardianship.care_of(child)),
        *_guidance(guidance.of_child(child)),
    ]
    for before in children.merged_into(viewer, child):
        events += _of_merged(before)
    return sorted(events, key=lambda event: event.on, reverse=True)


def _of_merged(before: Child) -> Iterator[Event]:
    """Yield what is dated in a file that the child's was made one with: it stays there."""
    number = Text("原档案%(number)s", number=before.case_number)
    told = [
        *_changes(_rows(ChildChange, before)),
        *(_status(spell) for spell in _rows(StatusSpell, before)),
        *_categories(_rows(CategoryMembership, before)),
        *_risks(before.region_code, _rows(RiskSpell, before)),
    ]
    for event in told:
        yield replace(event, details=(number, *event.details), is_told=False)


def _rows(model: Any, child: Child) -> Sequence[Any]:
    statement = select(model).where(children.same_place(model, child))
    return db.session.scalars(statement.order_by(model.created_at, model.id)).all()


def _visit(visit: Visit) -> Event:
    returned = ("已退回，不计入统计",) if visit.review_state is ReviewState.RETURNED else ()
    title = Text("%(mode)s走访，%(outcome)s", mode=visit.mode, outcome=visit.outcome)
    return Event(visit.visited_on, "journal-check", title, returned, visit.author_id, visit.id)


def _changes(changes: Iterable[ChildChange]) -> Iterator[Event]:
    """Put the fields that one person changed in one go under one event."""
    for (on, account_id, source, told), group in groupby(changes, key=_occasion):
        title = _CHANGED.get(source, "修改档案")
        details = tuple(_change(change) for change in group)
        yield Event(on, "pencil", title, (*details, *told), account_id, is_told=bool(told))


def _occasion(change: ChildChange) -> tuple[date, UUID | None, str, tuple[str, ...]]:
    on = clock.local(change.created_at).date()
    return on, change.account_id, change.source, _told(change)


def _told(change: ChildChange) -> tuple[str, ...]:
    """Say from when a change holds and who said so, where that was asked."""
    if change.told_by is None or change.from_on is None:
        return ()
    return (labels.told_label(Teller(change.told_by), change.from_on),)


def _change(change: ChildChange) -> Text:
    label = labels.field_label(change.field)
    if rules.is_hidden(change.field):
        old, new = _veiled(change.old), _veiled(change.new)
    else:
        old = labels.value_label(change.field, change.old) or "空"
        new = labels.value_label(change.field, change.new) or "空"
    return Text("%(field)s：%(old)s → %(new)s", field=label, old=old, new=new)


def _veiled(value: str | None) -> str:
    return rules.HIDDEN if value else "空"


def _status(spell: StatusSpell) -> Event:
    reason = _status_reason(spell)
    details = tuple(text for text in (reason, spell.note) if text)
    icon = "box-arrow-right" if spell.status is Status.CLOSED else "person-check"
    title = "纳入在册" if spell.is_entry else spell.status.label
    return Event(spell.from_on, icon, title, details, spell.account_id)


def _status_reason(spell: StatusSpell) -> str | None:
    lists = {
        Status.CLOSED: "exit_reason",
        Status.SUSPENDED: "suspend_reason",
        Status.ACTIVE: "reopen_reason",
    }
    name = lists.get(spell.status)
    return labels.code_label(name, spell.reason) if name else spell.reason


def _categories(memberships: Iterable[CategoryMembership]) -> Iterator[Event]:
    book = practice.categories()
    for membership in memberships:
        label = book.label(membership.code)
        entry = labels.code_label("entry_reason", membership.entry_reason)
        title = Text("列为%(category)s", category=label)
        yield Event(membership.from_on, "tag", title, (entry,) if entry else ())
        if membership.until_on is not None:
            exit_ = labels.code_label("exit_reason", membership.exit_reason)
            title = Text("不再列为%(category)s", category=label)
            yield Event(membership.until_on, "tag", title, (exit_,) if exit_ else ())


def _risks(region_code: str, spells: Sequence[RiskSpell]) -> Iterator[Event]:
    levels = {level.level: level.label for level in practice.visit_rules(region_code).levels}
    for before, spell in pairwise(spells):
        raised = spell.level > before.level
        text = "风险等级调高：%(old)s → %(new)s" if raised else "风险等级调低：%(old)s → %(new)s"
        title = Text(text, old=levels[before.level], new=levels[spell.level])
        why = (spell.reason,) if spell.reason else ()
        yield Event(spell.from_on, "shield-exclamation", title, why, spell.account_id)


def _moves(viewer: Viewer, child: Child, since: date) -> Iterator[Event]:
    """Yield the moves; where the child lived outside the viewer's reach is not told."""
    statement = (
        select(Stay)
        .where(Stay.child_id == child.id, within(Stay.region_code, viewer.scope.ranges))
        .where(Stay.from_on > since)
        .order_by(Stay.from_on, Stay.id)
    )
    for stay in db.session.scalars(statement):
        yield Event(stay.from_on, "house", "迁入现住地" if stay.until_on is None else "迁居")


def _checks(checks: Iterable[FileCheck]) -> Iterator[Event]:
    for check in checks:
        source = CheckSource(check.source).label
        title = "核对资料，情况无变化"
        yield Event(check.checked_on, "check2-circle", title, (source,), check.account_id)


def _guardianships(spells: Iterable[GuardianshipSpell]) -> Iterator[Event]:
    """Yield who answered from when on; never why: what led to it may be a report."""
    kinds = practice.codes("guardianship_kind")
    for spell in spells:
        if spell.struck_at is None:
            title = Text("监护情况变更：%(kind)s", kind=kinds.get(spell.kind, spell.kind))
            yield Event(spell.from_on, "shield-check", title, (), spell.account_id)


def _care(spells: Iterable[CareSpell]) -> Iterator[Event]:
    arrangements = practice.codes("care_arrangement")
    for spell in spells:
        if spell.struck_at is None:
            label = arrangements.get(spell.arrangement, spell.arrangement)
            place = (spell.place,) if spell.place else ()
            title = Text("照看情况变更：%(care)s", care=label)
            yield Event(spell.from_on, "person-heart", title, place, spell.account_id)


def _guidance(given: Iterable[Guidance]) -> Iterator[Event]:
    kinds = practice.codes("guidance_kind")
    for each in given:
        title = Text("对监护人：%(kind)s", kind=kinds.get(each.kind, each.kind))
        result = (each.result,) if each.result else ()
        yield Event(each.given_on, "chat-dots", title, result, each.account_id)


def _needs(needs: Iterable[Need]) -> Iterator[Event]:
    form = practice.visit_form()
    for need in needs:
        label = form.need_label(need.kind)
        title = Text("登记需求：%(need)s", need=label)
        yield Event(need.opened_on, "clipboard", title, (), need.account_id)
        if need.status is not NeedStatus.OPEN and need.closed_on is not None:
            details = (need.outcome,) if need.outcome else ()
            title = Text("%(status)s：%(need)s", status=need.status, need=label)
            yield Event(need.closed_on, "clipboard-check", title, details)
