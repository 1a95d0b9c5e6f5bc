"""What a visitor is told after saving: the receipt, what is due next, what may be added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.practice import queries as practice
from casework.practice.rules import answers as answers_
from casework.visits import actions, findings, queries
from casework.visits.findings import Gap
from casework.visits.models import Submission, Visit, VisitVersion
from casework.visits.rules import CheckReason

_SOON = timedelta(days=7)


@dataclass(frozen=True)
class Saved:
    """One visit that was made of a submission."""

    visit: Visit
    child: Child
    gaps: Sequence[Gap]
    #: What has to be done at once, in the words of the form.
    alerts: Sequence[str]
    #: A lower risk was proposed that the office has to settle.
    waits_for_office: bool

    @property
    def check_reason(self) -> CheckReason | None:
        """Why it is looked at, if it is."""
        code = self.visit.check_reason
        return CheckReason(code) if code else None


@dataclass(frozen=True)
class Receipt:
    """The receipt of a submission; of one without visits nothing more is said."""

    code: str
    saved: Sequence[Saved]
    #: Whom to visit next.
    following: Child | None


def receipt(viewer: Viewer, submission: Submission) -> Receipt:
    """Return what its author is told of a submission."""
    ids = actions.visit_ids(submission)
    found = sorted(queries.several(viewer, ids), key=lambda row: ids.index(row[0].id))
    saved = [_saved(viewer, *row) for row in found]
    return Receipt(submission.receipt, saved, _following(viewer, [each.child for each in saved]))


def _saved(viewer: Viewer, visit: Visit, version: VisitVersion, child: Child) -> Saved:
    form = practice.visit_form(version.form_version)
    answers = findings.answers_of(version, version.findings)
    return Saved(
        visit=visit,
        child=child,
        gaps=findings.gaps(form, answers, risk=child.risk),
        alerts=answers_.alerts(form, answers),
        waits_for_office=actions.waits_for_office(viewer, child, answers),
    )


def _following(viewer: Viewer, done: Sequence[Child]) -> Child | None:
    """Return who is due next of those that the visitor answers for herself."""
    if not viewer.may(Permission.TODAY_READ):
        return None
    statement = (
        children.visible_to(viewer)
        .where(children.on_list_of(viewer))
        .where(Child.status.in_(VISITED_STATUSES), Child.next_due_on <= clock.today() + _SOON)
        .where(Child.id.not_in([child.id for child in done]))
        .order_by(Child.next_due_on, Child.id)
    )
    return db.session.scalars(statement.limit(1)).first()
