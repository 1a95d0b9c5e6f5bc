"""Campaigns: which there are, what one asks for, one of one's own, whom to send forms to."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.campaigns import actions, queries, rules
from casework.campaigns.forms import ContactForm, PlanForm
from casework.campaigns.rules import State
from casework.children.views.blueprint import does
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.regions import queries as regions
from casework.regions.codes import prefix

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")

#: Copy nothing.
_EMPTY = "none"


@blueprint.get("/")
@access(Permission.CAMPAIGN_READ)
def index() -> str:
    """Show the campaigns that are on, that come and that are over."""
    on = clock.today()
    found = queries.by_state(current_viewer(), on)
    return render_template("campaigns/index.html", found=found, today=on, State=State)


@blueprint.get("/<code>")
@access(Permission.CAMPAIGN_READ)
def show(code: str) -> str:
    """Show what a campaign asks for, and where its forms and records are."""
    campaign = queries.get(current_viewer(), code)
    return _page(campaign, editions=queries.editions(current_viewer(), code))


@blueprint.get("/<code>/editions/<version>")
@access(Permission.CAMPAIGN_READ)
def edition(code: str, version: str) -> str:
    """Show what a campaign said before it was changed."""
    known, campaign = queries.edition(current_viewer(), code, version)
    return _page(campaign, editions=[], known=known)


def _page(campaign: Campaign, **more: Any) -> str:
    viewer = current_viewer()
    desk, region = rules.desk_of(viewer.role), viewer.regions[0]
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        state=rules.state_on(campaign, clock.today()),
        contact=queries.contact_for(region, campaign.code, desk),
        region=region,
        kinds=practice.codes("activity_kind"),
        is_own=_is_own(viewer, campaign),
        pages=frozenset(current_app.view_functions),
        places=regions.by_codes(each.ljust(12, "0") for each in campaign.regions),
        **{"known": None, **more},
    )


def _is_own(viewer: Viewer, campaign: Campaign) -> bool:
    prefixes = [prefix(each) for each in viewer.regions]
    may = viewer.may(Permission.CAMPAIGN_KEEP)
    return may and rules.is_kept_by(campaign, prefixes, rules.desk_of(viewer.role))


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.CAMPAIGN_KEEP)
def new() -> ResponseReturnValue:
    """Choose what to copy, then write down a campaign of one's own."""
    viewer, copied = current_viewer(), request.args.get("copy")
    if not copied:
        return render_template("campaigns/choose.html", known=queries.visible_to(viewer))
    origin = queries.get(viewer, copied) if copied != _EMPTY else None
    plan = rules.next_time(origin, clock.today()) if origin else None
    form = PlanForm(viewer, origin.items if origin else (), plan)
    if form.validate_on_submit() and form.settles():
        try:
            made = actions.make(
                actor=viewer,
                form_id=form.client_id,
                plan=form.plan(),
                copied_from=origin.code if origin else None,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。本辖区各单位都能看到。"))
            return redirect(url_for(".show", code=made.code))
    return render_template("campaigns/form.html", form=form, origin=origin), form.status


@blueprint.route("/<code>/change", methods=["GET", "POST"])
@access(Permission.CAMPAIGN_KEEP)
def change(code: str) -> ResponseReturnValue:
    """Let a campaign of one's own office say otherwise; what it said stays readable."""
    viewer = current_viewer()
    campaign = queries.get(viewer, code)
    if not _is_own(viewer, campaign):
        raise NotFound
    items = queries.items_offered(viewer, campaign)
    form = PlanForm(viewer, items, rules.plan_of(campaign), campaign.version)
    if (
        form.validate_on_submit()
        and form.settles()
        and does(
            form,
            actions.change,
            actor=viewer,
            campaign=campaign,
            version=form.version.data,
            plan=form.plan(),
        )
    ):
        flash(_("已保存，改前的内容可以在页面下方查看。"))
        return redirect(url_for(".show", code=code))
    return render_template("campaigns/form.html", form=form, campaign=campaign), form.status


@blueprint.route("/<code>/contact", methods=["GET", "POST"])
@access(Permission.CAMPAIGN_KEEP)
def contact(code: str) -> ResponseReturnValue:
    """Say whom lower units send the forms of this campaign to."""
    viewer = current_viewer()
    campaign = queries.get(viewer, code)
    known = queries.own_contact(viewer.regions[0], code, rules.desk_of(viewer.role))
    form = ContactForm(known)
    if form.validate_on_submit():
        actions.set_contact(actor=viewer, campaign=campaign, **form.act())
        flash(_("已保存，下级的附件1备注里就用它。"))
        return redirect(url_for(".show", code=code))
    page = render_template("campaigns/contact.html", form=form, campaign=campaign)
    return page, form.status
