"""Handing out: the list on a phone, each tap on its own, and the list on paper."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.assistance import actions, places, queries
from casework.assistance.models import AidShare, GoodsBatch
from casework.assistance.queries.goods import MOST
from casework.assistance.showing import Codes
from casework.assistance.views.blueprint import blueprint
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound
from casework.texts import Text

_MISTAKEN = "点错了，没有发"


@blueprint.route("/goods/<uuid:batch_id>/list", methods=["GET", "POST"])
@access(Permission.GOODS_HAND_OUT)
def hand_out(batch_id: UUID) -> ResponseReturnValue:
    """Show who has a part and who has not; without a script, take the ticked ones at once."""
    viewer = current_viewer()
    batch, place = queries.get_batch(viewer, batch_id), _place(batch_id)
    if request.method == "POST":
        given = _tick_all(batch)
        flash(_("登记了 %(n)s 个孩子。", n=given))
        return redirect(url_for(".hand_out", batch_id=batch.id, place=place))
    listed = queries.hand_list(viewer, batch, place) if place else []
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[one.child.id for one in listed])
    return render_template(
        "assistance/hand_out.html",
        batch=batch,
        place=place,
        place_name=places.name_of(place),
        listed=listed[:MOST],
        is_cut=len(listed) > MOST,
        below=places.below(viewer, place),
        unit=Codes.today().units.get(batch.unit),
        form_id=uuid4(),
        today=clock.today(),
    )


def _place(batch_id: UUID) -> str | None:
    viewer = current_viewer()
    place = places.checked(viewer, request.args.get("place"))
    if place is None:
        place = places.usual(viewer, queries.get_batch(viewer, batch_id).place_code)
    return place if place and places.is_narrow(place) else None


def _tick_all(batch: GoodsBatch) -> int:
    """Take every ticked child; those out of reach by now are left out. Return how many are new."""
    viewer, client_id = current_viewer(), _identifier(request.form.get("form_id")) or uuid4()
    ids = {found for told in request.form.getlist("child") if (found := _identifier(told))}
    given = 0
    for child_id in sorted(ids):
        try:
            done = actions.tick(actor=viewer, batch=batch, child_id=child_id, client_id=client_id)
        except NotFound:
            continue
        given += done.is_new
    return given


@blueprint.post("/goods/<uuid:batch_id>/tick")
@access(Permission.GOODS_HAND_OUT)
def tick(batch_id: UUID) -> ResponseReturnValue:
    """Take one tap, or take one back; the same tap again changes nothing."""
    viewer = current_viewer()
    batch = queries.get_batch(viewer, batch_id)
    undone, child_id = (_identifier(request.form.get(name)) for name in ("undo", "child"))
    if undone is not None:
        share = queries.get_share(viewer, undone)
        if share.act_id != batch.id:
            raise NotFound
        actions.undo(actor=viewer, share=share, reason=_MISTAKEN)
        return jsonify(_state(batch, share))
    if child_id is None:
        return jsonify(refused="child"), 422
    done = actions.tick(
        actor=viewer,
        batch=batch,
        child_id=child_id,
        client_id=_identifier(request.form.get("client")) or uuid4(),
        on=_day(request.form.get("on")),
    )
    return jsonify(_state(batch, done.share))


def _state(batch: GoodsBatch, share: AidShare) -> dict[str, Any]:
    """Return what the page shows of a child and of the batch now."""
    is_given = share.withdrawn_on is None
    doubt = Text(share.doubt.label) if share.doubt and is_given else None
    return {
        "given": is_given,
        "share": str(share.id) if is_given else None,
        "doubt": _(doubt) if doubt else None,
        "handed": batch.handed_out,
        "quantity": batch.quantity - batch.let_go,
        "rest": batch.rest,
    }


def _identifier(told: str | None) -> UUID | None:
    try:
        return UUID(told) if told else None
    except ValueError:
        return None


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None


@blueprint.get("/goods/<uuid:batch_id>/print")
@access(Permission.GOODS_HAND_OUT)
def sign_list(batch_id: UUID) -> ResponseReturnValue:
    """Show the list with a column for signatures, to be printed."""
    viewer = current_viewer()
    batch, place = queries.get_batch(viewer, batch_id), _place(batch_id)
    listed = queries.hand_list(viewer, batch, place) if place else []
    actions.printed(actor=viewer, batch=batch, seen=[one.child.id for one in listed])
    return render_template(
        "assistance/print.html",
        batch=batch,
        place=place,
        listed=listed[:MOST],
        unit=Codes.today().units.get(batch.unit),
    )
