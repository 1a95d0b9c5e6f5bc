"""The blueprint that all pages of the register hang on, and what they share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.access import current_viewer
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.ui.forms import Form

blueprint = Blueprint("children", __name__, url_prefix="/children")


def opened(child_id: UUID) -> tuple[Viewer, Child]:
    """Return who asks and the child in reach; opening a page about it leaves its trace."""
    viewer = current_viewer()
    child = queries.get(viewer, child_id)
    if request.method == "GET":
        record(
            Tag.CHILD_OPEN,
            actor_id=viewer.account_id,
            region_code=child.region_code,
            child_id=child.id,
            seen=[child.id],
        )
    return viewer, child


def does(form: Form, act: Callable[..., object], **arguments: Any) -> bool:
    """Do an act; say no, and show why at the form, where a rule refuses it."""
    try:
        act(**arguments)
    except RuleBroken as broken:
        form.reject(broken)
        return False
    return True


def to_child(child_id: UUID) -> ResponseReturnValue:
    """Lead back to the child's page."""
    return redirect(url_for("dossier.show", child_id=child_id))
