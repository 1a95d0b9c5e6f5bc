import pytest

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Status
from casework.db.base import new_id
from casework.db.scope import Scope
from casework.dossier import rules
from casework.dossier.acts import ACTS, acts_on
from casework.dossier.labels import FIELDS, field_label
from casework.dossier.rules import Group, Veil
from casework.errors import RuleBroken


def viewer(role: Role) -> Viewer:
    return Viewer(new_id(), "somebody", role, Scope(), ())


@pytest.mark.parametrize("group", list(Group))
def test_a_director_gives_a_reason_for_numbers_alone(group: Group) -> None:
    asked = rules.needs_reason(viewer(Role.CHILD_DIRECTOR), {group})
    assert asked == (group is Group.NUMBER)


@pytest.mark.parametrize("role", [Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL])
@pytest.mark.parametrize("group", list(Group))
def test_an_office_always_gives_a_reason(role: Role, group: Group) -> None:
    assert rules.needs_reason(viewer(role), {group})


@pytest.mark.parametrize("reason", [None, "", "看一看", "     看      "])
def test_a_reason_says_something(reason: str | None) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.check_reason(viewer(Role.COUNTY_CIVIL), {Group.CONTACT}, reason)
    assert refusal.value.field == "reason"
    rules.check_reason(viewer(Role.COUNTY_CIVIL), {Group.CONTACT}, "核实低保申请")
    rules.check_reason(viewer(Role.CHILD_DIRECTOR), {Group.CONTACT}, reason)


def test_the_veil_lets_through_what_was_asked_for_alone() -> None:
    veil = Veil()
    assert veil.phone("19900000001") == "*********01"
    assert veil.number("990101201603150026") == "*****************6"
    assert veil.address("三组12号") == veil.health("哮喘") == "已隐去"
    lifted = Veil(frozenset({Group.CONTACT}))
    assert lifted.phone("19900000001") == "19900000001"
    assert lifted.number("990101201603150026") == "*****************6"
    assert lifted.address("三组12号") == "已隐去"


def test_where_nothing_is_there_is_nothing_to_hide() -> None:
    for veil in (Veil(), Veil(frozenset(Group))):
        told = {veil.phone(None), veil.number(None), veil.address(None), veil.health(None)}
        assert told == {"—"}


@pytest.mark.parametrize(
    ("field", "hidden"),
    [
        ("phone", True),
        ("father.phone", True),
        ("carer.id_number", True),
        ("address", True),
        ("note", True),
        ("school", False),
        ("name", False),
        ("mother.situation", False),
    ],
)
def test_the_history_hides_what_the_page_hides(field: str, hidden: bool) -> None:
    assert rules.is_hidden(field) == hidden


def test_every_hidden_field_has_a_name() -> None:
    assert set(rules.GROUP_OF_FIELD) <= set(FIELDS)
    assert field_label("father.phone") == "父亲的电话"
    assert field_label("school") == "学校和年级"
    assert field_label("something_new") == "something_new"


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_way_on(status: Status) -> None:
    assert acts_on(status)


def test_a_closed_file_is_printed_or_taken_up_again() -> None:
    closed = [act.endpoint for act in acts_on(Status.CLOSED)]
    assert closed == ["folders.new", "children.reopen"]
    assert len({act.endpoint for act in ACTS}) == len(ACTS)
