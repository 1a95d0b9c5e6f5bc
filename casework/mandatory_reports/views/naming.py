"""Who in the county is told of reports: named by one, confirmed by another."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.mandatory_reports import actions, queries, rules
from casework.mandatory_reports.forms import AccountForm
from casework.mandatory_reports.views.blueprint import blueprint

_ACTS = {"confirm": actions.confirm, "end": actions.end, "take-back": actions.take_back}


@blueprint.route("/officers", methods=["GET", "POST"])
@access(Permission.MANDATORY_COUNT)
def officers() -> ResponseReturnValue:
    """Show who is told in the county, and take a proposal."""
    viewer, today = current_viewer(), clock.today()
    if not viewer.regions:
        return redirect(url_for(".index"))
    rows = queries.officers(viewer)
    office = queries.office_of_county(rules.county_of(viewer.regions[0]))
    names = accounts.names_of(office | {row.account_id for row in rows})
    taken = {row.account_id for row in rows if not row.is_over(today)}
    form = AccountForm({str(key): names[key] for key in sorted(office - taken)})
    if form.validate_on_submit():
        try:
            actions.propose(actor=viewer, account_id=UUID(form.account.data))
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已提出，等另一位经办人员确认。"))
            return redirect(url_for(".officers"))
    page = render_template(
        "mandatory_reports/officers.html", rows=rows, names=names, form=form, today=today
    )
    return page, form.status


@blueprint.post("/officers/<uuid:officer_id>/<any(confirm, end, 'take-back'):what>")
@access(Permission.MANDATORY_COUNT)
def change_officer(officer_id: UUID, what: str) -> ResponseReturnValue:
    """Confirm a proposal, take it back, or propose that somebody's time ends."""
    row = queries.officer(current_viewer(), officer_id)
    if ActForm().validate_on_submit():
        try:
            _ACTS[what](actor=current_viewer(), row=row)
        except RuleBroken as broken:
            flash(broken.message, "error")
    return redirect(url_for(".officers"))
