"""What was decided comes about on its day: the category begins with a month and ends with one."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select

from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children import steps as file_steps
from casework.children.actions import categories
from casework.children.actions.schedule import reschedule
from casework.children.facts import CategoryFacts
from casework.children.models import CategoryMembership, Child, Status
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.practice import queries as practice
from casework.recognition import queries, steps
from casework.recognition.actions import stepping, trail
from casework.recognition.models import Recognition, RecognitionState

_ENTERED, _REFINED = "applied", "refined"
_S = RecognitionState


def due_ids(day: date) -> Sequence[UUID]:
    """Return the applications of which something comes about by a day, for maintenance."""
    began = Recognition.membership_id.is_not(None)
    ended = CategoryMembership.until_on.is_not(None)
    begins = and_(Recognition.state.in_(steps.HOLDS), ~began, Recognition.starts_on <= day)
    lapses = and_(Recognition.state.in_(steps.HOLDS), began, ended)
    ends = and_(Recognition.state == _S.ENDED, Recognition.ends_on <= day, began, ~ended)
    statement = (
        select(Recognition.id)
        .outerjoin(CategoryMembership, CategoryMembership.id == Recognition.membership_id)
        .where(or_(begins, lapses, ends))
        .order_by(Recognition.id)
    )
    return db.session.scalars(statement).all()


def take_effect(day: date, ids: Collection[UUID]) -> int:
    """Let some of what was decided for a day up to ``day`` come about; return how much did.

    For maintenance that sees all regions. The same night twice does nothing twice.
    """
    statement = select(Recognition).where(Recognition.id.in_(ids)).order_by(Recognition.id)
    found = db.session.scalars(statement.with_for_update(of=Recognition)).all()
    return sum(bring_about(each, _child_of(each), day) for each in found)


def _child_of(recognition: Recognition) -> Child:
    statement = select(Child).where(
        Child.id == recognition.child_id, Child.region_code == recognition.region_code
    )
    return db.session.scalars(statement).one()


def bring_about(recognition: Recognition, child: Child, day: date) -> bool:
    """Begin, end or let lapse what was decided, as far as its day has come; say whether any was."""
    held = _held(child, recognition.category)
    if recognition.state in steps.HOLDS:
        if recognition.membership_id is None:
            return _begin(recognition, child, held, day)
        if held is None:
            return _lapse(recognition, child)
        recognition.membership_id = held.id  # another one of it, after two files became one
    if recognition.state is _S.ENDED and held is not None:
        return _end(recognition, child, held, day)
    return False


def _held(child: Child, category: str) -> CategoryMembership | None:
    found = [each for each in children.open_memberships(child) if each.leaf == category]
    return found[0] if found else None


def _begin(
    recognition: Recognition, child: Child, held: CategoryMembership | None, day: date
) -> bool:
    starts_on = recognition.starts_on
    if starts_on is None or starts_on > day:
        return False
    if child.status is Status.CLOSED:
        return _lapse(recognition, child)
    if held is None:
        _refine(child, recognition.category, starts_on)
        facts = CategoryFacts(code=recognition.category, from_on=starts_on, entry_reason=_ENTERED)
        categories.add(child, [facts])
        db.session.flush()
        held = _held(child, recognition.category)
        _follow(child)
    recognition.membership_id = held.id if held else None
    return True


def _refine(child: Child, category: str, on: date) -> None:
    """A child who was in the wider category is in the narrower one alone from then on."""
    wider = practice.categories().get(category).parent
    for membership in children.open_memberships(child):
        if membership.leaf == wider:
            categories.end([membership], max(on, membership.from_on), _REFINED)


def _end(recognition: Recognition, child: Child, held: CategoryMembership, day: date) -> bool:
    ends_on = recognition.ends_on
    if ends_on is None or ends_on > day or recognition.membership_id != held.id:
        return False
    ended = queries.last_step(queries.steps_of(recognition), steps.END)
    reason = ((ended.detail if ended else None) or {}).get("exit_reason")
    categories.end([held], max(ends_on, held.from_on), reason)
    _follow(child)
    return True


def _lapse(recognition: Recognition, child: Child) -> bool:
    """Follow a category that has ended otherwise: by age, with the file, by hand."""
    last = _last(child, recognition.category)
    recognition.state = _S.ENDED
    recognition.ends_on = last.until_on if last else None
    reason = last.exit_reason if last else None
    step = stepping.keep(None, recognition, child, steps.LAPSE, detail={"exit_reason": reason})
    if reason == file_steps.AGED_OUT and is_at_school(recognition, child):
        inbox.put(trail.grown(recognition, step.id))
    return True


def is_at_school(recognition: Recognition, child: Child) -> bool:
    """Say whether the region supports somebody beyond 18 at the child's stage of school."""
    return child.school_stage in queries.settings(recognition).after18.stages


def _last(child: Child, category: str) -> CategoryMembership | None:
    statement = (
        select(CategoryMembership)
        .where(children.same_place(CategoryMembership, child))
        .where(CategoryMembership.until_on.is_not(None))
        .order_by(CategoryMembership.until_on.desc(), CategoryMembership.id.desc())
    )
    found = [each for each in db.session.scalars(statement) if each.leaf == category]
    return found[0] if found else None


def _follow(child: Child) -> None:
    db.session.flush()
    categories.keep_mask(child)
    reschedule(child)
    # Which category is not told here: the trail is plain.
    record(
        Tag.CHILD_RECATEGORISE,
        actor_id=None,
        region_code=child.region_code,
        child_id=child.id,
        why="recognition",
    )
