"""Making a file."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.models import (
    Assignment,
    CategoryMembership,
    DueKind,
    Household,
    IdentityDigest,
    IdState,
    RiskSpell,
    Status,
    StatusSpell,
    Stay,
)
from casework.errors import RuleBroken
from tests.children.acting import Db, last_entry, mistyped, numbered, rows
from tests.factories.accounts import (
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FACTS, FATHER, GRANDMOTHER, a_child, an_id_number

TODAY = date(2026, 11, 1)


def test_enrolling_makes_every_row_of_the_file(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child(
        people=[GRANDMOTHER, FATHER], risk=3, worker_id=director.account_id, address="三组12号"
    )
    session.commit()
    [spell] = rows(session, StatusSpell, child)
    assert (spell.status, spell.from_on, spell.is_entry) == (Status.ACTIVE, TODAY, True)
    assert spell.counted_region_code == VILLAGE
    [membership] = rows(session, CategoryMembership, child)
    assert (membership.code, membership.leaf) == ("left_behind_rural", "left_behind_rural")
    [risk] = rows(session, RiskSpell, child)
    assert (risk.level, risk.rule_version) == (3, "2026.1")
    [assignment] = rows(session, Assignment, child)
    assert assignment.account_id == child.worker_id == director.account_id
    [stay] = rows(session, Stay, child)
    household = session.get_one(Household, stay.household_id)
    assert (stay.region_code, household.address) == (VILLAGE, "三组12号")
    parts = {link.part: person.name for link, person in queries.people_of(child)}
    assert parts == {"carer": "王秀英", "father": "陈建国"}
    assert child.birth_year == 2016
    assert child.township_code == TOWNSHIP
    assert len(child.case_number) == 12
    assert child.version == 1
    entry = last_entry(session, "child:enrol")
    assert (entry.child_id, entry.region_code) == (child.id, VILLAGE)


def test_the_first_visit_is_due_after_five_working_days(session: Db) -> None:
    child = a_child(entered_on=date(2026, 9, 24))
    # 25 to 27 September and 1 to 7 October are holidays, 20 September and 10 October are worked.
    assert child.first_due_on == date(2026, 10, 9)
    assert (child.next_due_on, child.next_due_kind) == (date(2026, 10, 9), DueKind.FIRST)
    assert child.contact_due_on is None
    assert child.rule_version == "2026.1"


def test_what_a_village_proposes_is_due_and_not_counted(session: Db) -> None:
    child = a_child(status=Status.SUBMITTED)
    [spell] = rows(session, StatusSpell, child)
    assert not spell.is_entry
    assert child.next_due_on == date(2026, 11, 6)


def test_a_county_enrols_onto_the_list_with_the_worker_of_the_village(session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    told = {"facts": FACTS, "categories": [], "people": [], "address": None, "entered_on": TODAY}
    county = a_viewer(Role.COUNTY_CIVIL)
    a_child()  # the practice is loaded
    on_list = actions.enrol_by(county, region_code=VILLAGE, **told)
    proposed = actions.enrol_by(director, region_code=VILLAGE, **told)
    assert (on_list.status, on_list.worker_id) == (Status.ACTIVE, director.account_id)
    assert (proposed.status, proposed.worker_id) == (Status.SUBMITTED, director.account_id)


@pytest.mark.parametrize("name", ["阿依古丽·" * 10 + "买买提", "\U0002b74e𬭎〇", "龘" * 100])
def test_long_and_rare_names_are_kept_and_found(session: Db, name: str) -> None:
    child = a_child(name=name)
    session.commit()
    session.expire_all()
    assert child.name == name
    assert queries.search(a_viewer(Role.COUNTY_CIVIL), name[:3]) == [child]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"region_code": TOWNSHIP}, "region_code"),
        ({"region_code": STRANGE_VILLAGE}, "region_code"),
        ({"entered_on": TODAY + timedelta(days=1)}, "entered_on"),
        ({"categories": ["difficulty"]}, "categories"),
        ({"categories": ["nothing"]}, "categories"),
        ({"name": "123"}, "name"),
        ({"people": [replace(GRANDMOTHER, name="？")]}, "name"),
        ({"risk": 5}, "risk"),
    ],
)
def test_what_cannot_be_enrolled(session: Db, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        a_child(**wrong)
    assert refusal.value.field == field


# ID numbers


def test_a_verified_number_is_unique_and_the_second_file_is_kept_as_doubtful(session: Db) -> None:
    number = an_id_number()
    first = a_child(facts=numbered(number))
    second = a_child(
        name="罗子涵",
        facts=numbered(number),
        region_code=STRANGE_VILLAGE,
        actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )
    assert (first.id_state, second.id_state) == (IdState.VERIFIED, IdState.DOUBTFUL)
    assert second.id_number == number
    entry = last_entry(session, "child:enrol")
    assert (entry.subject_id, entry.facts["number_taken"]) == (first.id, True)
    assert queries.holder_of(number) == first.id


def test_a_mistyped_number_never_locks_out_the_right_child(session: Db) -> None:
    wrong = mistyped(an_id_number())
    first = a_child(facts=numbered(wrong))
    second = a_child(name="罗子涵", facts=numbered(wrong))
    assert first.id_state is second.id_state is IdState.DOUBTFUL
    assert queries.holder_of(wrong) is None


def test_a_number_that_contradicts_the_file_is_doubtful(session: Db) -> None:
    child = a_child(facts=numbered(an_id_number(), sex="1"))
    assert child.id_state is IdState.DOUBTFUL


def test_a_file_without_a_number_says_why(session: Db) -> None:
    child = a_child(facts=replace(FACTS, no_id_reason="unregistered"))
    assert (child.id_state, child.no_id_reason) == (IdState.NONE, "unregistered")
    assert session.get(IdentityDigest, (child.id, 1)) is None


def test_the_importer_may_say_how_far_a_number_is_to_be_trusted(session: Db) -> None:
    child = a_child(facts=numbered(an_id_number()), id_state=IdState.DOUBTFUL)
    assert child.id_state is IdState.DOUBTFUL


def test_the_number_moves_with_a_correction(session: Db) -> None:
    right, wrong = an_id_number(sequence=4), mistyped(an_id_number(sequence=4))
    child = a_child(facts=numbered(wrong))
    told = replace(queries.facts_of(child), id_number=right)
    actions.change(
        actor=a_viewer(Role.COUNTY_CIVIL), child=child, version=child.version, facts=told
    )
    assert child.id_state is IdState.VERIFIED
    assert queries.holder_of(right) == child.id


# the secret category


def test_the_secret_category_stands_in_no_plain_column(session: Db) -> None:
    secret = a_child(categories=["hiv_child"])
    plain = a_child(name="罗子涵", categories=["diff_disability"])
    session.commit()
    assert secret.category_mask == plain.category_mask
    assert secret.next_due_on == plain.next_due_on
    [membership] = rows(session, CategoryMembership, secret)
    assert (membership.code, membership.leaf) == ("diff_disability", "hiv_child")
    stored = session.connection().exec_driver_sql("SELECT * FROM category_membership").all()
    assert "hiv" not in str(stored)
    entries = session.scalars(select(AuditEntry)).all()
    assert "hiv" not in str([entry.facts for entry in entries])
