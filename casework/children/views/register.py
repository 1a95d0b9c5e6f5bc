"""Finding children and making new files."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions, queries
from casework.children.forms import FILTERS, EnrolForm, FindForm, read_filters
from casework.children.lines import lines_of
from casework.children.models import Child, Status
from casework.children.views.blueprint import blueprint
from casework.children.views.shared_numbers import tell_shared_number
from casework.errors import RuleBroken
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
    """Find children by name, pinyin, initials or ID number."""
    return _found("children/search.html")


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.CHILD_ENROL)
def new() -> ResponseReturnValue:
    """Look for the child first; only then offer to make a file."""
    return _found("children/new.html")


@blueprint.route("/enrol", methods=["GET", "POST"])
@access(Permission.CHILD_ENROL)
def enrol() -> ResponseReturnValue:
    """Make a child's file, after asking about what is doubtful."""
    viewer = current_viewer()
    if "start" in request.form:
        form = EnrolForm(viewer, formdata=None, name=_as_name(request.form["start"]))
        return render_template("children/enrol.html", form=form)
    form = EnrolForm(viewer)
    if form.validate_on_submit() and form.settles(queries.doubts_about(viewer, form.facts())):
        try:
            child = actions.enrol_by(viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            _tell(child)
            return redirect(url_for("dossier.show", child_id=child.id))
    return render_template("children/enrol.html", form=form), form.status


def _asked() -> dict[str, Any]:
    """Return the filters that stand in the address."""
    return {name: value for name in FILTERS if (value := request.args.get(name))}


def _found(template: str) -> ResponseReturnValue:
    viewer, form = current_viewer(), FindForm()
    found: Sequence[Child] | None = None
    if form.validate_on_submit():
        found = queries.search(viewer, form.looked_for.data or "")
        _note(Tag.CHILD_SEARCH, found)
    places = queries.places(viewer, {child.region_code for child in found or ()})
    lines = None if found is None else lines_of(found, places)
    page = render_template(template, form=form, lines=lines, today=clock.today())
    return page, form.status if found is None else 200


def _note(tag: Tag, shown: Iterable[Child]) -> None:
    record(tag, actor_id=current_viewer().account_id, seen=[child.id for child in shown])


def _as_name(typed: str) -> str | None:
    """Take what was searched for into the form, where it is a name and not pinyin."""
    return None if typed.isascii() else typed[:100]


def _tell(child: Child) -> None:
    tell_shared_number(child)
    if child.status is Status.SUBMITTED:
        flash(_("档案已保存，等乡镇审核。请在到期前首次入户。"))
    else:
        flash(_("档案已保存。"))
