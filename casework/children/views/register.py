"""Finding children; what is said of a new file."""

from collections.abc import Iterable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries
from casework.children.forms import FILTERS, FindForm, read_filters
from casework.children.lines import hit_lines, lines_of
from casework.children.models import Child, Status
from casework.children.views.blueprint import blueprint
from casework.children.views.shared_numbers import tell_shared_number
from casework.practice import queries as practice


@blueprint.get("/")
@access(Permission.CHILD_LIST)
def index() -> ResponseReturnValue:
    """List the viewer's children, a page at a time."""
    viewer, asked = current_viewer(), _asked()
    page = queries.page_of(viewer, read_filters(viewer, asked), request.args.get("after"))
    regions = queries.places(viewer, {child.region_code for child in page.rows})
    _note(Tag.CHILD_LIST, page.rows)
    return render_template(
        "children/index.html",
        form=FindForm(),
        lines=lines_of(page.rows, regions),
        asked=asked,
        next_url=page.after and url_for(".index", **asked, after=page.after),
        first_url="after" in request.args and url_for(".index", **asked),
        places=[(r.code, r.name) for r in regions.values() if r.parent_code in viewer.regions],
        categories=[(c.code, c.short) for c in practice.categories().counted],
        statuses=Status.choices(),
        today=clock.today(),
    )


@blueprint.post("/search")
@access(Permission.CHILD_LIST)
def search() -> ResponseReturnValue:
    """Find children by whatever somebody remembers of them."""
    return _found("children/search.html")


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.CHILD_ENROL)
def new() -> ResponseReturnValue:
    """Look for the child first; only then offer to make a file."""
    return _found("children/new.html")


def _asked() -> dict[str, Any]:
    """Return the filters that stand in the address."""
    return {name: value for name in FILTERS if (value := request.args.get(name))}


def _found(template: str) -> ResponseReturnValue:
    viewer, form = current_viewer(), FindForm()
    if not form.validate_on_submit():
        return render_template(template, form=form, lines=None, today=clock.today()), form.status
    everybody = "everybody" in request.form
    found = queries.find(viewer, form.looked_for.data or "", everybody=everybody)
    _note(Tag.CHILD_SEARCH, [hit.child for hit in found.hits])
    places = queries.places(viewer, {hit.child.region_code for hit in found.hits})
    return render_template(
        template,
        form=form,
        lines=hit_lines(found.hits, places),
        leaves_people_out=found.leaves_people_out,
        today=clock.today(),
    )


def _note(tag: Tag, shown: Iterable[Child]) -> None:
    record(tag, actor_id=current_viewer().account_id, seen=[child.id for child in shown])


def tell_enrolled(child: Child) -> None:
    """Say what becomes of a new file."""
    tell_shared_number(child)
    if child.status is Status.SUBMITTED:
        flash(_("档案已保存，等乡镇审核。请在到期前首次入户。"))
    else:
        flash(_("档案已保存。"))
