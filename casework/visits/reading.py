"""Reading what a visit form sent: what can be read becomes answers, the rest is kept as sent.

``Content`` is the form as it arrived, field name to the values sent under it. Nothing is refused
here: an answer that the form does not offer never loses the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from casework.errors import RuleBroken
from casework.identifiers import clean_text
from casework.practice.rules import answers as answers_
from casework.practice.rules.answers import Answers
from casework.practice.rules.form import Kind, Question, VisitForm

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

_NEEDS_SUFFIX = "_needs"
_RAISE_SUFFIX = "_raise"


@dataclass(frozen=True)
class Reading:
    """What was said, as far as it can be read."""

    #: The edition of the form that it was said by.
    form: VisitForm
    answers: Answers
    #: As sent, by field, where it could not be read.
    unread: dict[str, list[str]] = field(default_factory=dict)
    #: The risk level that the visitor let the findings raise, if any.
    raise_to: int | None = None
    #: Brothers and sisters who were seen too.
    siblings: tuple[UUID, ...] = ()


def needs_field(question: Question) -> str:
    """Return the name of the ticks that open a question's proposed needs."""
    return question.code + _NEEDS_SUFFIX


def raise_field(question: Question) -> str:
    """Return the name of the tick that lets a question's answer raise the risk."""
    return question.code + _RAISE_SUFFIX


def one(content: Content, name: str) -> str | None:
    """Return the first value of a field, cleaned; None for a blank one."""
    return next((text for value in content.get(name, ()) if (text := clean_text(value))), None)


def read(definition: VisitForm, content: Content) -> Reading:
    """Read what was sent by the edition of the form that it was sent with."""
    raw, unread = _sorted_out(definition, content)
    answers = _tolerantly(definition, raw, unread)
    _add_ticked_needs(definition, content, answers)
    siblings = _identifiers(content.get(SIBLINGS, ()))
    if siblings is None:
        unread[SIBLINGS] = list(content[SIBLINGS])
    raised = _raised(definition, content, answers)
    return Reading(definition, answers, unread, raised, siblings or ())


def add_needs(reading: Reading, before: Mapping[str, Any]) -> Reading:
    """Return a reading with the needs that an earlier version has opened: they stay open."""
    codes = {*before.get(NEEDS, ()), *reading.answers.get(NEEDS, ())}
    needs = [code for code in reading.form.needs if code in codes]
    return replace(reading, answers=reading.answers | {NEEDS: needs}) if needs else reading


def identifier(text: str | None) -> UUID | None:
    """Return the UUID that a text spells, or None."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _identifiers(texts: Sequence[str]) -> tuple[UUID, ...] | None:
    found = [identifier(text) for text in texts]
    known = [each for each in found if each is not None]
    return tuple(dict.fromkeys(known)) if len(known) == len(found) else None


def _sorted_out(
    definition: VisitForm, content: Content
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Tell the answers from what belongs to no question of this form."""
    raw: dict[str, Any] = {}
    known = set(_OWN_FIELDS)
    for question in definition:
        raw[question.code] = _value(question, content)
        raw[question.detail_code] = one(content, question.detail_code)
        known |= {question.code, question.detail_code}
        known |= {needs_field(question), raise_field(question)}
    given = {code: value for code, value in raw.items() if value}
    return given, {name: list(values) for name, values in content.items() if name not in known}


def _value(question: Question, content: Content) -> str | list[str] | None:
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        return _settled(question, [value for value in content.get(question.code, ()) if value])
    return one(content, question.code)


def _settled(question: Question, codes: list[str]) -> list[str]:
    """Let an answer that excludes all others give way to them: 没有隐患 and 用电有隐患."""
    together = set(codes)
    kept = [c for c in codes if c not in question.by_code or not question.by_code[c].alone]
    return kept if kept and len(together) > 1 else codes


def _tolerantly(
    definition: VisitForm, raw: dict[str, Any], unread: dict[str, list[str]]
) -> Answers:
    """Take the answers that the form offers; put aside each one that it does not."""
    while True:
        try:
            return answers_.clean(definition, raw)
        except RuleBroken as broken:
            question = definition.question(str(broken.field))
            # The detail first: if it was only too long, the answer itself is fine.
            name = question.detail_code if question.detail_code in raw else question.code
            value = raw.pop(name)
            unread[name] = value if isinstance(value, list) else [value]


def _add_ticked_needs(definition: VisitForm, content: Content, answers: Answers) -> None:
    if NEEDS not in definition.by_code:
        return
    ticked = set(answers.get(NEEDS, ()))
    for question in definition:
        proposed = answers_.chosen_options(question, answers)
        chosen = content.get(needs_field(question), ())
        ticked |= {option.need for option in proposed if option.need and option.need in chosen}
    if ticked:
        answers[NEEDS] = [code for code in definition.needs if code in ticked]


def _raised(definition: VisitForm, content: Content, answers: Answers) -> int | None:
    levels = [
        option.risk
        for question in definition
        if one(content, raise_field(question))
        for option in answers_.chosen_options(question, answers)
        if option.risk
    ]
    return max(levels, default=None)
