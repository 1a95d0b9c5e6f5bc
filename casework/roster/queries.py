"""What of a ledger is known already, and the uploads of one person."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child, IdentityDigest, SourceRow
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.people.models import Part
from casework.roster.lines import Line, Refusal
from casework.roster.models import Upload

_BATCH = 400

LIVES_ELSEWHERE = "村（社区）和档案里的不一样；孩子搬了家，请在档案里办“迁移”"


@dataclass(frozen=True)
class Change:
    """One field that a new ledger says otherwise than the one before."""

    field: str
    old: object
    new: object


@dataclass(frozen=True)
class Known:
    """A row of a child that is on the register."""

    line: Line
    child_id: UUID
    #: None for a child that no ledger has brought: then the whole row is new to the file.
    source: SourceRow | None


@dataclass(frozen=True)
class Plan:
    """What an import would do: every row of the file in exactly one place."""

    new: Sequence[Line]
    changed: Sequence[Known]
    unchanged: Sequence[Line]
    refused: Sequence[Refusal]

    @property
    def doubtful(self) -> list[Line]:
        """Rows that would be imported and should be looked at, in the order of the file."""
        lines = [*self.new, *(known.line for known in self.changed)]
        return sorted(
            (line for line in lines if line.doubts), key=lambda li: (li.place.sheet, li.place.row)
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "doubtful": len(self.doubtful),
            "refused": len(self.refused),
        }


def plan(viewer: Viewer, lines: Sequence[Line], refused: Sequence[Refusal]) -> Plan:
    """Sort the rows into new, changed and unchanged by what the viewer's register holds."""
    sources = _sources(viewer, [row_key(line) for line in lines])
    holders = _holders(viewer, lines)
    earlier = _without_id(viewer, lines, sources)
    new: list[Line] = []
    changed: list[Known] = []
    unchanged: list[Line] = []
    for line in lines:
        source = sources.get(row_key(line))
        if source is not None and source.row_digest == row_digest(line):
            unchanged.append(line)
        elif source is not None:
            changed.append(_known(line, source))
        elif (holder := holders.get(line.facts.id_number or "")) is not None:
            changed.append(Known(_living(line, holder.region_code), holder.id, None))
        elif (source := earlier.pop(line.known_without_id, None)) is not None:
            changed.append(_known(line, source))
        else:
            new.append(line)
    return Plan(new, changed, unchanged, refused)


def _known(line: Line, source: SourceRow) -> Known:
    return Known(_living(line, source.region_code), source.child_id, source)


def _living(line: Line, region_code: str) -> Line:
    """Doubt a ledger that has the child living elsewhere: moving is an act of its own."""
    if line.region_code == region_code:
        return line
    return replace(line, doubts=(*line.doubts, LIVES_ELSEWHERE))


def row_key(line: Line) -> bytes:
    """Return the keyed digest of what a row is known again by."""
    return _key(line.known_by)


def _key(known_by: tuple[str, ...]) -> bytes:
    return keyring().digest("source_row.key", "\x1f".join(known_by))


def row_digest(line: Line) -> bytes:
    """Return the keyed digest of the whole row."""
    told = {**line.cells, "": line.region_code}
    return keyring().digest("source_row.row", json.dumps(told, ensure_ascii=False, sort_keys=True))


def _sources(viewer: Viewer, wanted: Iterable[bytes]) -> dict[bytes, SourceRow]:
    found: dict[bytes, SourceRow] = {}
    for keys in _batches(wanted):
        statement = (
            select(SourceRow)
            .where(within(SourceRow.region_code, viewer.scope.ranges))
            .where(SourceRow.row_key.in_(keys))
        )
        found |= {row.row_key: row for row in db.session.scalars(statement)}
    return found


def _without_id(
    viewer: Viewer, lines: Sequence[Line], known: Mapping[bytes, SourceRow]
) -> dict[tuple[str, ...], SourceRow]:
    """Return the rows from before a child had an ID number, by what they were known by then."""
    wanted = {
        _key(line.known_without_id): line.known_without_id
        for line in lines
        if line.facts.id_number and row_key(line) not in known
    }
    named = {row_key(line) for line in lines if not line.facts.id_number}
    found = _sources(viewer, wanted.keys() - named)
    return {wanted[key]: row for key, row in found.items()}


def _holders(viewer: Viewer, lines: Sequence[Line]) -> dict[str, Any]:
    """Return id and region of the children in reach that hold an ID number of the file."""
    numbers = {
        children.number_digest(line.facts.id_number): line.facts.id_number
        for line in lines
        if line.facts.id_number
    }
    found: dict[str, Any] = {}
    for digests in _batches(numbers):
        statement = (
            select(Child.id, Child.region_code, IdentityDigest.digest)
            .join(Child, Child.id == IdentityDigest.owner_id)
            .where(children.in_reach(viewer), IdentityDigest.digest.in_(digests))
            .where(IdentityDigest.verified, IdentityDigest.kind == children.CHILD)
        )
        found |= {numbers[row.digest]: row for row in db.session.execute(statement)}
    return found


def _batches(items: Iterable[bytes]) -> Iterator[list[bytes]]:
    pending = list(items)
    for start in range(0, len(pending), _BATCH):
        yield pending[start : start + _BATCH]


def changes(child: Child, old: Line | None, new: Line) -> list[Change]:
    """Return what a new row says otherwise than the old one of the same child, field by field.

    Only what the ledger itself changed: what was corrected in the file since stays.
    """
    before = old.facts if old is not None else None
    present = children.facts_of(child)
    found = [
        Change(each.name, getattr(present, each.name), value)
        for each in fields(ChildFacts)
        if (value := getattr(new.facts, each.name)) not in (None, getattr(present, each.name))
        and (before is None or getattr(before, each.name) != value)
    ]
    people = {person.part: person for person in old.people} if old is not None else {}
    for person in new.people:
        found += _person_changes(people.get(person.part), person)
    if old is not None and old.address != new.address and new.address:
        found.append(Change("address", old.address, new.address))
    return found


def _person_changes(old: PersonFacts | None, new: PersonFacts) -> list[Change]:
    blank = PersonFacts(part=new.part, name="")
    return [
        Change(f"{new.part.value}.{each.name}", getattr(old or blank, each.name), value)
        for each in fields(PersonFacts)
        if (value := getattr(new, each.name)) is not None
        and value != getattr(old or blank, each.name)
        and each.name != "part"
    ]


def changed_parts(found: Sequence[Change]) -> set[Part]:
    """Return whose facts are among the changes."""
    codes = {change.field.partition(".")[0] for change in found if "." in change.field}
    return {Part(code) for code in codes}


def uploads_of(viewer: Viewer) -> Sequence[Upload]:
    """Return one's own uploads of the last month, newest first."""
    statement = (
        select(Upload)
        .where(Upload.uploader_id == viewer.account_id, Upload.expires_at > clock.now())
        .order_by(Upload.created_at.desc())
        .limit(30)
    )
    return db.session.scalars(statement).all()


def get(viewer: Viewer, upload_id: UUID) -> Upload:
    """Return an upload of one's own; raise NotFound for anybody else's and for expired ones."""
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.uploader_id != viewer.account_id or upload.expires_at < clock.now():
        raise NotFound
    return upload
