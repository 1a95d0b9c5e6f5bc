"""The pages of recognition: applying, the list, one application, each office's steps."""

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.practice.rules.recognition import Material
from casework.recognition import actions, listing, queries
from casework.recognition.forms import (
    ApplyForm,
    AskForm,
    DecideEndForm,
    DecideForm,
    EndForm,
    GoOnForm,
    ReasonForm,
    SupplementForm,
    VerifyForm,
)
from casework.recognition.listing import Tab
from casework.recognition.models import Recognition
from casework.recognition.told import notice as notice_of
from casework.recognition.told import told
from casework.ui.forms import Form

blueprint = Blueprint("recognition", __name__)

#: Explains what the rule proposes; a page of a neighbour.
_EXPLAINING = "eligibility.show"


@blueprint.route("/children/<uuid:child_id>/recognitions/new", methods=["GET", "POST"])
@access(Permission.RECOGNITION_APPLY)
def new(child_id: UUID) -> ResponseReturnValue:
    """Take an application in."""
    viewer, child = opened(child_id)
    form = ApplyForm(practice.recognition(child.region_code))
    if form.validate_on_submit():
        try:
            made = actions.apply(actor=viewer, child=child, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("申请已登记，等乡镇（街道）查验。缺的材料可以以后补。"))
            return redirect(url_for("recognition.show", recognition_id=made.id))
    page = render_template(
        "recognition/new.html", form=form, child=child, explaining=_explaining(child)
    )
    return page, form.status


@blueprint.get("/recognitions")
@access(Permission.RECOGNITION_READ)
def index() -> str:
    """Show what waits for the viewer, and what else there is."""
    viewer, today = current_viewer(), clock.today()
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.MINE)
    after = request.args.get("after")
    shown = listing.listing(viewer, tab, today, after)
    record(
        Tag.CHILD_LIST,
        actor_id=viewer.account_id,
        region_code=viewer.regions[0] if viewer.regions else None,
        seen=[line.child.id for line in shown.lines],
    )
    return render_template(
        "recognition/index.html", listing=shown, tabs=Tab, today=today, is_first=after is None
    )


@blueprint.get("/recognitions/<uuid:recognition_id>")
@access(Permission.RECOGNITION_READ)
def show(recognition_id: UUID) -> str:
    """Show one application with everything that was done with it."""
    recognition, child = _found(recognition_id)
    actions.open_page(actor=current_viewer(), recognition=recognition)
    return render_template(
        "recognition/show.html",
        told=told(current_viewer(), recognition, child),
        today=clock.today(),
        explaining=_explaining(child),
    )


@blueprint.get("/recognitions/<uuid:recognition_id>/notice")
@access(Permission.RECOGNITION_READ)
def notice(recognition_id: UUID) -> str:
    """Show the decision as a sheet of paper for one family."""
    recognition, child = _found(recognition_id)
    said = told(current_viewer(), recognition, child)
    actions.open_page(actor=current_viewer(), recognition=recognition, tag=Tag.RECOGNITION_NOTICE)
    return render_template(
        "recognition/notice.html",
        told=said,
        notice=notice_of(said) if said.has_notice else None,
        today=clock.today(),
    )


@blueprint.post("/recognitions/<uuid:recognition_id>/take-up")
@access(Permission.RECOGNITION_VERIFY)
def take_up(recognition_id: UUID) -> ResponseReturnValue:
    """Begin to verify."""
    _found(recognition_id)
    try:
        actions.take_up(actor=current_viewer(), recognition_id=recognition_id)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        flash(_("已开始查验。"))
    return _to(recognition_id)


@blueprint.route("/recognitions/<uuid:recognition_id>/ask", methods=["GET", "POST"])
@access(Permission.RECOGNITION_VERIFY)
def ask(recognition_id: UUID) -> ResponseReturnValue:
    """Ask for what is missing."""
    return _stepped(recognition_id, AskForm(), actions.ask_more, _("已通知村里补正。"), "ask")


@blueprint.route("/recognitions/<uuid:recognition_id>/supplement", methods=["GET", "POST"])
@access(Permission.RECOGNITION_APPLY)
def supplement(recognition_id: UUID) -> ResponseReturnValue:
    """Hand in what was asked for."""
    form = SupplementForm(_papers(recognition_id))
    said = _("补正已交，乡镇（街道）接着查验。")
    return _stepped(recognition_id, form, actions.supplement, said, "supplement")


@blueprint.route("/recognitions/<uuid:recognition_id>/verify", methods=["GET", "POST"])
@access(Permission.RECOGNITION_VERIFY)
def verify(recognition_id: UUID) -> ResponseReturnValue:
    """Hand what was found to the county."""
    form = VerifyForm(_papers(recognition_id))
    return _stepped(recognition_id, form, actions.verify, _("已报县级民政确认。"), "verify")


@blueprint.route("/recognitions/<uuid:recognition_id>/decide", methods=["GET", "POST"])
@access(Permission.RECOGNITION_CONFIRM)
def decide(recognition_id: UUID) -> ResponseReturnValue:
    """Confirm, refuse, or have it verified again."""
    acts = {
        "confirm": actions.confirm,
        "refuse": actions.refuse,
        "send_back": actions.send_back,
    }
    said = _("决定已记下。")
    return _stepped(recognition_id, DecideForm(), _chosen(acts), said, "decide")


@blueprint.route("/recognitions/<uuid:recognition_id>/withdraw", methods=["GET", "POST"])
@access(Permission.RECOGNITION_APPLY)
def withdraw(recognition_id: UUID) -> ResponseReturnValue:
    """Take the application back."""
    return _stepped(recognition_id, ReasonForm(), actions.withdraw, _("申请已撤回。"), "withdraw")


@blueprint.route("/recognitions/<uuid:recognition_id>/propose-end", methods=["GET", "POST"])
@access(Permission.RECOGNITION_VERIFY)
def propose_end(recognition_id: UUID) -> ResponseReturnValue:
    """Propose that the support ends."""
    said = _("已报县级民政确认终止。")
    return _stepped(recognition_id, EndForm(), actions.propose_end, said, "propose_end")


@blueprint.route("/recognitions/<uuid:recognition_id>/decide-end", methods=["GET", "POST"])
@access(Permission.RECOGNITION_CONFIRM)
def decide_end(recognition_id: UUID) -> ResponseReturnValue:
    """End the support, or let it go on."""
    acts = {"end": actions.end, "keep_on": actions.keep_on}
    said = _("决定已记下。")
    return _stepped(recognition_id, DecideEndForm(), _chosen(acts), said, "decide_end")


@blueprint.route("/recognitions/<uuid:recognition_id>/go-on", methods=["GET", "POST"])
@access(Permission.RECOGNITION_CONFIRM)
def go_on(recognition_id: UUID) -> ResponseReturnValue:
    """Let support go on after 18 for somebody at school."""
    act, said = actions.go_on_at_school, _("已列入成年后在校继续保障。")
    return _stepped(recognition_id, GoOnForm(), act, said, "go_on")


def _chosen(acts: Mapping[str, Callable[..., object]]) -> Callable[..., object]:
    """Return what does the act that the form names."""

    def act(*, decision: str, **said: object) -> object:
        return acts[decision](**said)

    return act


def _stepped(
    recognition_id: UUID, form: Form, act: Callable[..., object], said: str, page: str
) -> ResponseReturnValue:
    """Take a step with what a form says, or show the form beside the application."""
    viewer, (recognition, child) = current_viewer(), _found(recognition_id)
    if form.validate_on_submit() and does(
        form, act, actor=viewer, recognition_id=recognition_id, **form.values()
    ):
        flash(said)
        return _to(recognition_id)
    actions.open_page(actor=viewer, recognition=recognition)
    shown = render_template(
        f"recognition/{page}.html",
        form=form,
        told=told(viewer, recognition, child),
        today=clock.today(),
        explaining=_explaining(child),
    )
    return shown, form.status


def _found(recognition_id: UUID) -> tuple[Recognition, Child]:
    viewer = current_viewer()
    recognition = queries.get(viewer, recognition_id)
    return recognition, children.get(viewer, recognition.child_id)


def _papers(recognition_id: UUID) -> list[Material]:
    recognition, _child = _found(recognition_id)
    return list(queries.settings(recognition).materials[recognition.category])


def _to(recognition_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("recognition.show", recognition_id=recognition_id))


def _explaining(child: Child) -> str | None:
    if _EXPLAINING not in current_app.view_functions:
        return None
    return url_for(_EXPLAINING, child_id=child.id)
