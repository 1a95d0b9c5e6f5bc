"""The rows of a home and of the people that its children share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework.children import queries
from casework.children.models import Household, IdentityDigest
from casework.cli.demo.batch import Batch, seal
from casework.cli.demo.dice import Dice
from casework.cli.demo.people import Family
from casework.cli.demo.places import COUNTY, Village
from casework.db.sealed import keyring
from casework.people.models import Person

_COUNTY = COUNTY[:6]


@dataclass(frozen=True)
class Home:
    """A household and the people of its children, by name."""

    household_id: UUID
    people: dict[str, UUID]


def add_home(batch: Batch, dice: Dice, family: Family, village: Village, at: datetime) -> Home:
    """Add a family's household and every person of it once, whatever their parts."""
    people: dict[str, UUID] = {}
    for person in family.people:
        if person.name not in people:
            people[person.name] = add_person(batch, dice, person.name, person.id_number, at)
    household_id = add_household(batch, dice, village, family.address, at)
    return Home(household_id, people)


def add_household(batch: Batch, dice: Dice, village: Village, address: str, at: datetime) -> UUID:
    """Add a home in a village."""
    household_id = dice.row_id(at)
    key = batch.new_key(Household.__owner_kind__, household_id, at)
    row = {"id": household_id, "created_at": at, "region_code": village.code}
    sealed = seal(Household, key, household_id, household_id, {"address": address})
    batch.add(Household, row | sealed)
    return household_id


def add_person(batch: Batch, dice: Dice, name: str, id_number: str | None, at: datetime) -> UUID:
    """Add a person, to be known again by the ID number within the county."""
    person_id = dice.row_id(at)
    key = batch.new_key(Person.__owner_kind__, person_id, at)
    values = {"name": name, "id_number": id_number}
    row = {"id": person_id, "created_at": at, "county_code": _COUNTY, "merged_into_id": None}
    batch.add(Person, row | seal(Person, key, person_id, person_id, values))
    if id_number is not None:
        digest = queries.person_digest(_COUNTY, id_number)
        add_digest(batch, person_id, queries.PERSON, digest, verified=True)
    return person_id


def add_digest(batch: Batch, owner_id: UUID, kind: str, digest: bytes, *, verified: bool) -> None:
    """Add the digest of an ID number."""
    row = {
        "owner_id": owner_id,
        "epoch": keyring().digest_epoch,
        "kind": kind,
        "digest": digest,
        "verified": verified,
    }
    batch.add(IdentityDigest, row)
