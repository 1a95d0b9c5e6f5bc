"""The figures of a place and a time, the rows behind each, and what each of them means."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.figures import asking, naming, registry, rows, wording
from casework.figures.registry import Asked, Measure
from casework.regions import queries as regions

blueprint = Blueprint("figures", __name__, url_prefix="/figures")


@blueprint.get("/")
@access(Permission.FIGURE_READ)
def index() -> ResponseReturnValue:
    """Show the figures of one group for a place and a time."""
    viewer = current_viewer()
    if not asking.may_ask(viewer):
        return render_template("figures/elsewhere.html")
    asked = asking.asked(viewer, request.args, clock.today())
    groups = registry.groups(viewer)
    group = next((each for each in groups if each == request.args.get("group")), None)
    group = group or next(iter(groups), None)
    numbers = registry.values(groups.get(group or "", ()), asked)
    _note(asked, group)
    return render_template(
        "figures/index.html",
        asked=asked,
        place=asking.place(viewer, asked.region_code),
        periods=asking.periods(clock.today(), asked.region_code),
        last_on=asked.last_on,
        groups=groups,
        group=group,
        numbers=numbers,
        sheet_url=_sheet_url(asked),
    )


@blueprint.get("/definitions")
@access(Permission.FIGURE_READ)
def definitions() -> ResponseReturnValue:
    """Say of every figure what it counts, since when so, and who may see it."""
    figures = registry.every()
    titles = {each.code: each.title for each in figures}
    return render_template(
        "figures/definitions.html",
        figures=figures,
        readers={each.code: _readers(each.permission) for each in figures},
        formulas={each.code: wording.formula(each, titles) for each in figures},
        uses={each.code: wording.used_in(each.code) for each in figures},
        reports=wording.explained(current_viewer()),
    )


@blueprint.get("/<code>")
@access(Permission.FIGURE_READ)
def show(code: str) -> ResponseReturnValue:
    """Show exactly the rows that a figure is made of."""
    viewer = current_viewer()
    figure = registry.get(viewer, code)
    asked = asking.asked(viewer, request.args, clock.today())
    start = request.args.get("start", 0, type=int)
    page = rows.page_of(figure, asked, start)
    shown = {line.entry.child_id for line in page.lines} - {None}
    names = naming.names_of(viewer, {each for each in shown if each is not None})
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=set(names), figure=code)
    return render_template(
        "figures/show.html",
        figure=figure,
        asked=asked,
        page=page,
        names=names,
        place=asking.place(viewer, asked.region_code),
        places=regions.by_codes({line.entry.region_code for line in page.lines}),
        last_on=asked.last_on,
        is_sum=figure.measure is Measure.SUM,
        one=Decimal(1),
    )


def _sheet_url(asked: Asked) -> str:
    """Return the page of a floor above that has all groups."""
    times: dict[str, Any] = {
        "from": asked.first_on.isoformat(),
        "to": asked.last_on.isoformat(),
    }
    return url_for("summaries.sheet", region=asked.region_code, **times)


def _note(asked: Asked, group: str | None) -> None:
    record(
        Tag.REPORT_READ,
        actor_id=asked.viewer.account_id,
        region_code=asked.region_code,
        first=asked.first_on.isoformat(),
        until=asked.until_on.isoformat(),
        figures=group is not None,
    )


def _readers(permission: Permission) -> list[Role]:
    return [role for role in Role if {permission, Permission.FIGURE_READ} <= GRANTS[role]]
