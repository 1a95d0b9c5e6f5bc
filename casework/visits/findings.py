"""What a visit found: the sealed document of a version, and what is still to be said.

The document holds the answers by question code, without those kept plain on the visit. Names that
begin with an underscore are no questions: what could not be read, the date as it was written, and
from which visit findings of the home were taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.practice.rules import answers as answers_
from casework.practice.rules.answers import Answers
from casework.practice.rules.form import Question, VisitForm
from casework.texts import Text
from casework.visits.models import Mode, Outcome, Visit, VisitVersion
from casework.visits.reading import MODE, NEEDS, OUTCOME, RISK_AFTER, Reading

UNREAD = "_unread"
WRITTEN_DATE = "_written_date"
TAKEN_FROM = "_taken_from"

#: The done-flags of a visit; which answers set them, the form says.
FLAGS = ("policy_told", "safety_checked", "psych_care")


@dataclass(frozen=True)
class Gap:
    """Something that the visitor is asked to add later; nothing depends on it."""

    question: Question
    #: What is missing, in words.
    text: str


def mode_of(answers: Mapping[str, Any]) -> Mode:
    """Return how the visit was made; unless somebody said how, it was in no known way."""
    return Mode(answers[MODE]) if MODE in answers else Mode.OTHER


def outcome_of(answers: Mapping[str, Any]) -> Outcome:
    """Return whom the visitor met; unless somebody said so, nobody."""
    return Outcome(answers[OUTCOME]) if OUTCOME in answers else Outcome.NOT_MET


def document(reading: Reading, *, written_date: str | None = None) -> dict[str, Any]:
    """Return the findings to seal; ``written_date`` where another day was stored."""
    plain = {question.code for question in reading.form if question.plain}
    found: dict[str, Any] = {k: v for k, v in reading.answers.items() if k not in plain}
    notes = {
        UNREAD: dict(reading.unread),
        WRITTEN_DATE: written_date,
        TAKEN_FROM: reading.taken_from,
    }
    return found | {name: value for name, value in notes.items() if value}


def answers_of(row: Visit | VisitVersion, found: Mapping[str, Any]) -> Answers:
    """Return the answers of a record as the form asks them, the plain ones among them."""
    plain = {MODE: row.mode.value, OUTCOME: row.outcome.value}
    return plain | {code: value for code, value in found.items() if not code.startswith("_")}


def flags(reading: Reading) -> dict[str, bool]:
    """Return the done-flags by the name of their column."""
    done = answers_.done_flags(reading.form, reading.answers)
    return {flag: flag in done for flag in FLAGS}


def gaps(form: VisitForm, answers: Answers, *, risk: int) -> list[Gap]:
    """Return what the visitor may still want to say; ``risk`` is the child's level now."""
    unanswered = [Gap(question, "还没有点") for question in answers_.missing(form, answers)]
    details = [
        Gap(question, "还没有写情况")
        for question in form
        if answers_.opens_detail(question, answers) and question.detail_code not in answers
    ]
    return unanswered + details + _unopened_needs(form, answers) + _higher_risk(form, answers, risk)


def _unopened_needs(form: VisitForm, answers: Answers) -> list[Gap]:
    opened = answers.get(NEEDS, [])
    proposed = [code for code in answers_.proposed_needs(form, answers) if code not in opened]
    if NEEDS not in form.by_code or not proposed:
        return []
    labels = [form.need_label(code) for code in proposed]
    return [Gap(form.by_code[NEEDS], Text("要不要办：%(needs)s", needs=labels))]


def _higher_risk(form: VisitForm, answers: Answers, risk: int) -> list[Gap]:
    proposed = answers_.proposed_risk(form, answers) or risk
    if RISK_AFTER not in form.by_code or proposed <= risk:
        return []
    question = form.by_code[RISK_AFTER]
    level = question.by_code[str(proposed)].label
    return [Gap(question, Text("按走访情况，建议调到“%(level)s”", level=level))]
