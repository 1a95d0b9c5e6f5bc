"""Handing children to the next worker: the office starts it, both workers confirm on the phone."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer, note_if_refused
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.caseloads import actions, queries, rules
from casework.caseloads.forms import (
    Choices,
    RemarksForm,
    StartForm,
    WithoutForm,
    account_of,
)
from casework.caseloads.models import Handover, State
from casework.caseloads.views.blueprint import blueprint
from casework.children import queries as children
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.regions.codes import parent
from casework.regions.models import Region
from casework.texts import Text
from casework.ui.formats import said
from casework.ui.language import CHINESE, speak


@blueprint.route("/posts/handover", methods=["GET", "POST"])
@access(Permission.CHILD_ASSIGN)
def start() -> ResponseReturnValue:
    """Make the list of children that go from one worker, or nobody, to the next."""
    viewer = current_viewer()
    region = queries.region_of(viewer, request.args.get("village", ""))
    from_id = _asked_from(viewer, region)
    offered = queries.offered_from(viewer, region.code, from_id)
    form = StartForm(_workers(region, from_id), _children(offered))
    if form.validate_on_submit():
        try:
            made = actions.start(actor=viewer, village=region, from_id=from_id, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("名单已发给双方，都确认后才移交。"))
            return redirect(url_for(".handover", handover_id=made.id))
    _note(viewer, region.code, offered)
    names = accounts.names_of({from_id} if from_id else set())
    page = render_template(
        "caseloads/start.html", form=form, region=region, names=names, from_id=from_id
    )
    return page, form.status


@blueprint.get("/handovers/<uuid:handover_id>")
@access(Permission.CHILD_LIST)
def handover(handover_id: UUID) -> ResponseReturnValue:
    """Show the list, and what the viewer has to say to it."""
    viewer = current_viewer()
    return _shown(viewer, queries.get_handover(viewer, handover_id), WithoutForm(), 200)


@blueprint.get("/handovers/<uuid:handover_id>/print", endpoint="print_handover")
@access(Permission.CHILD_LIST)
def print_sheet(handover_id: UUID) -> ResponseReturnValue:
    """Show the list as a sheet of paper to sign: no numbers, no addresses, no remarks."""
    speak(CHINESE)
    viewer = current_viewer()
    found = queries.get_handover(viewer, handover_id)
    return render_template("caseloads/print.html", **_page(viewer, found))


@blueprint.post("/handovers/<uuid:handover_id>/give")
@access(Permission.CHILD_EDIT)
def give(handover_id: UUID) -> ResponseReturnValue:
    """Confirm, as the worker before, with what the next one should know."""
    viewer = current_viewer()
    found, form = queries.get_handover(viewer, handover_id), RemarksForm()
    ids = [line.child.id for line in queries.rows_of(viewer, found)]
    remarks = form.remarks(ids, request.form)
    return _confirmed(found, actions.give, actor=viewer, handover=found, remarks=remarks)


@blueprint.post("/handovers/<uuid:handover_id>/receive")
@access(Permission.CHILD_EDIT)
def receive(handover_id: UUID) -> ResponseReturnValue:
    """Confirm, as the next worker."""
    viewer = current_viewer()
    found = queries.get_handover(viewer, handover_id)
    return _confirmed(found, actions.receive, actor=viewer, handover=found)


@blueprint.post("/handovers/<uuid:handover_id>/without")
@access(Permission.CHILD_ASSIGN)
def without(handover_id: UUID) -> ResponseReturnValue:
    """Give in the place of a worker who has left, with a reason."""
    viewer = current_viewer()
    found, form = queries.get_handover(viewer, handover_id), WithoutForm()
    if not form.validate_on_submit():
        return _shown(viewer, found, form, form.status)
    reason = form.reason.data
    return _confirmed(found, actions.give_without, actor=viewer, handover=found, reason=reason)


@blueprint.post("/handovers/<uuid:handover_id>/cancel")
@access(Permission.CHILD_ASSIGN)
def cancel(handover_id: UUID) -> ResponseReturnValue:
    """Call a handover off."""
    viewer = current_viewer()
    found = queries.get_handover(viewer, handover_id)
    return _confirmed(found, actions.cancel, actor=viewer, handover=found)


def _confirmed(
    found: Handover, act: Callable[..., Handover], **arguments: Any
) -> ResponseReturnValue:
    """Do an act and say how the handover stands now, or who was quicker."""
    if not ActForm().validate_on_submit():
        flash(_("页面已过期，请重新点一次。"), "error")
        return redirect(url_for(".handover", handover_id=found.id))
    try:
        now = act(**arguments)
    except RuleBroken as broken:
        flash(said(broken.message), "error")
    else:
        flash(_ANSWERS[now.state]())
    return redirect(url_for(".handover", handover_id=found.id))


_ANSWERS: dict[State, Callable[[], str]] = {
    State.WAITING: lambda: _("已确认，等另一方确认后移交。"),
    State.DONE: lambda: _("双方都已确认，责任人已变更。"),
    State.CANCELLED: lambda: _("移交已取消，责任人没有变。"),
}


def _shown(viewer: Viewer, found: Handover, form: WithoutForm, status: int) -> ResponseReturnValue:
    page = render_template("caseloads/handover.html", form=form, **_page(viewer, found))
    return page, status


def _page(viewer: Viewer, found: Handover) -> dict[str, Any]:
    """Return what screen and paper need; who is shown is written down."""
    lines = queries.rows_of(viewer, found)
    going, staying = queries.pages_lines(lines, found)
    _note(viewer, found.region_code, [line.child for line in lines])
    ids = {found.from_id, found.to_id, found.started_by, found.given_by, found.closed_by}
    return {
        "handover": found,
        "region": regions.get(found.region_code),
        "township": regions.get(parent(found.region_code) or found.region_code),
        "going": going,
        "staying": staying,
        "unseen": found.total - len(lines),
        "names": accounts.names_of({each for each in ids if each}),
        "gives": rules.gives(viewer, found),
        "receives": rules.receives(viewer, found),
        "decides": rules.decides(viewer, found),
        "State": State,
    }


def _note(viewer: Viewer, region_code: str, shown: Sequence[Child]) -> None:
    """Write down who was shown, also by a form that comes back."""
    write = partial(
        record,
        Tag.CHILD_LIST,
        actor_id=viewer.account_id,
        region_code=region_code,
        seen={child.id for child in shown},
    )
    if request.method == "GET":
        write()
    else:
        note_if_refused(write)


def _asked_from(viewer: Viewer, region: Region) -> UUID | None:
    """Return whose children are asked for; those of somebody there where it is not said."""
    asked = request.args.get("of")
    if asked is None:
        return queries.somebody_in(viewer, region.code)
    try:
        return account_of(asked)
    except ValueError:
        return None


def _workers(region: Region, from_id: UUID | None) -> Choices:
    """Return who can take children of a village: who holds it, and its supervisors."""
    return [
        (str(account.id), Text("%(name)s（%(role)s）", name=account.name, role=account.role))
        for account in children.workers_in([region.code, parent(region.code) or region.code])
        if account.id != from_id
    ]


def _children(offered: Sequence[Child]) -> Choices:
    return [(str(child.id), _told_apart(child)) for child in offered]


def _told_apart(child: Child) -> str:
    if child.birth_year is None:
        return child.name
    return Text("%(name)s（%(year)s年生）", name=child.name, year=child.birth_year)
