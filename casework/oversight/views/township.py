"""All children of a township by who answers for them, narrowed and ordered as one likes."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.queries.showing import SHOW_LABELS
from casework.inbox.unread import know_waiting
from casework.oversight import queries, rules
from casework.oversight.filters import Narrowed
from casework.oversight.forms import FilterForm
from casework.oversight.labels import SORT_LABELS
from casework.oversight.views.blueprint import blueprint
from casework.practice import queries as practice
from casework.regions import queries as regions


@blueprint.get("/township")
@access(Permission.TOWNSHIP_READ)
def township() -> ResponseReturnValue:
    """Show all children of a township by worker, overdue first."""
    return render_template("oversight/township.html", **table(FilterForm()))


def table(form: FilterForm) -> dict[str, Any]:
    """Return what the page needs; whom it shows is put into the trail."""
    viewer, on, narrowed = current_viewer(), clock.today(), Narrowed.parse(request.args)
    townships = queries.townships(viewer)
    here = queries.choose(viewer, townships, request.args.get("code"))
    lines, unread = (
        queries.caseload_and_unread(viewer, here.code, narrowed, on) if here else ([], None)
    )
    know_waiting(unread)
    groups = queries.by_worker(lines, narrowed.sort)
    villages = {each.code: each for each in regions.below(here.code)} if here else {}
    names = accounts.names_of({worker for worker, _lines in groups if worker})
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.id for line in lines})
    return {
        "here": here,
        "groups": groups,
        "count": len(lines),
        "is_cut": len(lines) == queries.MOST,
        "workers": rules.told_apart(names, queries.villages_of(groups, villages)),
        "villages": villages,
        "townships": townships,
        "narrowed": narrowed,
        "categories": practice.categories().counted,
        "shows": SHOW_LABELS,
        "sorts": SORT_LABELS,
        "kept": queries.filters_of(viewer),
        "address": queries.address_of(here.code, narrowed) if here else "",
        "form": form,
        "today": on,
    }
