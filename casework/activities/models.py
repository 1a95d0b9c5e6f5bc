"""An activity and what is counted of it: places, helpers, children with a name and without.

An activity belongs to the unit that recorded it (``region_code``: a village, township, county or
city); where it was held are rows of their own, so that villages and counties are counted once
however many activities they had. Plain are ids, regions, days, kinds and numbers. Its title, who
held it and what else was said is sealed under its own key: nobody can promise that no name stands
in them. The children that it names are lines in their files (``ActivityChild``), which 妇联 and
volunteers never see by name.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum

_CODE = 32


class Desk(LabelledEnum):
    """Who recorded it."""

    CIVIL = "civil", "民政"
    WOMENS_FED = "womens_fed", "妇联"


class Act(LabelledEnum):
    """What was done with an activity after it was recorded."""

    CORRECT = "correct", "更正"
    WITHDRAW = "withdraw", "撤销"
    CHECK = "check", "核对"


class Doubt(LabelledEnum):
    """Why it is put up for checking; it counts all the same."""

    #: The day that was told cannot be, or lies outside the campaign that it is for.
    DAY = "day", "日期存疑"
    #: More children benefit by name than were reached in all.
    NUMBERS = "numbers", "人数对不上"


class Activity(Scoped, Owner):
    """One activity, or several sessions of the same (``sessions``)."""

    __tablename__ = "activity"
    __owner_kind__ = "activity"
    __table_args__ = (
        Index("ix_activity_region", "region_code", "held_on", "id"),
        Index("ix_activity_campaign", "campaign_code", "region_code", "held_on"),
    )

    #: Made of the form and its sender: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    #: The campaign that it is part of; None where it is of none.
    campaign_code: Mapped[str | None] = mapped_column(String(_CODE))
    #: A code of ``activity_kind``.
    kind: Mapped[str] = mapped_column(String(_CODE))
    held_on: Mapped[date]
    #: Its last day, of one that went on for several.
    until_on: Mapped[date | None]
    #: How many sessions (场次).
    sessions: Mapped[int] = mapped_column(SmallInteger, default=1)
    is_online: Mapped[bool] = mapped_column(default=False)
    #: Children and parents who took part, each time (人次).
    children_reached: Mapped[int] = mapped_column(default=0)
    parents_reached: Mapped[int] = mapped_column(default=0)
    #: Children who benefit and are not named (人).
    children_counted: Mapped[int] = mapped_column(default=0)
    #: Villages (城乡社区) and counties that it reached beyond those that are named.
    villages_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    counties_counted: Mapped[int] = mapped_column(SmallInteger, default=0)
    doubt: Mapped[Doubt | None] = mapped_column(enum_column(Doubt, "doubt"))
    #: The activity that it was copied from.
    copied_from_id: Mapped[UUID | None]
    withdrawn_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(SmallInteger, default=1)

    #: 活动内容, as 附件2 prints it.
    title = sealed(str, label="activity.title")
    #: 承办单位（部门）, as 附件2 prints it.
    organiser = sealed(str, label="activity.organiser", null=True)
    #: Who held it together with them: departments and organisations.
    partners = sealed(list, label="activity.partners")
    #: Where, in words: a school, a hall.
    venue = sealed(str, label="activity.venue", null=True)
    note = sealed(str, label="activity.note", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def reached(self) -> int:
        """受益家长儿童（人次）."""
        return self.children_reached + self.parents_reached


class ActivityPlace(Scoped, Row):
    """A place that it was held in or for: a village where that is known, else what is known."""

    __tablename__ = "activity_place"
    __table_args__ = (
        Index("ix_activity_place_activity", "activity_id", "place_code", unique=True),
    )

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    place_code: Mapped[str] = mapped_column(region_code())


class ActivityVolunteer(Scoped, Row):
    """Somebody of the register who helped; her kind is that of the day."""

    __tablename__ = "activity_volunteer"
    __table_args__ = (
        Index("ix_activity_volunteer_activity", "activity_id", "volunteer_id", unique=True),
        Index("ix_activity_volunteer_volunteer", "volunteer_id"),
    )

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    volunteer_id: Mapped[UUID] = mapped_column(ForeignKey("volunteer.id"))
    #: A code of ``volunteer_kind``.
    kind: Mapped[str] = mapped_column(String(_CODE))


class ActivityHelpers(Scoped, Row):
    """How many helped of a kind whom nobody registered: a bare count, it adds."""

    __tablename__ = "activity_helpers"
    __table_args__ = (Index("ix_activity_helpers_activity", "activity_id", "kind", unique=True),)

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    kind: Mapped[str] = mapped_column(String(_CODE))
    people: Mapped[int]


class ActivityChild(Scoped, Row):
    """A child who took part by name: a line in the child's file, it goes where the child goes."""

    __tablename__ = "activity_child"
    follows_merge = True
    __table_args__ = (
        Index("ix_activity_child_activity", "activity_id", "for_child_id", unique=True),
        Index("ix_activity_child_child", "child_id", "held_on"),
        Index("ix_activity_child_counted", "counted_region_code", "held_on"),
    )

    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    #: The file that it was written into.
    for_child_id: Mapped[UUID]
    #: Not a foreign key's row in reach: the activity may be another office's.
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    #: Where the child lived then.
    counted_region_code: Mapped[str] = mapped_column(region_code())
    #: Day and kind of the activity, so that a child's file need not reach the activity.
    held_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(_CODE))
    withdrawn_on: Mapped[date | None]


class ActivityChange(Scoped, Owned):
    """What an activity said before, what it says since, who changed it and why."""

    __tablename__ = "activity_change"
    __owned_by__ = "activity_id"
    __owner_kind__ = "activity"
    __table_args__ = (Index("ix_activity_change_activity", "activity_id", "n"),)

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    #: The version that it made.
    n: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[Act] = mapped_column(enum_column(Act, "act"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: Field to value, of those that changed.
    before = sealed(dict, label="activity_change.before")
    after = sealed(dict, label="activity_change.after")
    reason = sealed(str, label="activity_change.reason")


class ListState(LabelledEnum):
    """What has become of a list of activities that was handed in."""

    TRIED = "tried", "已试算"
    IMPORTED = "imported", "已导入"


class ActivityUpload(Owned):
    """A list that somebody handed in, sealed under her until it expires."""

    __tablename__ = "activity_upload"
    __owned_by__ = "uploader_id"
    __owner_kind__ = "user"
    __table_args__ = (Index("ix_activity_upload_uploader", "uploader_id", "created_at"),)

    uploader_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The unit that it is recorded for (not a scope of the row: it is its uploader's).
    target_code: Mapped[str] = mapped_column(region_code())
    #: The campaign that its rows are part of where they name none.
    campaign_code: Mapped[str | None] = mapped_column(String(_CODE))
    state: Mapped[ListState] = mapped_column(enum_column(ListState, "state"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    imported_at: Mapped[datetime | None]
    #: How many activities were recorded; None before.
    imported: Mapped[int | None]

    filename = sealed(str, label="activity_upload.filename")
    content = sealed(bytes, label="activity_upload.content")


class ActivityRow(Scoped, Row):
    """A row of a list that was imported, by a keyed digest of all it says: it is known again."""

    __tablename__ = "activity_row"
    __table_args__ = (
        Index("ix_activity_row_activity", "activity_id"),
        Index("ix_activity_row_likeness", "likeness"),
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    #: The same of its words alone, without day and numbers: one that was put right looks alike.
    likeness: Mapped[bytes] = mapped_column(LargeBinary(16))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
