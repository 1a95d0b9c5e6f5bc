"""The child's side of contacts, worries and complaints; and what 妇联 may know of contacts."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does
from casework.errors import NotFound
from casework.pairings import showing
from casework.pairings.actions import complaining, contacting, door
from casework.pairings.forms.contacts import (
    AnswerForm,
    BriefForm,
    ComplaintForm,
    ContactForm,
    SettleForm,
    complaint_opening,
    opening,
)
from casework.pairings.models import Pairing
from casework.pairings.queries import contacts as queries
from casework.pairings.queries import pairings
from casework.pairings.views.blueprint import blueprint
from casework.practice import queries as practice
from casework.ui.forms import Form

_ONE = "/pairings/<uuid:pairing_id>"


@blueprint.get(f"{_ONE}/contacts")
@access(Permission.PAIRING_READ)
def contacts(pairing_id: UUID) -> ResponseReturnValue:
    """Show the contacts of a pairing, worries first, and what was complained of."""
    _viewer, pairing, child = _opened(pairing_id)
    page = queries.of_pairing(pairing, _after())
    return render_template(
        "pairings/contacts.html",
        pairing=pairing,
        child=child,
        lines=showing.contact_lines(page.rows),
        next_url=page.after and url_for(".contacts", pairing_id=pairing.id, after=page.after),
        briefs=queries.open_briefs_of(pairing),
        complaints=showing.complaints(queries.complaints_of(pairing)),
        rules=practice.pairings(pairing.region_code),
    )


@blueprint.route(f"{_ONE}/contacts/new", methods=["GET", "POST"])
@access(Permission.PAIRING_ATTEND)
def new_contact(pairing_id: UUID) -> ResponseReturnValue:
    """Write down a contact for a volunteer who has no phone at hand."""
    viewer, pairing, child = _opened(pairing_id)
    form = ContactForm(practice.pairings(pairing.region_code).longest, data=opening())
    if form.validate_on_submit():
        contacting.log_for(actor=viewer, pairing=pairing, client_id=form.own_id, told=form.told())
        flash(_("已记下。"))
        return _to_contacts(pairing)
    return _page("pairings/new_contact.html", form, pairing, child)


@blueprint.route(f"{_ONE}/brief", methods=["GET", "POST"])
@access(Permission.PAIRING_ATTEND)
def brief(pairing_id: UUID) -> ResponseReturnValue:
    """Change where and when they meet, and whom the volunteer calls."""
    viewer, pairing, child = _opened(pairing_id)
    found = next(iter(queries.open_briefs_of(pairing)), None)
    if found is None:
        raise NotFound
    form = BriefForm(obj=found)
    if form.validate_on_submit() and does(
        form, door.rewrite, actor=viewer, pairing=pairing, child=child, **form.values()
    ):
        flash(_("已保存，志愿者现在看到的就是这些。"))
        return _to_contacts(pairing)
    return _page("pairings/brief.html", form, pairing, child, sheet=showing.brief_sheet(found))


@blueprint.route("/pairings/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@access(Permission.PAIRING_ATTEND)
def contact(contact_id: UUID) -> ResponseReturnValue:
    """Show one contact that has to be looked at, and take in what came of it."""
    viewer = current_viewer()
    found, pairing = queries.get(viewer, contact_id)
    child, form = children.get(viewer, pairing.child_id), AnswerForm()
    if form.validate_on_submit():
        contacting.answer(actor=viewer, pairing=pairing, contact=found, **form.act())
        flash(_("已记下处理情况。"))
        return _to_contacts(pairing)
    if not form.is_submitted():
        door.note_reading(actor=viewer, pairing=pairing)
    [line] = showing.contact_lines([found])
    return _page("pairings/contact.html", form, pairing, child, line=line)


@blueprint.route(f"{_ONE}/complaints/new", methods=["GET", "POST"])
@access(Permission.PAIRING_ATTEND)
def new_complaint(pairing_id: UUID) -> ResponseReturnValue:
    """Write down what somebody has against the volunteer; pause at once where it is needed."""
    viewer, pairing, child = _opened(pairing_id)
    form = ComplaintForm(data=complaint_opening())
    if form.validate_on_submit() and does(
        form, complaining.complain, actor=viewer, pairing=pairing, **form.act()
    ):
        flash(_("投诉已登记，乡镇会处理。"))
        return _to_contacts(pairing)
    rules = practice.pairings(pairing.region_code)
    return _page("pairings/new_complaint.html", form, pairing, child, rules=rules)


@blueprint.route("/pairings/complaints/<uuid:complaint_id>", methods=["GET", "POST"])
@access(Permission.PAIRING_APPROVE)
def complaint(complaint_id: UUID) -> ResponseReturnValue:
    """Show one complaint and take in what came of it."""
    viewer = current_viewer()
    found, pairing = queries.get_complaint(viewer, complaint_id)
    child, form = children.get(viewer, pairing.child_id), SettleForm()
    if form.validate_on_submit() and does(
        form,
        complaining.answer,
        actor=viewer,
        pairing=pairing,
        complaint=found,
        **form.values(),
    ):
        flash(_("已记下处理结果。"))
        return _to_contacts(pairing)
    if not form.is_submitted():
        door.note_reading(actor=viewer, pairing=pairing)
    [line] = showing.complaints([found])
    return _page("pairings/complaint.html", form, pairing, child, line=line)


@blueprint.get(f"{_ONE}/contact-days")
@access(Permission.PAIRING_PROPOSE)
def contact_days(pairing_id: UUID) -> ResponseReturnValue:
    """Show 妇联 when they were in touch, what was done and how long: no words, no child."""
    pairing = pairings.get(current_viewer(), pairing_id)
    page = queries.of_pairing(pairing, _after())
    return render_template(
        "pairings/contact_days.html",
        pairing=pairing,
        lines=[showing.contact_line(each, with_words=False) for each in page.rows],
        next_url=page.after and url_for(".contact_days", pairing_id=pairing.id, after=page.after),
    )


def _opened(pairing_id: UUID) -> tuple[Viewer, Pairing, Child]:
    """Return who asks, a pairing in reach and its child; opening a page leaves its trace."""
    viewer = current_viewer()
    pairing = pairings.get(viewer, pairing_id)
    child = children.get(viewer, pairing.child_id)
    if request.method == "GET":
        door.note_reading(actor=viewer, pairing=pairing)
    return viewer, pairing, child


def _page(
    template: str, form: Form, pairing: Pairing, child: Child, **more: object
) -> ResponseReturnValue:
    page = render_template(template, form=form, pairing=pairing, child=child, **more)
    return page, form.status


def _to_contacts(pairing: Pairing) -> ResponseReturnValue:
    return redirect(url_for(".contacts", pairing_id=pairing.id))


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None
