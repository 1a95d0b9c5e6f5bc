"""The blueprint that all pages of the forms hang on, and what they put into the trail."""

from typing import Any

from flask import Blueprint

from casework.annexes.queries import Asked
from casework.audit.record import record
from casework.audit.tags import Tag

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("annexes", __name__, url_prefix="/annexes")


def note(asked: Asked, tag: Tag = Tag.REPORT_READ, **facts: Any) -> None:
    """Put into the trail whose form of which campaign was read."""
    record(
        tag,
        actor_id=asked.viewer.account_id,
        region_code=asked.region.code,
        campaign=asked.campaign.code,
        **facts,
    )
