"""The pages of matching: one request, the runs of a county, one run."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.matching import actions, queries, rules, showing
from casework.matching.forms import ProposeForm, RunForm, chosen_lines
from casework.matching.models import MatchRun, RunState
from casework.matching.progress import Progress
from casework.ui.forms import Form

blueprint = Blueprint("matching", __name__, url_prefix="/matching")


@blueprint.route("/", methods=["GET", "POST"])
@access(Permission.MATCH_RUN)
def index() -> ResponseReturnValue:
    """Ask for a run; see the last ones."""
    viewer, form = current_viewer(), RunForm()
    if form.validate_on_submit():
        try:
            run = actions.ask(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return redirect(url_for("matching.show", run_id=run.id))
    page = render_template(
        "matching/index.html",
        form=form,
        runs=queries.runs(viewer),
        open_count=queries.open_count(viewer),
        is_county=rules.county_of(viewer.regions) is not None,
    )
    return page, form.status


@blueprint.get("/runs/<uuid:run_id>")
@access(Permission.MATCH_RUN)
def show(run_id: UUID) -> ResponseReturnValue:
    """Show what a run offers, or how far it is."""
    viewer = current_viewer()
    return _shown(queries.get(viewer, run_id))


@blueprint.get("/runs/<uuid:run_id>/progress")
@access(Permission.MATCH_RUN)
def progress(run_id: UUID) -> str:
    """Give the part of the page that says how far it is, for the script that asks again."""
    run = queries.get(current_viewer(), run_id)
    return render_template("matching/_progress.html", progress=Progress.of(run))


@blueprint.post("/runs/<uuid:run_id>/decide")
@access(Permission.PAIRING_PROPOSE)
def decide(run_id: UUID) -> ResponseReturnValue:
    """Propose what the chosen lines offer, or all of them, or leave the chosen ones."""
    viewer, asked = current_viewer(), request.form.get("act")
    run = queries.get(viewer, run_id)
    try:
        if asked == "all":
            actions.accept_all(actor=viewer, run=run)
        elif asked == "leave":
            left = actions.leave(actor=viewer, run=run, line_ids=chosen_lines())
            flash(_("%(n)s行不采用。", n=left))
        else:
            done, refused = actions.accept(actor=viewer, run=run, line_ids=chosen_lines())
            _tell(done, refused)
    except RuleBroken as broken:
        return _shown(run, broken)
    back = url_for("matching.show", run_id=run.id, tab=request.args.get("tab"))
    return redirect(back, code=303)


@blueprint.get("/requests/<uuid:request_id>")
@access(Permission.MATCH_RUN)
def suggest(request_id: UUID) -> ResponseReturnValue:
    """Show who could be proposed for one request, and why."""
    return _suggested(request_id, ProposeForm())


@blueprint.post("/requests/<uuid:request_id>")
@access(Permission.PAIRING_PROPOSE)
def propose(request_id: UUID) -> ResponseReturnValue:
    """Propose one of those who were suggested."""
    viewer, form = current_viewer(), ProposeForm()
    asked = queries.request_of(viewer, request_id)
    if form.validate_on_submit():
        try:
            actions.propose_one(actor=viewer, request=asked, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已提议，等乡镇（街道）答复。"))
            return redirect(url_for("matching.suggest", request_id=request_id))
    return _suggested(request_id, form)


def _suggested(request_id: UUID, form: ProposeForm) -> ResponseReturnValue:
    viewer = current_viewer()
    asked = queries.request_of(viewer, request_id)
    page = showing.request_page(viewer, asked, clock.today())
    return render_template("matching/suggest.html", form=form, page=page), form.status


def _shown(run: MatchRun, broken: RuleBroken | None = None) -> ResponseReturnValue:
    """Return the page of a run: how far it is, that it failed, or what it offers."""
    progress = Progress.of(run)
    if progress.is_live:
        return render_template("matching/progress.html", run=run, progress=progress)
    if run.state is not RunState.DONE:
        return render_template("matching/failed.html", run=run, progress=progress, form=RunForm())
    after = request.args.get("after", "")
    page = showing.run_page(
        current_viewer(), run, request.args.get("tab"), int(after) if after.isdecimal() else 0
    )
    shown = render_template(
        "matching/show.html",
        page=page,
        form=Form(),
        progress=progress,
        problem=broken.message if broken else None,
    )
    return shown, 422 if broken else 200


def _tell(done: int, refused: int) -> None:
    if done:
        flash(_("已提议%(n)s位，等乡镇（街道）答复。", n=done))
    if refused:
        flash(_("%(n)s行没有办成，原因写在那一行下面。", n=refused), "error")
