"""A volunteer's own pages, on a phone: whom she is paired with, and what she did together.

No page here knows a child: all of it comes from the brief that was written for her.
"""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.pairings import briefing, showing
from casework.pairings.actions import contacting, door
from casework.pairings.forms.contacts import ContactForm, opening
from casework.pairings.queries import door as doors
from casework.pairings.views.blueprint import blueprint
from casework.practice import queries as practice


@blueprint.get("/my-pairings/")
@access(Permission.PAIRING_OWN)
def own_index() -> ResponseReturnValue:
    """List the children of the volunteer's open pairings."""
    viewer, today = current_viewer(), clock.today()
    found = [showing.brief_sheet(brief) for brief in doors.open_briefs(viewer, today)]
    door.note_opening(actor=viewer, pairing_ids=[each.brief.pairing_id for each in found])
    return render_template("pairings/own_index.html", found=found, today=today)


@blueprint.get("/my-pairings/<uuid:brief_id>")
@access(Permission.PAIRING_OWN)
def own(brief_id: UUID) -> ResponseReturnValue:
    """Show one open pairing: the child's first name, what is needed, what was done."""
    viewer, today = current_viewer(), clock.today()
    brief = doors.get(viewer, brief_id, today)
    door.note_opening(actor=viewer, pairing_ids=[brief.pairing_id])
    written = [showing.contact_line(each) for each in doors.written_by(viewer, brief)]
    sheet = showing.brief_sheet(brief)
    return render_template("pairings/own.html", sheet=sheet, written=written, today=today)


@blueprint.route("/my-pairings/<uuid:brief_id>/contact", methods=["GET", "POST"])
@access(Permission.PAIRING_OWN)
def own_contact(brief_id: UUID) -> ResponseReturnValue:
    """Take in a contact; one that comes when the pairing is over is kept and looked at."""
    viewer, form = current_viewer(), _form(current_viewer())
    if form.is_submitted() and doors.is_shut(viewer, brief_id, clock.today()):
        contacting.log_own(actor=viewer, brief_id=brief_id, client_id=form.own_id, told=form.told())
        flash(_("已收到。这个结对已经停了，您写的由儿童主任核对。"))
        return redirect(url_for(".own_index"))
    brief = doors.get(viewer, brief_id, clock.today())
    if form.validate_on_submit():
        logged = contacting.log_own(
            actor=viewer, brief_id=brief_id, client_id=form.own_id, told=form.told()
        )
        _say(form, brief.first_name, is_worrying=logged.is_worrying)
        return redirect(url_for(".own", brief_id=brief_id))
    sheet = showing.brief_sheet(brief)
    return render_template("pairings/own_contact.html", form=form, sheet=sheet), form.status


def _form(viewer: Viewer) -> ContactForm:
    region = viewer.regions[0] if viewer.regions else ""
    return ContactForm(practice.pairings(region).longest, data=opening())


def _say(form: ContactForm, child_called: str, *, is_worrying: bool) -> None:
    """Say that it is kept, who sees the worry, and what she had better not write."""
    if is_worrying:
        flash(_("已记下，并且马上告诉了儿童主任。孩子正有危险的，先打 110。"))
    else:
        flash(_("已记下。"))
    if briefing.seems_to_betray(form.all_words, child_called):
        flash(
            _("您写的话里好像有全名、村名、学校或者号码。下次请不要写，写名、不写姓就行。"), "error"
        )
