"""What follows the signing: notices, the paper, filing, contact, renewal, the end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.care_agreements import actions, sheet
from casework.care_agreements.blocks import Terms
from casework.care_agreements.forms import ContactForm, EndForm, NoticesForm
from casework.care_agreements.views.blueprint import blueprint, found, to_agreement
from casework.children.views.blueprint import does
from casework.errors import RuleBroken
from casework.practice import queries as practice

_ONE = "/children/<uuid:child_id>/agreements/<uuid:agreement_id>"


@blueprint.route(f"{_ONE}/notices", methods=["GET", "POST"])
@access(Permission.AGREEMENT_WRITE)
def notices(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Note when the school and the village were told in writing."""
    viewer, child, agreement = found(child_id, agreement_id)
    form = NoticesForm(Terms(agreement.terms), sheet.name_of(viewer))
    done = form.validate_on_submit()
    if done and does(
        form,
        actions.tell_in_writing,
        actor=viewer,
        child=child,
        agreement=agreement,
        said=form.said(),
    ):
        flash(_("已登记。"))
        return to_agreement(agreement)
    page = render_template(
        "care_agreements/notices.html",
        form=form,
        child=child,
        agreement=agreement,
        care=practice.care_rules(child.region_code),
    )
    return page, form.status


@blueprint.route(f"{_ONE}/contact", methods=["GET", "POST"])
@access(Permission.AGREEMENT_WRITE)
def contact(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Note that the parents were in touch."""
    viewer, child, agreement = found(child_id, agreement_id)
    form = ContactForm()
    done = form.validate_on_submit()
    if done and does(
        form, actions.note_contact, actor=viewer, child=child, agreement=agreement, **form.act()
    ):
        flash(_("已记下。"))
        return to_agreement(agreement)
    page = render_template(
        "care_agreements/contact.html", form=form, child=child, agreement=agreement
    )
    return page, form.status


@blueprint.route(f"{_ONE}/end", methods=["GET", "POST"])
@access(Permission.AGREEMENT_WRITE)
def end(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """End an agreement early, or give a draft up."""
    viewer, child, agreement = found(child_id, agreement_id)
    form = EndForm()
    done = form.validate_on_submit()
    if done and does(
        form, actions.end, actor=viewer, child=child, agreement=agreement, **form.values()
    ):
        flash(_("协议已终止。请确认孩子现在由谁照料。"))
        return redirect(url_for("care_agreements.of_child", child_id=child.id))
    page = render_template("care_agreements/end.html", form=form, child=child, agreement=agreement)
    return page, form.status


@blueprint.post(f"{_ONE}/renew")
@access(Permission.AGREEMENT_WRITE)
def renew(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Begin the next term with everything that is known."""
    viewer, child, agreement = found(child_id, agreement_id)
    try:
        begun = actions.renew(actor=viewer, child=child, agreement=agreement)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return to_agreement(agreement)
    address = url_for(
        "care_agreements.step", child_id=child.id, agreement_id=begun.id, page="parents"
    )
    return redirect(address)


@blueprint.post(f"{_ONE}/file")
@access(Permission.AGREEMENT_FILE)
def file(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Take a signed agreement on file."""
    return _done(child_id, agreement_id, actions.file, _("已备案。"))


@blueprint.post(f"{_ONE}/paper")
@access(Permission.AGREEMENT_WRITE)
def paper_came(child_id: UUID, agreement_id: UUID) -> ResponseReturnValue:
    """Note that the signed paper is here."""
    return _done(child_id, agreement_id, actions.paper_came, _("已登记：纸质协议收到了。"))


def _done(
    child_id: UUID, agreement_id: UUID, act: Callable[..., Any], said: str
) -> ResponseReturnValue:
    viewer, child, agreement = found(child_id, agreement_id)
    try:
        act(actor=viewer, child=child, agreement=agreement)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        flash(said)
    return to_agreement(agreement)
