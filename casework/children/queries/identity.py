"""Who is known again by an ID number."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from casework.children.models import IdentityDigest
from casework.db.base import db
from casework.db.sealed import keyring
from casework.people.models import Person

CHILD, PERSON = "child", "person"


def number_digest(number: str) -> bytes:
    """Return by what a child's ID number is known again."""
    return keyring().digest("child.id_number", number)


def person_digest(county_code: str, number: str) -> bytes:
    """Return by what a person is known again, within one county."""
    return keyring().digest("person.id_number", county_code + number)


def holder_of(number: str) -> UUID | None:
    """Return the child, in reach or not, that holds a verified number."""
    return _owner_of(CHILD, number_digest(number))


def person_by_number(county_code: str, number: str) -> Person | None:
    """Return the person of a county that holds a verified number."""
    owner_id = _owner_of(PERSON, person_digest(county_code, number))
    return db.session.get(Person, owner_id) if owner_id else None


def holders_of(digests: Collection[bytes]) -> dict[bytes, UUID]:
    """Return the children, in reach or not, that hold verified numbers, by digest."""
    statement = select(IdentityDigest.digest, IdentityDigest.owner_id)
    return dict(db.session.execute(statement.where(_verified(CHILD, digests))).all())


def persons_numbers_taken(digests: Collection[bytes]) -> set[bytes]:
    """Return which of these numbers some person, known here or not, holds as verified."""
    statement = select(IdentityDigest.digest).where(_verified(PERSON, digests))
    return set(db.session.scalars(statement))


def _verified(kind: str, digests: Collection[bytes]) -> ColumnElement[bool]:
    return and_(
        IdentityDigest.epoch == keyring().digest_epoch,
        IdentityDigest.kind == kind,
        IdentityDigest.verified,
        IdentityDigest.digest.in_(digests),
    )


def _owner_of(kind: str, digest: bytes) -> UUID | None:
    statement = select(IdentityDigest.owner_id).where(
        IdentityDigest.epoch == keyring().digest_epoch,
        IdentityDigest.kind == kind,
        IdentityDigest.digest == digest,
        IdentityDigest.verified,
    )
    return db.session.scalar(statement)
