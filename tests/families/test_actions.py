"""Making one person of two and two of one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, Seen
from casework.children import actions, queries
from casework.children.models import Child, ChildChange, IdentityDigest
from casework.errors import NotFound, RuleBroken
from casework.families import queries as families
from casework.families.rules import NumberGoes, Side
from casework.people.models import PersonMerge, Regrouping
from tests.children.acting import rows
from tests.factories.accounts import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import FATHER, a_child
from tests.families.people import (
    NUMBER,
    OTHER_NUMBER,
    REASON,
    Db,
    a_son,
    divided,
    father_of,
    link_of,
    merged,
    people_count,
)

COUNTY_CODE = VILLAGE[:6]


def test_the_children_of_both_belong_to_the_survivor(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣", NEXT_VILLAGE, phone="19900000007")
    survivor = merged(one, other)
    assert father_of(one) is father_of(other) is survivor
    assert [link_of(each).phone for each in (one, other)] == ["19900000002", "19900000007"]
    assert people_count(session) == 1


def test_links_are_led_elsewhere_and_not_sealed_anew(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣")
    session.commit()
    before = link_of(one)._phone  # type: ignore[attr-defined]
    merged(one, other)
    session.commit()
    assert link_of(one)._phone == before  # type: ignore[attr-defined]


def test_what_only_one_of_them_has_needs_no_choice(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣", id_number=NUMBER)
    survivor = merged(one, other)
    assert (survivor.name, survivor.id_number) == ("陈建国", NUMBER)


@pytest.mark.parametrize(("side", "name"), [(Side.THIS, "陈建国"), (Side.OTHER, "陈国强")])
def test_the_name_that_stays_is_chosen(session: Db, side: Side, name: str) -> None:
    one, other = a_son(), a_son("陈雨欣", name="陈国强")
    with pytest.raises(RuleBroken) as broken:
        merged(one, other)
    assert broken.value.field == "name_from"
    assert merged(one, other, name_from=side).name == name


def test_two_numbers_are_two_people_unless_somebody_saw_the_papers(session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=OTHER_NUMBER)
    for confirmed, field in [(False, "confirmed"), (True, "number_from")]:
        with pytest.raises(RuleBroken) as broken:
            merged(one, other, confirmed=confirmed)
        assert broken.value.field == field
    survivor = merged(one, other, confirmed=True, number_from=Side.OTHER)
    assert survivor.id_number == OTHER_NUMBER


def test_nobody_is_merged_without_a_reason(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣")
    with pytest.raises(RuleBroken) as broken:
        merged(one, other, reason=" ")
    assert broken.value.field == "reason"


def test_the_survivor_is_known_by_the_number_and_nobody_else_holds_it(session: Db) -> None:
    one, other = a_son(id_number=NUMBER, name="陈建国"), a_son("陈雨欣", name="陈国强")
    survivor = merged(one, other, name_from=Side.THIS)
    assert queries.person_by_number(COUNTY_CODE, NUMBER) is survivor
    digest = queries.person_digest(COUNTY_CODE, NUMBER)
    held = select(IdentityDigest).where(IdentityDigest.digest == digest, IdentityDigest.verified)
    assert len(session.scalars(held).all()) == 1
    third = a_son("陈雨涵", id_number=NUMBER)
    assert father_of(third) is survivor


def test_a_number_that_did_not_stay_is_held_by_nobody(session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=OTHER_NUMBER)
    merged(one, other, confirmed=True, number_from=Side.OTHER)
    assert queries.person_by_number(COUNTY_CODE, NUMBER) is None


def test_who_merged_whom_when_and_why_is_kept_and_the_reason_sealed(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣", NEXT_VILLAGE)
    before = {father_of(one).id, father_of(other).id}
    county = a_viewer(Role.COUNTY_CIVIL)
    survivor = merged(one, other, county)
    session.commit()
    records = session.scalars(select(PersonMerge)).all()
    assert {record.from_id for record in records} == before
    for record in records:
        assert (record.to_id, record.kind) == (survivor.id, Regrouping.MERGE)
        assert (record.account_id, record.reason) == (county.account_id, REASON)
        assert record.region_code == TOWNSHIP
    stored = session.connection().exec_driver_sql("SELECT reason FROM person_merge").all()
    assert REASON.encode() not in b"".join(bytes(row[0]) for row in stored)


def test_the_trail_names_the_children_and_no_reason(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣")
    survivor = merged(one, other)
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "person:merge")).one()
    seen = set(session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)))
    assert (entry.subject_id, entry.region_code, seen) == (survivor.id, VILLAGE, {one.id, other.id})
    assert REASON not in repr(entry.facts)


def test_the_history_of_each_child_says_what_it_reads_otherwise(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣", name="陈国强", id_number=NUMBER)
    versions = one.version, other.version
    merged(one, other, name_from=Side.OTHER)
    session.commit()
    changed = {(row.field, row.old, row.new) for row in rows(session, ChildChange, one)}
    assert changed == {
        ("father.name", "陈建国", "陈国强"),
        ("father.id_number", None, NUMBER),
    }
    assert rows(session, ChildChange, other) == []
    assert (one.version, other.version) > versions


def test_the_old_rows_keep_what_they_said(session: Db) -> None:
    one, other = a_son(), a_son("陈雨欣", name="陈国强", id_number=NUMBER)
    left, right = father_of(one), father_of(other)
    merged(one, other, name_from=Side.THIS)
    session.commit()
    session.expunge_all()
    for person, told in ((left, ("陈建国", None)), (right, ("陈国强", NUMBER))):
        stored = session.get_one(type(person), person.id)
        assert (stored.name, stored.id_number) == told


def test_a_merged_person_answers_by_the_survivor(session: Db) -> None:
    one, other, third = a_son(), a_son("陈雨欣"), a_son("陈雨涵")
    first = father_of(one)
    merged(one, other)
    last = merged(one, third)
    assert families.carer(a_viewer(Role.COUNTY_CIVIL), first.id).person is last


# two of one


def test_a_wrongly_shared_person_is_divided(session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=NUMBER)
    shared = father_of(one)
    assert shared is father_of(other)
    new = divided(shared, other.id, name="陈国强", number_goes=NumberGoes.STAYS)
    assert (father_of(one), father_of(other)) == (shared, new)
    assert (shared.id_number, new.name, new.id_number) == (NUMBER, "陈国强", None)
    assert queries.person_by_number(COUNTY_CODE, NUMBER) is shared
    assert [row.field for row in rows(session, ChildChange, other)] == [
        "father.name",
        "father.id_number",
    ]


@pytest.mark.parametrize(
    ("goes", "numbers"),
    [(NumberGoes.LEAVES, (None, NUMBER)), (NumberGoes.NOBODY, (None, None))],
)
def test_the_number_goes_where_the_viewer_says(
    session: Db, goes: NumberGoes, numbers: tuple[str | None, str | None]
) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=NUMBER)
    old = father_of(one)
    new = divided(old, other.id, number_goes=goes)
    assert father_of(other) is new
    assert (father_of(one).id_number, new.id_number) == numbers
    holder = queries.person_by_number(COUNTY_CODE, NUMBER)
    assert holder is (new if goes is NumberGoes.LEAVES else None)
    assert families.carer(a_viewer(Role.COUNTY_CIVIL), old.id).person is father_of(one)


def test_a_division_says_which_children_and_whose_number(session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=NUMBER)
    stranger, shared = a_son("罗子涵"), father_of(one)
    wrong: list[tuple[tuple[UUID, ...], dict[str, Any], str]] = [
        ((), {"number_goes": NumberGoes.STAYS}, "children"),
        ((one.id, other.id), {"number_goes": NumberGoes.STAYS}, "children"),
        ((stranger.id,), {"number_goes": NumberGoes.STAYS}, "children"),
        ((other.id,), {}, "number_goes"),
        ((other.id,), {"number_goes": NumberGoes.STAYS, "name": "1"}, "name"),
    ]
    for chosen, told, field in wrong:
        with pytest.raises(RuleBroken) as broken:
            divided(shared, *chosen, **told)
        assert broken.value.field == field


def test_what_was_divided_is_merged_again(session: Db) -> None:
    one, other = a_son(id_number=NUMBER), a_son("陈雨欣", id_number=NUMBER)
    divided(father_of(one), other.id, number_goes=NumberGoes.STAYS)
    survivor = merged(one, other)
    assert father_of(one) is father_of(other) is survivor
    assert survivor.id_number == NUMBER
    kinds = [each.record.kind for each in families.past_of(a_viewer(Role.COUNTY_CIVIL), survivor)]
    assert kinds == [Regrouping.SPLIT, Regrouping.MERGE]


# out of reach


def test_what_a_township_merges_changes_no_file_of_another(session: Db) -> None:
    here, far = a_son(id_number=NUMBER), a_son("陈雨欣", FAR_VILLAGE, id_number=NUMBER)
    again = a_son("陈雨涵", NEXT_VILLAGE, name="陈国强")
    shared = father_of(here)
    assert shared is father_of(far)
    township = a_viewer(Role.CHILD_SUPERVISOR)
    survivor = merged(here, again, township, name_from=Side.OTHER)
    session.commit()
    assert father_of(here) is father_of(again) is survivor
    assert survivor.name == "陈国强"
    assert father_of(far) is shared
    assert (shared.name, shared.id_number) == ("陈建国", NUMBER)
    assert rows(session, ChildChange, far) == []
    director = a_viewer(Role.CHILD_DIRECTOR, FAR_VILLAGE)
    assert families.carer(director, shared.id).person is shared
    assert families.past_of(a_viewer(Role.CHILD_SUPERVISOR, "990101002000"), shared) == []
    assert families.carer(township, shared.id).person is survivor


def test_what_is_out_of_reach_of_a_merging_is_left_to_the_county(session: Db) -> None:
    here, far = a_son(id_number=NUMBER), a_son("陈雨欣", FAR_VILLAGE, id_number=NUMBER)
    again, county = a_son("陈雨涵", NEXT_VILLAGE), a_viewer(Role.COUNTY_CIVIL)
    survivor = merged(here, again, a_viewer(Role.CHILD_SUPERVISOR))
    _, others = families.with_candidates(county, survivor.id)
    assert [each.person.id for each in others] == [father_of(far).id]
    whole = merged(here, far, county)
    assert {father_of(each) for each in (here, far, again)} == {whole}
    assert families.past_of(county, whole)[-1].record.region_code == COUNTY


def test_what_a_township_divides_changes_no_file_of_another(session: Db) -> None:
    here, next_door, far = (
        a_son(name, place, id_number=NUMBER)
        for name, place in [
            ("陈雨桐", VILLAGE),
            ("陈雨欣", NEXT_VILLAGE),
            ("陈雨涵", FAR_VILLAGE),
        ]
    )
    shared = father_of(far)
    divided(
        shared,
        here.id,
        actor=a_viewer(Role.CHILD_SUPERVISOR),
        name="陈国强",
        number_goes=NumberGoes.LEAVES,
    )
    session.commit()
    assert father_of(far) is shared
    assert (shared.name, shared.id_number) == ("陈建国", NUMBER)
    assert (father_of(here).name, father_of(here).id_number) == ("陈国强", NUMBER)
    assert (father_of(next_door).name, father_of(next_door).id_number) == ("陈建国", None)
    assert father_of(next_door) is not shared


def _set_father(child: Child, actor: Viewer, **told: Any) -> None:
    actions.set_person(actor=actor, child=child, facts=replace(FATHER, **told))


@pytest.mark.parametrize("told", [{"id_number": OTHER_NUMBER}, {"id_number": None}])
def test_what_a_village_puts_right_changes_no_file_elsewhere(
    session: Db, told: dict[str, str | None]
) -> None:
    here, sister, far = (
        a_son(name, place, id_number=NUMBER)
        for name, place in [("陈一", VILLAGE), ("陈二", VILLAGE), ("陈三", NEXT_VILLAGE)]
    )
    shared = father_of(far)
    _set_father(here, a_viewer(Role.CHILD_DIRECTOR), **told)
    session.commit()
    assert father_of(far) is shared
    assert (shared.id_number, rows(session, ChildChange, far)) == (NUMBER, [])
    assert father_of(here) is father_of(sister) is not shared
    assert father_of(here).id_number == told["id_number"]
    for child in (here, sister):
        [change] = rows(session, ChildChange, child)
        assert (change.field, change.old, change.new) == ("father.id_number", NUMBER, change.new)


def test_a_phone_is_changed_for_one_child_alone_and_nobody_is_made_anew(session: Db) -> None:
    here, sister = a_son("陈一", id_number=NUMBER), a_son("陈二", id_number=NUMBER)
    shared = father_of(here)
    director = a_viewer(Role.CHILD_DIRECTOR)
    _set_father(here, director, id_number=NUMBER, phone="19900000009")
    assert father_of(here) is father_of(sister) is shared
    assert link_of(sister).phone == "19900000002"


def test_the_number_of_somebody_chosen_is_added_for_the_children_in_reach(session: Db) -> None:
    here, child = a_son("陈一"), a_child(name="陈二", people=[], address="三组12号")
    director, old = a_viewer(Role.CHILD_DIRECTOR), father_of(here)
    facts = replace(FATHER, id_number=NUMBER)
    actions.set_person(actor=director, child=child, facts=facts, same_as=old.id)
    assert father_of(here) is father_of(child)
    assert father_of(here).id_number == NUMBER
    assert queries.person_by_number(COUNTY_CODE, NUMBER) is father_of(child)
    assert families.carer(director, old.id).person is father_of(child)


def test_a_merging_stands_in_the_past_after_a_number_was_put_right(session: Db) -> None:
    one, other, county = a_son(), a_son("陈二"), a_viewer(Role.COUNTY_CIVIL)
    merged(one, other)
    _set_father(one, county, id_number=NUMBER)
    past = families.past_of(county, father_of(other))
    assert [each.reason for each in past] == [REASON]


def test_nobody_merges_somebody_out_of_reach(session: Db) -> None:
    here, far = a_son(), a_son("陈二", FAR_VILLAGE)
    with pytest.raises(NotFound):
        merged(here, far, a_viewer(Role.CHILD_SUPERVISOR))
    with pytest.raises(NotFound):
        merged(here, here)
