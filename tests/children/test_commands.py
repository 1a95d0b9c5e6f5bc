from dataclasses import replace
from datetime import date

from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.audit.models import AuditEntry
from casework.children.models import Child, Status
from casework.cli.children import group
from tests.factories.children import FACTS, a_child


def test_children_grow_out_of_their_categories_at_night(
    runner: FlaskCliRunner, session: scoped_session[Session]
) -> None:
    child = a_child(facts=replace(FACTS, birth_on=date(2010, 10, 3)), entered_on=date(2026, 9, 1))
    a_child(name="罗子涵")
    session.commit()
    child_id = child.id
    session.remove()  # the command binds a scope of its own
    result = runner.invoke(group, ["age-out"])
    assert result.exit_code == 0, result.output
    assert result.output == "1 名儿童因年满周岁退出了类别。\n"
    assert session.get_one(Child, child_id).status is Status.CLOSED
    tags = session.scalars(select(AuditEntry.tag)).all()
    assert "system:scope" in tags
    assert "child:recategorise" in tags
