"""Acts on a file: categories, risk, moving, leaving and coming back, the township's word."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.children import actions, queries
from casework.children.forms import (
    CategoriesForm,
    CloseForm,
    MoveForm,
    ReopenForm,
    RiskForm,
    SendBackForm,
    WorkerForm,
)
from casework.children.models import Child
from casework.children.views.blueprint import blueprint, does, opened, to_child
from casework.errors import RuleBroken
from casework.texts import Text
from casework.ui.formats import label
from casework.ui.formats import said as words


@blueprint.route("/<uuid:child_id>/categories", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def categories(child_id: UUID) -> ResponseReturnValue:
    """Say in which categories the child is."""
    viewer, child = opened(child_id)
    held = [membership.leaf for membership in queries.open_memberships(child)]
    form = CategoriesForm(viewer, held)
    done = form.validate_on_submit()
    if done and does(form, actions.set_categories, actor=viewer, child=child, **form.act()):
        flash(_("类别已保存。"))
        return to_child(child.id)
    return render_template("children/categories.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/risk", methods=["GET", "POST"])
@access(Permission.CHILD_RISK_RAISE)
def risk(child_id: UUID) -> ResponseReturnValue:
    """Set the risk level; who may not lower it is told so."""
    viewer, child = opened(child_id)
    form = RiskForm(viewer, child)
    done = form.validate_on_submit()
    if done and does(form, actions.set_risk, actor=viewer, child=child, **form.act()):
        flash(_("风险等级已保存，走访日期已重新排定。"))
        return to_child(child.id)
    return render_template("children/risk.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/move", methods=["GET", "POST"])
@access(Permission.CHILD_MOVE)
def move(child_id: UUID) -> ResponseReturnValue:
    """Move the child to another village or home."""
    viewer, child = opened(child_id)
    form = MoveForm(viewer)
    done = form.validate_on_submit()
    if done and does(form, actions.move_by, actor=viewer, child=child, **form.values()):
        flash(_("已迁移。原来的走访和统计仍记在原村。"))
        return to_child(child.id)
    return render_template("children/move.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/close", methods=["GET", "POST"])
@access(Permission.CHILD_CLOSE)
def close(child_id: UUID) -> ResponseReturnValue:
    """Take the child off the register, or pause."""
    viewer, child = opened(child_id)
    form = CloseForm(viewer, child)
    act = actions.suspend if form.pauses else actions.close
    if form.validate_on_submit() and does(form, act, actor=viewer, child=child, **form.act()):
        flash(_("已办理：%(status)s。", status=label(child.status)))
        return to_child(child.id)
    return render_template("children/close.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/reopen", methods=["GET", "POST"])
@access(Permission.CHILD_CLOSE)
def reopen(child_id: UUID) -> ResponseReturnValue:
    """Take a closed file up again."""
    viewer, child = opened(child_id)
    form = ReopenForm(viewer)
    done = form.validate_on_submit()
    if done and does(form, actions.reopen, actor=viewer, child=child, **form.values()):
        flash(_("已恢复在册，请安排首次入户。"))
        return to_child(child.id)
    return render_template("children/reopen.html", form=form, child=child), form.status


@blueprint.post("/<uuid:child_id>/resume")
@access(Permission.CHILD_CLOSE)
def resume(child_id: UUID) -> ResponseReturnValue:
    """End a pause."""
    return _step(child_id, actions.resume, _("已恢复在册。"))


@blueprint.post("/<uuid:child_id>/accept")
@access(Permission.CHILD_REVIEW)
def accept(child_id: UUID) -> ResponseReturnValue:
    """Take a proposed child onto the list."""
    return _step(child_id, actions.accept, _("审核通过，已在册。"))


@blueprint.post("/<uuid:child_id>/submit")
@access(Permission.CHILD_EDIT)
def submit(child_id: UUID) -> ResponseReturnValue:
    """Propose a returned file again."""
    return _step(child_id, actions.submit, _("已重新提交，等乡镇审核。"))


@blueprint.route("/<uuid:child_id>/send-back", methods=["GET", "POST"])
@access(Permission.CHILD_REVIEW)
def send_back(child_id: UUID) -> ResponseReturnValue:
    """Give a proposed file back to the village."""
    viewer, child = opened(child_id)
    form = SendBackForm()
    done = form.validate_on_submit()
    if done and does(form, actions.send_back, actor=viewer, child=child, **form.values()):
        flash(_("已退回，村里能看到退回原因。"))
        return to_child(child.id)
    return render_template("children/send_back.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/worker", methods=["GET", "POST"])
@access(Permission.CHILD_ASSIGN)
def worker(child_id: UUID) -> ResponseReturnValue:
    """Name who answers for the child."""
    viewer, child = opened(child_id)
    form = WorkerForm(viewer, _workers(child), child.worker_id)
    done = form.validate_on_submit()
    if done and does(form, actions.assign, actor=viewer, child=child, **form.act()):
        flash(_("责任人已保存。"))
        return to_child(child.id)
    return render_template("children/worker.html", form=form, child=child), form.status


def _workers(child: Child) -> list[tuple[str, str]]:
    accounts = queries.workers_in([child.region_code, child.township_code])
    return [
        (str(account.id), Text("%(name)s（%(role)s）", name=account.name, role=account.role))
        for account in accounts
    ]


def _step(child_id: UUID, act: Callable[..., None], said: str) -> ResponseReturnValue:
    viewer, child = opened(child_id)
    try:
        act(actor=viewer, child=child)
    except RuleBroken as broken:
        flash(words(broken.message), "error")
    else:
        flash(said)
    return to_child(child.id)
