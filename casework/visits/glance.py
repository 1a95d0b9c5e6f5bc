"""A visit beside the one before it, at a glance: answers that can be tapped, and no free text.

What is shown here stands in lists and is read over shoulders: the words that somebody wrote stay on
the visit's own page, and the list only says that there are some.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.practice import queries as practice
from casework.practice.rules import answers as answers_
from casework.practice.rules.form import Question, VisitForm
from casework.visits import findings
from casework.visits.models import VisitVersion
from casework.visits.reading import NEEDS, OUTCOME, RISK_AFTER


@dataclass(frozen=True)
class Difference:
    """One answer that changed, or one to be minded: labels of options."""

    label: str
    before: Sequence[str]
    after: Sequence[str]
    abnormal: bool


@dataclass(frozen=True)
class Glance:
    """What a reviewer sees of a visit in its line."""

    differences: Sequence[Difference]
    needs: Sequence[str]
    #: The level that the visitor proposed after the visit, if it is another than last time.
    risk: str | None
    has_text: bool
    #: There is an earlier visit to compare with.
    has_before: bool

    @property
    def is_unchanged(self) -> bool:
        """Whether it says what the last one said, with nothing to be minded."""
        return self.has_before and not (self.differences or self.needs or self.risk)


def glance(before: VisitVersion | None, after: VisitVersion) -> Glance:
    """Return what a visit says that the one before it did not, or that is to be minded anyhow."""
    form, said = _answers(after)
    old_form, old = _answers(before) if before else (form, {})
    return Glance(
        differences=[*_outcome(before, after, form), *_differences(form, said, old_form, old)],
        needs=[form.need_label(code) for code in said.get(NEEDS, [])],
        risk=_risk(form, said, old),
        has_text=any(words(after)),
        has_before=before is not None,
    )


def words(version: VisitVersion) -> Iterator[tuple[str, str]]:
    """Yield what was written in free text, by the code of its field."""
    form, said = _answers(version)
    for question in form:
        for code in (question.code, question.detail_code):
            is_free = code != question.code or question.kind.value == "text"
            if is_free and said.get(code):
                yield code, str(said[code])


def _answers(version: VisitVersion) -> tuple[VisitForm, Mapping[str, Any]]:
    form = practice.visit_form(version.form_version)
    return form, findings.answers_of(version, version.findings)


def _differences(
    form: VisitForm, said: Mapping[str, Any], old_form: VisitForm, old: Mapping[str, Any]
) -> Iterator[Difference]:
    for question in form:
        if question.code in (OUTCOME, NEEDS, RISK_AFTER) or not question.options:
            continue
        found = _compared(question, said, old_form.by_code.get(question.code), old)
        if found is not None:
            yield found


def _compared(
    question: Question, said: Mapping[str, Any], was: Question | None, old: Mapping[str, Any]
) -> Difference | None:
    after = answers_.chosen_options(question, said)
    before = answers_.chosen_options(was, old) if was else []
    abnormal = any(option.abnormal for option in after)
    minded = abnormal or any(option.abnormal for option in before)
    was_said = [option.label for option in before]
    is_said = [option.label for option in after]
    changed = was_said != is_said or _detail(question, said) != _detail(question, old)
    if after and (abnormal or (changed and bool(before) and (question.slow or minded))):
        return Difference(question.label, was_said, is_said, abnormal)
    return None


def _detail(question: Question, answers: Mapping[str, Any]) -> Any:
    return answers.get(question.detail_code)


def _outcome(
    before: VisitVersion | None, after: VisitVersion, form: VisitForm
) -> Iterator[Difference]:
    """Yield that somebody else was met than last time."""
    if before is not None and before.outcome is not after.outcome and OUTCOME in form.by_code:
        yield Difference(
            form.by_code[OUTCOME].label, [before.outcome.label], [after.outcome.label], False
        )


def _risk(form: VisitForm, said: Mapping[str, Any], old: Mapping[str, Any]) -> str | None:
    level = said.get(RISK_AFTER)
    if not level or level == old.get(RISK_AFTER) or RISK_AFTER not in form.by_code:
        return None
    return form.by_code[RISK_AFTER].by_code[str(level)].label
