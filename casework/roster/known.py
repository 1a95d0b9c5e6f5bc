"""Which children on the register the rows of a ledger are.

A row is known again by the row that brought the child: by its ID number, without one by name, sex,
birth date, carer and village. Failing that, a verified ID number says who it is, also of a child
enrolled by hand. Failing that, it is compared with its village by all but the number, for a number
comes later or is put right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, IdentityDigest, SourceRow
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.identifiers import check_id_number
from casework.roster.interpret import Books
from casework.roster.ledger import understood
from casework.roster.lines import Line, Place

_BATCH = 400

#: The key of the row of a child that was taken back: it is known again by nothing.
TAKEN_BACK = bytes(16)

LIVES_ELSEWHERE = "村（社区）和档案里的不一样；孩子搬了家，请在档案里办“迁移”"
POSSIBLY_TWICE = "和本村一名儿童同名、同性别、同出生日期，可能重复"

Item = TypeVar("Item")


@dataclass(frozen=True)
class Known:
    """A row of a child that is on the register."""

    line: Line
    child_id: UUID
    #: None for a child that no ledger has brought: then the whole row is new to the file.
    source: SourceRow | None


class Register:
    """The register in the viewer's reach, asked about all rows of a ledger at once."""

    def __init__(self, viewer: Viewer, lines: Sequence[Line], reading: Books) -> None:
        self.known: dict[Place, Known] = {}
        #: Rows that are nobody's, and may yet be.
        self.doubted: set[Place] = set()
        self._viewer = viewer
        self._reading = reading
        self._found: set[UUID] = set()
        self._look_by_row(lines)
        self._look_by_number(self._unknown(lines))
        self._look_by_all_else(self._unknown(lines))

    def _unknown(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if line.place not in self.known]

    def _add(self, line: Line, child_id: UUID, region_code: str, source: SourceRow | None) -> None:
        if child_id in self._found:
            return  # one child, one row
        self._found.add(child_id)
        if line.region_code != region_code:
            line = replace(line, doubts=(*line.doubts, LIVES_ELSEWHERE))
        self.known[line.place] = Known(line, child_id, source)

    def _look_by_row(self, lines: Sequence[Line]) -> None:
        rows = {row.row_key: row for row in self._sources(row_key=[row_key(li) for li in lines])}
        for line in lines:
            if (row := rows.get(row_key(line))) is not None:
                self._add(line, row.child_id, row.region_code, row)

    def _look_by_number(self, lines: Sequence[Line]) -> None:
        numbered = {
            children.number_digest(line.facts.id_number): line
            for line in lines
            if line.facts.id_number
        }
        holders = [row for part in _batches(numbered) for row in self._holders(part)]
        sources = self._sources_of(holder.id for holder in holders)
        for holder in holders:
            source = sources.get(holder.id)
            self._add(numbered[holder.digest], holder.id, holder.region_code, source)

    def _look_by_all_else(self, lines: Sequence[Line]) -> None:
        alike = self._alike({line.region_code for line in lines}) if lines else {}
        candidates = {line.place: alike.get(_who(line), []) for line in lines}
        sources = self._sources_of(child_id for ids in candidates.values() for child_id in ids)
        gone = {child_id for child_id, row in sources.items() if row.row_key == TAKEN_BACK}
        candidates = {place: [i for i in ids if i not in gone] for place, ids in candidates.items()}
        for line in lines:
            for child_id in candidates[line.place]:
                source = sources.get(child_id)
                if source is not None and self._is_same(line, source):
                    self._add(line, child_id, source.region_code, source)
            if candidates[line.place] and line.place not in self.known:
                self.doubted.add(line.place)

    def _is_same(self, line: Line, source: SourceRow) -> bool:
        before = understood(source.cells, self._reading)
        if before is None or before.known_without_id != line.known_without_id:
            return False
        one, other = before.facts.id_number, line.facts.id_number
        return one == other or not (_is_sound(one) and _is_sound(other))

    def _sources_of(self, child_ids: Iterable[UUID]) -> dict[UUID, SourceRow]:
        return {row.child_id: row for row in self._sources(child_id=list(child_ids))}

    def _sources(self, **wanted: Sequence[Any]) -> Iterator[SourceRow]:
        """Yield earlier rows by the one attribute that is given."""
        ((name, values),) = wanted.items()
        for part in _batches(values):
            statement = (
                select(SourceRow)
                .where(within(SourceRow.region_code, self._viewer.scope.ranges))
                .where(getattr(SourceRow, name).in_(part))
            )
            yield from db.session.scalars(statement)

    def _holders(self, digests: Sequence[bytes]) -> Iterable[Any]:
        """Return id, region and digest of the children that hold a verified number."""
        statement = (
            select(Child.id, Child.region_code, IdentityDigest.digest)
            .join(IdentityDigest, IdentityDigest.owner_id == Child.id)
            .where(children.in_reach(self._viewer), IdentityDigest.digest.in_(digests))
            .where(IdentityDigest.verified, IdentityDigest.kind == children.CHILD)
        )
        return db.session.execute(statement)

    def _alike(self, villages: set[str]) -> dict[tuple[Any, ...], list[UUID]]:
        """Return the children of some villages by village, sex, name and birth date."""
        statement = select(
            Child.id,
            Child.region_code,
            Child.sex,
            Child.name.column,
            Child.birth_on.column,
            Child.wrapped_key,
        ).where(children.in_reach(self._viewer), Child.region_code.in_(villages))
        found: dict[tuple[Any, ...], list[UUID]] = {}
        for child_id, village, sex, name, birth, wrapped in db.session.execute(statement):
            key = keyring().unwrap(wrapped, Child.__owner_kind__, child_id)
            place = {"owner": child_id, "row": child_id}
            born = Child.birth_on.open_with(key, birth, **place) if birth else None
            who = (village, sex, Child.name.open_with(key, name, **place), born)
            found.setdefault(who, []).append(child_id)
        return found


def source_of(child: Child) -> SourceRow | None:
    """Return the row that brought a child, if a ledger did."""
    return db.session.scalar(select(SourceRow).where(children.same_place(SourceRow, child)))


def row_key(line: Line) -> bytes:
    """Return the keyed digest of what a row is known again by."""
    return keyring().digest("source_row.key", "\x1f".join(line.known_by))


def _who(line: Line) -> tuple[Any, ...]:
    return line.region_code, line.facts.sex, line.facts.name, line.facts.birth_on


def _is_sound(number: str | None) -> bool:
    return number is not None and check_id_number(number).problem is None


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    pending = list(items)
    for start in range(0, len(pending), _BATCH):
        yield pending[start : start + _BATCH]
