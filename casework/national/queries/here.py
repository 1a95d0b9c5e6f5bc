"""Our side of a comparison: who has a number, who has a name, what the files say."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import CategoryMembership, Child, IdentityDigest, Status
from casework.children.rules import SEXES
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.exchange.files import File, files_of
from casework.national.rules.facts import Here
from casework.national.rules.matching import Known, name_key
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.national import System

BATCH = 400
Item = TypeVar("Item")

#: Files that a system still has: on our list, or only resting.
THERE = (Status.ACTIVE, Status.SUSPENDED)
#: Files that nobody has accepted yet are not compared.
_COMPARED = (Status.ACTIVE, Status.SUSPENDED, Status.CLOSED)


def mask_of(system: System, chosen: Collection[str] = ()) -> int:
    """Return the bits of the categories that a system, or a list of it, holds."""
    book = practice.categories()
    wanted = [code for code in system.categories if not chosen or code in chosen]
    codes = {code for each in wanted for code in (each, *book.descendants(each))}
    return sum(1 << book.bit(code) for code in codes)


def by_number(viewer: Viewer, numbers: Collection[str]) -> dict[str, list[UUID]]:
    """Return the children in reach that have these numbers, verified or not, by number."""
    digests = {children.number_digest(number): number for number in numbers}
    found: dict[str, list[UUID]] = defaultdict(list)
    for part in _batches([*digests]):
        for child_id, digest in db.session.execute(_holders(viewer, part)):
            found[digests[digest]].append(child_id)
    return found


def _holders(viewer: Viewer, digests: Sequence[bytes]) -> Select[UUID, bytes]:
    return (
        select(Child.id, IdentityDigest.digest)
        .join(IdentityDigest, IdentityDigest.owner_id == Child.id)
        .where(children.in_reach(viewer), Child.merged_into_id.is_(None))
        .where(Child.status.in_(_COMPARED))
        .where(IdentityDigest.epoch == keyring().digest_epoch)
        .where(IdentityDigest.kind == children.CHILD, IdentityDigest.digest.in_(digests))
    )


def by_name(viewer: Viewer, wanted: Collection[str]) -> Mapping[str, Sequence[Known]]:
    """Return the children in reach of some names; only the names are opened."""
    found: dict[str, list[Known]] = defaultdict(list)
    if not wanted:
        return found
    statement = (
        select(Child.id, Child.name.column, Child.birth_on.column, Child.wrapped_key)
        .where(children.in_reach(viewer), Child.merged_into_id.is_(None))
        .where(Child.status.in_(_COMPARED))
        .order_by(Child.id)
    )
    for child_id, name, born, wrapped in db.session.execute(statement):
        key = keyring().unwrap(wrapped, Child.__owner_kind__, child_id)
        place = {"owner": child_id, "row": child_id}
        called = name_key(Child.name.open_with(key, name, **place))
        if called in wanted:
            birth = Child.birth_on.open_with(key, born, **place) if born else None
            found[called].append(Known(child_id, birth))
    return found


def lacking(viewer: Viewer, region_prefix: str, mask: int, known: Collection[UUID]) -> list[UUID]:
    """Return the children of a region that should be on a list and are not among these."""
    statement = (
        select(Child.id)
        .where(within(Child.region_code, viewer.scope.ranges))
        .where(within(Child.region_code, [region_prefix]))
        .where(Child.status == Status.ACTIVE, Child.category_mask.bitwise_and(mask) != 0)
        .order_by(Child.region_code, Child.id)
    )
    return [child_id for child_id in db.session.scalars(statement) if child_id not in known]


def here_of(
    viewer: Viewer, child_ids: Sequence[UUID], mask: int, told: Callable[[int], object] = int
) -> Iterator[Here]:
    """Yield what the files of some children say, a few hundred at a time."""
    for done, part in enumerate(_batches(child_ids), 1):
        since = _since(viewer, part, mask)
        for file in files_of(viewer, part):
            yield _here(file, mask, since.get(file.child.id, ()))
        told(min(done * BATCH, len(child_ids)))


def _since(viewer: Viewer, child_ids: Sequence[UUID], mask: int) -> Mapping[UUID, list[date]]:
    book = practice.categories()
    statement = (
        select(CategoryMembership.child_id, CategoryMembership.code, CategoryMembership.from_on)
        .where(within(CategoryMembership.region_code, viewer.scope.ranges))
        .where(CategoryMembership.child_id.in_(child_ids), CategoryMembership.until_on.is_(None))
    )
    found: dict[UUID, list[date]] = defaultdict(list)
    for child_id, code, from_on in db.session.execute(statement):
        if book.mask([code]) & mask:
            found[child_id].append(from_on)
    return found


def _here(file: File, mask: int, since: Sequence[date]) -> Here:
    child, book = file.child, practice.categories()
    people = [file.people[part] for part in _answering(file) if part in file.people]
    leaves = book.leaves(child.category_mask)
    here = Here(
        child_id=child.id,
        name=child.name,
        sex=child.sex,
        number=child.id_number,
        birth_on=child.birth_on,
        categories=book.with_ancestors(leaves),
        is_closed=child.status is Status.CLOSED,
        belongs=bool(child.category_mask & mask),
        village_code=child.region_code,
        village=file.village,
        township=file.township,
        address=file.address,
        guardians=tuple(person.name for person in people if person.name),
        guardian_phones=tuple(person.phone for person in people if person.phone),
        phone=child.phone,
        school=child.school or _label("school_stage", child.school_stage),
        health=child.health,
        health_note=child.health_note,
        disability=child.disability,
        recognised=tuple(sorted(since)),
    )
    return _with_shown(here, [book.label(code) for code in leaves])


def _answering(file: File) -> Sequence[Part]:
    """Return whose name and number are meant by "guardian": without one, whoever cares."""
    if Part.GUARDIAN in file.people:
        return (Part.GUARDIAN,)
    return (Part.CARER, Part.FATHER, Part.MOTHER)


def _with_shown(here: Here, categories: Sequence[str]) -> Here:
    """Return the same with each field as it is shown; empty ones are left out."""
    disability = here.disability or {}
    told = {
        "name": here.name,
        "id_number": here.number,
        "sex": SEXES.get(here.sex),
        "birth_on": here.birth_on.isoformat() if here.birth_on else None,
        "category": "、".join(categories),
        "region": f"{here.township}{here.village}",
        "address": here.address,
        "guardian": "、".join(here.guardians),
        "guardian_phone": "、".join(here.guardian_phones),
        "phone": here.phone,
        "school": here.school,
        "health": _label("health", here.health) or here.health_note,
        "disability": " ".join(
            part
            for part in (
                _label("disability_kind", disability.get("kind")),
                _label("disability_grade", disability.get("grade")),
            )
            if part
        ),
        "recognised_on": "、".join(day.isoformat() for day in here.recognised),
    }
    return replace(here, shown={name: text for name, text in told.items() if text})


def _label(name: str, code: str | None) -> str | None:
    return practice.codes(name).get(code, code) if code else None


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), BATCH):
        yield [*items[start : start + BATCH]]
