"""Rows of the demonstration on their way into the database: sealed, inserted in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casework.accounts.models import Account, RoleGrant
from casework.assessments.models import Assessment
from casework.care_agreements.models import CareAgreement, CareContact
from casework.children.models import (
    Assignment,
    CategoryMembership,
    Child,
    ChildChange,
    ChildPerson,
    Household,
    IdentityDigest,
    RiskSpell,
    StatusSpell,
    Stay,
)
from casework.crypto.envelope import DataKey
from casework.db.base import Base, db
from casework.db.bulk import Rows, seal, send, shape_of
from casework.db.sealed import DataKeyRow, new_key_row
from casework.disclosures.models import Disclosure
from casework.eligibility.models import ParentCondition
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guidance.models import Guidance
from casework.needs.models import Need, NeedStep
from casework.people.models import Person
from casework.referrals.models import Referral
from casework.visits.models import Visit, VisitStep, VisitVersion

__all__ = ["Batch", "Parcel", "seal"]

#: What is pointed at comes before what points at it.
_ORDER: tuple[type[Base], ...] = (
    DataKeyRow,
    Account,
    RoleGrant,
    Child,
    Person,
    Household,
    IdentityDigest,
    Stay,
    StatusSpell,
    CategoryMembership,
    RiskSpell,
    Assignment,
    ChildPerson,
    ParentCondition,
    ChildChange,
    Visit,
    VisitVersion,
    VisitStep,
    Need,
    NeedStep,
    Referral,
    Disclosure,
    GuardianshipSpell,
    CareSpell,
    Guidance,
    CareAgreement,
    CareContact,
    Assessment,
)


@dataclass(frozen=True)
class Parcel:
    """Rows ready for the driver, by the statement that inserts them, and what they amount to."""

    rows: Sequence[tuple[str, Rows]]
    children: int = 0
    visits: int = 0

    def insert(self) -> None:
        """Insert everything: one statement a table."""
        connection = db.session.connection()
        for statement, rows in self.rows:
            send(connection, statement, rows)


class Batch:
    """Rows of many tables that go in together."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], Rows] = {model: [] for model in _ORDER}
        self._shapes = {model: shape_of(model, db.engine.dialect) for model in _ORDER}

    def add(self, model: type[Base], row: Mapping[str, Any]) -> None:
        """Add one row, which says something of every column."""
        self._rows[model].append(self._shapes[model].values(row))

    def new_key(self, kind: str, owner_id: UUID, at: datetime) -> DataKey:
        """Make the key of a new data subject; it is open for this batch alone."""
        row, key = new_key_row(kind, owner_id)
        self.add(DataKeyRow, row | {"created_at": at})
        return key

    def packed(self) -> Parcel:
        """Return what has been added and be empty again."""
        rows = [(self._shapes[model].statement, rows) for model, rows in self._rows.items() if rows]
        children, visits = len(self._rows[Child]), len(self._rows[Visit])
        self._rows = {model: [] for model in _ORDER}
        return Parcel(rows, children, visits)
