"""Keeping a text: what it said before stays, and the figures that it was made of."""

from collections.abc import Mapping
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities.actions.recording import derived, desk_of
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.figures.registry import Asked
from casework.summaries import queries, rules
from casework.summaries.models import Kind, SummaryDraft, SummaryVersion


def write(
    *,
    asked: Asked,
    form_id: UUID,
    kind: Kind,
    title: str,
    text: str,
    unit: str | None = None,
    campaign_code: str | None = None,
    figures: Mapping[str, str],
) -> SummaryDraft:
    """Keep a new text of a place and a time in reach; the same form again is the same text.

    Raises RuleBroken where title or text is missing.
    """
    actor = asked.viewer
    client_id = derived(actor.account_id, form_id)
    if (known := queries.of_form(actor, SummaryDraft, client_id)) is not None:
        return known
    rules.check_words(title, text)
    draft = SummaryDraft(
        region_code=asked.region_code,
        client_id=client_id,
        account_id=actor.account_id,
        desk=desk_of(actor),
        kind=kind,
        campaign_code=campaign_code,
        first_on=asked.first_on,
        until_on=asked.until_on,
        title=title.strip(),
        unit=unit,
        text=text,
        figures=dict(figures),
    )
    db.session.add(draft)
    db.session.flush()
    _tell(Tag.SUMMARY_WRITE, actor, draft)
    return draft


def rewrite(
    *,
    actor: Viewer,
    draft: SummaryDraft,
    title: str,
    text: str,
    unit: str | None = None,
    figures: Mapping[str, str] | None = None,
) -> None:
    """Write a text anew and keep what it said; with ``figures``, those it is made of from now on.

    Raises RuleBroken as ``write`` does, and for one that was withdrawn.
    """
    _check_standing(draft)
    rules.check_words(title, text)
    if (draft.title, draft.text) != (title.strip(), text):
        before = SummaryVersion(
            owner=draft,
            region_code=draft.region_code,
            draft_id=draft.id,
            n=draft.version,
            account_id=actor.account_id,
            title=draft.title,
            text=draft.text,
        )
        db.session.add(before)
    draft.title, draft.text, draft.unit = title.strip(), text, unit
    if figures is not None:
        draft.figures = dict(figures)
    db.session.flush()
    _tell(Tag.SUMMARY_WRITE, actor, draft)


def withdraw(*, actor: Viewer, draft: SummaryDraft) -> None:
    """Take a text off the list; it is kept."""
    _check_standing(draft)
    draft.withdrawn_on = clock.today()
    db.session.flush()
    _tell(Tag.SUMMARY_WITHDRAW, actor, draft)


def tell_export(actor: Viewer, draft: SummaryDraft) -> None:
    """Put into the trail that a text left the house as a file."""
    _tell(Tag.SUMMARY_EXPORT, actor, draft)


def _check_standing(draft: SummaryDraft) -> None:
    if draft.withdrawn_on is not None:
        raise RuleBroken("这份稿子已经删去，不能再改。")


def _tell(tag: Tag, actor: Viewer, draft: SummaryDraft) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=draft.region_code,
        subject_id=draft.id,
        kind=draft.kind.value,
    )
