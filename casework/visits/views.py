"""Visits: recorded at the kitchen table, read and corrected afterwards."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.children.rules import ChangedMeanwhile
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.visits import (
    actions,
    forms,
    hints,
    history,
    listing,
    prefill,
    queries,
    reading,
    receipts,
    reviews,
    rules,
    submissions,
)
from casework.visits.models import Mode, ReviewState, Visit

blueprint = Blueprint("visits", __name__)


@blueprint.route("/children/<uuid:child_id>/visits/new", methods=["GET", "POST"])
@access(Permission.VISIT_WRITE)
def new(child_id: UUID) -> ResponseReturnValue:
    """Keep what was sent, whole, and then ask the rules; or open the form."""
    viewer = current_viewer()
    if request.method == "POST":
        kept = submissions.keep(actor=viewer, child_id=child_id, content=forms.content())
        actions.record_visit(actor=viewer, submission=kept)
        return redirect(url_for("visits.saved", submission_id=kept.id))
    return _open(children.get(viewer, child_id))


def _open(child: Child) -> ResponseReturnValue:
    """Show the form under an address that names it, so that "back" does not open another one."""
    viewer, client_id = current_viewer(), forms.open_form_id()
    if client_id is None:
        fresh = submissions.new_client_id()
        on = forms.day_on_paper()
        return redirect(url_for("visits.new", child_id=child.id, form=fresh, on=on))
    known = submissions.kept(client_id)
    if known is not None and known.author_id == viewer.account_id:
        return redirect(url_for("visits.saved", submission_id=known.id))
    opening = prefill.new_visit(viewer, child, on=forms.day_on_paper())
    form = forms.new_visit_form(opening, client_id=client_id, risk=child.risk)
    _record_opening(child)
    return render_template(
        "visits/new.html",
        child=child,
        form=form,
        opening=opening,
        need_field=reading.need_field,
        **_around(child),
    )


@blueprint.get("/visits/saved/<uuid:submission_id>")
@access(Permission.VISIT_WRITE)
def saved(submission_id: UUID) -> ResponseReturnValue:
    """Show the receipt, what is due next and what may still be added."""
    viewer = current_viewer()
    receipt = receipts.receipt(viewer, submissions.own(viewer, submission_id))
    shown = [each.child for each in receipt.saved] + [c for c in [receipt.following] if c]
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id for child in shown])
    return render_template("visits/saved.html", receipt=receipt, today=clock.today())


@blueprint.get("/visits/<uuid:visit_id>")
@access(Permission.VISIT_READ)
def show(visit_id: UUID) -> ResponseReturnValue:
    """Show what a visit found, and every version of it."""
    viewer = current_viewer()
    visit = queries.get(viewer, visit_id)
    child = children.get(viewer, visit.child_id)
    versions = queries.versions(visit)
    review = reviews.review(viewer, visit, versions[0].author_id)
    odd = hints.hints(viewer, [visit])[visit.id] if review.may_review else []
    names = _names_of({other.child_id for hint in odd for other in hint.others})
    _record_opening(child, visit)
    return render_template(
        "visits/show.html",
        visit=visit,
        child=child,
        parts=history.parts(versions[0]),
        unread=history.unread(versions[0]),
        is_taken_over=history.is_taken_over(versions[0]),
        editions=history.editions(versions),
        check_reason=rules.doubt_of(visit.review_state, visit.check_reason),
        may_correct=_may_correct(visit),
        review=review,
        hints=odd,
        hint_names=names,
        **_around(child),
    )


@blueprint.route("/visits/<uuid:visit_id>/correct", methods=["GET", "POST"])
@access(Permission.VISIT_WRITE)
def correct(visit_id: UUID) -> ResponseReturnValue:
    """Correct a visit: a new version with a reason."""
    viewer = current_viewer()
    visit = queries.get(viewer, visit_id)
    if not _may_correct(visit):
        abort(403)
    child = children.get(viewer, visit.child_id)
    opening = prefill.correction(visit, queries.newest(visit))
    form = forms.correction_form(opening, version=visit.version, risk=child.risk)
    page: dict[str, Any] = {"visit": visit, "child": child, "opening": opening, "form": form}
    if form.validate_on_submit():
        return _correct(visit, form, page)
    _record_opening(child, visit)
    return render_template("visits/correct.html", newer=[], **page, **_around(child)), form.status


def _correct(visit: Visit, form: Any, page: dict[str, Any]) -> ResponseReturnValue:
    newer: list[history.Edition] = []
    status, version = 422, forms.version_of(form)
    try:
        actions.correct_visit(
            actor=current_viewer(),
            visit=visit,
            version=version,
            content=forms.content(),
            reason=forms.reason_of(form),
        )
    except RuleBroken as broken:
        form.reject(broken)
    except ChangedMeanwhile:
        newer = [e for e in history.editions(queries.versions(visit)) if e.version.n > version]
        form.version.data, status = str(visit.version), 409
    else:
        return redirect(url_for("visits.show", visit_id=visit.id))
    around = _around(page["child"])
    return render_template("visits/correct.html", newer=newer, **page, **around), status


@blueprint.get("/visits/")
@access(Permission.VISIT_READ)
def index() -> ResponseReturnValue:
    """List the viewer's records, the newest first."""
    viewer = current_viewer()
    filters = listing.Filters.parse(request.args.get("mode"), request.args.get("state"))
    after = listing.Key.parse(request.args.get("after", ""))
    found = listing.listing(viewer, filters, after)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=found.seen)
    return render_template(
        "visits/index.html",
        listing=found,
        filters=filters,
        modes=Mode,
        states=ReviewState,
        is_first=after is None,
        villages=regions.by_codes({child.region_code for child in found.children.values()}),
    )


def _may_correct(visit: Visit) -> bool:
    viewer = current_viewer()
    is_asked = visit.review_state is ReviewState.RETURNED and reviews.is_asked(viewer, visit)
    return is_asked or rules.may_correct(viewer, visit.author_id)


def _names_of(child_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of the children beside whose visits one is looked at; they were seen."""
    viewer = current_viewer()
    found = queries.child_names(viewer, child_ids) if child_ids else {}
    if found:
        record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=found)
    return found


def _around(child: Child) -> dict[str, Any]:
    """Return what the strip under the title says of a child."""
    village = regions.by_codes([child.region_code]).get(child.region_code)
    return {"today": clock.today(), "village": village}


def _record_opening(child: Child, visit: Visit | None = None) -> None:
    record(
        Tag.VISIT_OPEN if visit else Tag.CHILD_OPEN,
        actor_id=current_viewer().account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=visit.id if visit else None,
    )
