"""Closing a month: reasons, the township's word, the county's signature, corrections afterwards.

Whatever closes a month takes the county's row first, so that two who act at once act one after
the other, and the second one learns what the first one has done.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting import queries as counting
from casework.db.base import db, new_id
from casework.db.scope import within
from casework.errors import NotFound, RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, county_of, pad, prefix
from casework.regions.models import Region
from casework.signoff import queries, records, rules, storing
from casework.signoff.models import MonthConfirmation, MonthCorrection, SignedMonth, UnvisitedReason
from casework.signoff.queries import Signed
from casework.signoff.reasons import LIST
from casework.signoff.standing import Standing

#: So often the records are read until they stand still.
_TRIES = 5

Said = tuple[str, str | None]


def give_reasons(*, actor: Viewer, township: str, month: Month, said: Mapping[UUID, Said]) -> int:
    """Say why children were not visited: of each a code and a note; return how many were new.

    Raises RuleBroken for an unknown code and after the county has signed, NotFound for a child
    out of reach.
    """
    _hold(actor, township)
    _check_unsigned(township, month)
    known = practice.codes(LIST)
    for code, _note in said.values():
        if code not in known:
            raise RuleBroken("没有这个原因，请从列出的原因里选。")
    files = _files(actor, township, said)
    held = _last_reasons(actor, month, said)
    new = [child_id for child_id, what in said.items() if held.get(child_id) != what]
    for child_id in new:
        code, note = said[child_id]
        child = files[child_id]
        reason = UnvisitedReason(
            owner=child,
            region_code=child.region_code,
            month=str(month),
            code=code,
            account_id=actor.account_id,
            note=note,
        )
        db.session.add(reason)
        _tell(Tag.MONTH_REASON, actor, child.region_code, month, child_id=child_id, code=code)
    return len(new)


def _files(actor: Viewer, township: str, wanted: Mapping[UUID, Said]) -> dict[UUID, Child]:
    statement = children.visible_to(actor).where(
        Child.id.in_(list(wanted)), within(Child.region_code, (prefix(township),))
    )
    found = {child.id: child for child in db.session.scalars(statement)}
    if found.keys() != wanted.keys():
        raise NotFound
    return found


def _last_reasons(actor: Viewer, month: Month, wanted: Mapping[UUID, Said]) -> dict[UUID, Said]:
    statement = (
        select(UnvisitedReason)
        .where(within(UnvisitedReason.region_code, actor.scope.ranges))
        .where(UnvisitedReason.month == str(month), UnvisitedReason.child_id.in_(list(wanted)))
        .order_by(UnvisitedReason.created_at, UnvisitedReason.id)
    )
    return {row.child_id: (row.code, row.note) for row in db.session.scalars(statement)}


# --- the township ----------------------------------------------------------------------------


def confirm(*, actor: Viewer, township: str, month: Month) -> MonthConfirmation:
    """Say that a township's month is complete; raise RuleBroken where it is not."""
    rules.check_township(township)
    _hold(actor, township)
    _check_unsigned(township, month)
    rules.check_over(month, clock.today())
    held = queries.open_confirmation(township, month)
    if held is not None:
        raise RuleBroken(
            "%(name)s已经在%(at)s确认过了。",
            name=_name_of(held.confirmed_by),
            at=clock.local(held.confirmed_at).strftime("%m-%d %H:%M"),
        )
    standing = records.standing(actor, month, prefix(township), counting.basis_of(month))
    missing = len(records.unexplained(standing))
    if missing:
        raise RuleBroken("还有%(n)s名没有走访的儿童没有说明原因，请先在下面选好。", n=missing)
    confirmation = MonthConfirmation(
        region_code=township,
        month=str(month),
        confirmed_at=clock.now(),
        confirmed_by=actor.account_id,
        fingerprints=rules.fingerprints(standing),
    )
    db.session.add(confirmation)
    inbox.finish(
        region_code=township,
        child_id=None,
        kinds=(Kind.INFORMATION,),
        key=_event(township, month),
        by=actor.account_id,
    )
    _tell(Tag.MONTH_CONFIRM, actor, township, month)
    return confirmation


def withdraw(*, actor: Viewer, township: str, month: Month) -> None:
    """Take a confirmation back; raise RuleBroken after the county has signed."""
    _hold(actor, township)
    _check_unsigned(township, month)
    held = queries.open_confirmation(township, month)
    if held is None:
        raise RuleBroken("这个月没有确认，或者确认已经撤回。")
    held.withdrawn_at, held.withdrawn_by = clock.now(), actor.account_id
    _tell(Tag.MONTH_WITHDRAW, actor, township, month)


# --- the county ------------------------------------------------------------------------------


def missing(viewer: Viewer, county: str, month: Month) -> list[Region]:
    """Return the townships that have not confirmed, by code."""
    confirmed = queries.confirmations(viewer, month, prefix(county))
    listed = regions.townships_in(prefix(county), month.last)
    return [township for township in listed if township.code not in confirmed]


def ask(*, actor: Viewer, county: str, month: Month) -> int:
    """Put the month into the inbox of each township that has not confirmed; how many were new."""
    _hold(actor, county)
    _check_unsigned(county, month)
    rules.check_over(month, clock.today())
    asked = [inbox.put(_task(township.code, month)) for township in missing(actor, county, month)]
    new = sum(task is not None for task in asked)
    _tell(Tag.MONTH_ASK, actor, county, month, townships=new)
    return new


def _task(township: str, month: Month) -> Task:
    return inbox.draft(
        Kind.INFORMATION,
        _event(township, month),
        to=Recipient.township(township, Permission.CHILD_REVIEW),
        region_code=township,
        endpoint="signoff.month",
        link_id=new_id(),
    )


def _event(township: str, month: Month) -> str:
    return f"month:{month}:{township}"


def sign(
    *, actor: Viewer, county: str, month: Month, why_missing: Mapping[str, str]
) -> SignedMonth:
    """Sign a county's month: figures and rows stay as they are now.

    ``why_missing`` says of each township that has not confirmed why it is signed without.
    Raises RuleBroken before the month is over, where such a reason is missing, and when the month
    is signed already.
    """
    _check_county(county)
    _hold(actor, county)
    _check_unsigned(county, month)
    rules.check_over(month, clock.today())
    without = {township.code: township.name for township in missing(actor, county, month)}
    silent = [name for code, name in without.items() if not why_missing.get(code)]
    if silent:
        raise RuleBroken("%(names)s还没有确认，请写明为什么不等它确认。", names=silent)
    basis = counting.basis_of(month)
    signed = storing.store_month(
        actor=actor,
        county=county,
        month=month,
        standing=_settled(actor, county, month),
        basis=basis,
        why_missing={code: why_missing[code] for code in without},
    )
    tell_signed(actor, signed)
    return signed


def tell_signed(actor: Viewer, signed: SignedMonth) -> None:
    """Put a signature into the trail, with its digest: a month that is gone is missed by it."""
    _tell(
        Tag.MONTH_SIGN,
        actor,
        signed.region_code,
        Month.parse(signed.month),
        subject_id=signed.id,
        digest=signed.digest.hex(),
    )


def _settled(actor: Viewer, county: str, month: Month) -> Standing:
    """Read the records until two readings agree: others go on writing between our statements."""
    basis = counting.basis_of(month)
    found = records.standing(actor, month, prefix(county), basis)
    if db.engine.dialect.name == "sqlite":
        return found  # the one writer is this transaction
    for _ in range(_TRIES):
        again = records.standing(actor, month, prefix(county), basis)
        if again == found:
            return found
        found = again
    raise RuleBroken("正有人在改这个月的记录，请过一分钟再签发。")


def correct(*, actor: Viewer, month: Signed, reason: str, seen: str) -> MonthCorrection:
    """State what the figures of a signed month are now, and why; the signed ones stay.

    ``seen`` tells which differences the actor was shown (``rules.code_of``). Raises RuleBroken
    where there are none, and where they are others by now.
    """
    _hold(actor, month.region_code)
    own = (SignedMonth.id == month.id, SignedMonth.region_code == month.region_code)
    held = db.session.scalars(select(SignedMonth).where(*own)).one()
    changes = outstanding(actor, month)
    if not changes:
        raise RuleBroken("没有要更正的数字。")
    if rules.code_of(changes) != seen:
        raise RuleBroken("您打开这一页以后数字又有变动，请看过新的变动再更正。")
    correction = storing.store_correction(actor=actor, month=month, reason=reason, changes=changes)
    held.corrected_at = correction.corrected_at
    _tell(
        Tag.MONTH_CORRECT,
        actor,
        month.region_code,
        month.month,
        subject_id=correction.id,
        figures=len(changes),
        digest=correction.digest.hex(),
    )
    return correction


def outstanding(viewer: Viewer, month: Signed) -> list[rules.FigureChange]:
    """Return the figures that are no longer as signed, or as corrected last."""
    under, basis = prefix(month.region_code), counting.basis_of(month.month)
    stated = rules.corrected(
        queries.figures(month, under), queries.corrected_cells(queries.corrections(month, under))
    )
    now = records.standing(viewer, month.month, under, basis).figures(basis)
    return list(rules.figure_changes(stated, now))


# --- what all of them ask --------------------------------------------------------------------


def _hold(actor: Viewer, code: str) -> None:
    """Take the county's row until the transaction ends; raise NotFound out of reach."""
    if not actor.scope.covers(code):
        raise NotFound
    county = pad(county_of(code))
    statement = select(Region.code).where(Region.code == county)
    if db.session.scalar(statement.with_for_update(key_share=True)) is None:
        raise NotFound


def _check_unsigned(code: str, month: Month) -> None:
    signed = queries.signed(code, month)
    if signed is not None:
        raise RuleBroken(
            "县里已经在%(at)s由%(name)s签发了%(month)s的月报，不能再改；要改请由县里更正。",
            at=clock.local(signed.signed_at).strftime("%m-%d %H:%M"),
            name=_name_of(signed.signed_by),
            month=month,
        )


def _check_county(code: str) -> None:
    if regions.get(code).level is not Level.COUNTY:
        raise NotFound


def _name_of(account_id: UUID) -> str:
    return accounts.names_of({account_id}).get(account_id, "")


def _tell(
    tag: Tag,
    actor: Viewer,
    region_code: str,
    month: Month,
    *,
    child_id: UUID | None = None,
    subject_id: UUID | None = None,
    **facts: Any,
) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=region_code,
        child_id=child_id,
        subject_id=subject_id,
        month=str(month),
        **facts,
    )
