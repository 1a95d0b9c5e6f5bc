"""A visit as people read it: what each version says, and what a correction changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.accounts import queries as accounts
from casework.practice import queries as practice
from casework.practice.rules import answers as answers_
from casework.practice.rules.answers import Line
from casework.practice.rules.form import VisitForm
from casework.texts import Text
from casework.ui.formats import NOTHING
from casework.visits import findings
from casework.visits.models import VisitVersion

_VISITED_ON = "走访日期"


@dataclass(frozen=True)
class Part:
    """What was said under one heading of the form."""

    label: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Change:
    """One answer that a correction changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Edition:
    """One version, who wrote it, and what it changed."""

    version: VisitVersion
    author: str
    changes: Sequence[Change]


def parts(version: VisitVersion) -> list[Part]:
    """Return what a version says, by the headings of its own edition of the form."""
    form = practice.visit_form(version.form_version)
    lines = {line.code: line for line in _lines(form, version)}
    found = [
        Part(section.label, [lines[q.code] for q in section.questions if q.code in lines])
        for section in form.sections
    ]
    return [part for part in found if part.lines]


def unread(version: VisitVersion) -> list[Line]:
    """Return what could not be read, as it was sent."""
    form = practice.visit_form(version.form_version)
    sent: Mapping[str, list[str]] = version.findings.get(findings.UNREAD, {})
    return [Line(code, _label(form, code), "、".join(sent[code]), True) for code in sent]


def is_taken_over(version: VisitVersion) -> bool:
    """Say whether the findings of the home came from a brother's or sister's form."""
    return findings.TAKEN_FROM in version.findings


def editions(versions: Sequence[VisitVersion]) -> list[Edition]:
    """Return the versions, the newest first as given, each with what it changed."""
    names = accounts.names_of({version.author_id for version in versions})
    older = [*versions[1:], None]
    return [
        Edition(version, names.get(version.author_id, NOTHING), changes(before, version))
        for version, before in zip(versions, older, strict=True)
    ]


def changes(before: VisitVersion | None, after: VisitVersion) -> list[Change]:
    """Return what differs between two versions, in the order of the form; nothing for the first."""
    if before is None:
        return []
    old, new = _readings(before), _readings(after)
    found = [
        Change(code, *(readings.get(code, NOTHING) for readings in (old, new)))
        for code in dict.fromkeys([*new, *old])
    ]
    return [change for change in found if change.before != change.after]


def _readings(version: VisitVersion) -> dict[str, str]:
    """Return the text of every answer by its label: that is what people compare."""
    form = practice.visit_form(version.form_version)
    day: dict[str, str] = {_VISITED_ON: Text("%(day)s", day=version.visited_on)}
    return day | {line.label: line.text for line in _lines(form, version)}


def _lines(form: VisitForm, version: VisitVersion) -> list[Line]:
    return answers_.described(form, findings.answers_of(version, version.findings))


def _label(form: VisitForm, code: str) -> str:
    question = form.by_code.get(code.removesuffix("_detail"))
    return question.label if question else code
