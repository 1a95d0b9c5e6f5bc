"""Sets of figures: chosen, signed, corrected; each signed number opens its rows as they were."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound, RuleBroken
from casework.figures import asking, naming, registry
from casework.figures.registry import Asked
from casework.regions import queries as regions
from casework.summaries import actions, queries, showing
from casework.summaries.actions.signing import has_changed
from casework.summaries.forms import ReasonForm, SetForm
from casework.summaries.models import FigureSet, SignedFigureSet
from casework.summaries.views.blueprint import blueprint

_DAY = timedelta(days=1)
_REFUSED = 422


@blueprint.route("/summaries/sets/new", methods=["GET", "POST"])
@access(Permission.SUMMARY_WRITE)
def new_set() -> ResponseReturnValue:
    """Choose the figures that are reported together."""
    viewer = current_viewer()
    asked = asking.asked(viewer, request.args, clock.today())
    place = asking.place(viewer, asked.region_code)
    places = [(each.code, each.name) for each in (place.region, *place.above, *place.below)]
    form = SetForm(
        places,
        registry.known(viewer),
        region=asked.region_code,
        first=asked.first_on,
        last=asked.last_on,
    )
    if form.validate_on_submit():
        try:
            held = _chosen(form)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show_set", set_id=held.id))
    return render_template("summaries/new_set.html", form=form), form.status


def _chosen(form: SetForm) -> FigureSet:
    if form.last.data < form.first.data:
        raise RuleBroken("“到”不能早于“从”，请改日期。", "last")
    told = {
        "region": form.region.data,
        "from": form.first.data.isoformat(),
        "to": form.last.data.isoformat(),
    }
    asked = asking.asked(current_viewer(), told, clock.today())
    return actions.choose(
        asked=asked, form_id=form.client_id, title=form.title.data, codes=form.codes.data
    )


@blueprint.get("/summaries/sets/<uuid:set_id>")
@access(Permission.FIGURE_READ)
def show_set(set_id: UUID) -> ResponseReturnValue:
    """Show a set: as it stands or, once signed, as it was signed."""
    held = queries.get(current_viewer(), FigureSet, set_id)
    return _page(held, ReasonForm(formdata=None))


@blueprint.post("/summaries/sets/<uuid:set_id>/sign")
@access(Permission.FIGURE_SIGN)
def sign(set_id: UUID) -> ResponseReturnValue:
    """Sign a set: numbers and rows stay as they are now."""
    viewer = current_viewer()
    held = queries.get(viewer, FigureSet, set_id)
    try:
        actions.sign(actor=viewer, held=held)
    except RuleBroken as broken:
        return _page(held, ReasonForm(formdata=None), broken), _REFUSED
    flash(_("已签发，这些数字和名单不再改动。"))
    return redirect(url_for(".show_set", set_id=held.id))


@blueprint.post("/summaries/sets/<uuid:set_id>/correct")
@access(Permission.FIGURE_SIGN)
def correct(set_id: UUID) -> ResponseReturnValue:
    """State what the numbers are now, and why."""
    viewer, form = current_viewer(), ReasonForm()
    held = queries.get(viewer, FigureSet, set_id)
    if form.validate_on_submit():
        try:
            actions.correct(actor=viewer, held=held, reason=form.reason.data, seen=form.times)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("更正已登记，签发的数字没有改动。"))
            return redirect(url_for(".show_set", set_id=held.id))
    return _page(held, form), _REFUSED


@blueprint.post("/summaries/sets/<uuid:set_id>/withdraw")
@access(Permission.SUMMARY_WRITE)
def withdraw_set(set_id: UUID) -> ResponseReturnValue:
    """Take a set off the list that was not signed."""
    viewer = current_viewer()
    held = queries.get(viewer, FigureSet, set_id)
    try:
        actions.withdraw_set(actor=viewer, held=held)
    except RuleBroken as broken:
        return _page(held, ReasonForm(formdata=None), broken), _REFUSED
    flash(_("已删去，内容仍有留存。"))
    return redirect(url_for(".index"))


@blueprint.get("/summaries/signed/<uuid:signed_id>/<code>")
@access(Permission.FIGURE_READ)
def signed_rows(signed_id: UUID, code: str) -> ResponseReturnValue:
    """Show the rows behind a signed number as they were, named by the rights of today."""
    viewer = current_viewer()
    signed = queries.get(viewer, SignedFigureSet, signed_id)
    figure = registry.get(viewer, code)
    value = next((each for each in queries.values_of(signed) if each.code == code), None)
    if value is None:
        raise NotFound
    page = showing.rows(signed, code, request.args.get("start", 0, type=int))
    ids = {each.child_id for each in page.rows if each.child_id is not None}
    names = naming.names_of(viewer, ids)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=set(names), figure=code)
    return render_template(
        "summaries/signed_rows.html",
        signed=signed,
        value=value,
        figure=figure,
        page=page,
        names=names,
        places=regions.by_codes({each.counted_region_code for each in page.rows}),
    )


def _page(held: FigureSet, form: ReasonForm, refused: RuleBroken | None = None) -> str:
    viewer = current_viewer()
    signed = showing.signed(viewer, held)
    asked = Asked(viewer, held.region_code, held.first_on, held.until_on)
    figures = showing.figures(viewer, held)
    form.seen.data = str(len(signed))
    record(Tag.REPORT_READ, actor_id=viewer.account_id, region_code=held.region_code)
    return render_template(
        "summaries/set.html",
        held=held,
        asked=asked,
        last_on=held.until_on - _DAY,
        place=asking.place(viewer, held.region_code),
        figures=figures,
        values=registry.values(figures, asked),
        signed=signed,
        has_changed=bool(signed) and has_changed(viewer, signed[-1].row),
        is_over=held.until_on <= clock.today(),
        form=form,
        refused=refused,
    )
