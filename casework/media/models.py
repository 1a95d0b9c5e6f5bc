"""What media tell of the work, and the photos of an activity.

An item belongs to the unit that keeps it. What already appeared is written down as it was; what is
still to be published is a draft until somebody clears it. Plain are ids, regions, days, kinds and
states. Where it stands, its title, its text and what was agreed with whom is sealed under the
item's own key; a photo under that of its activity.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.scope import Scoped
from casework.db.sealed import Owned, Owner, sealed
from casework.db.types import enum_column
from casework.labels import LabelledEnum

_CODE = 32


class Desk(LabelledEnum):
    """Whose item it is."""

    CIVIL = "civil", "民政"
    WOMENS_FED = "womens_fed", "妇联"


class Showing(LabelledEnum):
    """Whether a child can be made out in it."""

    NONE = "none", "没有出现孩子"
    ANONYMOUS = "anonymous", "有孩子，已化名、打码"
    NAMED_OR_FACE = "named_or_face", "有孩子的姓名或者脸"


class MediaState(LabelledEnum):
    """How far an item is."""

    DRAFT = "draft", "待审"
    CLEARED = "cleared", "可以发"
    REFUSED = "refused", "不能发"
    TOLD = "told", "已刊播"


class MediaAct(LabelledEnum):
    """What was done with an item after it was written down."""

    CORRECT = "correct", "更正"
    WITHDRAW = "withdraw", "撤销"
    CHECK = "check", "核对"
    CLEAR = "clear", "同意发布"
    REFUSE = "refuse", "不同意发布"
    APPEAR = "appear", "登记刊播"


class MediaDoubt(LabelledEnum):
    """Why an item is put up for checking; it counts all the same."""

    #: It shows a child, and nobody said that it was agreed to and what was masked.
    CONSENT = "consent", "缺同意或者处理"
    #: Its title, outlet or address holds what should not be outside.
    WORDS = "words", "文字里有要隐去的内容"
    #: The day that was told has not come, or lies outside the campaign that it is for.
    DAY = "day", "日期存疑"


class MediaItem(Scoped, Owner):
    """One piece in one outlet: a report, a post, a broadcast; or the draft of one."""

    __tablename__ = "media_item"
    __owner_kind__ = "media_item"
    __table_args__ = (
        Index("ix_media_item_region", "region_code", "id"),
        Index("ix_media_item_published", "region_code", "published_on"),
        Index("ix_media_item_activity", "activity_id"),
    )

    #: Made of the form and its sender: the same one twice is one.
    client_id: Mapped[UUID] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    #: The activity that it tells of, a plain id.
    activity_id: Mapped[UUID | None]
    campaign_code: Mapped[str | None] = mapped_column(String(_CODE))
    #: A code of ``media_kind``.
    kind: Mapped[str] = mapped_column(String(_CODE))
    state: Mapped[MediaState] = mapped_column(enum_column(MediaState, "state"))
    #: The day on which it appeared; None of what has not.
    published_on: Mapped[date | None]
    shows_child: Mapped[Showing] = mapped_column(enum_column(Showing, "shows_child"))
    doubt: Mapped[MediaDoubt | None] = mapped_column(enum_column(MediaDoubt, "doubt"))
    withdrawn_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(SmallInteger, default=1)

    #: The newspaper, account, station.
    outlet = sealed(str, label="media_item.outlet", null=True)
    title = sealed(str, label="media_item.title")
    #: Where it can be read.
    link = sealed(str, label="media_item.link", null=True)
    #: The text of a draft.
    text = sealed(str, label="media_item.text", null=True)
    #: Who agreed, when and how (``rules.Consent``).
    consent = sealed(dict, label="media_item.consent", null=True)
    #: What was done so that nobody is made out: 化名、打码 …
    masking = sealed(str, label="media_item.masking", null=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class MediaChange(Scoped, Owned):
    """What an item said before, what it says since, who changed it and why."""

    __tablename__ = "media_change"
    __owned_by__ = "item_id"
    __owner_kind__ = "media_item"
    __table_args__ = (Index("ix_media_change_item", "item_id", "n"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("media_item.id"))
    #: The version that it made.
    n: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[MediaAct] = mapped_column(enum_column(MediaAct, "act"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: Field to value, of those that changed.
    before = sealed(dict, label="media_change.before")
    after = sealed(dict, label="media_change.after")
    reason = sealed(str, label="media_change.reason", null=True)


class Face(LabelledEnum):
    """Whether a photo shows a child; nobody having looked is as good as yes."""

    UNKNOWN = "unknown", "还没有看"
    YES = "yes", "有孩子"
    NO = "no", "没有孩子"


class ActivityPhoto(Scoped, Owned):
    """A photo of an activity; of one that was removed the line stays, without content and secret.

    The content lies sealed in the store of files, opened by a secret of its own that stands here.
    """

    __tablename__ = "activity_photo"
    __owned_by__ = "activity_id"
    __owner_kind__ = "activity"
    __table_args__ = (Index("ix_activity_photo_activity", "activity_id", "id"),)

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The random name in the store; None once it was removed.
    storage_name: Mapped[str | None] = mapped_column(String(32), unique=True)
    #: Bytes of the content, unsealed.
    size: Mapped[int]
    width: Mapped[int | None] = mapped_column(SmallInteger)
    height: Mapped[int | None] = mapped_column(SmallInteger)
    shows_child: Mapped[Face] = mapped_column(enum_column(Face, "face"), default=Face.UNKNOWN)
    #: When somebody said that it may go outside although a child is on it.
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    #: SHA-256 of the file as it was handed in.
    digest = sealed(bytes, label="activity_photo.digest")
    #: What opens the content; None once it was removed.
    secret = sealed(bytes, label="activity_photo.secret", null=True)
    consent = sealed(dict, label="activity_photo.consent", null=True)
    masking = sealed(str, label="activity_photo.masking", null=True)
    removal_reason = sealed(str, label="activity_photo.removal_reason", null=True)

    @property
    def is_there(self) -> bool:
        """Whether the content is there."""
        return self.removed_at is None

    @property
    def may_leave(self) -> bool:
        """Whether it may be part of anything meant for outside."""
        return self.is_there and (self.shows_child is Face.NO or self.cleared_at is not None)
