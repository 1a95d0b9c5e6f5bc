"""What help a child is due because of its parents, why, and what is known of them."""

from datetime import date
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record as note
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.eligibility import actions, overview, queries, wording
from casework.eligibility.facts import PARENTS
from casework.eligibility.forms import ConditionForm, End, EndForm, WhereaboutsForm
from casework.errors import NotFound
from casework.people.models import Part
from casework.practice import queries as practice
from casework.practice.rules.conditions import Condition
from casework.practice.rules.proposing import About, Standing
from casework.regions import queries as regions
from casework.ui.fields import read_date

blueprint = Blueprint("eligibility", __name__)
_CHILD = "/children/<uuid:child_id>/eligibility"
_PARENT = "<any(father, mother):part>"
#: Where an application begins, where the product has it.
_APPLY = "recognition.new"


@blueprint.get("/eligibility")
@access(Permission.TOWNSHIP_READ)
def index() -> ResponseReturnValue:
    """Show about whom the rule and the register differ."""
    viewer, on = current_viewer(), clock.today()
    found = overview.differences(viewer, on)
    told = [each for listed in found.values() for each in listed[: overview.MOST]]
    note(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={each.child.id for each in told})
    names = regions.by_codes({each.child.region_code for each in told})
    return render_template(
        "eligibility/index.html", found=found, places=names, most=overview.MOST, wording=wording
    )


@blueprint.get(_CHILD)
@access(Permission.CONDITION_READ)
def show(child_id: UUID) -> ResponseReturnValue:
    """Say what the rule proposes for a child on a day, and why."""
    _viewer, child = opened(child_id)
    return render_template(
        "eligibility/show.html",
        child=child,
        shown=queries.shown(child, _day()),
        law=queries.law(),
        wording=wording,
        today=clock.today(),
        may_apply=_APPLY in current_app.view_functions,
    )


@blueprint.get(f"{_CHILD}/{_PARENT}")
@access(Permission.CONDITION_WRITE)
def choose(child_id: UUID, part: str) -> ResponseReturnValue:
    """Ask which condition a parent is in."""
    _viewer, child = opened(child_id)
    book = practice.conditions()
    unknown = [each for each in book.standings.values() if each.about is About.PARENT]
    return render_template(
        "eligibility/choose.html", child=child, part=Part(part), book=book, unknown=unknown
    )


@blueprint.route(f"{_CHILD}/{_PARENT}/<condition>", methods=["GET", "POST"])
@access(Permission.CONDITION_WRITE)
def record(child_id: UUID, part: str, condition: str) -> ResponseReturnValue:
    """Record a condition of a parent, for the brothers and sisters too."""
    viewer, child = opened(child_id)
    about = _about(part, condition)
    form = ConditionForm(about, siblings=queries.sharing(viewer, child, Part(part)))
    if form.validate_on_submit():
        said = {"part": part, "known": form.told(), "also": form.also_for()}
        if does(form, actions.record_condition, actor=viewer, child=child, **said):
            return _back(child_id, _("已登记。"))
    return _asked(child, form, about, part)


@blueprint.route(f"{_CHILD}/adoption", methods=["GET", "POST"])
@access(Permission.CONDITION_WRITE)
def adoption(child_id: UUID) -> ResponseReturnValue:
    """Record that the child was adopted: from then on others are the parents."""
    viewer, child = opened(child_id)
    about = _about(queries.OF_CHILD, "adopted")
    form = ConditionForm(about)
    if form.validate_on_submit():
        said = {"part": queries.OF_CHILD, "known": form.told()}
        if does(form, actions.record_condition, actor=viewer, child=child, **said):
            return _back(child_id, _("已登记。"))
    return _asked(child, form, about, queries.OF_CHILD)


@blueprint.route(f"{_CHILD}/rows/<uuid:condition_id>/change", methods=["GET", "POST"])
@access(Permission.CONDITION_WRITE)
def change(child_id: UUID, condition_id: UUID) -> ResponseReturnValue:
    """Say what holds instead, or more than was known."""
    viewer, child = opened(child_id)
    row = queries.get(child, condition_id)
    if row.withdrawn_at is not None:
        return _back(child_id, _("这一条已经改过了，下面是现在的情况。"))
    about = _about(row.part, row.code)
    form = ConditionForm(about, queries.known_of(row))
    if form.validate_on_submit():
        said = {"row": row, "known": form.told()}
        if does(form, actions.change_condition, actor=viewer, child=child, **said):
            return _back(child_id, _("已保存。"))
    return _asked(child, form, about, row.part)


@blueprint.route(f"{_CHILD}/rows/<uuid:condition_id>/end", methods=["GET", "POST"])
@access(Permission.CONDITION_WRITE)
def end(child_id: UUID, condition_id: UUID) -> ResponseReturnValue:
    """Say that a condition is over, or was never there."""
    viewer, child = opened(child_id)
    row = queries.get(child, condition_id)
    if row.withdrawn_at is not None:
        return _back(child_id, _("这一条已经改过了，下面是现在的情况。"))
    about = _about(row.part, row.code)
    form = EndForm(about, row.until_on)
    if form.validate_on_submit():
        wrong = form.why.data is End.WRONG
        act = actions.withdraw if wrong else actions.end_condition
        said = {"row": row} if wrong else {"row": row, "until_on": form.until_on.data}
        if does(form, act, actor=viewer, child=child, **said):
            return _back(child_id, _("已保存。"))
    page = render_template(
        "eligibility/end.html", child=child, form=form, about=about, part=row.part
    )
    return page, form.status


@blueprint.route(f"{_CHILD}/people/<uuid:tie_id>", methods=["GET", "POST"])
@access(Permission.CONDITION_WRITE)
def whereabouts(child_id: UUID, tie_id: UUID) -> ResponseReturnValue:
    """Say where a parent is and when they were last heard of."""
    viewer, child = opened(child_id)
    link, person = children.open_link(child, tie_id)
    if Part(link.part) not in PARENTS:
        raise NotFound
    form = WhereaboutsForm(link)
    if form.validate_on_submit():
        said = {"link": link, **form.values()}
        if does(form, actions.note_whereabouts, actor=viewer, child=child, **said):
            return _back(child_id, _("已保存。"))
    page = render_template("eligibility/whereabouts.html", child=child, form=form, person=person)
    return page, form.status


def _day() -> date:
    try:
        return read_date(request.args.get("on", ""))
    except ValueError:
        return clock.today()


def _about(part: str, code: str) -> Condition | Standing:
    """Return the condition or fact of a code, where it can be said of that part."""
    book = practice.conditions()
    condition, standing = book.condition(code), book.standings.get(code)
    if condition is not None and part != queries.OF_CHILD:
        return condition
    of_child = part == queries.OF_CHILD
    if standing is not None and (standing.about is About.CHILD) == of_child:
        return standing
    raise NotFound


def _asked(
    child: Child, form: ConditionForm, about: Condition | Standing, part: str
) -> ResponseReturnValue:
    page = render_template(
        "eligibility/record.html", child=child, form=form, about=about, part=part
    )
    return page, form.status


def _back(child_id: UUID, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("eligibility.show", child_id=child_id))
