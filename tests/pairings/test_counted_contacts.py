"""Figures of contacts: by service, by child, where and when it was; what 妇联 sees of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.figures import registry
from casework.figures.registry import Asked, Entry
from casework.pairings import counted_contacts as _counted  # noqa: F401 - they are registered
from casework.pairings.actions import contacting
from casework.pairings.models import PairingState
from casework.pairings.queries import contacts
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import a_pairing, a_volunteer, logged, paired, told


def _asked(viewer: Viewer, code: str = TOWNSHIP) -> Asked:
    return Asked(viewer, code, date(2026, 10, 1), date(2026, 11, 1))


def _figure(code: str, asked: Asked) -> tuple[Decimal, list[Entry]]:
    figure = registry.get(asked.viewer, code)
    entries = list(figure.entries(asked))
    return registry.number(figure, entries), entries


@pytest.mark.usefixtures("session")
def test_contacts_count_by_service_and_a_child_once_and_a_try_not_at_all() -> None:
    one = paired(a_child())
    october = date(2026, 10, 20)
    logged(one, contacted_on=october, services=("reading", "tutoring"))
    logged(one, contacted_on=october.replace(day=21), services=("tutoring",))
    logged(one, contacted_on=october.replace(day=22), services=("tutoring",), was_made=False)
    logged(one, contacted_on=date(2026, 11, 1), services=("tutoring",))
    second = a_pairing(a_child(name="李小满", region_code=NEXT_VILLAGE), a_volunteer(None))
    worker = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    contacting.log_for(
        actor=worker, pairing=second, client_id=second.id, told=told(contacted_on=october)
    )
    office = _asked(a_viewer(Role.CHILD_SUPERVISOR))
    for code, number in (
        ("ind_contacts", 3),
        ("ind_contacts_children", 2),
        ("ind_contacts_tutoring", 2),
        ("ind_contacts_psych", 0),
    ):
        assert _figure(code, office)[0] == number, code
    assert _figure("ind_contacts", _asked(a_viewer(), a_viewer().regions[0]))[0] == 2
    assert {entry.child_id for entry in _figure("ind_contacts", office)[1]} == {
        one.child.id,
        second.child_id,
    }
    federation = _asked(a_viewer(Role.WOMENS_FED), COUNTY)
    total, entries = _figure("ind_contacts_children", federation)
    assert total == 2
    assert {(each.child_id, each.endpoint, each.region_code) for each in entries} == {
        (None, None, TOWNSHIP)
    }
    one.pairing.region_code = OTHER_TOWNSHIP  # it moves: what was, stays where it was
    assert _figure("ind_contacts", office)[0] == 3
    assert _figure("ind_contacts", replace(office, region_code=NEXT_VILLAGE))[0] == 1
    assert contacts.number_waiting(one.pairing) == 0
    assert one.pairing.state is PairingState.ACTIVE
