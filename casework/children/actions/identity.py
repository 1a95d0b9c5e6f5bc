"""ID numbers: known again by a keyed digest, unique only where they are verified."""

from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.children import queries, rules
from casework.children.facts import ChildFacts
from casework.children.models import Child, IdentityDigest, IdState
from casework.db.base import db
from casework.db.sealed import keyring


def set_identity(child: Child, facts: ChildFacts, state: IdState | None = None) -> UUID | None:
    """Give a file its number, and say who holds the number already if somebody does.

    A number that is taken stays with the file as doubtful: whoever mistyped must not lock out
    the right child. ``state`` overrides what the number itself tells.
    """
    wanted = state or rules.id_state(facts, clock.today())
    child.id_kind, child.id_number = facts.id_kind, facts.id_number
    child.no_id_reason = None if facts.id_number else facts.no_id_reason
    forget_number(child.id)
    holder = None
    if facts.id_number and not _register(child.id, facts.id_number, wanted):
        holder, wanted = queries.holder_of(facts.id_number), IdState.DOUBTFUL
        _register(child.id, facts.id_number, wanted)
    child.id_state = wanted
    return holder


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


def _register(child_id: UUID, number: str, state: IdState) -> bool:
    digest = queries.number_digest(number)
    return register_digest(child_id, queries.CHILD, digest, verified=state is IdState.VERIFIED)
