"""How people are contacted: what is kept of a saying, and the order of calling."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.permissions import Role
from casework.children import actions, queries
from casework.children.contacts import Contact, Means, checked, placed
from casework.children.models import Child, ChildChange, ChildPerson
from casework.children.rules import ChangedMeanwhile
from casework.errors import RuleBroken
from casework.people.models import Part
from tests.children.acting import Db, last_entry, rows
from tests.factories.accounts import a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child

orders = st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(1, 9))
contacts = st.builds(
    Contact,
    means=st.sampled_from([None, *(each.value for each in Means)]),
    times=st.lists(st.sampled_from(["noon", "evening"]), unique=True).map(tuple),
    place=st.none() | st.integers(1, 4),
    barred=st.sampled_from([None, "violence"]),
    barred_note=st.none() | st.just("六月起"),
)


@given(contacts)
def test_what_is_stored_reads_as_it_was_said(contact: Contact) -> None:
    assert Contact.of(contact.document) == contact
    assert contact.document is None or None not in contact.document.values()


def test_what_another_edition_said_is_left_out() -> None:
    assert Contact.of({"means": "sms", "pigeon": "yes"}) == Contact(means="sms")


@given(contacts)
def test_whom_nobody_may_call_has_no_place(contact: Contact) -> None:
    kept = checked(contact)
    assert kept.place is None or not kept.is_barred
    assert kept.barred_note is None or kept.is_barred


def test_another_reason_is_explained() -> None:
    with pytest.raises(RuleBroken) as broken:
        checked(Contact(barred="other"))
    assert broken.value.field == "barred_note"


@given(orders, st.sampled_from("甲乙丙丁戊"), st.none() | st.integers(1, 9))
def test_an_order_has_no_gaps_and_gives_the_place_asked_for(
    known: dict[str, int], key: str, wanted: int | None
) -> None:
    order = placed(known, key, wanted)
    others = sorted((k for k in known if k != key), key=known.__getitem__)
    assert sorted(order.values()) == list(range(1, len(order) + 1))
    assert [k for k in sorted(order, key=order.__getitem__) if k != key] == others
    assert order.get(key) == (None if wanted is None else min(wanted, len(others) + 1))


def _links(child: Child) -> dict[str, ChildPerson]:
    return {link.part: link for link, _ in queries.people_of(child)}


def _say(child: Child, part: str, version: int | None = None, **told: object) -> list[str]:
    return actions.set_contact(
        actor=a_viewer(Role.CHILD_DIRECTOR),
        child=child,
        link=_links(child)[part],
        contact=Contact(**told),  # type: ignore[arg-type]
        version=version,
    )


def test_a_contact_is_kept_with_history_and_trail(session: Db) -> None:
    child = a_child()
    before = child.version
    changed = _say(child, "carer", means="home", times=("noon", "evening"))
    assert changed == ["carer.contact_means", "carer.contact_times"]
    session.commit()
    assert child.version > before
    told = [(row.field, row.old, row.new) for row in rows(session, ChildChange, child)]
    assert told == [
        ("carer.contact_means", None, "home"),
        ("carer.contact_times", None, "noon evening"),
    ]
    assert last_entry(session, "child:edit").facts == {"fields": changed}
    assert _say(child, "carer", means="home", times=("noon", "evening")) == []


def test_who_stood_in_the_place_moves_down(session: Db) -> None:
    child = a_child(people=[GRANDMOTHER, FATHER])
    _say(child, "carer", place=1, means="home")
    assert _say(child, "father", place=1) == ["carer.contact_place", "father.contact_place"]
    found = {part: Contact.of(link.contact) for part, link in _links(child).items()}
    assert (found["father"].place, found["carer"].place) == (1, 2)
    assert found["carer"].means == "home"
    _say(child, "father", place=1, barred="refuses")
    assert Contact.of(_links(child)["carer"].contact).place == 1


def test_another_holder_of_a_part_begins_without_a_contact(session: Db) -> None:
    child = a_child()
    _say(child, "carer", barred="violence")
    other = replace(GRANDMOTHER, part=Part.CARER, name="李桂芳")
    actions.set_person(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, facts=other)
    [now] = [link for link, _ in queries.people_of(child) if link.until_on is None]
    assert now.contact is None


def test_a_contact_said_on_an_older_file_is_not_taken(session: Db) -> None:
    child = a_child()
    with pytest.raises(ChangedMeanwhile):
        _say(child, "carer", version=child.version - 1, means="sms")
