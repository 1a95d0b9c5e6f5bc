"""Changing what a file says."""

from datetime import date

import pytest

from casework.accounts.permissions import Role
from casework.children import actions
from casework.children.models import (
    ChildChange,
)
from casework.children.rules import ChangedMeanwhile
from tests.children.acting import Db, change, home_of, rows
from tests.factories.accounts import (
    a_viewer,
)
from tests.factories.children import FACTS, FATHER, a_child

TODAY = date(2026, 11, 1)


def test_every_changed_field_leaves_its_history_under_seal(session: Db) -> None:
    child = a_child()
    disability = {"kind": "4", "grade": "2", "certificate": None}
    changed = change(child, name="陈雨彤", school="中心小学", disability=disability)
    session.commit()
    assert changed == ["name", "school", "disability"]
    kept = {row.field: (row.old, row.new) for row in rows(session, ChildChange, child)}
    assert kept["name"] == ("陈雨桐", "陈雨彤")
    assert kept["school"] == (None, "中心小学")
    assert kept["disability"][1] == '{"certificate": null, "grade": "2", "kind": "4"}'
    stored = session.connection().exec_driver_sql("SELECT old, new FROM child_change").all()
    assert "陈雨彤".encode() not in repr(stored).encode()
    assert child.search_text.startswith("陈雨彤\n")


def test_a_change_of_birth_date_changes_the_plain_year(session: Db) -> None:
    child = a_child()
    change(child, birth_on=date(2015, 3, 15))
    assert child.birth_year == 2015
    change(child, birth_on=None)
    assert child.birth_year is None


def test_nothing_changed_leaves_no_trace(session: Db) -> None:
    child = a_child()
    before = child.version
    assert change(child) == []
    session.commit()
    assert child.version == before
    assert rows(session, ChildChange, child) == []


def test_address_and_people_change_with_the_file(session: Db) -> None:
    child = a_child(address="三组12号")
    changed = change(child, address="三组13号", people=[FATHER], source="import")
    assert changed[0] == "address"
    assert "father.name" in changed
    assert home_of(child).address == "三组13号"
    assert {row.source for row in rows(session, ChildChange, child)} == {"import"}
    assert change(child, address="三组13号") == []


def test_an_older_version_is_never_saved_over_a_newer_one(session: Db) -> None:
    child = a_child()
    opened = child.version
    change(child, school="中心小学")
    with pytest.raises(ChangedMeanwhile):
        actions.change(actor=a_viewer(Role.COUNTY_CIVIL), child=child, version=opened, facts=FACTS)
    assert child.school == "中心小学"


def test_two_savings_at_one_instant_do_not_both_hold(session: Db) -> None:
    child = a_child()
    session.commit()
    session.connection().exec_driver_sql("UPDATE child SET version = version + 1")
    with pytest.raises(ChangedMeanwhile):
        change(child, school="中心小学")
