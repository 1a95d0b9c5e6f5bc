"""Reporting: one page, kept whatever it says; and what its reporter sees of it afterwards."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import new_id
from casework.errors import NotFound, RuleBroken
from casework.mandatory_reports import actions, choosing, queries, showing
from casework.mandatory_reports.forms import PlaceForm, ReportForm, WordsForm, content
from casework.mandatory_reports.views.blueprint import blueprint


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.MANDATORY_FILE)
def new() -> ResponseReturnValue:
    """Keep a report, whatever it says; or open the page, 110 first."""
    viewer = current_viewer()
    if request.method == "POST":
        report_id = actions.file_report(actor=viewer, content=content())
        flash(_("报告已经收到。"))
        return redirect(url_for(".mine_show", own_id=report_id))
    child = _child_asked()
    form = ReportForm(viewer, data=_opening(child))
    hotlines = showing.hotlines(viewer)
    return render_template("mandatory_reports/new.html", form=form, child=child, hotlines=hotlines)


@blueprint.get("/children")
@access(Permission.MANDATORY_FILE)
def choose() -> ResponseReturnValue:
    """List the children in reach, for a report about one of them."""
    viewer = current_viewer()
    if not viewer.may(Permission.CHILD_OPEN):
        return redirect(url_for(".new"))
    found = choosing.children_in_reach(viewer, request.args.get("q"))
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id for child in found.shown])
    return render_template("mandatory_reports/choose.html", found=found)


@blueprint.get("/mine")
@access(Permission.MANDATORY_FILE)
def mine() -> ResponseReturnValue:
    """List what the viewer has reported."""
    return render_template("mandatory_reports/mine.html", own=queries.own(current_viewer()))


@blueprint.get("/mine/<uuid:own_id>")
@access(Permission.MANDATORY_FILE)
def mine_show(own_id: UUID) -> ResponseReturnValue:
    """Show the receipt, how far the report is, and what is written for its reporter."""
    return _mine(own_id, WordsForm(), _place_form(own_id))


@blueprint.post("/mine/<uuid:own_id>/add")
@access(Permission.MANDATORY_FILE)
def add(own_id: UUID) -> ResponseReturnValue:
    """Take what the reporter adds."""
    form = WordsForm()
    if form.validate_on_submit():
        text = form.text.data or ""
        actions.add_words(actor=current_viewer(), report_id=own_id, text=text)
        flash(_("补充已经收到。"))
        return redirect(url_for(".mine_show", own_id=own_id))
    return _mine(own_id, form, _place_form(own_id))


@blueprint.post("/mine/<uuid:own_id>/place")
@access(Permission.MANDATORY_FILE)
def put_to_place(own_id: UUID) -> ResponseReturnValue:
    """Send the report to where it belongs, once its reporter says so."""
    form = _place_form(own_id)
    if form.validate_on_submit():
        try:
            code = choosing.one_place(form.place.data, form.place_words.data)
            actions.put_to_place(actor=current_viewer(), report_id=own_id, place_code=code)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已经改送。"))
            return redirect(url_for(".mine_show", own_id=own_id))
    return _mine(own_id, WordsForm(formdata=None), form)


def _mine(own_id: UUID, words: WordsForm, place: PlaceForm) -> ResponseReturnValue:
    seen = showing.own(current_viewer(), own_id)
    status = max(words.status if words.errors else 200, place.status if place.errors else 200)
    page = render_template("mandatory_reports/mine_show.html", seen=seen, words=words, place=place)
    return page, status


def _place_form(own_id: UUID) -> PlaceForm:
    return PlaceForm(showing.places_for(current_viewer(), own_id))


def _child_asked() -> Child | None:
    """Return the child that the page is opened for, where she is in reach; who saw her is noted."""
    viewer = current_viewer()
    if not viewer.may(Permission.CHILD_OPEN):
        return None
    try:
        child = children.get(viewer, UUID(request.args.get("child", "")))
    except (NotFound, ValueError):
        return None
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id])
    return child


def _opening(child: Child | None) -> dict[str, Any]:
    viewer, opening = current_viewer(), {"client_id": str(new_id())}
    if child is not None:
        return opening | {"child_id": str(child.id), "child_name": child.name}
    return opening | ({"place": viewer.regions[0]} if viewer.regions else {})
