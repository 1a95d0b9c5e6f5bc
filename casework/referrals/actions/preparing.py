"""Writing a referral, and whose it is when a child goes to another worker."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.actions.following import follows_worker
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.disclosures.models import Basis
from casework.errors import RuleBroken
from casework.needs.models import Need
from casework.practice import queries as practice
from casework.referrals import queries, rules
from casework.referrals.actions.telling import tell
from casework.referrals.models import Referral, ReferralState
from casework.referrals.sheet import OFFERED


def prepare(
    *,
    actor: Viewer,
    child: Child,
    recipient_kind: str,
    recipient: str,
    about: str,
    fields: Sequence[str] = (),
    basis: Basis = Basis.DUTY,
    is_urgent: bool = False,
    consent_by: str | None = None,
    consent_on: date | None = None,
    need: Need | None = None,
) -> Referral:
    """Write a referral to one recipient; nothing is given to anybody yet.

    Without fields it shows the least that the practice names. The same one written twice is one.
    It is never refused for want of a consent or a ground (``rules.ground``); RuleBroken only for a
    kind of recipient that there is not.
    """
    settings = practice.referral_rules(child.region_code)
    if recipient_kind not in settings.receivers:
        raise RuleBroken("没有这种接收单位，请重新选择。", "recipient_kind")
    least = settings.least(recipient_kind, need.kind if need else None)
    kept = rules.ground(basis, is_urgent=is_urgent, consent_by=consent_by)
    referral = Referral(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        need_id=need.id if need else None,
        number=queries.next_number(child),
        state=ReferralState.PREPARED,
        recipient_kind=recipient_kind,
        basis=kept.basis,
        must_be_checked=kept.must_be_checked,
        is_urgent=is_urgent,
        account_id=child.worker_id or actor.account_id,
        prepared_on=clock.today(),
        recipient=recipient,
        about=about,
        fields=[code for code in OFFERED if code in (fields or least)],
        consent=_consent(consent_by, consent_on),
    )
    known = next((each for each in queries.of_child(child) if _is_same(each, referral)), None)
    if known is not None:
        return known
    db.session.add(referral)
    tell(Tag.REFERRAL_PREPARE, actor, referral)
    return referral


def _consent(by: str | None, on: date | None) -> dict[str, str | None] | None:
    return {"by": by, "on": on.isoformat() if on else None} if by else None


def _is_same(known: Referral, new: Referral) -> bool:
    """Whether a form was sent twice: the same words on the same day, and not yet sent off."""
    names = ("state", "prepared_on", "need_id", "recipient_kind", "recipient", "about", "fields")
    return all(getattr(known, name) == getattr(new, name) for name in names)


@follows_worker
def _hand_on(child: Child, before: UUID | None, after: UUID) -> None:
    """Let what is under way, one worker's or everybody's, be the next one's."""
    whose = [] if before is None else [Referral.account_id == before]
    statement = (
        update(Referral)
        .where(same_place(Referral, child), Referral.state.in_(rules.OPEN), *whose)
        .values(account_id=after)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
