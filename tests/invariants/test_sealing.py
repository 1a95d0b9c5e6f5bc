"""A ciphertext that was moved or changed in the database opens nowhere, and is noticed."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select, text, update
from werkzeug.test import TestResponse

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.models import Child, ChildPerson
from casework.db.base import Base, db
from casework.db.sealed import sealed_fields
from casework.db.types import Identifier
from casework.people.models import Person
from casework.visits.models import VisitVersion
from tests.invariants import canaries
from tests.invariants.world import World

_HERE, _THERE = "own village", "sibling village"

#: What the child's page opens: the fields that a swap must not get past.
_ON_THE_PAGE = ("name", "birth_on", "school", "id_number", "phone")


def _box(model: type[Base], field: str, row_id: UUID) -> bytes:
    box: bytes = db.session.execute(
        text(f'SELECT "{field}" FROM {model.__tablename__} WHERE id = :id').bindparams(
            bindparam("id", row_id, type_=Identifier())
        )
    ).scalar_one()
    return bytes(box)


def _put(model: type[Base], field: str, row_id: UUID, box: bytes) -> None:
    column = sealed_fields(model)[field].box_name
    statement = update(model).where(model.id == row_id).values({column: box})  # type: ignore[attr-defined]
    db.session.execute(statement.execution_options(synchronize_session=False))


def _swap(model: type[Base], field: str, one: UUID, other: UUID) -> None:
    first, second = _box(model, field, one), _box(model, field, other)
    _put(model, field, one, second)
    _put(model, field, other, first)


def _fails_closed(world: World, answer: TestResponse) -> None:
    assert answer.status_code == 500
    assert canaries.shown_by(answer) == set()
    with world.session():
        tags = list(db.session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id.desc())))
    assert tags[0] == Tag.SECURITY_SEAL_BROKEN.value


def _page(world: World, path: str) -> TestResponse:
    return world.client(Role.COUNTY_CIVIL).get(path)


@pytest.mark.parametrize("field", _ON_THE_PAGE)
def test_values_of_two_children_cannot_be_swapped(world: World, field: str) -> None:
    one, other = world.child(_HERE), world.child(_THERE)
    with world.session():
        _swap(Child, field, one, other)
    for child_id in (one, other):
        _fails_closed(world, _page(world, f"/children/{child_id}"))


def test_two_fields_of_one_child_cannot_be_swapped(world: World) -> None:
    child_id = world.child(_HERE)
    with world.session():
        name, school = _box(Child, "name", child_id), _box(Child, "school", child_id)
        _put(Child, "name", child_id, school)
        _put(Child, "school", child_id, name)
    _fails_closed(world, _page(world, f"/children/{child_id}"))


@pytest.mark.parametrize(
    "path",
    [
        "/today",
        "/township",
        "/children/",
        "/visits/",
        "/reports/coverage/list?measure=in_care&month=2026-10",
    ],
)
def test_lists_fail_closed_too(world: World, path: str) -> None:
    role = Role.CHILD_DIRECTOR if path == "/today" else Role.CHILD_SUPERVISOR
    assert world.client(role).get(path).status_code == 200
    with world.session():
        _swap(Child, "name", world.child(_HERE), world.child(_THERE))
    _fails_closed(world, world.client(role).get(path))


def test_a_visit_s_findings_cannot_be_moved_to_another_child(world: World) -> None:
    one, other = world.files[_HERE].visit_id, world.files[_THERE].visit_id
    assert one is not None
    with world.session():
        found = select(VisitVersion.id).where(VisitVersion.visit_id.in_([one, other]))
        _swap(VisitVersion, "findings", *db.session.scalars(found))
    _fails_closed(world, _page(world, f"/visits/{one}"))


def _carer_of(child_id: UUID) -> UUID:
    links = select(ChildPerson.person_id).where(ChildPerson.child_id == child_id)
    return db.session.scalars(links.order_by(ChildPerson.part)).first() or child_id


def test_the_family_cannot_be_swapped(world: World) -> None:
    with world.session():
        one, other = (_carer_of(world.child(place)) for place in (_HERE, _THERE))
        _swap(Person, "name", one, other)
    _fails_closed(world, _page(world, f"/children/{world.child(_HERE)}"))


def test_a_wrapped_key_of_another_child_opens_nothing(world: World) -> None:
    one, other = world.child(_HERE), world.child(_THERE)
    with world.session():
        keys = dict(_wrapped(one, other))
        for owner, wrapped in ((one, keys[other]), (other, keys[one])):
            db.session.execute(
                text("UPDATE data_key SET wrapped = :wrapped WHERE owner_id = :id").bindparams(
                    bindparam("id", owner, type_=Identifier()), wrapped=wrapped
                )
            )
    _fails_closed(world, _page(world, f"/children/{one}"))


def _wrapped(*owners: UUID) -> Iterator[tuple[UUID, bytes]]:
    table = Base.metadata.tables["data_key"]
    statement = select(table.c.owner_id, table.c.wrapped).where(table.c.owner_id.in_(owners))
    for owner, wrapped in db.session.execute(statement):
        yield owner, bytes(wrapped)


def test_one_changed_bit_is_enough(world: World) -> None:
    child_id = world.child(_HERE)
    with world.session():
        box = bytearray(_box(Child, "name", child_id))
        box[-1] ^= 1
        _put(Child, "name", child_id, bytes(box))
    _fails_closed(world, _page(world, f"/children/{child_id}"))


def test_an_old_ciphertext_put_back_is_not_a_fault_of_the_seal(world: World) -> None:
    """What the seal cannot tell is written down: an earlier value of the same place opens."""
    child_id = world.child(_HERE)
    with world.session():
        old = _box(Child, "school", child_id)
        db.session.get_one(Child, child_id).school = "石桥小学"
    with world.session():
        _put(Child, "school", child_id, old)
    assert _page(world, f"/children/{child_id}").status_code == 200
