"""What is still to be entered there: the list, the mark that it is done, and taking it back."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.errors import NotFound
from casework.national import actions, queries
from casework.national.rules.facts import FIELDS
from casework.national.showing import villages_of
from casework.national.views.blueprint import blueprint
from casework.practice import queries as practice
from casework.practice.rules.national import System
from casework.regions import queries as regions


@blueprint.get("/to-enter")
@access(Permission.NATIONAL_KEEP)
def to_enter() -> ResponseReturnValue:
    """Show who is still to be entered, changed or ended there, village by village."""
    viewer, system, place = current_viewer(), _system(), _place()
    after = request.args.get("after")
    page = queries.entering.to_enter(viewer, system, place, after)
    done = queries.entering.done_lately(viewer, system)
    shown = [*(line.child for line in page.rows), *(child for child, _mark in done)]
    record(Tag.NATIONAL_LOOK, actor_id=viewer.account_id, seen={child.id for child in shown})
    return render_template(
        "national/to_enter.html",
        page=page,
        done=done,
        is_first=after is None,
        system=system,
        systems=practice.national().systems,
        place=place,
        places=children.places(viewer),
        villages=villages_of(shown),
        compared=queries.entering.confirmed(viewer, system),
        fields=FIELDS,
        categories=practice.categories(),
    )


@blueprint.post("/to-enter/<uuid:child_id>")
@access(Permission.NATIONAL_KEEP)
def done(child_id: UUID) -> ResponseReturnValue:
    """Say that a child was entered, changed or ended there."""
    viewer, system = current_viewer(), _system()
    child = children.get(viewer, child_id)
    if actions.mark_done(actor=viewer, child=child, system=system) is None:
        flash(_("这名儿童已经没有要录入的内容。"))
    else:
        flash(_("已标记。点错了的，在下面“最近标记的”里撤销。"))
    return _back(system)


@blueprint.post("/to-enter/<uuid:child_id>/undo")
@access(Permission.NATIONAL_KEEP)
def undo(child_id: UUID) -> ResponseReturnValue:
    """Take the last mark by hand back."""
    viewer, system = current_viewer(), _system()
    child = children.get(viewer, child_id)
    if actions.undo(actor=viewer, child=child, system=system):
        flash(_("已撤销，又回到名单里了。"))
    else:
        flash(_("没有可以撤销的标记。"))
    return _back(system)


def _system() -> System:
    systems = practice.national()
    return systems.of(request.values.get("system") or systems.systems[0].code)


def _place() -> str | None:
    """Return the place that the list is narrowed to; raise NotFound for one out of reach."""
    place = request.args.get("place")
    if not place:
        return None
    if not current_viewer().scope.covers(place) or not place.isdecimal():
        raise NotFound
    return regions.get(place).code


def _back(system: System) -> ResponseReturnValue:
    place = request.form.get("place") or None
    return redirect(url_for(".to_enter", system=system.code, place=place))
