"""Pages of what is asked for: the child's side publishes, the volunteers' side proposes."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children.views.blueprint import does, opened, to_child
from casework.pairings import actions, listing, queries
from casework.pairings import told as telling
from casework.pairings.forms import ProposeForm, PublishForm, TakeBackForm, WithdrawForm
from casework.pairings.listing import Tab
from casework.pairings.views.blueprint import blueprint
from casework.volunteers import queries as volunteers

#: Who fits for one request, and for all of them at once: pages of a floor above.
_SUGGESTING, _MATCHING = "matching.suggest", "matching.index"


@blueprint.route("/children/<uuid:child_id>/pairing-requests/new", methods=["GET", "POST"])
@access(Permission.PAIRING_REQUEST)
def publish(child_id: UUID) -> ResponseReturnValue:
    """Ask for somebody, without saying for whom."""
    viewer, child = opened(child_id)
    form = PublishForm(data={"alias": actions.proposed_alias(child)})
    if form.validate_on_submit() and does(
        form, actions.publish, actor=viewer, child=child, **form.act()
    ):
        flash(_("请求已发布。妇联会提出合适的志愿者。"))
        return to_child(child.id)
    return render_template("pairings/publish.html", form=form, child=child), form.status


@blueprint.route("/pairing-requests/<uuid:request_id>/withdraw", methods=["GET", "POST"])
@access(Permission.PAIRING_REQUEST)
def withdraw(request_id: UUID) -> ResponseReturnValue:
    """Take a request back."""
    viewer = current_viewer()
    asked = queries.get_request(viewer, request_id)
    (_viewer, child), form = opened(asked.child_id), WithdrawForm()
    if form.validate_on_submit() and does(
        form, actions.withdraw, actor=viewer, request_id=request_id, **form.values()
    ):
        flash(_("请求已撤回。"))
        return to_child(child.id)
    told = telling.asked(viewer, asked)
    page = render_template("pairings/withdraw.html", form=form, child=child, told=told)
    return page, form.status


@blueprint.get("/pairing-requests")
@access(Permission.PAIRING_PROPOSE)
def requests() -> str:
    """Show the volunteers' side what waits, and what became of it: by alias alone."""
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.WAITING)
    after, today = request.args.get("after"), clock.today()
    shown = listing.listing(current_viewer(), tab, today, after, named=False)
    return render_template(
        "pairings/requests.html",
        listing=shown,
        tabs=Tab,
        today=today,
        is_first=after is None,
        words=telling.Words.known(),
        matching=_above(_MATCHING),
    )


@blueprint.route("/pairing-requests/<uuid:request_id>", methods=["GET", "POST"])
@access(Permission.PAIRING_PROPOSE)
def propose(request_id: UUID) -> ResponseReturnValue:
    """Show one request to the volunteers' side, and propose somebody for it."""
    viewer = current_viewer()
    asked, looked_for = queries.get_request(viewer, request_id), request.args.get("name", "")
    offer = telling.offer(viewer, asked, looked_for.strip())
    form = ProposeForm(offer.choices())
    if form.validate_on_submit() and does(
        form,
        actions.propose,
        actor=viewer,
        request=asked,
        volunteer=volunteers.get(viewer, UUID(form.volunteer.data)),
        note=form.note.data,
    ):
        flash(_("已提出，等乡镇问过监护人和孩子后答复。"))
        return redirect(url_for("pairings.requests", tab=Tab.PROPOSED.value))
    page = render_template(
        "pairings/propose.html",
        form=form,
        told=telling.asked(viewer, asked),
        offer=offer,
        looked_for=looked_for,
        suggesting=_above(_SUGGESTING, request_id=request_id),
    )
    return page, form.status


@blueprint.route("/pairings/<uuid:pairing_id>/take-back", methods=["GET", "POST"])
@access(Permission.PAIRING_PROPOSE)
def take_back(pairing_id: UUID) -> ResponseReturnValue:
    """Take a proposal back."""
    viewer = current_viewer()
    pairing, form = queries.get(viewer, pairing_id), TakeBackForm()
    if form.validate_on_submit() and does(
        form, actions.take_back, actor=viewer, pairing_id=pairing_id, **form.values()
    ):
        flash(_("提议已收回，请求继续等。"))
        return redirect(url_for("pairings.requests"))
    return render_template("pairings/take_back.html", form=form, pairing=pairing), form.status


def _above(endpoint: str, **values: object) -> str | None:
    """Return the address of a page that this package does not know; None where there is none."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **values)  # type: ignore[arg-type]
