"""Press paragraphs and summaries: proposed by figures, written on, checked, handed out."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound, RuleBroken
from casework.figures import asking
from casework.figures.registry import Asked
from casework.practice import queries as practice
from casework.practice.rules.campaigns import Campaign
from casework.summaries import actions, composing, queries, rules, word
from casework.summaries.actions.writing import tell_export
from casework.summaries.forms import TextForm
from casework.summaries.models import Kind, SummaryDraft
from casework.summaries.views.blueprint import blueprint

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REFUSED = 422


@blueprint.get("/summaries/")
@access(Permission.SUMMARY_WRITE)
def index() -> ResponseReturnValue:
    """Show the texts and the sets of figures of one's own desk."""
    viewer = current_viewer()
    if not asking.may_ask(viewer):
        return render_template("figures/elsewhere.html")
    return render_template(
        "summaries/index.html",
        drafts=queries.drafts(viewer),
        sets=queries.sets(viewer),
        campaigns=practice.campaigns(viewer.regions[0]),
        periods=asking.periods(clock.today()),
        kinds=Kind,
    )


@blueprint.route("/summaries/press", methods=["GET", "POST"])
@access(Permission.SUMMARY_WRITE)
def press() -> ResponseReturnValue:
    """Propose a press paragraph, and keep what the office makes of it."""
    return _writing(Kind.PRESS)


@blueprint.route("/summaries/summary", methods=["GET", "POST"])
@access(Permission.SUMMARY_WRITE)
def summary() -> ResponseReturnValue:
    """Propose the summary of a campaign, and keep what the office makes of it."""
    return _writing(Kind.SUMMARY)


def _writing(kind: Kind) -> ResponseReturnValue:
    campaign = _campaign()
    asked = _asked(campaign)
    proposed = composing.compose(asked, kind, campaign)
    place = asking.place(asked.viewer, asked.region_code)
    form = TextForm.proposed(proposed.title, proposed.text, place.region.name)
    if form.validate_on_submit():
        try:
            draft = actions.write(
                asked=asked,
                form_id=form.client_id,
                kind=kind,
                title=form.title.data,
                text=form.text.data,
                unit=form.unit.data,
                campaign_code=campaign.code if campaign else None,
                figures=proposed.figures,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", summary_id=draft.id))
    _read(asked)
    page = render_template(
        "summaries/write.html",
        form=form,
        kind=kind,
        campaign=campaign,
        asked=asked,
        last_on=asked.last_on,
        place=place,
        periods=asking.periods(clock.today(), asked.region_code),
    )
    return page, form.status


@blueprint.route("/summaries/<uuid:summary_id>", methods=["GET", "POST"])
@access(Permission.SUMMARY_WRITE)
def show(summary_id: UUID) -> ResponseReturnValue:
    """Show a text with what has changed and what has to be, and let it be written on."""
    viewer = current_viewer()
    draft = queries.get(viewer, SummaryDraft, summary_id)
    form = TextForm.of(draft)
    if form.validate_on_submit():
        try:
            actions.rewrite(
                actor=viewer,
                draft=draft,
                title=form.title.data,
                text=form.text.data,
                unit=form.unit.data,
                figures=_renewed(draft) if form.renew.data else None,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", summary_id=draft.id))
    return _page(draft, form), form.status


@blueprint.get("/summaries/<uuid:summary_id>/word")
@access(Permission.SUMMARY_WRITE)
def word_file(summary_id: UUID) -> ResponseReturnValue:
    """Hand a text out as a Word document; not while something in it must not leave the house."""
    viewer = current_viewer()
    draft = queries.get(viewer, SummaryDraft, summary_id)
    if composing.findings(viewer, draft):
        return _page(draft, TextForm.of(draft)), _REFUSED
    tell_export(viewer, draft)
    content = word.document(draft, clock.today())
    name = f"{draft.kind.label}-{draft.until_on}.docx"
    return send_file(BytesIO(content), _DOCX, as_attachment=True, download_name=name)


@blueprint.post("/summaries/<uuid:summary_id>/withdraw")
@access(Permission.SUMMARY_WRITE)
def withdraw(summary_id: UUID) -> ResponseReturnValue:
    """Take a text off the list."""
    viewer = current_viewer()
    draft = queries.get(viewer, SummaryDraft, summary_id)
    if draft.withdrawn_on is None:
        actions.withdraw(actor=viewer, draft=draft)
    flash(_("已删去，内容仍有留存。"))
    return redirect(url_for(".index"))


def _page(draft: SummaryDraft, form: TextForm) -> str:
    viewer = current_viewer()
    campaign = _named(draft.campaign_code, draft.region_code)
    length = campaign.summary_length if campaign and draft.kind is Kind.SUMMARY else 0
    _read(Asked(viewer, draft.region_code, draft.first_on, draft.until_on))
    return render_template(
        "summaries/show.html",
        draft=draft,
        last_on=draft.until_on - timedelta(days=1),
        form=form,
        place=asking.place(viewer, draft.region_code),
        findings=composing.findings(viewer, draft),
        changed=composing.changed(viewer, draft),
        versions=queries.versions(draft),
        written=rules.characters(draft.text),
        length=length,
    )


def _renewed(draft: SummaryDraft) -> dict[str, str]:
    asked = Asked(current_viewer(), draft.region_code, draft.first_on, draft.until_on)
    return composing.as_kept(composing.numbers(asked))


def _named(code: str | None, region_code: str) -> Campaign | None:
    """Return a campaign by its code, as long as it is known."""
    if not code:
        return None
    known = practice.campaigns(region_code)
    return next((each for each in known if each.code == code), None)


def _campaign() -> Campaign | None:
    code = request.args.get("campaign")
    if not code:
        return None
    viewer = current_viewer()
    if not asking.may_ask(viewer):
        raise NotFound
    return practice.campaign(code, request.args.get("region") or viewer.regions[0])


def _asked(campaign: Campaign | None) -> Asked:
    """Return what is asked for: the window of the campaign, where no days are named."""
    told = dict(request.args)
    if campaign is not None:
        window = {"from": campaign.first_on.isoformat(), "to": campaign.last_on.isoformat()}
        told = {**window, **told}
    return asking.asked(current_viewer(), told, clock.today())


def _read(asked: Asked) -> None:
    record(
        Tag.REPORT_READ,
        actor_id=asked.viewer.account_id,
        region_code=asked.region_code,
        first=asked.first_on.isoformat(),
        until=asked.until_on.isoformat(),
    )
