"""Naming who looks after somebody's children for a time, extending and ending it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.caseloads import actions, queries, rules
from casework.caseloads.forms import MYSELF, NOBODY, Choices, CoverForm, ExtendForm
from casework.caseloads.models import Cover
from casework.caseloads.views.blueprint import blueprint
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.regions.codes import parent
from casework.regions.models import Region
from casework.texts import Text


@blueprint.route("/posts/cover", methods=["GET", "POST"])
@access(Permission.CHILD_ASSIGN)
def new_cover() -> ResponseReturnValue:
    """Name who looks after the children of a worker who is away, or of a vacant post."""
    viewer = current_viewer()
    region = queries.region_of(viewer, request.args.get("village", ""))
    absent = _absent(region)
    form = CoverForm(absent, _covering(viewer, region), request.args.get("of") or absent[0][0])
    if form.validate_on_submit():
        try:
            actions.begin_cover(actor=viewer, village=region, **form.act(viewer.account_id))
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("代管已安排，到期自动结束。"))
            return _to_posts(region.code)
    return render_template("caseloads/cover_new.html", form=form, region=region), form.status


@blueprint.route("/covers/<uuid:cover_id>", methods=["GET", "POST"])
@access(Permission.CHILD_ASSIGN)
def cover(cover_id: UUID) -> ResponseReturnValue:
    """Show a cover, and let it last longer."""
    viewer = current_viewer()
    found, form = queries.get_cover(viewer, cover_id), ExtendForm()
    if form.validate_on_submit():
        try:
            actions.extend_cover(actor=viewer, cover=found, last_on=form.last_on.data)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("代管已延长。"))
            return _to_posts(found.region_code)
    return _shown(found, form)


@blueprint.post("/covers/<uuid:cover_id>/end")
@access(Permission.CHILD_ASSIGN)
def end_cover(cover_id: UUID) -> ResponseReturnValue:
    """End a cover at once."""
    viewer = current_viewer()
    found = queries.get_cover(viewer, cover_id)
    if ActForm().validate_on_submit():
        actions.end_cover(actor=viewer, cover=found)
        flash(_("代管已结束，对方马上看不到这些儿童了。"))
    return _to_posts(found.region_code)


def _shown(found: Cover, form: ExtendForm) -> ResponseReturnValue:
    ids = {found.covering_id, found.set_by} | ({found.absent_id} if found.absent_id else set())
    page = render_template(
        "caseloads/cover.html",
        cover=found,
        form=form,
        region=regions.get(found.region_code),
        names=accounts.names_of(ids),
        is_over=rules.is_over(found, clock.today()),
        today=clock.today(),
    )
    return page, form.status


def _absent(region: Region) -> Choices:
    """Return whose children can be covered: those of each holder, or of the vacant post."""
    held = [(str(account.id), account.name) for account in queries.workers_of(region)]
    return held or [(NOBODY, "全村儿童（岗位空缺）")]


def _covering(viewer: Viewer, region: Region) -> Choices:
    found = queries.may_cover(viewer, region)
    named = regions.by_codes({code for _account, code in found})
    workers = {
        str(account.id): Text("%(name)s（%(place)s）", name=account.name, place=named[code].name)
        for account, code in found
    }
    own = Text("我自己（%(role)s）", role=viewer.role)
    return [(MYSELF, own), *workers.items()]


def _to_posts(region_code: str) -> ResponseReturnValue:
    return redirect(url_for(".posts", code=parent(region_code), _anchor=f"v{region_code}"))
