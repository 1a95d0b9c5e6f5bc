"""``check due``: what a file carries is compared with what it is made of."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children import actions
from casework.children.models import Child, RiskSpell
from casework.cli import check_due
from casework.cli.check_due import due
from casework.needs.actions import open_need
from tests.cli.commands import Run
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child


def test_files_kept_by_the_acts_agree(run: Run, session: scoped_session[Session]) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    child = a_child(categories=("left_behind_rural", "diff_poverty"))
    open_need(actor=county, child=child, kind="goods", detail=None)
    actions.set_risk(actor=county, child=child, level=4, reason="独自在家")
    actions.close(actor=county, child=a_child(name="周小川"), reason="adopted")
    result = run(due)
    assert (result.exit_code, result.output) == (0, "没有差异。\n")
    facts = select(AuditEntry.facts).where(AuditEntry.tag == Tag.SYSTEM_SCOPE.value)
    assert session.scalars(facts).one() == {"purpose": "check due", "differences": 0}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("next_due_on", date(2027, 1, 1), "next_due_on：存的是 2027-01-01，应为 2026-11-06"),
        ("last_contact_on", date(2026, 10, 1), "last_contact_on：存的是 2026-10-01，应为 None"),
        ("open_needs", 3, "open_needs：存的是 3，应为 0"),
        ("category_mask", 0, "category_mask：存的是 0，应为 16"),
    ],
)
def test_a_changed_file_is_named_by_its_case_number(
    run: Run, session: scoped_session[Session], field: str, value: object, told: str
) -> None:
    child = a_child()
    setattr(child, field, value)
    result = run(due)
    assert result.exit_code == 1
    assert f"{child.case_number} {told}" in result.stderr
    assert child.name not in result.stderr


def test_a_history_that_says_something_else_is_found(
    run: Run, session: scoped_session[Session]
) -> None:
    child = a_child()
    session.scalars(select(RiskSpell)).one().level = 3
    result = run(due)
    assert f"{child.case_number} risk：存的是 2，应为 3" in result.stderr


def test_every_file_is_looked_at_in_steps(
    run: Run, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_due, "_BATCH", 2)
    for number in range(5):
        a_child(name=f"周小{'甲乙丙丁戊'[number]}")
    for child in session.scalars(select(Child)):
        child.first_visit_on = child.entered_on or date(2026, 1, 1) - timedelta(days=1)
    assert run(due).stderr.count("first_visit_on") == 5
