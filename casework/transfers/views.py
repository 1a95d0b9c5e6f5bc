"""Moves out of the county: sending, the two sides' list, accepting, refusing, withdrawing."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children.lines import short_categories
from casework.children.views.blueprint import does, opened, to_child
from casework.transfers import actions, queries
from casework.transfers.forms import AcceptForm, AnswerForm, LeaveForm, SendForm
from casework.transfers.models import TransferState

blueprint = Blueprint("transfers", __name__)


@blueprint.get("/transfers")
@access(Permission.TRANSFER_READ)
def index() -> str:
    """Show what waits here, what is waited for, and what is done with."""
    viewer = current_viewer()
    coming, going = queries.incoming(viewer), queries.outgoing(viewer)
    past = queries.answered(viewer)
    shown = [each.child_id for each in (*coming, *(transfer for transfer, _ in going))]
    actions.list_transfers(actor=viewer, seen=shown)
    codes = {t.to_region_code for t, _child in going} | {t.region_code for t in coming}
    codes |= {code for t in past for code in (t.region_code, t.to_region_code)}
    return render_template(
        "transfers/index.html",
        coming=coming,
        going=going,
        past=past,
        places={code: queries.place_name(code) for code in codes if code},
        receives=lambda transfer: queries.is_receiver(viewer, transfer),
        categories=short_categories,
    )


@blueprint.route("/children/<uuid:child_id>/transfer", methods=["GET", "POST"])
@access(Permission.TRANSFER_SEND)
def send(child_id: UUID) -> ResponseReturnValue:
    """Choose the receiving county, step by step, and ask it."""
    viewer, child = opened(child_id)
    to = request.args.get("to") or request.form.get("to_region_code")
    if not to:
        under = request.args.get("under")
        return render_template(
            "transfers/choose.html",
            child=child,
            path=queries.path(under),
            places=queries.places_below(under),
            is_deep=queries.is_deep_enough(child, under),
            under=under,
        )
    form = SendForm(data={"to_region_code": to})
    done = form.validate_on_submit()
    if done and does(form, actions.send, actor=viewer, child=child, **form.values()):
        flash(_("已送出，等对方接收。接收以前，孩子仍由本地走访。"))
        return redirect(url_for("transfers.index"))
    page = render_template(
        "transfers/send.html", form=form, child=child, place=queries.place_name(to)
    )
    return page, form.status


@blueprint.route("/children/<uuid:child_id>/transfer/outside", methods=["GET", "POST"])
@access(Permission.TRANSFER_SEND)
def outside(child_id: UUID) -> ResponseReturnValue:
    """Close a file for a place that the system does not reach."""
    viewer, child = opened(child_id)
    form = LeaveForm()
    done = form.validate_on_submit()
    if done and does(form, actions.leave_system, actor=viewer, child=child, **form.values()):
        flash(_("已办理退出：迁往系统外。"))
        return to_child(child.id)
    return render_template("transfers/outside.html", form=form, child=child), form.status


@blueprint.get("/transfers/<uuid:transfer_id>")
@access(Permission.TRANSFER_READ)
def show(transfer_id: UUID) -> str:
    """Show a transfer to either side, each what is its own."""
    viewer = current_viewer()
    transfer = queries.get(viewer, transfer_id)
    actions.open_page(actor=viewer, transfer=transfer)
    return render_template(
        "transfers/show.html",
        transfer=transfer,
        receives=queries.is_receiver(viewer, transfer),
        place=queries.place_name,
        categories=short_categories,
        State=TransferState,
    )


@blueprint.route("/transfers/<uuid:transfer_id>/accept", methods=["GET", "POST"])
@access(Permission.TRANSFER_ANSWER)
def accept(transfer_id: UUID) -> ResponseReturnValue:
    """Take the child on, in a village and with a worker."""
    viewer = current_viewer()
    transfer = queries.get_received(viewer, transfer_id)
    form = AcceptForm(viewer, queries.workers_of(viewer), transfer.to_region_code)
    if form.validate_on_submit() and does(
        form, actions.accept, actor=viewer, transfer_id=transfer_id, **form.act()
    ):
        flash(_("已接收，请安排首次入户。"))
        return to_child(transfer.child_id)
    actions.open_page(actor=viewer, transfer=transfer)
    page = render_template("transfers/accept.html", form=form, transfer=transfer)
    return page, form.status


@blueprint.route("/transfers/<uuid:transfer_id>/refuse", methods=["GET", "POST"])
@access(Permission.TRANSFER_ANSWER)
def refuse(transfer_id: UUID) -> ResponseReturnValue:
    """Give it back with a reason."""
    queries.get_received(current_viewer(), transfer_id)
    said = _("已退回，送出地能看到原因。")
    return _answered(transfer_id, actions.refuse, said, "transfers/refuse.html")


@blueprint.route("/transfers/<uuid:transfer_id>/withdraw", methods=["GET", "POST"])
@access(Permission.TRANSFER_SEND)
def withdraw(transfer_id: UUID) -> ResponseReturnValue:
    """Take it back before it is accepted."""
    queries.get_sent(current_viewer(), transfer_id)
    said = _("已撤回，孩子仍由本地走访。")
    return _answered(transfer_id, actions.withdraw, said, "transfers/withdraw.html")


def _answered(
    transfer_id: UUID, act: Callable[..., object], said: str, template: str
) -> ResponseReturnValue:
    form = AnswerForm()
    done = form.validate_on_submit()
    if done and does(form, act, actor=current_viewer(), transfer_id=transfer_id, **form.values()):
        flash(said)
        return redirect(url_for("transfers.index"))
    return render_template(template, form=form, transfer_id=transfer_id), form.status
