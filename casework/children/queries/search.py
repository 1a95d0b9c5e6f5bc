"""Search by name, pinyin, initials or ID number, within what the viewer may see.

Names are sealed and have no index: the viewer's scope is opened value by value. Only full ID
numbers are looked up, by keyed digest.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

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
    found = [child_id for child_id, text in _texts(viewer) if rules.matches(text, looked_for)]
    return _loaded(viewer, found[:limit])


def doubts_about(viewer: Viewer, facts: ChildFacts) -> list[Doubt]:
    """Return what to ask before a file is made: contradictions, and files like it in reach."""
    found = rules.doubts(facts, clock.today())
    for child in possible_duplicates(viewer, facts.name, facts.birth_on, facts.id_number):
        found.append(_doubt(child, facts))
    return found


def possible_duplicates(
    viewer: Viewer, name: str, birth_on: date | None, number: str | None
) -> list[Child]:
    """Return children in reach that may be the same: same number, or same name and birth date."""
    found = list(_by_number(viewer, number)) if number else []
    same_name = [child_id for child_id, text in _texts(viewer) if text.split("\n")[0] == name]
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


def _texts(viewer: Viewer) -> Iterator[tuple[UUID, str]]:
    """Open the search text of every child in reach: columns only, no objects."""
    statement = (
        select(Child.id, Child.search_text.column, DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == Child.id)
        .where(in_reach(viewer))
    )
    unwrap, open_with = keyring().unwrap, Child.search_text.open_with
    kind = Child.__owner_kind__
    for child_id, box, wrapped in db.session.execute(statement):
        key = unwrap(wrapped, kind, child_id)
        yield child_id, open_with(key, box or b"", owner=child_id, row=child_id)


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


def _loaded(viewer: Viewer, child_ids: Sequence[UUID]) -> list[Child]:
    if not child_ids:
        return []
    return list(db.session.scalars(visible_to(viewer).where(Child.id.in_(child_ids))))
