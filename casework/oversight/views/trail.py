"""The trail of auditors."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit import seals
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.audit.verify import verify as verify_trail
from casework.audit.verify import verify_further
from casework.oversight import queries
from casework.oversight.labels import TAG_LABELS
from casework.oversight.views.blueprint import blueprint
from casework.signoff.verify import verify as verify_months


@blueprint.get("/trail")
@access(Permission.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """Show the trail, newest first."""
    viewer, tag = current_viewer(), request.args.get("tag")
    page = queries.trail(viewer, request.args.get("after", type=int), tag)
    record(Tag.AUDIT_READ, actor_id=viewer.account_id)
    return render_template("oversight/trail.html", page=page, tags=TAG_LABELS, tag=tag)


@blueprint.post("/trail/verify")
@access(Permission.AUDIT_VERIFY)
def verify() -> ResponseReturnValue:
    """Walk the whole chain and say what does not fit."""
    viewer = current_viewer()
    under = viewer.scope.ranges
    faults = [*verify_trail(seals.place()), *verify_months(under), *verify_further(under)]
    record(Tag.AUDIT_VERIFY, actor_id=viewer.account_id, faults=len(faults))
    if not faults:
        flash(_("日志链完整，没有发现改动。"))
        return redirect(url_for("oversight.trail"))
    return render_template("oversight/faults.html", faults=faults)
