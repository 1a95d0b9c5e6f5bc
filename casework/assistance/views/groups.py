"""妇联's own ledger: counts without names, and nothing of any child."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.assistance import actions, ledger, places, queries, showing
from casework.assistance.forms import GroupForm
from casework.assistance.models import Desk, Mode
from casework.assistance.queries import Filters
from casework.assistance.showing import Codes
from casework.assistance.views.blueprint import blueprint
from casework.assistance.views.lines import correcting
from casework.errors import RuleBroken


@blueprint.get("/assistance/groups")
@access(Permission.ASSISTANCE_GROUP)
def groups() -> ResponseReturnValue:
    """Show what 妇联 wrote down, and what it comes to in a period."""
    viewer = current_viewer()
    asked = {name: request.args[name] for name in ("first", "last") if request.args.get(name)}
    period = ledger.read_filters(viewer, asked)
    filters = Filters(period.first_on, period.until_on, desk=Desk.WOMENS_FED)
    found = queries.lines(viewer, filters)
    opened = queries.lines_by_id(viewer, (), {line.id for line in found})
    return render_template(
        "assistance/groups.html",
        filters=filters,
        asked=asked,
        lines=[opened[line.id] for line in found],
        totals=queries.totals(found),
        places=showing.village_names({line.place_code for line in found}),
        codes=Codes.today(),
        modes=list(Mode),
    )


@blueprint.route("/assistance/groups/new", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_GROUP)
def new_group() -> ResponseReturnValue:
    """Write down what was given to a number of people at an activity."""
    viewer = current_viewer()
    form = GroupForm(viewer, places.offered(viewer))
    if form.validate_on_submit():
        try:
            actions.give_to_group(actor=viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已登记。"))
            return redirect(url_for(".groups"))
    return render_template("assistance/new_group.html", form=form), form.status


@blueprint.route("/assistance/groups/<uuid:group_id>", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_GROUP)
def own_group(group_id: UUID) -> ResponseReturnValue:
    """Correct or withdraw a line of one's own ledger."""
    group = queries.get_own_group(current_viewer(), group_id)
    return correcting(group, url_for(".groups"))
