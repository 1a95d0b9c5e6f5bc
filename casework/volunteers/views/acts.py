"""Acts on one volunteer: check, training, code of conduct, account, leaving and coming back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.ui.forms import Form
from casework.volunteers import actions, telling
from casework.volunteers.forms import (
    AccountForm,
    CheckForm,
    ConductForm,
    LeaveForm,
    TrainingForm,
)
from casework.volunteers.models import Volunteer
from casework.volunteers.views.blueprint import blueprint, opened


@blueprint.route("/<uuid:volunteer_id>/check", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_VET)
def check(volunteer_id: UUID) -> ResponseReturnValue:
    """Record that somebody's records were asked for."""
    viewer, volunteer = opened(volunteer_id)
    form = CheckForm()

    def act() -> None:
        actions.record_check(actor=viewer, volunteer=volunteer, check=form.facts())

    settings = practice.volunteers(volunteer.region_code)
    return _acted(
        form, volunteer, act, "volunteers/check.html", said=_("查询已记录。"), settings=settings
    )


@blueprint.route("/<uuid:volunteer_id>/training", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def training(volunteer_id: UUID) -> ResponseReturnValue:
    """Record a training."""
    viewer, volunteer = opened(volunteer_id)
    form = TrainingForm()

    def act() -> None:
        actions.record_training(actor=viewer, volunteer=volunteer, **form.values())

    return _acted(form, volunteer, act, "volunteers/training.html", said=_("培训已记录。"))


@blueprint.route("/<uuid:volunteer_id>/conduct", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def conduct(volunteer_id: UUID) -> ResponseReturnValue:
    """Record that somebody agreed to the code of conduct in force."""
    viewer, volunteer = opened(volunteer_id)
    form = ConductForm()

    def act() -> None:
        actions.agree(actor=viewer, volunteer=volunteer, on=form.agreed_on.data)

    rules = practice.volunteers(volunteer.region_code).conduct
    return _acted(
        form,
        volunteer,
        act,
        "volunteers/conduct.html",
        said=_("已记下：本人同意行为守则。"),
        conduct=rules,
    )


@blueprint.route("/<uuid:volunteer_id>/account", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def account(volunteer_id: UUID) -> ResponseReturnValue:
    """Say with which account somebody signs in."""
    viewer, volunteer = opened(volunteer_id)
    known = volunteer.account_id
    form = AccountForm(data={"login": accounts.get(known).login if known else None})

    def act() -> None:
        actions.link(actor=viewer, volunteer=volunteer, login=form.login.data)

    return _acted(form, volunteer, act, "volunteers/account.html", said=_("账号已保存。"))


@blueprint.route("/<uuid:volunteer_id>/leave", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def leave(volunteer_id: UUID) -> ResponseReturnValue:
    """Take somebody off the register; live pairings are asked about first."""
    viewer, volunteer = opened(volunteer_id)
    form, live = LeaveForm(), telling.live_pairings(volunteer)

    def act() -> None:
        actions.leave(actor=viewer, volunteer=volunteer, **form.values())

    return _acted(form, volunteer, act, "volunteers/leave.html", said=_("已办理退出。"), live=live)


@blueprint.post("/<uuid:volunteer_id>/return")
@access(Permission.VOLUNTEER_WRITE)
def take_back(volunteer_id: UUID) -> ResponseReturnValue:
    """Put somebody who had left back on the register."""
    viewer, volunteer = opened(volunteer_id)
    try:
        actions.take_back(actor=viewer, volunteer=volunteer)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        flash(_("已重新登记在册。"))
    return redirect(url_for(".show", volunteer_id=volunteer.id))


def _acted(
    form: Form,
    volunteer: Volunteer,
    act: Callable[[], None],
    template: str,
    *,
    said: str,
    **told: Any,
) -> ResponseReturnValue:
    """Do what a form asks for and go back to the page; or show the form with what is wrong."""
    if form.validate_on_submit():
        try:
            act()
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(said)
            return redirect(url_for(".show", volunteer_id=volunteer.id))
    return render_template(template, form=form, volunteer=volunteer, **told), form.status
