"""The account that a child's money goes to; masked on pages, opened with a purpose."""

from collections.abc import Sequence
from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.models import PayeeAccount
from casework.allowances.payment_rows import account_digits
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken

SHORTEST_PURPOSE = 6
_FEWEST_DIGITS, _MOST_DIGITS = 6, 32


def set_payee(
    *,
    actor: Viewer,
    child: Child,
    number: str,
    holder: str,
    bank: str | None = None,
    relation: str | None = None,
    since_on: date | None = None,
) -> PayeeAccount:
    """Enter the account that money goes to from a day on; the one before ends then.

    Who holds it is not judged here: an account of somebody else is kept and shows up in the
    comparison, to be looked into.
    """
    digits = account_digits(number)
    if not (digits.isascii() and digits.isdigit()):
        raise RuleBroken("账号应该只有数字，请核对。", "number")
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        raise RuleBroken("账号的位数不对，请核对。", "number")
    since = since_on or clock.today()
    known = queries.payees_of(child)
    for same in known:
        if same.until_on is None and _says(same) == (digits, holder, bank, relation):
            return same
    for earlier in known:
        if earlier.until_on is None:
            earlier.until_on = max(since, earlier.since_on)
    payee = PayeeAccount(
        owner=child,
        region_code=child.region_code,
        since_on=since,
        entered_by=actor.account_id,
        bank=bank,
        number=digits,
        holder=holder,
        relation=relation,
    )
    db.session.add(payee)
    db.session.flush()
    record(
        Tag.ALLOWANCE_PAYEE,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=payee.id,
    )
    return payee


def _says(payee: PayeeAccount) -> tuple[str, str, str | None, str | None]:
    return payee.number, payee.holder, payee.bank, payee.relation


def check_purpose(purpose: str | None) -> str:
    """Return why somebody asks for bank data; refuse silence."""
    said = (purpose or "").strip()
    if len(said) < SHORTEST_PURPOSE:
        raise RuleBroken("请写明用途，至少%(n)s个字。", "purpose", n=SHORTEST_PURPOSE)
    return said


def reveal(*, actor: Viewer, child: Child, purpose: str | None) -> Sequence[PayeeAccount]:
    """Return the accounts whole, and keep who asked for them and why."""
    said = check_purpose(purpose)
    found = queries.payees_of(child)
    record(
        Tag.ALLOWANCE_REVEAL,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        seen=[child.id],
        reason=said,
    )
    return found
