"""A volunteer has a key of her own; the result of a vetting is kept, never what was found.

Plain are ids, regions, the reporting kind, dates of acts, states and counters; what a person is
called, reached at, can do and was asked about is sealed under her key.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class VolunteerState(LabelledEnum):
    """Whether somebody is on the register."""

    ACTIVE = "active", "在册"
    LEFT = "left", "已退出"


class VettingResult(LabelledEnum):
    """What a query of records said (未成年人保护法 art 62, 98); the record itself is not kept."""

    CLEAR = "clear", "无违法犯罪记录"
    BARRED = "barred", "不得从事"


class Vetting(LabelledEnum):
    """What the last query means on a day."""

    NOT_CHECKED = "not_checked", "未查询"
    CLEAR = "clear", "查询通过"
    BARRED = "barred", "不得从事"
    EXPIRED = "expired", "查询已过期"


class Volunteer(Scoped, Owner):
    """Somebody who helps without pay. ``region_code`` is ``base_code``: whose offices see her."""

    __tablename__ = "volunteer"
    __owner_kind__ = "volunteer"
    __table_args__ = (
        Index("ix_volunteer_region", "region_code", "state", "id"),
        Index("ix_volunteer_digest", "number_digest"),
        Index("ix_volunteer_same", "same_digest"),
    )

    #: The reporting kind: exactly one (附件1 columns and the kinds beside them; code list).
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[VolunteerState] = mapped_column(enum_column(VolunteerState, "state"))
    #: Where she starts from; a village, township or county.
    base_code: Mapped[str] = mapped_column(region_code())
    #: How far she goes, as a prefix of 12 digits: the widest region that she takes a child in.
    reach_code: Mapped[str] = mapped_column(region_code())
    #: How many children she takes at once.
    capacity: Mapped[int] = mapped_column(SmallInteger, default=1)
    #: How many pairings hold a place of hers now; changed only with a condition in the statement.
    places_taken: Mapped[int] = mapped_column(SmallInteger, default=0)
    #: Until when (exclusive) the last query of records holds; None where there is none or barred.
    cleared_until_on: Mapped[date | None]
    is_barred: Mapped[bool] = mapped_column(default=False)
    #: When she agreed to the code of conduct that is in force, and its version.
    agreed_on: Mapped[date | None]
    agreed_version: Mapped[str | None] = mapped_column(String(20))
    #: Her own way in, if she has one.
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), unique=True)
    #: Keyed digest of her ID number within the county.
    number_digest: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    #: Keyed digest of what else she is known again by within the county: name and telephone, or
    #: name and organisation where there is no telephone.
    same_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    name = sealed(str, label="volunteer.name")
    #: GB/T 2261.1, as everywhere.
    sex = sealed(str, label="volunteer.sex", null=True)
    phone = sealed(str, label="volunteer.phone", null=True)
    id_number = sealed(str, label="volunteer.id_number", null=True)
    organisation = sealed(str, label="volunteer.organisation", null=True)
    #: Codes of ``volunteer_skill``.
    skills = sealed(list, label="volunteer.skills")
    #: Codes of ``contact_language``.
    languages = sealed(list, label="volunteer.languages")
    #: Codes of ``free_time``.
    free_times = sealed(list, label="volunteer.free_times")
    note = sealed(str, label="volunteer.note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def vetting(self, on: date) -> Vetting:
        """Return what the last query of records means on a day."""
        if self.is_barred:
            return Vetting.BARRED
        if self.cleared_until_on is None:
            return Vetting.NOT_CHECKED
        return Vetting.CLEAR if on < self.cleared_until_on else Vetting.EXPIRED

    def has_room(self) -> bool:
        """Whether she takes one more child."""
        return self.places_taken < self.capacity


class VolunteerCheck(Scoped, Owned):
    """One query of records: when, what came of it, who was asked; never what stands in them."""

    __tablename__ = "volunteer_check"
    __owned_by__ = "volunteer_id"
    __owner_kind__ = "volunteer"
    __table_args__ = (Index("ix_volunteer_check_volunteer", "volunteer_id", "checked_on"),)

    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    checked_on: Mapped[date]
    result: Mapped[VettingResult] = mapped_column(enum_column(VettingResult, "result"))
    #: The first day that it does not hold any more.
    until_on: Mapped[date | None]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: The office that was asked.
    unit = sealed(str, label="volunteer_check.unit")

    @property
    def last_on(self) -> date | None:
        """The last day on which it holds."""
        return self.until_on and self.until_on - timedelta(days=1)


class VolunteerTraining(Scoped, Owned):
    """A training that a volunteer took part in."""

    __tablename__ = "volunteer_training"
    __owned_by__ = "volunteer_id"
    __owner_kind__ = "volunteer"
    __table_args__ = (Index("ix_volunteer_training_volunteer", "volunteer_id", "on_day"),)

    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    on_day: Mapped[date]
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    topic = sealed(str, label="volunteer_training.topic")


class UploadState(LabelledEnum):
    """What has become of a list of volunteers that was handed in."""

    TRIED = "tried", "已试算"
    IMPORTED = "imported", "已导入"


class VolunteerUpload(Owned):
    """A list that somebody handed in, sealed under her until it expires."""

    __tablename__ = "volunteer_upload"
    __owned_by__ = "uploader_id"
    __owner_kind__ = "user"
    __table_args__ = (Index("ix_volunteer_upload_uploader", "uploader_id", "created_at"),)

    uploader_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The county that it is imported into (not a scope of the row: it is its uploader's).
    target_code: Mapped[str] = mapped_column(region_code())
    state: Mapped[UploadState] = mapped_column(enum_column(UploadState, "state"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    imported_at: Mapped[datetime | None]
    #: How many rows were imported; None before.
    imported: Mapped[int | None]

    filename = sealed(str, label="volunteer_upload.filename")
    content = sealed(bytes, label="volunteer_upload.content")
