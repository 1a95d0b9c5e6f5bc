"""The help page of whoever asks."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.accounts.access import PUBLIC, access, viewer_or_none

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("/")
@access(PUBLIC)
def show() -> ResponseReturnValue:
    """Show the page of the viewer's role; without a sign-in that of signing in."""
    viewer = viewer_or_none()
    name = viewer.role.value if viewer else "signing_in"
    return render_template(f"help/{name}.html")
