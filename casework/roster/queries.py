"""What of a ledger is known already, and the uploads of one person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child, SourceRow
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.roster.interpret import Books
from casework.roster.known import LIVES_ELSEWHERE, POSSIBLY_TWICE, Known, Register, row_key
from casework.roster.ledger import understood
from casework.roster.lines import Line, Refusal
from casework.roster.models import Upload, UploadState


@dataclass(frozen=True)
class Change:
    """One field that a new ledger says otherwise than the one before."""

    field: str
    old: object
    new: object


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


def plan(viewer: Viewer, lines: Sequence[Line], refused: Sequence[Refusal], reading: Books) -> Plan:
    """Sort the rows into new, changed and unchanged by what the viewer's register holds."""
    register = Register(viewer, lines, reading)
    new: list[Line] = []
    changed: list[Known] = []
    unchanged: list[Line] = []
    for line in lines:
        known = register.known.get(line.place)
        if known is None and line.place in register.doubted:
            new.append(replace(line, doubts=(*line.doubts, POSSIBLY_TWICE)))
        elif known is None:
            new.append(line)
        elif known.source is not None and known.source.row_digest == row_digest(line):
            unchanged.append(line)
        else:
            changed.append(known)
    return Plan(new, changed, unchanged, refused)


def row_digest(line: Line) -> bytes:
    """Return the keyed digest of the whole row."""
    told = {**line.cells, "": line.region_code}
    return keyring().digest("source_row.row", json.dumps(told, ensure_ascii=False, sort_keys=True))


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


def reaches_far(known: Known, reading: Books) -> bool:
    """Say whether a row moves a child or takes a category away: what harms if it is wrong."""
    if LIVES_ELSEWHERE in known.line.doubts:
        return True
    before = understood(known.source.cells, reading) if known.source else None
    if before is None:
        return False
    return bool(_codes(before) - _codes(known.line))


def _codes(line: Line) -> set[str]:
    return {category.code for category in line.categories}


def already_there(viewer: Viewer, lines: Sequence[Line]) -> set[bytes]:
    """Return the keys of rows that somebody else has brought onto the register meanwhile."""
    statement = select(SourceRow.row_key).where(
        within(SourceRow.region_code, viewer.scope.ranges),
        SourceRow.row_key.in_([row_key(line) for line in lines]),
    )
    return set(db.session.scalars(statement))


def imported_before(viewer: Viewer, upload: Upload) -> datetime | None:
    """Return when the very same file was last imported by anybody in the viewer's reach."""
    statement = (
        select(Upload.imported_at)
        .where(Upload.digest == upload.digest, Upload.state == UploadState.IMPORTED)
        .where(Upload.id != upload.id, within(Upload.target_code, viewer.scope.ranges))
        .order_by(Upload.imported_at.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def uploader_of(upload: Upload) -> str:
    """Return the name of who handed a ledger in."""
    return accounts.get(upload.uploader_id).name


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
