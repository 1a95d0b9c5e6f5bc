"""What a visit noticed becomes a mark, which ends by a referral, by words or by a better visit."""

from typing import Any

from sqlalchemy import update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.psychology import queries
from casework.psychology.actions.telling import alert, calm, tell
from casework.psychology.models import OPEN_MARKS, MarkState, PsychologyMark
from casework.psychology.rules import QUESTION, SELF_HARM, SIGNS
from casework.visits.models import Visit
from casework.visits.reading import Reading


def note_visit(actor: Viewer, child: Child, visit: Visit, reading: Reading) -> None:
    """Let a mark say what a visit noticed of a child's mood, and a corrected one say it anew.

    Any answer ends what earlier visits asked to be watched; a proposed referral stays until
    somebody has thought of it. Who may harm herself is told to the offices at once.
    """
    sign = str(reading.answers.get(QUESTION) or "")
    known = queries.mark_of_visit(child, visit.id) if visit.version > 1 else None
    if sign:
        _end_watching(child, visit)
    if sign in SIGNS:
        mark = known or _marked(actor, child, visit)
        _say(mark, sign, _words(reading))
        tell(Tag.PSYCHOLOGY_MARK, actor, mark)
        if sign == SELF_HARM and mark.state in OPEN_MARKS:
            alert(child)
    elif known is not None and known.state in OPEN_MARKS:
        _end(known, "走访记录已更正")  # no-catalogue: stored as written


def settle(*, actor: Viewer, child: Child, mark: PsychologyMark, words: str) -> None:
    """End a mark without a referral, with the reason. Twice is once."""
    if mark.state not in OPEN_MARKS:
        return
    _end(mark, words)
    tell(Tag.PSYCHOLOGY_SETTLE, actor, mark)
    is_last = not any(each.state in OPEN_MARKS for each in queries.marks_of(child))
    if is_last and queries.open_case(child) is None:
        calm(child.region_code, child.id, actor)


def _marked(actor: Viewer, child: Child, visit: Visit) -> PsychologyMark:
    mark = PsychologyMark(
        owner=child,
        region_code=child.region_code,
        visit_id=visit.id,
        state=MarkState.WATCH,
        noted_on=visit.visited_on,
        noted_by=actor.account_id,
        sign="",
    )
    db.session.add(mark)
    return mark


def _say(mark: PsychologyMark, sign: str, words: str | None) -> None:
    if mark.sign == sign and mark.words == words:
        return
    # What somebody has acted on stays acted on, unless the visit says something else now.
    if mark.sign != sign:
        mark.state, mark.ended_on = SIGNS[sign], None
    mark.sign, mark.words = sign, words


def _words(reading: Reading) -> str | None:
    question = reading.form.by_code[QUESTION]
    said: Any = reading.answers.get(question.detail_code)
    return str(said) if said else None


def _end(mark: PsychologyMark, words: str) -> None:
    mark.state, mark.ended_on, mark.end_words = MarkState.SETTLED, clock.today(), words


def _end_watching(child: Child, visit: Visit) -> None:
    statement = (
        update(PsychologyMark)
        .where(
            same_place(PsychologyMark, child),
            PsychologyMark.state == MarkState.WATCH,
            PsychologyMark.noted_on <= visit.visited_on,
            PsychologyMark.visit_id != visit.id,
        )
        .values(state=MarkState.SETTLED, ended_on=clock.today())
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
