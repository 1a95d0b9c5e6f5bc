"""Parents, guardians and carers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casework.accounts.permissions import Role
from casework.children import actions, queries
from casework.children.models import (
    Child,
    ChildChange,
)
from casework.children.rules import ChangedMeanwhile
from casework.people.models import Part
from tests.children.acting import Db, home_of, last_entry, rows
from tests.factories.accounts import (
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FATHER, GRANDMOTHER, a_child, an_id_number

TODAY = date(2026, 11, 1)


# at enrolment


def test_siblings_share_a_parent_and_ahome_of(session: Db) -> None:
    father = replace(FATHER, id_number=an_id_number(date(1985, 5, 5), 11))
    older = a_child(people=[father], address="三组12号")
    younger = a_child(name="陈雨欣", people=[father], address="三组12号")
    stranger = a_child(name="罗子涵", people=[GRANDMOTHER], address="三组12号")
    [(_, one)], [(_, two)] = queries.people_of(older), queries.people_of(younger)
    assert one.id == two.id
    assert home_of(older) == home_of(younger) != home_of(stranger)


def test_a_sibling_in_another_home_does_not_move_in(session: Db) -> None:
    father = replace(FATHER, id_number=an_id_number(date(1985, 5, 5), 11))
    older = a_child(people=[father], address="三组12号")
    younger = a_child(name="陈雨欣", people=[father], address="四组1号")
    assert home_of(older) != home_of(younger)


def test_across_counties_a_person_has_a_second_row(session: Db) -> None:
    father = replace(FATHER, id_number=an_id_number(date(1985, 5, 5), 11))
    here = a_child(people=[father])
    there = a_child(
        people=[father],
        region_code=STRANGE_VILLAGE,
        actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY),
    )
    [(_, one)], [(_, two)] = queries.people_of(here), queries.people_of(there)
    assert one.id != two.id


def test_another_name_under_the_same_number_is_another_person(session: Db) -> None:
    father = replace(FATHER, id_number=an_id_number(date(1985, 5, 5), 11))
    first, second = a_child(people=[father]), a_child(people=[replace(father, name="陈国强")])
    [(_, one)], [(_, two)] = queries.people_of(first), queries.people_of(second)
    assert one.id != two.id
    assert two.name == "陈国强"


def test_one_name_in_two_parts_is_one_person(session: Db) -> None:
    child = a_child(people=[FATHER, replace(FATHER, part=Part.CARER)])
    people = queries.people_of(child)
    assert {link.part for link, _ in people} == {"father", "carer"}
    assert len({person.id for _, person in people}) == 1


# later


def _set(child: Child, **told: Any) -> list[str]:
    person = replace(GRANDMOTHER, **told)
    return actions.set_person(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, facts=person)


def test_a_person_is_brought_up_to_date_with_history(session: Db) -> None:
    child = a_child()
    before = child.version
    assert _set(child, phone="19900000009") == ["carer.phone"]
    session.commit()
    [(link, person)] = queries.people_of(child)
    assert (link.phone, person.name, link.until_on) == ("19900000009", "王秀英", None)
    [change] = rows(session, ChildChange, child)
    assert (change.field, change.old, change.new) == ("carer.phone", "19900000001", "19900000009")
    assert child.version > before
    assert last_entry(session, "child:edit").facts == {"fields": ["carer.phone"]}


def test_saying_the_same_again_changes_nothing(session: Db) -> None:
    child = a_child()
    assert _set(child) == []
    assert rows(session, ChildChange, child) == []


def test_another_carer_takes_the_place_and_the_old_one_stays_in_the_history(session: Db) -> None:
    child = a_child()
    changed = _set(child, name="李桂芳", relation="64", phone=None)
    assert changed == ["carer.name", "carer.relation", "carer.phone"]
    former, present = queries.people_of(child)
    assert (former[1].name, former[0].until_on) == ("王秀英", TODAY)
    assert (present[1].name, present[0].until_on) == ("李桂芳", None)


def test_a_person_new_in_a_part_is_added(session: Db) -> None:
    child = a_child()
    actions.set_person(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, facts=FATHER)
    assert {link.part for link, _ in queries.people_of(child)} == {"carer", "father"}


def test_several_other_relatives_are_told_apart_by_name(session: Db) -> None:
    aunt = replace(GRANDMOTHER, part=Part.OTHER, name="陈建红", relation="90")
    uncle = replace(aunt, name="陈建军", relation="83")
    child = a_child(people=[aunt])
    for person in (uncle, replace(aunt, phone="19900000005")):
        actions.set_person(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, facts=person)
    found = {person.name: link.phone for link, person in queries.people_of(child)}
    assert found == {"陈建红": "19900000005", "陈建军": "19900000001"}


def test_a_persons_number_is_given_corrected_and_taken_away(session: Db) -> None:
    number = an_id_number(date(1955, 5, 5), 20)
    child = a_child()
    _set(child, id_number=number)
    assert queries.person_by_number(VILLAGE[:6], number) is not None
    _set(child, id_number=None)
    assert queries.person_by_number(VILLAGE[:6], number) is None


def test_somebody_leaves_the_childs_life(session: Db) -> None:
    child = a_child()
    [(link, _)] = queries.people_of(child)
    actions.end_person(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, link=link)
    assert link.until_on == TODAY
    [change] = rows(session, ChildChange, child)
    assert (change.old, change.new) == ("王秀英", None)


def test_a_person_form_opened_before_another_was_saved_is_not_taken(session: Db) -> None:
    child = a_child()
    with pytest.raises(ChangedMeanwhile):
        actions.set_person(
            actor=a_viewer(Role.CHILD_DIRECTOR),
            child=child,
            facts=FATHER,
            version=child.version - 1,
        )
