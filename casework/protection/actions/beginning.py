"""Beginning: the child is brought to safety first, everything else can follow.

Nothing that is missing refuses it: no ground, no place, no consent, no paper, no number, no
reviewed file (未成年人保护法 art 92, 民法典 art 34).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import actions as children
from casework.children import queries as register
from casework.children.facts import CategoryFacts, ChildFacts
from casework.children.models import Child, Status
from casework.db.base import db
from casework.needs import actions as needs
from casework.practice import queries as practice
from casework.protection import queries, rules
from casework.protection.actions import trail, writing
from casework.protection.models import Circle, ProtectionCase, State, StepKind

#: A name as it is stored.
UNKNOWN_NAME = "身份不明儿童"  # no-catalogue: a stored value
_UNKNOWN, _OTHERS = "street_child", "difficulty_unspecified"


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is said when a child is brought to safety; all of it may be left out."""

    #: Codes of art 92; none where nobody can say yet.
    grounds: Sequence[str] = ()
    placement: str | None = None
    place: str | None = None
    brought_by: str | None = None
    words: str | None = None
    begun_on: date | None = None
    #: Kinds of needs: relief that is asked for at once.
    relief: Sequence[str] = ()
    circle: Circle = Circle.VILLAGE


def begin(*, actor: Viewer, child: Child, told: Beginning) -> ProtectionCase:
    """Protect a child from today, or from an earlier day; never refused for a formality.

    A child that is protected already is not protected twice: what is new is added. Of two files
    that were merged it is the one that answers. What cannot be
    written as it should be (a file that is closed, a history that contradicts) is put up for
    checking.
    """
    child = register.answering_for(actor, child)
    register.locked(actor, [child.id])
    known = queries.open_of(child)
    if known is not None:
        return _add(actor, child, known, told)
    case = _new_case(actor, child, told)
    db.session.add(case)
    db.session.flush()
    facts = {"grounds": case.grounds, "placement": case.placement, "place": case.place}
    brought = {"brought_by": case.brought_by}
    trail.note(actor, child, case, StepKind.BEGUN, on=case.begun_on, words=told.words,
               **facts, **brought)  # fmt: skip
    is_written = writing.guard(actor, child, writing.VILLAGE, case.begun_on)
    if case.placement is not None:
        is_written &= writing.care(
            actor, child, case, case.placement, case.begun_on, place=case.place
        )
    is_written &= _relieve(actor, child, told.relief)
    if not is_written or child.status is Status.CLOSED:
        trail.put_up(case, StepKind.BEGUN)
    trail.ask_county(case)
    return case


def begin_found(
    *, actor: Viewer, region_code: str, name: str | None, sex: str | None, told: Beginning
) -> ProtectionCase:
    """Protect a child that has no file here: one is made of what is known, if only the village.

    Raises RuleBroken where the village is not the actor's.
    """
    facts = ChildFacts(name=name or UNKNOWN_NAME, sex=sex or "0", no_id_reason="unidentified")
    today = clock.today()
    category = _OTHERS if name else _UNKNOWN
    child = children.enrol_by(
        actor,
        region_code=region_code,
        facts=facts,
        categories=[CategoryFacts(code=category, from_on=today, entry_reason="referred")],
        entered_on=today,
    )
    return begin(actor=actor, child=child, told=told)


def _new_case(actor: Viewer, child: Child, told: Beginning) -> ProtectionCase:
    today = clock.today()
    day = min(told.begun_on or today, today)
    settings, calendar = practice.protection(child.region_code), practice.calendar()
    review, limit = rules.next_review_on(day, settings), rules.limit_on(day, settings)
    decide_by = rules.decide_by_on(day, settings, calendar)
    is_placed = told.placement in practice.codes("care_arrangement")
    return ProtectionCase(
        owner=child,
        region_code=child.region_code,
        account_id=actor.account_id,
        counted_region_code=child.region_code,
        begun_on=day,
        placed_on=day if is_placed else None,
        due_on=decide_by,
        state=State.BEGUN.value,
        circle=told.circle.value,
        grounds=rules.known_grounds(told.grounds, settings),
        placement=told.placement if is_placed else None,
        place=told.place,
        brought_by=told.brought_by,
        words=told.words,
        decide_by_on=decide_by,
        review_on=review,
        limit_on=limit,
        papers=rules.owed(day, settings, calendar),
    )


def _add(actor: Viewer, child: Child, case: ProtectionCase, told: Beginning) -> ProtectionCase:
    """Keep what is told anew of a child that is protected already; the same twice is told once."""
    settings = practice.protection(child.region_code)
    grounds = rules.known_grounds(told.grounds, settings)
    new = rules.said(
        grounds=[code for code in grounds if code not in {*case.grounds, rules.UNCLEAR}],
        placement=told.placement if told.placement != case.placement else None,
        place=told.place if told.place != case.place else None,
    )
    words = told.words if told.words not in {None, case.words} else None
    if not new and words is None:
        return case
    if new.get("grounds"):
        case.grounds = [code for code in case.grounds if code != rules.UNCLEAR] + new["grounds"]
    if "placement" in new or "place" in new:
        settle(
            actor,
            child,
            case,
            placement=told.placement or case.placement,
            place=told.place,
            on=clock.today(),
        )
    trail.note(actor, child, case, StepKind.ADDED, words=words, **new)
    return case


def settle(
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    *,
    placement: str | None,
    place: str | None,
    on: date,
) -> None:
    """Let the case and the file say where the child lives; the first place is the one counted."""
    case.placement, case.place = placement, place
    if placement is None:
        return
    case.placed_on = case.placed_on or on
    if not writing.care(actor, child, case, placement, on, place=place):
        trail.put_up(case, StepKind.PLACED)


def _relieve(actor: Viewer, child: Child, kinds: Sequence[str]) -> bool:
    """Open a need for each kind of relief asked for; say whether all could be opened."""
    settings = practice.protection(child.region_code)
    due_on = practice.calendar().add_working_days(clock.today(), settings.relief_days)
    opened = [
        writing.kept(
            needs.open_need, actor=actor, child=child, kind=kind, detail=None, due_on=due_on
        )
        for kind in kinds
    ]
    return all(opened)
