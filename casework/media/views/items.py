"""The list, a new item, one item, its correction."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.activities.models import Activity
from casework.children.views.blueprint import does
from casework.errors import NotFound, RuleBroken
from casework.media import actions, queries, showing
from casework.media.forms import AppearForm, CorrectForm, DecideForm, ItemForm
from casework.media.models import MediaItem, MediaState
from casework.media.queries import Show
from casework.media.views.blueprint import blueprint, opened


@blueprint.get("/")
@access(Permission.MEDIA_READ)
def index() -> ResponseReturnValue:
    """Show what appeared and what is on its way."""
    viewer = current_viewer()
    filters = queries.read_filters(viewer, request.args)
    page = queries.page_of(viewer, filters, _id(request.args.get("after")))
    return render_template(
        "media/index.html",
        filters=filters,
        items=page.rows,
        after=page.after,
        is_first=not request.args.get("after"),
        facets=queries.facets(viewer, filters),
        shows=list(Show),
        codes=showing.Codes.of(viewer),
        places=showing.place_names(page.rows),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.MEDIA_WRITE)
def new() -> ResponseReturnValue:
    """Write down what appeared, or hand in a draft; of an activity where one is named."""
    viewer, activity = current_viewer(), _activity(current_viewer())
    units = showing.names_of(viewer.regions)
    form = ItemForm(
        viewer,
        [(code, units.get(code, code)) for code in viewer.regions],
        activity_id=activity.id if activity else None,
        campaign_code=activity.campaign_code if activity else None,
    )
    if form.validate_on_submit():
        try:
            item = actions.record_item(actor=viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已登记。") if item.state is MediaState.TOLD else _("已送审。"))
            return redirect(url_for(".show", item_id=item.id))
    return render_template("media/new.html", form=form, activity=activity), form.status


@blueprint.get("/<uuid:item_id>")
@access(Permission.MEDIA_READ)
def show(item_id: UUID) -> ResponseReturnValue:
    """Show one item, and what has to be done about it."""
    _viewer, item, elsewhere = opened(item_id)
    return elsewhere or shown(item)


@blueprint.route("/<uuid:item_id>/correct", methods=["GET", "POST"])
@access(Permission.MEDIA_WRITE)
def correct(item_id: UUID) -> ResponseReturnValue:
    """Correct, withdraw or check an item of one's own desk."""
    viewer, item, elsewhere = opened(item_id, to_change=True)
    if elsewhere is not None:
        return elsewhere
    form = CorrectForm(viewer, item)
    if form.validate_on_submit() and _does(form, item):
        flash(_("已保存，原来的内容也留着。"))
        return redirect(url_for(".show", item_id=item.id))
    return render_template("media/correct.html", form=form, item=item), form.status


def shown(
    item: MediaItem,
    *,
    decide: DecideForm | None = None,
    appear: AppearForm | None = None,
) -> ResponseReturnValue:
    """Show an item with the forms of its next step; one that came back is 422."""
    viewer = current_viewer()
    is_own = showing.is_own(viewer, item)
    activity = _told_of(viewer, item)
    page = render_template(
        "media/show.html",
        item=item,
        is_own=is_own,
        codes=showing.Codes.of(viewer),
        place=showing.names_of({item.region_code}).get(item.region_code, ""),
        activity=activity,
        consent=showing.consent_of(item.consent) if is_own else None,
        found=actions.told_outside(viewer, item) if is_own else [],
        decide=decide or DecideForm(item),
        appear=appear or AppearForm(item),
        steps=showing.steps(viewer, queries.changes_of(item)) if is_own else [],
    )
    asked = decide or appear
    return page, asked.status if asked else 200


def _does(form: CorrectForm, item: MediaItem) -> bool:
    """Do what the form says; say no, and show why, where a rule refuses it."""
    asked: dict[str, Any] = {
        "actor": current_viewer(),
        "item": item,
        "version": form.seen_version,
        "reason": form.reason.data,
    }
    if form.what.data == "withdraw":
        return does(form, actions.withdraw, **asked)
    if form.what.data == "check":
        return does(form, actions.check, **asked)
    return does(form, actions.correct, **asked, told=form.told())


def _activity(viewer: Viewer) -> Activity | None:
    """Return the activity that an address names; raise NotFound for one out of reach."""
    told = request.args.get("activity")
    if not told:
        return None
    activity_id = _id(told)
    if activity_id is None:
        raise NotFound
    return activities.get(viewer, activity_id)


def _told_of(viewer: Viewer, item: MediaItem) -> Activity | None:
    """Return the activity that an item tells of, where it is in reach."""
    found = activities.by_ids(viewer, [item.activity_id] if item.activity_id else [])
    return found[0] if found else None


def _id(told: str | None) -> UUID | None:
    try:
        return UUID(told or "")
    except ValueError:
        return None
