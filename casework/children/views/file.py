"""Changing what a file says: the child's facts and the people in the child's life."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import actions, queries, rules
from casework.children.forms import EditForm, PersonForm
from casework.children.models import Child, ChildPerson
from casework.children.views.blueprint import blueprint, does, opened, to_child
from casework.children.views.doubts import shown
from casework.children.views.same import offered_people
from casework.children.views.shared_numbers import tell_shared_number
from casework.errors import NotFound
from casework.people.models import Part


@blueprint.route("/<uuid:child_id>/edit", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def edit(child_id: UUID) -> ResponseReturnValue:
    """Change the child's facts; what others have saved meanwhile is never overwritten unseen."""
    viewer, child = opened(child_id)
    form = EditForm(viewer, child)
    if form.validate_on_submit() and form.settles(_doubts(viewer, child, form)):
        try:
            if does(form, actions.change, actor=viewer, child=child, **form.act()):
                tell_shared_number(child)
                flash(_("已保存。"))
                return to_child(child.id)
        except rules.ChangedMeanwhile:
            if not form.meet(queries.facts_of(child), queries.address_of(child)):
                return to_child(child.id)
    return render_template("children/edit.html", form=form, child=child), form.status


def _doubts(viewer: Viewer, child: Child, form: EditForm) -> list[rules.Doubt]:
    return shown(viewer, queries.doubts_about_change(viewer, child, form.facts()))


@blueprint.route("/<uuid:child_id>/people/<part>", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def person(child_id: UUID, part: str) -> ResponseReturnValue:
    """Say who holds one part in the child's life."""
    viewer, child = opened(child_id)
    role = _part(part)
    form = PersonForm(viewer, role, queries.person_in(child, role), child.version)
    if form.validate_on_submit() and form.settles(offered_people(viewer, child, form.facts())):
        try:
            if does(form, actions.set_person, actor=viewer, child=child, **form.act()):
                flash(_("已保存。"))
                return to_child(child.id)
        except rules.ChangedMeanwhile:
            form.meet(child.version)
    return render_template("children/person.html", form=form, child=child, part=role), form.status


@blueprint.post("/<uuid:child_id>/people/<uuid:link_id>/end")
@access(Permission.CHILD_EDIT)
def end_person(child_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Say that a person is no longer in that part of the child's life."""
    viewer, child = opened(child_id)
    actions.end_person(actor=viewer, child=child, link=_link(child, link_id))
    flash(_("已移除，历史记录仍保留。"))
    return to_child(child.id)


def _part(value: str) -> Part:
    try:
        return Part(value)
    except ValueError:
        raise NotFound from None


def _link(child: Child, link_id: UUID) -> ChildPerson:
    for link, _person in queries.people_of(child):
        if link.id == link_id and link.until_on is None:
            return link
    raise NotFound
