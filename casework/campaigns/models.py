"""Whom lower units send the forms of a campaign to.

What a campaign asks for lies in the practice (``practice.rules.campaigns``), dated as all of it.
"""

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owner, sealed
from casework.db.types import enum_column, region_code
from casework.labels import LabelledEnum


class Desk(LabelledEnum):
    """Which of the two offices of a region."""

    CIVIL = "civil", "民政"
    WOMENS_FED = "womens_fed", "妇联"


class CampaignContact(Owner):
    """The person of an office who takes the forms of one campaign.

    Not scoped: every unit below prints it under its forms. Only the office itself writes it.
    """

    __tablename__ = "campaign_contact"
    __owner_kind__ = "campaign_contact"
    __table_args__ = (UniqueConstraint("campaign_code", "office_code", "desk"),)

    campaign_code: Mapped[str] = mapped_column(String(32))
    #: The region of the office.
    office_code: Mapped[str] = mapped_column(region_code())
    desk: Mapped[Desk] = mapped_column(enum_column(Desk, "desk"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    #: The office and the person, as the note under a form names them.
    contact = sealed(str, label="campaign_contact.contact")
    phone = sealed(str, label="campaign_contact.phone", null=True)
    email = sealed(str, label="campaign_contact.email", null=True)
