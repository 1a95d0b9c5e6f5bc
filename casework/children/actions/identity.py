"""ID numbers: known again by a keyed digest, unique only where they are verified."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.children import queries, rules
from casework.children.facts import ChildFacts
from casework.children.models import Child, IdentityDigest, IdState
from casework.db.base import db
from casework.db.sealed import keyring


def give_number(child: Child, facts: ChildFacts, state: IdState | None = None) -> None:
    """Write a number into the file; ``state`` overrides what the number itself tells."""
    child.id_kind, child.id_number = facts.id_kind, facts.id_number
    child.no_id_reason = None if facts.id_number else facts.no_id_reason
    child.id_state = state or rules.id_state(facts, clock.today())


def claim_number(child: Child) -> UUID | None:
    """Let the file be found by its number, and say who holds the number already if somebody does.

    A number that is taken stays with the file as doubtful: whoever mistyped must not lock out
    the right child.
    """
    forget_number(child.id)
    if child.id_number is None:
        return None
    digest = queries.number_digest(child.id_number)
    verified = child.id_state is IdState.VERIFIED
    if register_digest(child.id, queries.CHILD, digest, verified=verified) and verified:
        return None
    if verified:
        child.id_state = IdState.DOUBTFUL
        register_digest(child.id, queries.CHILD, digest, verified=False)
    return queries.holder_of(child.id_number)


def register_digest(owner_id: UUID, kind: str, digest: bytes, *, verified: bool) -> bool:
    """Keep a digest; say no when another owner holds it verified."""
    row = {
        "owner_id": owner_id,
        "epoch": keyring().digest_epoch,
        "kind": kind,
        "digest": digest,
        "verified": verified,
    }
    try:
        with db.session.begin_nested():
            db.session.execute(insert(IdentityDigest), [row])
    except IntegrityError:
        return False
    return True


def forget_number(owner_id: UUID) -> None:
    """Drop the digests of an owner."""
    db.session.execute(delete(IdentityDigest).where(IdentityDigest.owner_id == owner_id))


def release_numbers(owner_ids: Collection[UUID]) -> None:
    """Let others hold the numbers of some owners; whoever looks for them still finds them."""
    statement = (
        update(IdentityDigest)
        .where(IdentityDigest.owner_id.in_(owner_ids))
        .values(verified=False)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
