"""Search by name, pinyin, initials or ID number, within what the viewer may see.

Names are sealed and have no index: the viewer's scope is opened value by value. Only full ID
numbers are looked up, by keyed digest.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, type_coerce

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import rules
from casework.children.facts import ChildFacts
from casework.children.models import Child, IdentityDigest
from casework.children.queries.identity import CHILD, number_digest
from casework.children.queries.reach import in_reach, visible_to
from casework.children.rules import Doubt
from casework.db.base import db
from casework.db.sealed import DataKeyRow, keyring
from casework.db.types import IdentifierBytes
from casework.identifiers import normalise_id_number

MOST_HITS = 50
_SHORTEST_NUMBER = 8


def search(viewer: Viewer, typed: str, limit: int = MOST_HITS) -> Sequence[Child]:
    """Return the children whose name, pinyin or initials hold what was typed, or of that number.

    Closed files are found too. Fewer than two characters find nobody.
    """
    number = normalise_id_number(typed)
    if len(number) >= _SHORTEST_NUMBER and number[:_SHORTEST_NUMBER].isdecimal():
        return _by_number(viewer, number)
    looked_for = rules.needle(typed)
    if len(looked_for) < rules.SHORTEST_SEARCH:
        return []
    sought = looked_for.encode()
    found = [owner for owner, text in _texts(viewer) if sought in text]
    return _loaded(viewer, found[:limit])


def doubts_about(viewer: Viewer, facts: ChildFacts) -> list[Doubt]:
    """Return what to ask before a file is made: contradictions, and files like it in reach."""
    found = rules.doubts(facts, clock.today())
    for child in possible_duplicates(viewer, facts.name, facts.birth_on, facts.id_number):
        found.append(_doubt(child, facts))
    return found


def doubts_about_change(viewer: Viewer, child: Child, facts: ChildFacts) -> list[Doubt]:
    """Return what to ask before a file is changed: contradictions, and who has a new number."""
    found = rules.doubts(facts, clock.today())
    if facts.id_number and facts.id_number != child.id_number:
        others = _by_number(viewer, facts.id_number)
        found += [_doubt(other, facts) for other in others if other.id != child.id]
    return found


def possible_duplicates(
    viewer: Viewer, name: str, birth_on: date | None, number: str | None
) -> list[Child]:
    """Return children in reach that may be the same: same number, or same name and birth date."""
    found = list(_by_number(viewer, number)) if number else []
    first_line = rules.needle(name).encode() + b"\n"
    same_name = [owner for owner, text in _texts(viewer) if text.startswith(first_line)]
    for child in _loaded(viewer, same_name):
        agrees = birth_on is None or child.birth_on in (None, birth_on)
        if agrees and child not in found:
            found.append(child)
    return found


def _doubt(child: Child, facts: ChildFacts) -> Doubt:
    if facts.id_number and child.id_number == facts.id_number:
        question = "这个证件号已经用在辖区内的一份档案上，请先打开核对"
        return Doubt("number", question, child.id)
    return Doubt(
        "duplicate",
        "辖区内已有姓名、出生日期相同的儿童，请先打开核对（双胞胎可以同时登记）",
        child.id,
    )


def _texts(viewer: Viewer) -> Iterator[tuple[bytes, bytes]]:
    """Open the search text of every child in reach; ids and texts come as bytes.

    The statement goes past the session, which would make an object of every row.
    """
    child_id: ColumnElement[Any] = type_coerce(Child.id, IdentifierBytes())
    statement = (
        select(child_id, Child.search_text.column, DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == Child.id)
        .where(in_reach(viewer))
    )
    scan = keyring().scanner(Child.__owner_kind__, Child.search_text.label)
    db.session.flush()
    for owner, box, wrapped in db.session.connection().execute(statement):
        yield owner, scan(wrapped, owner, box)


def _by_number(viewer: Viewer, number: str) -> Sequence[Child]:
    statement = (
        visible_to(viewer)
        .join(IdentityDigest, IdentityDigest.owner_id == Child.id)
        .where(
            IdentityDigest.epoch == keyring().digest_epoch,
            IdentityDigest.kind == CHILD,
            IdentityDigest.digest == number_digest(number),
        )
    )
    return db.session.scalars(statement).all()


def _loaded(viewer: Viewer, owners: Sequence[bytes]) -> list[Child]:
    if not owners:
        return []
    child_ids = [UUID(bytes=owner) for owner in owners]
    return list(db.session.scalars(visible_to(viewer).where(Child.id.in_(child_ids))))
