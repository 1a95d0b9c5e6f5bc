"""Taking a child in."""

from typing import Any

from casework.accounts.viewer import Viewer
from casework.children import actions as children
from casework.children.models import Child
from casework.intake import rules
from casework.needs import actions as needs
from casework.practice import queries as practice


def take_in(actor: Viewer, *, region_code: str, **told: Any) -> Child:
    """Make a child's file; who is in no household register gets the task to be put into it.

    The task is due by the working days that the practice gives it. Raises RuleBroken as
    ``enrol`` does.
    """
    child = children.enrol_by(actor, region_code=region_code, **told)
    if rules.needs_hukou(child):
        reason = practice.codes("no_id_reason").get(child.no_id_reason or "")
        needs.open_need(actor=actor, child=child, kind=rules.HUKOU, detail=reason)
    return child
