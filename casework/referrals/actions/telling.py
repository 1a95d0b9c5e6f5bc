"""The trace that every act on a referral leaves."""

from typing import Any

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.referrals.models import Referral


def tell(tag: Tag, actor: Viewer, referral: Referral, **more: Any) -> None:
    """Put an act on a referral into the trail."""
    record(
        tag,
        actor_id=actor.account_id,
        region_code=referral.region_code,
        child_id=referral.child_id,
        subject_id=referral.id,
        state=referral.state.value,
        **more,
    )
