"""Writing a giving down, and correcting a line of it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.assistance import actions, places, queries, showing
from casework.assistance.forms import CorrectForm, GiveForm
from casework.assistance.models import AidGroup
from casework.assistance.views.blueprint import blueprint
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.views.blueprint import opened
from casework.errors import NotFound, RuleBroken
from casework.needs import queries as needs
from casework.needs.models import NeedStatus
from casework.practice import queries as practice


@blueprint.route("/assistance/new", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_WRITE)
def new() -> ResponseReturnValue:
    """Write down what was given; from a child's page the child is chosen already."""
    viewer, chosen = _chosen()
    place = places.checked(viewer, request.args.get("place"))
    if place is None:
        place = chosen.region_code if chosen else places.usual(viewer)
    offered = places.children_in(viewer, place if place and places.is_narrow(place) else None)
    if chosen and chosen not in offered:
        offered = [chosen, *offered]
    form = GiveForm(
        viewer, offered, places=places.offered(viewer), needs=_needs(chosen), chosen=chosen
    )
    if form.validate_on_submit():
        try:
            act_id = actions.give(actor=viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _given(act_id, chosen, form.need_id)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id for child in offered])
    page = render_template(
        "assistance/new.html",
        form=form,
        chosen=chosen,
        place=place,
        place_name=places.name_of(place),
        below=places.below(viewer, place if place and places.is_narrow(place) else None),
        villages=showing.village_names({child.region_code for child in offered}),
    )
    return page, form.status


def _chosen() -> tuple[Viewer, Child | None]:
    told = request.args.get("child")
    if not told:
        return current_viewer(), None
    try:
        return opened(UUID(told))
    except ValueError:
        raise NotFound from None


def _needs(child: Child | None) -> list[tuple[str, str]]:
    if child is None:
        return []
    label = practice.visit_form().need_label
    return [
        (str(need.id), " ".join(part for part in (label(need.kind), need.detail) if part))
        for need in needs.of_child(child)
        if need.status is NeedStatus.OPEN
    ]


def _given(act_id: UUID, chosen: Child | None, need_id: UUID | None) -> ResponseReturnValue:
    if chosen is not None and need_id is not None:
        flash(_("已登记。这项需求办好了吗？办好了就在这里办结。"))
        return redirect(url_for("needs.close", child_id=chosen.id, need_id=need_id))
    flash(_("已登记。"))
    if chosen is not None:
        return redirect(url_for("dossier.show", child_id=chosen.id, _anchor="assistance"))
    return redirect(url_for(".show", act_id=act_id))


@blueprint.route("/assistance/lines/<uuid:share_id>", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_WRITE)
def correct(share_id: UUID) -> ResponseReturnValue:
    """Correct, withdraw or check a child's line, and show what it said before."""
    viewer = current_viewer()
    share = queries.get_share(viewer, share_id)
    _viewer, child = opened(share.child_id)
    form = CorrectForm(viewer, share)
    if form.validate_on_submit() and _does(form, share=share):
        flash(_("已保存，原来的内容也留着。"))
        return redirect(url_for(".of_child", child_id=child.id))
    changes = showing.steps(queries.changes_of_share(share))
    page = render_template(
        "assistance/correct.html", form=form, line=share, child=child, changes=changes
    )
    return page, form.status


@blueprint.route("/assistance/counts/<uuid:group_id>", methods=["GET", "POST"])
@access(Permission.ASSISTANCE_WRITE)
def correct_count(group_id: UUID) -> ResponseReturnValue:
    """Correct or withdraw a line that only counts."""
    group = queries.get_group(current_viewer(), group_id)
    return correcting(group, url_for(".show", act_id=group.act_id))


def correcting(group: AidGroup, back: str) -> ResponseReturnValue:
    """Show the page that corrects a line which only counts, or do what it says."""
    form = CorrectForm(current_viewer(), group)
    if form.validate_on_submit() and _does(form, group=group):
        flash(_("已保存，原来的内容也留着。"))
        return redirect(back)
    changes = showing.steps(queries.changes_of_group(group))
    page = render_template(
        "assistance/correct.html", form=form, line=group, child=None, changes=changes, back=back
    )
    return page, form.status


def _does(form: CorrectForm, **line: Any) -> bool:
    """Do what the form says; say no, and show why, where a rule refuses it."""
    [kind] = line
    asked = {"actor": current_viewer(), "version": form.seen_version, "reason": form.reason.data}
    acts: dict[tuple[str, str], Any] = {
        ("share", "withdraw"): actions.withdraw_share,
        ("share", "check"): actions.check_share,
        ("group", "withdraw"): actions.withdraw_group,
    }
    try:
        if (kind, form.what.data) in acts:
            acts[kind, form.what.data](**line, **asked)
        elif kind == "group":
            actions.correct_group(**line, **asked, told=form.told())
        else:
            everybody = "everybody" in form and bool(form.everybody.data)
            actions.correct_share(**line, **asked, told=form.told(), everybody=everybody)
    except RuleBroken as broken:
        form.reject(broken)
        return False
    return True
