"""The blueprint that all pages of the register hang on, and what they share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.errors import RuleBroken
from casework.ui.forms import Form

blueprint = Blueprint("children", __name__, url_prefix="/children")


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
