"""Pages of handing in, of one's own matters with their answers, and of the desk that answers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import SIGNED_IN, access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.feedback import actions, queries
from casework.feedback.forms import AnswerForm, HandInForm
from casework.feedback.models import State

blueprint = Blueprint("feedback", __name__, url_prefix="/feedback")


@blueprint.get("/")
@access(SIGNED_IN)
def index() -> ResponseReturnValue:
    """List what the viewer has written, with the answers."""
    return render_template("feedback/index.html", own=queries.own(current_viewer()), states=State)


@blueprint.route("/new", methods=["GET", "POST"])
@access(SIGNED_IN)
def new() -> ResponseReturnValue:
    """Take in a complaint, a suggestion or a fault."""
    form = HandInForm()
    if form.validate_on_submit() and form.settles():
        try:
            feedback = actions.hand_in(actor=current_viewer(), **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已收到，编号 %(number)s。答复会显示在这里。", number=feedback.number))
            return redirect(url_for("feedback.index"))
    return render_template("feedback/new.html", form=form), form.status


@blueprint.get("/desk")
@access(Permission.FEEDBACK_ANSWER)
def desk() -> ResponseReturnValue:
    """List what the viewer has to answer."""
    state = _state(request.args.get("state"))
    page = queries.page_of(current_viewer(), state, _after(request.args.get("after")))
    return render_template("feedback/desk.html", page=page, state=state, states=State)


@blueprint.route("/<uuid:feedback_id>", methods=["GET", "POST"])
@access(Permission.FEEDBACK_ANSWER)
def show(feedback_id: UUID) -> ResponseReturnValue:
    """Show a matter at the viewer's desk, and take the answer to it."""
    line, form = queries.get(current_viewer(), feedback_id), AnswerForm()
    if form.validate_on_submit():
        text = form.answer.data or ""
        try:
            actions.answer(actor=current_viewer(), feedback=line.feedback, text=text)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已答复，对方能看到了。"))
            return redirect(url_for("feedback.desk"))
    return render_template("feedback/show.html", line=line, form=form, states=State), form.status


@blueprint.post("/<uuid:feedback_id>/work")
@access(Permission.FEEDBACK_ANSWER)
def work(feedback_id: UUID) -> ResponseReturnValue:
    """Say that somebody is at work on it."""
    line = queries.get(current_viewer(), feedback_id)
    if ActForm().validate_on_submit():
        try:
            actions.take_up(actor=current_viewer(), feedback=line.feedback)
        except RuleBroken as broken:
            flash(broken.message, "error")
    return redirect(url_for("feedback.show", feedback_id=feedback_id))


def _state(text: str | None) -> State | None:
    return next((state for state in State if state.value == text), None)


def _after(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
