"""A draft, page by page at the kitchen table; each page is kept when it is left."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.care_agreements import actions, sheet
from casework.care_agreements.blocks import SUPPLIED_LATER, Step
from casework.care_agreements.forms import STEPS, SignForm
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.care_agreements.views.blueprint import blueprint, found, to_agreement
from casework.children.views.blueprint import does, opened
from casework.errors import RuleBroken

_PAGES = "parents,carer,term,opinion,bars,support"


@blueprint.post("/children/<uuid:child_id>/agreements/start")
@access(Permission.AGREEMENT_WRITE)
def start(child_id: UUID) -> ResponseReturnValue:
    """Begin an agreement, or go on where the one begun was left."""
    viewer, child = opened(child_id)
    try:
        agreement = actions.start(actor=viewer, child=child)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return redirect(url_for("care_agreements.of_child", child_id=child.id))
    return _onward(agreement, sheet.first_open(agreement))


@blueprint.route(
    f"/children/<uuid:child_id>/agreements/<uuid:agreement_id>/<any({_PAGES}):page>",
    methods=["GET", "POST"],
)
@access(Permission.AGREEMENT_WRITE)
def step(child_id: UUID, agreement_id: UUID, page: str) -> ResponseReturnValue:
    """Show one page of a draft, keep it, and go on to the next."""
    viewer, child, agreement = found(child_id, agreement_id)
    here = Step(page)
    form = STEPS[here](viewer, child, agreement)
    is_draft = agreement.state is AgreementState.DRAFT
    if request.method == "GET" and not is_draft and here not in SUPPLIED_LATER:
        return to_agreement(agreement)
    if form.validate_on_submit() and does(
        form,
        actions.keep_step,
        actor=viewer,
        child=child,
        agreement=agreement,
        step=here,
        said=form.said(),
        term=form.term(),
    ):
        return _onward(agreement, here.next) if is_draft else to_agreement(agreement)
    return render_template(
        f"care_agreements/{page}.html",
        form=form,
        child=child,
        agreement=agreement,
        step=here,
        steps=list(Step),
        care=form.care,
    ), form.status


@blueprint.route(
    "/children/<uuid:child_id>/agreements/<uuid:agreement_id>/sign", methods=["GET", "POST"]
)
@access(Permission.AGREEMENT_WRITE)
def sign(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Show the whole once more, and note that both sides have signed."""
    viewer, child, agreement = found(child_id, agreement_id)
    form = SignForm(viewer)
    if request.method == "GET" and agreement.state is not AgreementState.DRAFT:
        return to_agreement(agreement)
    done = form.validate_on_submit()
    if done and does(
        form, actions.sign, actor=viewer, child=child, agreement=agreement, **form.values()
    ):
        flash(_("协议已签。请把照护情况书面告知学校和村（居）委会。"))
        return redirect(_address("notices", agreement))
    whole = sheet.of(viewer, child, agreement)
    page = render_template(
        "care_agreements/sign.html", form=form, child=child, agreement=agreement, sheet=whole
    )
    return page, form.status


def _onward(agreement: CareAgreement, step: Step | None) -> ResponseReturnValue:
    if step is None:
        return redirect(_address("sign", agreement))
    return redirect(_address("step", agreement, page=step.value))


def _address(name: str, agreement: CareAgreement, **more: Any) -> str:
    return url_for(
        f"care_agreements.{name}",
        child_id=agreement.child_id,
        agreement_id=agreement.id,
        **more,
    )
