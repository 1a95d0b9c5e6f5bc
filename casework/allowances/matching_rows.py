"""Whose payment a row is: by the ID number, then by name and account together; never by a name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.payment_rows import PaidRow, account_digits
from casework.children.models import Child, IdentityDigest
from casework.children.queries import CHILD, answering_for, number_digest
from casework.db.base import db
from casework.db.sealed import keyring
from casework.identifiers import normalise_name

_AT_ONCE = 1000


@dataclass(frozen=True)
class Matched:
    """A row with the child that it is about, or why it counts for none."""

    row: PaidRow
    child: Child | None
    #: Code of ``payment_rows.WHY``; None where it counts.
    why: str | None


def match(viewer: Viewer, under: str, rows: Sequence[PaidRow]) -> list[Matched]:
    """Return whose each row is, within the viewer's reach."""
    by_number = _by_number(viewer, {row.id_number for row in rows if row.id_number})
    by_account = _by_account(viewer, under) if any(row.number for row in rows) else {}
    return [_matched(row, by_number, by_account) for row in rows]


def _matched(
    row: PaidRow,
    by_number: Mapping[str, Mapping[UUID, Child]],
    by_account: Mapping[tuple[str, str], Mapping[UUID, Child]],
) -> Matched:
    found = by_number.get(row.id_number or "") or {}
    if not found and row.name and row.number:
        found = by_account.get((normalise_name(row.name), row.number), {})
    child = next(iter(found.values())) if len(found) == 1 else None
    if row.has_failed:
        return Matched(row, None, "failed")
    if row.amount is None:
        return Matched(row, None, "amount")
    if child is None:
        return Matched(row, None, "several" if found else "nobody")
    return Matched(row, child, None)


def _by_number(viewer: Viewer, numbers: Iterable[str]) -> Mapping[str, Mapping[UUID, Child]]:
    """Return the files in reach that hold each number, verified or not."""
    digests = {number_digest(number): number for number in numbers}
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    asked = list(digests)
    for start in range(0, len(asked), _AT_ONCE):
        statement = select(IdentityDigest.digest, IdentityDigest.owner_id).where(
            IdentityDigest.epoch == keyring().digest_epoch,
            IdentityDigest.kind == CHILD,
            IdentityDigest.digest.in_(asked[start : start + _AT_ONCE]),
        )
        for digest, owner_id in db.session.execute(statement):
            held[owner_id].add(digests[digest])
    found: defaultdict[str, dict[UUID, Child]] = defaultdict(dict)
    ids = list(held)
    for start in range(0, len(ids), _AT_ONCE):
        for child in queries.children_by_id(viewer, ids[start : start + _AT_ONCE]).values():
            answers = answering_for(viewer, child) if child.merged_into_id else child
            for number in held[child.id]:
                found[number][answers.id] = answers
    return found


def _by_account(viewer: Viewer, under: str) -> Mapping[tuple[str, str], Mapping[UUID, Child]]:
    payees = queries.payees_in(under)
    children = queries.children_by_id(viewer, list(payees))
    found: defaultdict[tuple[str, str], dict[UUID, Child]] = defaultdict(dict)
    for child_id, payee in payees.items():
        if child_id in children:
            name = normalise_name(children[child_id].name)
            found[name, account_digits(payee.number)][child_id] = children[child_id]
    return found
