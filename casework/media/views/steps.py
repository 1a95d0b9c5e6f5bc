"""The steps of a draft: decided on, then written down as published."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children.views.blueprint import does
from casework.media import actions
from casework.media.forms import AppearForm, DecideForm
from casework.media.models import MediaItem
from casework.media.views.blueprint import blueprint, opened
from casework.media.views.items import shown


@blueprint.post("/<uuid:draft_id>/decide")
@access(Permission.MEDIA_CLEAR)
def decide(draft_id: UUID) -> ResponseReturnValue:
    """Say that a draft may go out, or why not."""
    _viewer, item, elsewhere = opened(draft_id, to_change=True)
    if elsewhere is not None:
        return elsewhere
    form = DecideForm(item)
    if form.validate_on_submit() and _decides(form, item):
        flash(_("已保存。"))
        return redirect(url_for(".show", item_id=item.id))
    return shown(item, decide=form)


@blueprint.post("/<uuid:cleared_id>/appear")
@access(Permission.MEDIA_WRITE)
def appear(cleared_id: UUID) -> ResponseReturnValue:
    """Write down that what was cleared has appeared."""
    _viewer, item, elsewhere = opened(cleared_id, to_change=True)
    if elsewhere is not None:
        return elsewhere
    form = AppearForm(item)
    if form.validate_on_submit() and does(
        form,
        actions.appear,
        actor=current_viewer(),
        item=item,
        version=form.seen_version,
        published_on=form.published_on.data,
        outlet=form.outlet.data,
        link=form.link.data,
    ):
        flash(_("已登记刊播。"))
        return redirect(url_for(".show", item_id=item.id))
    return shown(item, appear=form)


def _decides(form: DecideForm, item: MediaItem) -> bool:
    asked = {
        "actor": current_viewer(),
        "item": item,
        "version": form.seen_version,
        "reason": form.reason.data,
    }
    if form.what.data == "refuse":
        return does(form, actions.refuse, **asked)
    return does(form, actions.clear, **asked, is_looked_at=bool(form.is_looked_at.data))
