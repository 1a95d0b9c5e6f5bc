"""Which children on the register the rows of a ledger are.

A row is known again by the row that brought the child: by its ID number, without one by name, sex,
birth date, carer and village. Failing that a verified ID number says who it is, also of a child
enrolled by hand. Failing that the row is compared by all but the number: a number comes later or
is put right.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select

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

LIVES_ELSEWHERE = "村（社区）和档案里的不一样；孩子搬了家，请在档案里办“迁移”"
POSSIBLY_TWICE = "和档案里的一个孩子同村、同名、同性别、同出生日期，可能重复"

Item = TypeVar("Item")


@dataclass(frozen=True)
class Known:
    """A row of a child that is on the register."""

    line: Line
    child_id: UUID
    #: None for a child that no ledger has brought: then the whole row is new to the file.
    source: SourceRow | None


class Register:
    """The register in the viewer's reach, asked for every row of a ledger at once."""

    def __init__(self, viewer: Viewer, lines: Sequence[Line], reading: Books) -> None:
        self._viewer = viewer
        self._reading = reading
        self.known: dict[Place, Known] = {}
        #: New rows that may be of a child who is there.
        self.doubted: set[Place] = set()
        self._by_row(lines)
        self._by_number(self._rest(lines))
        self._by_all_else(self._rest(lines))

    def _rest(self, lines: Iterable[Line]) -> list[Line]:
        return [line for line in lines if line.place not in self.known]

    def _add(self, line: Line, child_id: UUID, region_code: str, source: SourceRow | None) -> None:
        if any(known.child_id == child_id for known in self.known.values()):
            return  # one child, one row
        doubts = () if line.region_code == region_code else (LIVES_ELSEWHERE,)
        line = replace(line, doubts=(*line.doubts, *doubts))
        self.known[line.place] = Known(line, child_id, source)
