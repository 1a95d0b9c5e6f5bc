"""The ledger of a region, its file, and one giving."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.assistance import actions, ledger, places, queries, showing
from casework.assistance.models import Mode
from casework.assistance.queries import Filters
from casework.assistance.showing import Codes
from casework.assistance.views.blueprint import XLSX, blueprint
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.views.blueprint import opened
from casework.errors import RuleBroken

_ASKED = ("first", "last", "place", "mode", "source", "kind")


def _asked() -> dict[str, str]:
    """Return the filters that stand in the address, or beside what is looked for."""
    return {name: value for name in _ASKED if (value := request.values.get(name))}


def _filters(asked: dict[str, str]) -> Filters:
    """Return the filters; the giver, which may be a person, is sent and stands in no address."""
    giver = request.form.get("giver", "")
    return ledger.read_filters(current_viewer(), {**asked, "giver": giver})


@blueprint.route("/assistance", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_READ)
def index() -> ResponseReturnValue:
    """Show the ledger of the viewer's region: what was given, and what it comes to."""
    viewer, asked = current_viewer(), _asked()
    filters, after = _filters(asked), request.args.get("after")
    found = ledger.listing(viewer, filters, after)
    seen = {
        row.giving.first.child_id for row in found.rows if row.name and row.giving.first.child_id
    }
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=seen)
    return render_template(
        "assistance/index.html",
        found=found,
        asked=asked,
        codes=Codes.today(),
        modes=Mode.choices(),
        places=places.offered(viewer),
        last_on=clock.today() if "last" not in asked else asked["last"],
        is_first=after is None,
    )


@blueprint.post("/assistance/export")
@access(Permission.CHILD_EXPORT)
def export() -> ResponseReturnValue:
    """Hand the ledger out as a workbook, with the filters of the page."""
    viewer, asked = current_viewer(), _asked()
    filters = _filters(asked)
    mark = f"{viewer.login} {clock.today().isoformat()}"
    try:
        content, rows, seen = ledger.workbook(viewer, filters, mark)
    except RuleBroken as broken:
        flash(broken.message, "error")
        values: dict[str, Any] = {**asked}
        return redirect(url_for(".index", **values))
    region = filters.place or viewer.regions[0]
    actions.export_made(actor=viewer, region_code=region, rows=rows, seen=seen)
    name = f"assistance-{filters.first_on}.xlsx"
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


@blueprint.get("/assistance/<uuid:act_id>")
@access(Permission.ASSISTANCE_READ)
def show(act_id: UUID) -> ResponseReturnValue:
    """Show one giving: what it was and who got it, as far as they are in reach."""
    viewer = current_viewer()
    act = showing.act(viewer, act_id)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=set(act.children))
    return render_template("assistance/show.html", act=act, act_id=act_id, codes=Codes.today())


@blueprint.get("/children/<uuid:child_id>/assistance")
@access(Permission.ASSISTANCE_READ)
def of_child(child_id: UUID) -> ResponseReturnValue:
    """Show everything that a child received, and the sums per year."""
    _viewer, child = opened(child_id)
    return render_template(
        "assistance/of_child.html",
        child=child,
        lines=queries.of_child(child),
        years=queries.receipts(child).years,
        codes=Codes.today(),
    )
