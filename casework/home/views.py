"""The phone home of a 儿童主任."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import new_id
from casework.home import queries
from casework.inbox.unread import know_waiting
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.regions import queries as regions

blueprint = Blueprint("home", __name__)

#: How far ahead the day looks for terms that end and dates that come up.
_AHEAD = timedelta(days=30)


@blueprint.get("/today")
@access(Permission.TODAY_READ)
def today() -> ResponseReturnValue:
    """Show who is due: overdue, today, this week, and what is done."""
    viewer, on = current_viewer(), clock.today()
    day = queries.my_day(viewer, on)
    know_waiting(day.unread)
    needs = queries.my_needs(viewer)
    shown = [*day.overdue, *day.today, *day.week, *day.done, *day.later]
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={card.id for card in shown})
    villages = regions.by_codes(viewer.regions)
    names = {card.id: card.name for card in shown}
    return render_template(
        "home/today.html",
        day=day,
        needs=needs,
        need_kinds=practice.visit_form().needs if needs else {},
        today=on,
        villages=villages,
        names=names,
        windows=_windows(viewer, on),
        hurrying=queries.hurrying,
        client_id=new_id(),
    )


def _windows(viewer: Viewer, on: date) -> list[Campaign]:
    """Return the campaigns that are on, in which every child of her villages is visited once."""
    found = {e.code: e for code in viewer.regions for e in practice.visiting_everyone(code, on)}
    return list(found.values())


@blueprint.get("/today/coming")
@access(Permission.TODAY_READ)
def coming() -> str:
    """Show what comes up within a month: a page of its own, or the part that the day fetches."""
    viewer, on = current_viewer(), clock.today()
    matters = queries.my_matters(viewer, on, on + _AHEAD)
    names = queries.names_of(viewer, {one.child_id for each in matters for one in each.each})
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=set(names))
    page = "home/_coming.html" if "part" in request.args else "home/coming.html"
    return render_template(page, matters=matters, names=names, today=on)
