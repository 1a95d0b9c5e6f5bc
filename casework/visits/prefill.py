"""What a form opens with: "as last time" for slow facts, everything for a correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.needs import queries as needs_
from casework.needs.models import Need
from casework.practice import queries as practice
from casework.practice.rules import answers as answers_
from casework.practice.rules.answers import Answers, Line
from casework.practice.rules.form import VisitForm
from casework.visits import findings, queries
from casework.visits.models import Visit, VisitVersion
from casework.visits.reading import NEEDS

#: More of them would make a kitchen table's form a long one; they stand on the child's page.
MOST_PROMISED = 5


@dataclass(frozen=True)
class Opening:
    """A form about to be opened for a child."""

    form: VisitForm
    visited_on: date
    answers: Answers
    #: Slow facts taken over from the last visit, as people read them.
    carried: Sequence[Line] = ()
    last: Visit | None = None
    #: Children of the same home who may have been seen too.
    siblings: Sequence[Child] = ()
    #: Needs that were opened already, in words.
    opened: Sequence[str] = ()
    #: Needs that are open: what was promised, asked about first.
    promised: Sequence[Need] = ()

    @property
    def carried_codes(self) -> frozenset[str]:
        """The questions that were taken over."""
        return frozenset(line.code for line in self.carried)


def new_visit(viewer: Viewer, child: Child, *, on: date | None = None) -> Opening:
    """Return the form of a new visit: the usual way, slow facts as last time.

    It opens with today, or with an earlier day ``on`` where it is filled in from paper.
    """
    today = clock.today()
    form = practice.visit_form()
    found = queries.last_valid(child)
    last, said = found or (None, None)
    carried = answers_.carried(form, _said(said)) if said else {}
    defaults: Answers = {q.code: q.default for q in form if q.default}
    return Opening(
        form=form,
        visited_on=min(on, today) if on else today,
        answers=defaults | carried,
        carried=answers_.described(form, carried),
        last=last,
        siblings=queries.at_home_with(viewer, child),
        promised=needs_.open_of(child)[:MOST_PROMISED],
    )


def correction(visit: Visit, version: VisitVersion) -> Opening:
    """Return the form of a correction: all that the newest version says, by its own edition."""
    form = practice.visit_form(version.form_version)
    answers = findings.answers_of(version, version.findings)
    needs = answers.pop(NEEDS, [])
    return Opening(
        form=form,
        visited_on=visit.visited_on,
        answers=answers | _readable_texts(form, version.findings),
        opened=[form.need_label(code) for code in needs],
    )


def _said(version: VisitVersion) -> Mapping[str, Any]:
    return findings.answers_of(version, version.findings)


def _readable_texts(form: VisitForm, found: Mapping[str, Any]) -> Answers:
    """Return texts that were too long to be taken, so that they can be shortened."""
    texts = {code: values[0] for code, values in found.get(findings.UNREAD, {}).items() if values}
    known = {code for q in form if not q.options for code in (q.code,)}
    known |= {question.detail_code for question in form}
    return {code: text for code, text in texts.items() if code in known}
