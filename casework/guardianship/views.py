"""The page about who answers for a child and who cares, and the forms that change it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import cards
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.guardianship import actions, papers, queries
from casework.guardianship.forms import CareForm, GuardianshipForm, StrikeForm, hints_of
from casework.guardianship.history import lines_of
from casework.guardianship.picture import picture_of
from casework.practice import queries as practice

blueprint = Blueprint("guardianship", __name__, url_prefix="/children")

#: The page on which cards of other packages may stand.
PAGE = "guardianship"


@blueprint.get("/<uuid:child_id>/guardianship")
@access(Permission.GUARDIANSHIP_READ)
def show(child_id: UUID) -> ResponseReturnValue:
    """Show who answers for the child and who cares, now and before."""
    viewer, child = _opened(child_id)
    lines = lines_of(viewer, child)
    return render_template(
        "guardianship/show.html",
        child=child,
        picture=picture_of(viewer, child, clock.today()),
        lines=lines,
        cards=cards.shown(viewer, child, PAGE),
        papers=papers.of_terms(child, [term.id for term in lines.guardianship if term.id]),
        levels={each.level: each for each in practice.visit_rules(child.region_code).levels},
    )


@blueprint.route("/<uuid:child_id>/guardianship/change", methods=["GET", "POST"])
@access(Permission.GUARDIANSHIP_WRITE)
def change(child_id: UUID) -> ResponseReturnValue:
    """Enter who answers for the child from a day on."""
    viewer, child = _opened(child_id)
    form = GuardianshipForm(viewer, lines_of(viewer, child).people.now(), child.region_code)
    if form.validate_on_submit() and does(
        form, actions.enter_guardianship, actor=viewer, child=child, **form.act()
    ):
        flash(_("监护情况已登记。"))
        return _to_page(child)
    hints = hints_of(form.practice, viewer)
    page = render_template("guardianship/change.html", form=form, child=child, hints=hints)
    return page, form.status


@blueprint.route("/<uuid:child_id>/guardianship/care", methods=["GET", "POST"])
@access(Permission.GUARDIANSHIP_WRITE)
def care(child_id: UUID) -> ResponseReturnValue:
    """Enter who cares for the child or where it lives from a day on."""
    viewer, child = _opened(child_id)
    form = CareForm(viewer, lines_of(viewer, child).people.now(), child.region_code)
    if form.validate_on_submit() and does(
        form, actions.enter_care, actor=viewer, child=child, **form.act()
    ):
        flash(_("由谁照看已登记。"))
        return _to_page(child)
    return render_template("guardianship/care.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/guardianship/<uuid:spell_id>/strike", methods=["GET", "POST"])
@access(Permission.GUARDIANSHIP_WRITE)
def strike(child_id: UUID, spell_id: UUID) -> ResponseReturnValue:
    """Strike what was entered by mistake."""
    viewer, child = _opened(child_id)
    lines = lines_of(viewer, child)
    queries.spell_of(child, spell_id)
    term = next(each for each in (*lines.guardianship, *lines.care) if each.id == spell_id)
    form = StrikeForm()
    if form.validate_on_submit() and does(
        form, actions.strike_entry, actor=viewer, child=child, spell_id=spell_id, **form.values()
    ):
        flash(_("已经划掉，原来的记录还看得到。"))
        return _to_page(child)
    page = render_template("guardianship/strike.html", form=form, child=child, term=term)
    return page, form.status


def _opened(child_id: UUID) -> tuple[Viewer, Child]:
    """Return who asks and the file that answers for the child since files were merged."""
    viewer, child = opened(child_id)
    return viewer, children.answering_for(viewer, child)


def _to_page(child: Child) -> ResponseReturnValue:
    return redirect(url_for("guardianship.show", child_id=child.id))
