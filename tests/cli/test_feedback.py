"""``feedback author``: for the security administrator alone, and into the trail."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, AuditReason
from casework.cli import feedback
from casework.feedback import actions
from casework.feedback.models import Desk, Feedback, Kind
from tests.cli.commands import Run, complaint
from tests.factories.accounts import a_viewer

Rows = scoped_session[Session]


@pytest.fixture
def made(session: Rows) -> Feedback:
    a_viewer(Role.SEC_ADMIN)
    a_viewer(Role.COUNTY_CIVIL)
    return actions.hand_in(
        actor=a_viewer(), kind=Kind.COMPLAINT, desk=Desk.COUNTY, text="走着瞧", is_anonymous=True
    )


def test_who_wrote_is_told_to_the_security_administrator_and_stands_in_the_trail(
    run: Run, session: Rows, made: Feedback
) -> None:
    asked = (made.number, "--by", "sec_admin-home", "--reason", "威胁同事")
    result = run(feedback.group, "author", *asked)
    assert result.exit_code == 0, result.output
    assert "child_director-home（测试儿童主任，儿童主任）" in result.output
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "feedback:trace")).one()
    assert entry.subject_id == made.id
    assert session.scalars(select(AuditReason)).one().text == "威胁同事"


@pytest.mark.parametrize(
    ("by", "number"), [("county_civil-home", None), ("sec_admin-home", "0000-0000")]
)
def test_nobody_else_is_told(run: Run, made: Feedback, by: str, number: str | None) -> None:
    asked = (number or made.number, "--by", by, "--reason", "好奇")
    assert "child_director" not in complaint(run(feedback.group, "author", *asked))
