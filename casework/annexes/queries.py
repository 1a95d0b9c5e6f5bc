"""Which forms somebody may read, what was said of their cells, and what was signed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from casework.accounts.viewer import Viewer
from casework.annexes.models import (
    AnnexOverride,
    SignedAnnex,
    SignedAnnexCell,
    SignedAnnexEntry,
)
from casework.annexes.rules import READABLE, SIGNING, Override, whole
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.figures.registry import Asked as Period
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Annex, Campaign
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.regions.models import Region


@dataclass(frozen=True)
class Asked:
    """Whose form of which campaign, and who asks."""

    viewer: Viewer
    region: Region
    campaign: Campaign

    @property
    def under(self) -> str:
        """The digits that everything of the region begins with."""
        return prefix(self.region.code)

    @property
    def period(self) -> Period:
        """The campaign's window, as figures are asked for."""
        until = self.campaign.last_on + timedelta(days=1)
        return Period(self.viewer, self.region.code, self.campaign.first_on, until)

    @property
    def is_own(self) -> bool:
        """Whether the asker signs for this region: her own, and one that hands in a form."""
        return self.region.code in self.viewer.regions and self.region.level in SIGNING


def campaigns_with_forms(region_code: str) -> list[Campaign]:
    """Return the campaigns of a region that ask for a form, the newest first."""
    return [each for each in practice.campaigns(region_code) if each.annexes]


def asked(viewer: Viewer, region_code: str, campaign_code: str) -> Asked:
    """Return whose form is asked for.

    Raises NotFound for a region that is unknown, out of reach or too small, and for a campaign that
    does not concern it or has no form: one answer for all.
    """
    region = region_for(viewer, region_code)
    campaign = practice.campaign(campaign_code, region.code)
    if not campaign.annexes:
        raise NotFound
    return Asked(viewer, region, campaign)


def region_for(viewer: Viewer, code: str) -> Region:
    """Return a region whose forms somebody may read; raise NotFound."""
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise NotFound
    if not viewer.scope.covers(code):
        raise NotFound
    region = regions.get(code)
    if region.level not in READABLE:
        raise NotFound
    return region


def annex_of(asked: Asked, code: str) -> Annex:
    """Return one form of the campaign; raise NotFound where it does not ask for it."""
    found = asked.campaign.annex(code)
    if found is None:
        raise NotFound
    return found


# --- what was said of cells ------------------------------------------------------------------


def overrides(asked: Asked) -> dict[str, dict[str, Override]]:
    """Return what holds by annex and cell; one statement."""
    statement = (
        select(AnnexOverride)
        .where(
            within(AnnexOverride.region_code, (asked.under,)),
            AnnexOverride.region_code == asked.region.code,
            AnnexOverride.campaign_code == asked.campaign.code,
        )
        .order_by(AnnexOverride.id)
    )
    newest = {(row.annex, row.cell): row for row in db.session.scalars(statement)}
    found: dict[str, dict[str, Override]] = {}
    for (annex, cell), row in newest.items():
        if row.number is not None:
            found.setdefault(annex, {})[cell] = Override(
                cell, row.number, row.computed, row.reason, row.account_id, row.created_at
            )
    return found


def history(asked: Asked, annex: str, cell: str) -> Sequence[AnnexOverride]:
    """Return everything that was said of a cell, the newest first."""
    statement = (
        select(AnnexOverride)
        .where(
            within(AnnexOverride.region_code, (asked.under,)),
            AnnexOverride.region_code == asked.region.code,
            AnnexOverride.campaign_code == asked.campaign.code,
            AnnexOverride.annex == annex,
            AnnexOverride.cell == cell,
        )
        .order_by(AnnexOverride.id.desc())
    )
    return db.session.scalars(statement).all()


def override_of_form(viewer: Viewer, client_id: UUID) -> AnnexOverride | None:
    """Return what a form made already."""
    statement = select(AnnexOverride).where(
        within(AnnexOverride.region_code, viewer.scope.ranges),
        AnnexOverride.client_id == client_id,
    )
    return db.session.scalar(statement)


# --- what was signed -------------------------------------------------------------------------


def signings(asked: Asked) -> Sequence[SignedAnnex]:
    """Return the signed forms of a region and a campaign, the newest of each first."""
    statement = (
        select(SignedAnnex)
        .where(
            within(SignedAnnex.region_code, (asked.under,)),
            SignedAnnex.region_code == asked.region.code,
            SignedAnnex.campaign_code == asked.campaign.code,
        )
        .order_by(SignedAnnex.annex, SignedAnnex.n.desc())
    )
    return db.session.scalars(statement).all()


def signed_of_form(viewer: Viewer, client_id: UUID) -> SignedAnnex | None:
    """Return the signed form that a sent form made already."""
    statement = select(SignedAnnex).where(
        within(SignedAnnex.region_code, viewer.scope.ranges), SignedAnnex.client_id == client_id
    )
    return db.session.scalar(statement)


def cells_of(signed: SignedAnnex) -> list[SignedAnnexCell]:
    """Return the numbers of a signed form, by code."""
    statement = (
        select(SignedAnnexCell)
        .where(
            SignedAnnexCell.signed_id == signed.id,
            SignedAnnexCell.region_code == signed.region_code,
        )
        .order_by(SignedAnnexCell.cell)
    )
    return list(db.session.scalars(statement))


def entries_of(signed: SignedAnnex, cell: str | None = None) -> list[SignedAnnexEntry]:
    """Return the rows that were counted, of one cell or of all, in their order."""
    statement = (
        select(SignedAnnexEntry)
        .where(
            SignedAnnexEntry.signed_id == signed.id,
            SignedAnnexEntry.region_code == signed.region_code,
        )
        .order_by(SignedAnnexEntry.cell, SignedAnnexEntry.n)
    )
    if cell is not None:
        statement = statement.where(SignedAnnexEntry.cell == cell)
    return list(db.session.scalars(statement))


def signed_below(asked: Asked, codes: Collection[str]) -> Mapping[str, dict[str, Decimal]]:
    """Return what the newest signed 附件1 of some regions within say, by region and cell."""
    newest = (
        select(SignedAnnex.region_code.label("code"), func.max(SignedAnnex.n).label("n"))
        .where(
            within(SignedAnnex.region_code, (asked.under,)),
            SignedAnnex.region_code.in_(list(codes)),
            SignedAnnex.campaign_code == asked.campaign.code,
            SignedAnnex.annex == "annex1",
        )
        .group_by(SignedAnnex.region_code)
        .subquery()
    )
    statement = (
        select(SignedAnnexCell.region_code, SignedAnnexCell.cell, SignedAnnexCell.shown)
        .join(SignedAnnex, SignedAnnex.id == SignedAnnexCell.signed_id)
        .join(newest, (newest.c.code == SignedAnnex.region_code) & (newest.c.n == SignedAnnex.n))
        .where(
            within(SignedAnnexCell.region_code, (asked.under,)),
            within(SignedAnnex.region_code, (asked.under,)),
            SignedAnnex.campaign_code == asked.campaign.code,
            SignedAnnex.annex == "annex1",
        )
    )
    found: dict[str, dict[str, Decimal]] = {}
    for code, cell, shown in db.session.execute(statement):
        if shown is not None:
            found.setdefault(code, {})[cell] = whole(shown)
    return found
