"""Pages of the child's side: the list, one pairing, deciding, the first meeting, its end."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does
from casework.pairings import actions, listing, queries, steps
from casework.pairings import told as telling
from casework.pairings.forms import CHANGES, ChangeForm, DecideForm, MeetForm
from casework.pairings.listing import Tab
from casework.pairings.models import Pairing, PairingState
from casework.pairings.rules import Consent
from casework.pairings.views.blueprint import blueprint
from casework.ui.forms import Form


@blueprint.get("/pairings")
@access(Permission.PAIRING_READ)
def index() -> str:
    """Show the requests and pairings of the viewer's children, by state."""
    viewer, today = current_viewer(), clock.today()
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.HELD)
    after = request.args.get("after")
    shown = listing.listing(viewer, tab, today, after, named=True)
    record(
        Tag.CHILD_LIST,
        actor_id=viewer.account_id,
        region_code=viewer.regions[0] if viewer.regions else None,
        seen=[line.child.id for line in shown.lines if line.child],
    )
    return render_template(
        "pairings/index.html",
        listing=shown,
        tabs=Tab,
        today=today,
        is_first=after is None,
        words=telling.Words.known(),
    )


@blueprint.get("/pairings/<uuid:pairing_id>")
@access(Permission.PAIRING_READ)
def show(pairing_id: UUID) -> str:
    """Show one pairing with everything that was done."""
    pairing, child = _found(pairing_id)
    actions.open_page(actor=current_viewer(), pairing=pairing)
    told = telling.told(current_viewer(), pairing, child)
    return render_template("pairings/show.html", told=told, today=clock.today())


@blueprint.route("/pairings/<uuid:pairing_id>/decide", methods=["GET", "POST"])
@access(Permission.PAIRING_APPROVE)
def decide(pairing_id: UUID) -> ResponseReturnValue:
    """Say what guardian and child said, and agree or not."""
    viewer, (pairing, child) = current_viewer(), _found(pairing_id)
    form = DecideForm(data=_known(pairing, child))
    if form.validate_on_submit() and _decides(form, pairing_id):
        after = queries.get(viewer, pairing_id)
        flash(
            _after_deciding(after), "error" if after.state is PairingState.PROPOSED else "message"
        )
        return _to(pairing_id)
    return _beside("decide", form, pairing, child)


def _decides(form: DecideForm, pairing_id: UUID) -> bool:
    viewer, asked = current_viewer(), form.asked()
    if form.agrees:
        return does(form, actions.approve, actor=viewer, pairing_id=pairing_id, asked=asked)
    said = {"asked": asked, "words": form.words.data}
    return does(form, actions.decline, actor=viewer, pairing_id=pairing_id, **said)


def _after_deciding(pairing: Pairing) -> str:
    said: str = _("已答复不同意，请求继续等别的志愿者。")
    if pairing.state is PairingState.PROPOSED:
        said = _("还不能同意：监护人的同意或孩子的意愿没有填全。填了的都记下了，这个提议继续等。")
    if pairing.state is PairingState.APPROVED:
        said = _("已同意。请儿童主任陪志愿者和孩子第一次见面。")
    return said


def _known(pairing: Pairing, child: Child) -> dict[str, object]:
    consent = Consent.of(pairing.consent)
    return {
        "consent_by": consent.by,
        "consent_relation": consent.relation,
        "consent_on": consent.on,
        "consent_way": consent.way,
        "child_wish": pairing.child_wish,
        "contact": actions.worker_named(child),
    }


@blueprint.route("/pairings/<uuid:pairing_id>/meet", methods=["GET", "POST"])
@access(Permission.PAIRING_ATTEND)
def meet(pairing_id: UUID) -> ResponseReturnValue:
    """Keep the first meeting."""
    viewer, (pairing, child) = current_viewer(), _found(pairing_id)
    form = MeetForm(data={"on": clock.today(), "present": _("儿童主任")})
    if form.validate_on_submit() and does(
        form, actions.meet, actor=viewer, pairing_id=pairing_id, **form.values()
    ):
        flash(_("第一次见面已记下，结对开始。"))
        return _to(pairing_id)
    return _beside("meet", form, pairing, child)


@blueprint.route("/pairings/<uuid:pairing_id>/change", methods=["GET", "POST"])
@access(Permission.PAIRING_APPROVE)
def change(pairing_id: UUID) -> ResponseReturnValue:
    """Let a pairing go on, rest or end."""
    viewer, (pairing, child) = current_viewer(), _found(pairing_id)
    form = ChangeForm([s for s in steps.offered(viewer, pairing.state) if s.act in CHANGES])
    if form.validate_on_submit() and _changes(form, pairing_id):
        flash(_("已记下。"))
        return _to(pairing_id)
    return _beside("change", form, pairing, child)


def _changes(form: ChangeForm, pairing_id: UUID) -> bool:
    acts: dict[str, Callable[..., object]] = {
        steps.CHECK: actions.go_on,
        steps.PAUSE: actions.pause,
        steps.RESUME: actions.resume,
        steps.END: actions.end,
    }
    act, viewer = form.decision.data, current_viewer()
    said = {"reason": form.reason.data} if act == steps.END else {}
    return does(form, acts[act], actor=viewer, pairing_id=pairing_id, words=form.words.data, **said)


def _beside(page: str, form: Form, pairing: Pairing, child: Child) -> ResponseReturnValue:
    """Show a form beside the pairing that it is about."""
    actions.open_page(actor=current_viewer(), pairing=pairing)
    told = telling.told(current_viewer(), pairing, child)
    shown = render_template(f"pairings/{page}.html", form=form, told=told, today=clock.today())
    return shown, form.status


def _found(pairing_id: UUID) -> tuple[Pairing, Child]:
    viewer = current_viewer()
    pairing = queries.get(viewer, pairing_id)
    return pairing, children.get(viewer, pairing.child_id)


def _to(pairing_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("pairings.show", pairing_id=pairing_id))
