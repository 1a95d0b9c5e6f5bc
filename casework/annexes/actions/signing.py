"""Signing a form (上报): its numbers and their rows stay as they are now; again is a correction."""

from uuid import UUID

from casework.annexes import freezing, queries, rules, sheets, signed
from casework.annexes.actions.holding import derived, hold
from casework.annexes.models import SignedAnnex
from casework.annexes.queries import Asked
from casework.annexes.sheets import Sheet
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken


def sign(*, asked: Asked, annex: str, seen: str, reason: str | None, form_id: UUID) -> SignedAnnex:
    """Sign a region's form; ``seen`` tells which numbers the actor was shown.

    Raises RuleBroken where the numbers are others by now, for a correction without a reason or
    without a difference, and for a region that is not the actor's own.
    """
    actor = asked.viewer
    hold(asked)
    client_id = derived(actor.account_id, form_id)
    if (known := queries.signed_of_form(actor, client_id)) is not None:
        return known
    sheet = sheets.book(asked).sheet(annex)
    if sheet.seen != seen:
        raise RuleBroken("您打开这一页以后数字又有变动，请看过新的数字再上报。")
    before = signed.newest(asked).get(annex)
    if before is not None:
        _check_correction(sheet, before, reason)
    row = freezing.freeze(
        actor=actor,
        sheet=sheet,
        n=before.n + 1 if before else 1,
        client_id=client_id,
        reason=reason.strip() if before and reason else None,
    )
    record(
        Tag.ANNEX_SIGN,
        actor_id=actor.account_id,
        region_code=asked.region.code,
        subject_id=row.id,
        campaign=asked.campaign.code,
        annex=annex,
        n=row.n,
        digest=row.digest.hex(),
    )
    db.session.flush()
    return row


def _check_correction(sheet: Sheet, before: SignedAnnex, reason: str | None) -> None:
    held = {each.cell: each.shown for each in queries.cells_of(before)}
    now = {code: cell.shown for code, cell in sheet.cells.items()}
    if held == now and before.document == freezing.document_of(sheet):
        raise RuleBroken("和上次上报的一样，不用再报。")
    rules.check_reason(reason or "")
