"""Letting a cell say another number than the records, with a reason; and taking that back."""

from decimal import Decimal
from uuid import UUID

from casework.annexes import queries, rules, sheets
from casework.annexes.actions.holding import derived, hold
from casework.annexes.models import AnnexOverride
from casework.annexes.queries import Asked
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken


def override(
    *, asked: Asked, cell: str, number: Decimal | None, reason: str, form_id: UUID
) -> AnnexOverride:
    """Let a cell say ``number``, or with None what the records say again; both stay to be seen.

    Raises NotFound for a cell that the forms do not have, RuleBroken for a total, a number that
    cannot be, a change that changes nothing, and a region that is not the actor's own.
    """
    actor = asked.viewer
    hold(asked)
    client_id = derived(actor.account_id, form_id)
    if (known := queries.override_of_form(actor, client_id)) is not None:
        return known
    sheet, held = sheets.book(asked).find(cell)
    rules.check_override(held.column, number, reason)
    if number == (held.override.number if held.override else None):
        raise RuleBroken("这一格现在就是这个数，没有要改的。", "number")
    row = AnnexOverride(
        client_id=client_id,
        region_code=asked.region.code,
        campaign_code=asked.campaign.code,
        annex=sheet.code,
        cell=cell,
        number=number,
        computed=held.computed,
        account_id=actor.account_id,
        reason=reason.strip(),
    )
    db.session.add(row)
    record(
        Tag.ANNEX_OVERRIDE,
        actor_id=actor.account_id,
        region_code=asked.region.code,
        subject_id=row.id,
        campaign=asked.campaign.code,
        annex=sheet.code,
        cell=cell,
    )
    db.session.flush()
    return row
