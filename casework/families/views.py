"""A carer's own page; how somebody is contacted; people who are one, and people who are two."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import actions as children
from casework.children import queries as known
from casework.children.contacts import Contact
from casework.children.rules import ChangedMeanwhile
from casework.children.views.blueprint import does, opened, to_child
from casework.dossier.rules import Group, Veil, needs_reason
from casework.errors import RuleBroken
from casework.families import actions, queries
from casework.families.forms import CarerRevealForm, ContactForm, MergeForm, SplitForm
from casework.families.queries import Carer

blueprint = Blueprint("families", __name__)


@blueprint.get("/people/<uuid:person_id>")
@access(Permission.CHILD_OPEN)
def show(person_id: UUID) -> ResponseReturnValue:
    """Show a person with the children in reach; who was merged is their survivor."""
    viewer = current_viewer()
    carer = queries.carer(viewer, person_id)
    if carer.person.id != person_id:
        return _to_person(carer.person.id)
    actions.open_page(actor=viewer, carer=carer)
    return _page(carer, CarerRevealForm(), Veil())


@blueprint.post("/people/<uuid:person_id>/reveal")
@access(Permission.CHILD_REVEAL)
def reveal(person_id: UUID) -> ResponseReturnValue:
    """Show the page with some of what it hides, this once."""
    viewer = current_viewer()
    carer, form = queries.carer(viewer, person_id), CarerRevealForm()
    if form.validate_on_submit():
        try:
            veil = actions.reveal(actor=viewer, carer=carer, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _page(carer, form, veil)
    actions.open_page(actor=viewer, carer=carer)
    return _page(carer, form, Veil()), form.status


@blueprint.get("/people/<uuid:person_id>/same")
@access(Permission.PERSON_MERGE)
def same(person_id: UUID) -> ResponseReturnValue:
    """Show who may be the same person."""
    viewer = current_viewer()
    carer, others = queries.with_candidates(viewer, person_id)
    actions.compare(actor=viewer, carer=carer, others=others)
    return render_template("families/same.html", carer=carer, others=others, veil=Veil())


@blueprint.route("/people/<uuid:person_id>/merge/<uuid:other_id>", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def merge(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Make one person of two, who stand side by side."""
    viewer = current_viewer()
    this, other = queries.pair(viewer, person_id, other_id)
    form = MergeForm(this, other)
    if form.validate_on_submit():
        try:
            survivor = actions.merge(
                actor=viewer, this=this.person, other=other.person, **form.values()
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已合并为一个人，合并前的登记仍保留。"))
            return _to_person(survivor.id)
    actions.compare(actor=viewer, carer=this, others=[other])
    page = render_template("families/merge.html", this=this, other=other, form=form, veil=Veil())
    return page, form.status


@blueprint.route("/people/<uuid:person_id>/split", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def split(person_id: UUID) -> ResponseReturnValue:
    """Make two people of one."""
    viewer = current_viewer()
    carer = queries.carer(viewer, person_id)
    form = SplitForm(carer)
    if form.validate_on_submit():
        try:
            divided = actions.split(actor=viewer, person=carer.person, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已拆分为两个人。弄错了可以再合并。"))
            return _to_person(divided.id)
    actions.open_page(actor=viewer, carer=carer)
    return render_template("families/split.html", carer=carer, form=form, veil=Veil()), form.status


@blueprint.route("/children/<uuid:child_id>/people/<uuid:link_id>/contact", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def contact(child_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Say how somebody in a child's life is contacted."""
    viewer, child = opened(child_id)
    link, person = known.open_link(child, link_id)
    form = ContactForm(viewer, Contact.of(link.contact), child.version)
    if form.validate_on_submit():
        try:
            act = form.act()
            if does(form, children.set_contact, actor=viewer, child=child, link=link, **act):
                flash(_("联系方式已保存。"))
                return to_child(child.id)
        except ChangedMeanwhile:
            form.meet(child.version)
    page = render_template("families/contact.html", form=form, child=child, name=person.name)
    return page, form.status


def _to_person(person_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("families.show", person_id=person_id))


def _page(carer: Carer, form: CarerRevealForm, veil: Veil) -> str:
    viewer = current_viewer()
    return render_template(
        "families/show.html",
        carer=carer,
        form=form,
        veil=veil,
        past=queries.past_of(viewer, carer.person),
        needs_reason=needs_reason(viewer, {Group.CONTACT}),
    )
