"""The forms of a region and a campaign on the screen."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.annexes import forms, pages, queries, sheets
from casework.annexes.layout import ANNEX_1_COLUMNS, ANNEX_2_HEADINGS, GROUPS
from casework.annexes.views.blueprint import blueprint, note


@blueprint.get("")
@access(Permission.ANNEX_READ)
def show() -> ResponseReturnValue:
    """Show 附件1 and 附件2 as the records have them now, and what is missing."""
    viewer = current_viewer()
    if not viewer.regions:
        return render_template("annexes/none.html")
    region = queries.region_for(viewer, forms.region_code(viewer))
    campaigns = queries.campaigns_with_forms(region.code)
    code = forms.campaign_asked(campaigns)
    if code is None:
        return render_template("annexes/none.html")
    asked = queries.asked(viewer, region.code, code)
    book = sheets.book(asked)
    note(asked)
    return render_template(
        "annexes/show.html",
        campaigns=campaigns,
        groups=GROUPS,
        columns=ANNEX_1_COLUMNS,
        headings=ANNEX_2_HEADINGS,
        endpoints=current_app.view_functions,
        **pages.context(book, request.args.get("start", 0, type=int)),
    )
