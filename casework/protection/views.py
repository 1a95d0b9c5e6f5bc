"""Pages of emergency protection: the first hour, the case, each later act, the list."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.errors import NotFound, RuleBroken
from casework.protection import actions, queries, rules
from casework.protection.forms import (
    BeginForm,
    CircleForm,
    DecideForm,
    EndForm,
    FoundForm,
    HomeForm,
    LongForm,
    PlaceForm,
    ReviewForm,
    StepForm,
)
from casework.protection.models import Circle, ProtectionCase
from casework.protection.reading import Reading
from casework.regions import queries as regions

blueprint = Blueprint("protection", __name__)


@blueprint.get("/protection")
@access(Permission.PROTECTION_BEGIN)
def index() -> str:
    """List the children who are protected now, the most pressing first."""
    viewer = current_viewer()
    found = [Reading(viewer, child, case) for case, child in queries.open_within(viewer)]
    actions.list_cases(actor=viewer, seen={each.child.id for each in found})
    places = regions.by_codes({each.child.region_code for each in found}) if found else {}
    return render_template("protection/index.html", found=found, places=places, today=clock.today())


@blueprint.route("/protection/new", methods=["GET", "POST"])
@access(Permission.PROTECTION_BEGIN)
def found() -> ResponseReturnValue:
    """Protect a child that has no file here."""
    viewer = current_viewer()
    form = FoundForm(viewer, viewer.regions[0] if viewer.regions else "", _asked_circle(viewer))
    if form.validate_on_submit():
        told = {name: form[name].data for name in ("region_code", "name", "sex")}
        try:
            case = actions.begin_found(actor=viewer, told=form.told(), **told)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _begun(case)
    return render_template("protection/new.html", form=form, child=None), form.status


@blueprint.route("/children/<uuid:child_id>/protection/new", methods=["GET", "POST"])
@access(Permission.PROTECTION_BEGIN)
def new(child_id: UUID) -> ResponseReturnValue:
    """Protect a child."""
    viewer, child = opened(child_id)
    form = BeginForm(viewer, child.region_code, _asked_circle(viewer))
    if form.validate_on_submit():
        return _begun(actions.begin(actor=viewer, child=child, told=form.told()))
    page = render_template(
        "protection/new.html", form=form, child=child, known=queries.open_of(child)
    )
    return page, form.status


@blueprint.get("/children/<uuid:child_id>/protection")
@access(Permission.PROTECTION_READ)
def current(child_id: UUID) -> ResponseReturnValue:
    """Lead to the newest protection of a child, or of the file that answers for it."""
    viewer, child = opened(child_id)
    kept = children.answering_for(viewer, child)
    cases = queries.of_child(child) or queries.of_child(kept)
    if not cases:
        return redirect(url_for("dossier.show", child_id=kept.id))
    return redirect(_address(cases[0]))


@blueprint.get("/children/<uuid:child_id>/protection/<uuid:protection_id>")
@access(Permission.PROTECTION_READ)
def show(child_id: UUID, protection_id: UUID) -> str:
    """Show a protection: why only to those who may know."""
    viewer, child = opened(child_id)
    case = queries.get(child, protection_id)
    reading = Reading(viewer, child, case)
    if reading.knows_why:
        actions.open_case(actor=viewer, case=case)
    return render_template(
        "protection/show.html",
        child=child,
        case=case,
        reading=reading,
        may_act=reading.knows_why and viewer.may(Permission.PROTECTION_BEGIN),
        today=clock.today(),
    )


@blueprint.post("/children/<uuid:child_id>/protection/<uuid:protection_id>/paper")
@access(Permission.PROTECTION_BEGIN)
def paper(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """Note that a paper has come."""
    viewer, child, case = _held(child_id, protection_id)
    try:
        actions.take_paper(
            actor=viewer,
            child=child,
            case=case,
            paper=request.form.get("paper", ""),
            is_there=request.form.get("there") == "y",
        )
    except RuleBroken as broken:
        flash(broken.message, "error")
    return redirect(f"{_address(case)}#papers")


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/place", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_BEGIN)
def place(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """The child lives elsewhere."""
    return _asked(child_id, protection_id, PlaceForm, actions.place, _("安置孩子"))


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/review", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_BEGIN)
def review(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """How the child fares."""
    return _asked(child_id, protection_id, ReviewForm, actions.review, _("评估孩子的情况"))


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/decide", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_DECIDE)
def decide(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """The county takes on temporary guardianship."""
    return _asked(child_id, protection_id, DecideForm, actions.decide, _("决定临时监护"))


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/home", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_BEGIN)
def home(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """The child goes home."""
    return _asked(
        child_id, protection_id, HomeForm, actions.return_home, _("孩子回家"), is_end=True
    )


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/long", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_DECIDE)
def long(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """The state is guardian for good."""
    return _asked(
        child_id, protection_id, LongForm, actions.go_long, _("转为长期监护"), is_end=True
    )


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/end", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_BEGIN)
def end(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """It ends otherwise."""
    return _asked(child_id, protection_id, EndForm, actions.end, _("结束保护"), is_end=True)


@blueprint.route(
    "/children/<uuid:child_id>/protection/<uuid:protection_id>/circle", methods=["GET", "POST"]
)
@access(Permission.PROTECTION_BEGIN)
def circle(child_id: UUID, protection_id: UUID) -> ResponseReturnValue:
    """Who may know why."""
    return _asked(child_id, protection_id, CircleForm, actions.tell_circle, _("谁能看到原因"))


def _asked(
    child_id: UUID,
    protection_id: UUID,
    kind: type[StepForm],
    act: Callable[..., object],
    title: str,
    *,
    is_end: bool = False,
) -> ResponseReturnValue:
    """Ask the questions of one act and do it; who may not know why finds nothing here."""
    viewer, child, case = _held(child_id, protection_id)
    if is_end and not rules.may_close(viewer, Reading(viewer, child, case).state):
        flash(_("这件紧急保护要由县里办理，或者已经结束。"), "error")
        return redirect(_address(case))
    form = kind(viewer, child, case, request.args.get("assessment"))
    done = form.validate_on_submit()
    if done and does(form, act, actor=viewer, child=child, case=case, **form.act()):
        flash(_("已保存。"))
        return redirect(_address(case))
    page = render_template(
        "protection/step.html", form=form, child=child, back=_address(case), title=title
    )
    return page, form.status


def _held(child_id: UUID, protection_id: UUID) -> tuple[Viewer, Child, ProtectionCase]:
    """Return the case that an act is about; as missing to who may not know why."""
    viewer, child = opened(child_id)
    find = queries.held if request.method == "POST" else queries.get
    case = find(child, protection_id)
    if not rules.knows_why(viewer, Circle(case.circle)):
        raise NotFound
    return viewer, child, case


def _asked_circle(viewer: Viewer) -> Circle:
    """Return who is told why at first: fewer where the way led here from something secret."""
    if "discreet" not in request.args:
        return Circle.VILLAGE
    return Circle.COUNTY if viewer.may(Permission.PROTECTION_DECIDE) else Circle.OFFICES


def _begun(case: ProtectionCase) -> ResponseReturnValue:
    flash(_("已保存，县里会收到提醒。现在先照顾好孩子，材料以后补。"))
    return redirect(_address(case))


def _address(case: ProtectionCase) -> str:
    return url_for(".show", child_id=case.child_id, protection_id=case.id)
