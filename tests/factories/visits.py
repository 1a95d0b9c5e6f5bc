"""Invented visits: what a form sends, and visits made of it by the acts themselves."""

from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import new_id
from casework.visits import actions, submissions
from casework.visits.models import Submission, Visit
from casework.visits.reading import Content
from tests.factories.accounts import a_viewer

#: A routine visit: everything as it should be.
ROUTINE = {
    "mode": ["home"],
    "outcome": ["child_seen"],
    "psych": ["ok"],
    "health": ["good"],
    "guardianship": ["normal"],
    "living": ["ok"],
    "home_safety": ["safe"],
}


def said(
    visited_on: date | str | None = None, client_id: UUID | None = None, **answers: str | list[str]
) -> dict[str, list[str]]:
    """Return what a form sends: a routine visit of today but for what is given."""
    given = {code: [value] if isinstance(value, str) else value for code, value in answers.items()}
    return {
        "client_id": [str(client_id or new_id())],
        "form_version": ["2026.2"],
        "visited_on": [str(visited_on or clock.today())],
        **ROUTINE,
        **given,
    }


def arrive(child_id: UUID, content: Content, actor: Viewer | None = None) -> Submission:
    """Let a form arrive: kept, and made into visits where that can be done."""
    actor = actor or a_viewer()
    submission = submissions.keep(actor=actor, child_id=child_id, content=content)
    actions.record_visit(actor=actor, submission=submission)
    return submission


def a_visit(
    child: Child,
    *,
    actor: Viewer | None = None,
    **answers: Any,
) -> Visit:
    """Record a visit of the worker of the first village; ``answers`` are those of ``said``."""
    actor = actor or a_viewer()
    submission = submissions.keep(actor=actor, child_id=child.id, content=said(**answers))
    visit = actions.record_visit(actor=actor, submission=submission)
    assert visit is not None
    return visit
