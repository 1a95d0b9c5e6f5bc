"""The township table of supervisors and county, and the trail of auditors."""

from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit import seals
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.audit.verify import verify as verify_trail
from casework.children.queries.showing import SHOW_LABELS, Show
from casework.inbox.unread import know_unread
from casework.oversight import queries, rules
from casework.oversight.labels import SORT_LABELS, TAG_LABELS
from casework.oversight.queries import Sort
from casework.regions import queries as regions
from casework.signoff.verify import verify as verify_months

blueprint = Blueprint("oversight", __name__)

Choice = TypeVar("Choice", Show, Sort)


@blueprint.get("/township")
@access(Permission.TOWNSHIP_READ)
def township() -> ResponseReturnValue:
    """Show all children of a township by worker, overdue first."""
    viewer, on = current_viewer(), clock.today()
    townships = queries.townships(viewer)
    here = queries.choose(viewer, townships, request.args.get("code"))
    show, sort = _chosen(Show, "show", Show.ALL), _chosen(Sort, "sort", Sort.DUE)
    lines, unread = queries.caseload_and_unread(viewer, here.code, show, on) if here else ([], None)
    know_unread(unread)
    groups = queries.by_worker(lines, sort)
    villages = regions.by_codes({line.region_code for line in lines})
    names = accounts.names_of({worker for worker, _lines in groups if worker})
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.id for line in lines})
    return render_template(
        "oversight/township.html",
        here=here,
        groups=groups,
        count=len(lines),
        is_cut=len(lines) == queries.MOST,
        workers=rules.told_apart(names, queries.villages_of(groups, villages)),
        villages=villages,
        townships=townships,
        shows=SHOW_LABELS,
        sorts=SORT_LABELS,
        show=show,
        sort=sort,
        today=on,
    )


def _chosen(kind: type[Choice], name: str, default: Choice) -> Choice:
    try:
        return kind(request.args.get(name, default.value))
    except ValueError:
        return default


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
    faults = [*verify_trail(seals.place()), *verify_months(viewer.scope.ranges)]
    record(Tag.AUDIT_VERIFY, actor_id=viewer.account_id, faults=len(faults))
    if not faults:
        flash(_("日志链完整，没有发现改动。"))
        return redirect(url_for("oversight.trail"))
    return render_template("oversight/faults.html", faults=faults)
