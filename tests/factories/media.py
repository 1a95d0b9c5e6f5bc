"""Invented reports of media and drafts: through the act itself."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.media import actions
from casework.media.models import MediaItem, Showing
from casework.media.rules import Ages, Consent, Facts
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice

REPORT = Facts(
    kind="print",
    title="关爱儿童暖冬行走进石桥镇",
    outlet="青禾日报",
    published_on=date(2026, 10, 22),
)
#: What has to be said before a child is shown.
AGREED = Consent(Ages.UNDER_14, "母亲，10月1日，签字同意")
SHOWN: dict[str, Any] = {
    "shows_child": Showing.NAMED_OR_FACE,
    "consent": AGREED,
    "masking": "脸部打码",
}


def an_item(
    *,
    actor: Viewer | None = None,
    unit_code: str | None = None,
    form_id: UUID | None = None,
    is_draft: bool = False,
    **facts: Any,
) -> MediaItem:
    """Write down one item of the invented county; ``facts`` are what differs from ``REPORT``."""
    load_practice()
    actor = actor or a_viewer(Role.COUNTY_CIVIL)
    return actions.record_item(
        actor=actor,
        form_id=form_id or uuid4(),
        unit_code=unit_code or actor.regions[0],
        facts=replace(REPORT, **facts),
        is_draft=is_draft,
    )
