"""Reading what a visit form sent: what can be read becomes answers, the rest is kept as sent.

``Content`` is the form as it arrived, field name to the values sent under it. Nothing is refused
here: an answer that the form does not offer never loses the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from casework.errors import RuleBroken
from casework.identifiers import clean_text
from casework.practice.rules import answers as answers_
from casework.practice.rules.answers import Answers
from casework.practice.rules.form import Kind, Question, VisitForm
from casework.visits.models import Outcome

Content = Mapping[str, Sequence[str]]

#: Fields beside the questions of the form.
CLIENT_ID = "client_id"
FORM_VERSION = "form_version"
VISITED_ON = "visited_on"
SIBLINGS = "siblings"
_OWN_FIELDS = frozenset({CLIENT_ID, FORM_VERSION, VISITED_ON, SIBLINGS})

#: Questions that the program knows by name, because acts follow from them.
MODE = "mode"
OUTCOME = "outcome"
NEEDS = "needs"
RISK_AFTER = "risk_after"
RISK_REASON = "risk_reason"

#: Before the id of a need that is open: what the visitor says of it.
NEED_SAID = "need_said_"
STILL, SOLVED, DROPPED = "still", "solved", "dropped"

_NEEDS_SUFFIX = "_needs"
_RAISE_SUFFIX = "_raise"


@dataclass(frozen=True)
class Reading:
    """What was said, as far as it can be read."""

    #: The edition of the form that it was said by.
    form: VisitForm
    answers: Answers
    #: As sent, by field, where it could not be read.
    unread: Mapping[str, list[str]] = field(default_factory=dict)
    #: The risk level that the visitor let the findings raise, if any.
    raise_to: int | None = None
    #: Brothers and sisters who were seen too.
    siblings: frozenset[UUID] = frozenset()
    #: The visit that findings of the home were taken over from.
    taken_from: str | None = None
    #: What was said of needs that were open: ``STILL``, ``SOLVED`` or ``DROPPED`` by their id.
    needs_said: Mapping[UUID, str] = field(default_factory=dict)


def needs_field(question: Question) -> str:
    """Return the name of the ticks that open a question's proposed needs."""
    return question.code + _NEEDS_SUFFIX


def raise_field(question: Question) -> str:
    """Return the name of the tick that lets a question's answer raise the risk."""
    return question.code + _RAISE_SUFFIX


def need_field(need_id: UUID) -> str:
    """Return the name of the answer about a need that is open."""
    return NEED_SAID + need_id.hex


def one(content: Content, name: str) -> str | None:
    """Return the first value of a field, cleaned; None for a blank one."""
    return next((text for value in content.get(name, ()) if (text := clean_text(value))), None)


def identifier(text: str | None) -> UUID | None:
    """Return the UUID that a text spells, or None."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def read(form: VisitForm, content: Content) -> Reading:
    """Read what was sent by the edition of the form that it was sent with."""
    raw, unread = _sorted_out(form, content)
    answers = _tolerantly(form, raw, unread)
    _add_ticked_needs(form, content, answers)
    needs_said = _needs_said(content, unread)
    siblings = [identifier(text) for text in content.get(SIBLINGS, ())]
    if None in siblings:
        unread[SIBLINGS] = list(content[SIBLINGS])
    return Reading(
        form=form,
        answers=answers,
        unread=unread,
        raise_to=max(_raised(form, content, answers), default=None),
        siblings=frozenset(each for each in siblings if each is not None),
        needs_said=needs_said,
    )


def for_sibling(reading: Reading, visit_id: UUID) -> Reading:
    """Return what a form says of a brother or sister who was seen too: what holds for the home."""
    shared = [question for question in reading.form if question.shared]
    codes = [MODE, *(code for q in shared for code in (q.code, q.detail_code))]
    answers: Answers = {code: reading.answers[code] for code in codes if code in reading.answers}
    answers[OUTCOME] = Outcome.CHILD_SEEN.value
    return Reading(form=reading.form, answers=answers, taken_from=str(visit_id))


def with_needs(reading: Reading, before: Mapping[str, Any]) -> Reading:
    """Return a reading with the needs that an earlier version has opened: they stay open."""
    codes = {*before.get(NEEDS, ()), *reading.answers.get(NEEDS, ())}
    needs = [code for code in reading.form.needs if code in codes]
    return replace(reading, answers=reading.answers | {NEEDS: needs}) if needs else reading


def _sorted_out(form: VisitForm, content: Content) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Tell the answers from what belongs to no question of this form."""
    raw: dict[str, Any] = {}
    known = set(_OWN_FIELDS)
    for question in form:
        raw[question.code] = _value(question, content)
        raw[question.detail_code] = one(content, question.detail_code)
        known |= {question.code, question.detail_code}
        known |= {needs_field(question), raise_field(question)}
    given = {code: value for code, value in raw.items() if value}
    return given, {name: list(values) for name, values in content.items() if name not in known}


def _needs_said(content: Content, unread: dict[str, list[str]]) -> dict[UUID, str]:
    """Take out of what is left the answers about open needs that can be read."""
    said = {}
    for name in [name for name in unread if name.startswith(NEED_SAID)]:
        need_id, answer = identifier(name.removeprefix(NEED_SAID)), one(content, name)
        if need_id is not None and answer in (STILL, SOLVED, DROPPED):
            said[need_id] = answer
            del unread[name]
    return said


def _value(question: Question, content: Content) -> str | list[str] | None:
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return _settled(question, [value for value in content.get(question.code, ()) if value])
    return one(content, question.code)


def _settled(question: Question, codes: list[str]) -> list[str]:
    """Let an answer that excludes all others give way to them: 没有隐患 and 用电有隐患."""
    kept = [c for c in codes if c not in question.by_code or not question.by_code[c].alone]
    return kept or codes


def _tolerantly(form: VisitForm, raw: dict[str, Any], unread: dict[str, list[str]]) -> Answers:
    """Take the answers that the form offers; put aside each one that it does not."""
    while True:
        try:
            return answers_.clean(form, raw)
        except RuleBroken as broken:
            question = form.question(str(broken.field))
            # The detail first: if it was only too long, the answer itself is fine.
            name = question.detail_code if question.detail_code in raw else question.code
            value = raw.pop(name)
            unread[name] = value if isinstance(value, list) else [value]


def _add_ticked_needs(form: VisitForm, content: Content, answers: Answers) -> None:
    if NEEDS not in form.by_code:
        return
    ticked = set(answers.get(NEEDS, ()))
    for question in form:
        proposed = answers_.chosen_options(question, answers)
        chosen = content.get(needs_field(question), ())
        ticked |= {option.need for option in proposed if option.need and option.need in chosen}
    if ticked:
        answers[NEEDS] = [code for code in form.needs if code in ticked]


def _raised(form: VisitForm, content: Content, answers: Answers) -> Iterator[int]:
    for question in form:
        if one(content, raise_field(question)):
            chosen = answers_.chosen_options(question, answers)
            yield from (option.risk for option in chosen if option.risk)
