"""The township verifies, the county confirms or refuses."""

from collections.abc import Sequence
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import actions as children_
from casework.children import steps as file_steps
from casework.children.models import Child, Status
from casework.recognition import queries, rules, steps
from casework.recognition.actions import stepping
from casework.recognition.actions.applying import note_papers
from casework.recognition.models import Recognition
from casework.recognition.rules import Opinion, Proof


def take_up(*, actor: Viewer, recognition_id: UUID) -> Recognition:
    """Begin to verify: the village sees that somebody is at it."""
    recognition, child = stepping.held(actor, recognition_id)
    stepping.take(actor, recognition, child, steps.TAKE_UP)
    return recognition


def ask_more(*, actor: Viewer, recognition_id: UUID, words: str) -> Recognition:
    """Ask for what is missing, all of it at once."""
    recognition, child = stepping.held(actor, recognition_id)
    stepping.take(actor, recognition, child, steps.ASK_MORE, words=words)
    return recognition


def verify(
    *,
    actor: Viewer,
    recognition_id: UUID,
    opinion: Opinion,
    words: str | None = None,
    matched: Sequence[str] = (),
    seen: Sequence[str] = (),
    promised: Sequence[str] = (),
) -> Recognition:
    """Hand an application to the county with what was found, papers missing or not.

    Raises RuleBroken for an opinion against the rule's proposal without a reason, and where
    somebody verifies what she entered herself though a colleague could.
    """
    recognition, child = stepping.held(actor, recognition_id)
    steps.demand(steps.VERIFY, recognition.state)
    own = stepping.check_hands(actor, recognition, steps.VERIFY, [recognition.entered_by])
    note_papers(
        actor, recognition, {Proof.MATCHED: matched, Proof.SEEN: seen, Proof.PROMISED: promised}
    )
    proposal = stepping.proposal_for(recognition, child)
    fits = {Opinion.FITS: True, Opinion.FITS_NOT: False}.get(opinion)
    stepping.take(
        actor,
        recognition,
        child,
        steps.VERIFY,
        words=words,
        proposal=proposal,
        against=fits is not None and proposal.is_against(recognised=fits),
        opinion=opinion.value,
        **own,
    )
    return recognition


def send_back(*, actor: Viewer, recognition_id: UUID, words: str) -> Recognition:
    """Let the township verify again; its term begins anew."""
    recognition, child = stepping.held(actor, recognition_id)
    stepping.take(actor, recognition, child, steps.SEND_BACK, words=words)
    return recognition


def confirm(*, actor: Viewer, recognition_id: UUID, words: str | None = None) -> Recognition:
    """Recognise a child, with support from the first of the next month.

    The file comes onto the list, where it was not yet. Raises RuleBroken for a closed file, for a
    decision against the proposal without a reason, and for one's own entry.
    """
    recognition, child = stepping.held(actor, recognition_id)
    file_steps.demand_open(child.status)
    own = _own_hands(actor, recognition, steps.CONFIRM)
    proposal = stepping.proposal_for(recognition, child)
    recognition.starts_on = rules.starts_on(clock.today())
    stepping.take(
        actor,
        recognition,
        child,
        steps.CONFIRM,
        words=words,
        proposal=proposal,
        against=proposal.is_against(recognised=True),
        **own,
    )
    _put_on_list(actor, child)
    return recognition


def refuse(*, actor: Viewer, recognition_id: UUID, words: str) -> Recognition:
    """Refuse with reasons, which the applicant gets in writing."""
    recognition, child = stepping.held(actor, recognition_id)
    own = _own_hands(actor, recognition, steps.REFUSE)
    proposal = stepping.proposal_for(recognition, child)
    stepping.take(
        actor,
        recognition,
        child,
        steps.REFUSE,
        words=words,
        proposal=proposal,
        against=proposal.is_against(recognised=False),
        **own,
    )
    return recognition


def _own_hands(actor: Viewer, recognition: Recognition, act: str) -> dict[str, bool]:
    """Note where whoever decides has entered or verified it; refuse it where another could."""
    steps.demand(act, recognition.state)
    verified = queries.last_step(queries.steps_of(recognition), steps.VERIFY)
    before = [recognition.entered_by, verified.account_id if verified else None]
    return stepping.check_hands(actor, recognition, act, before)


def _put_on_list(actor: Viewer, child: Child) -> None:
    """A child who is recognised is on the list, however far its file had got."""
    if child.status in file_steps.BY_ACT["submit"].before:
        children_.submit(actor=actor, child=child)
    if child.status is Status.SUBMITTED:
        children_.accept(actor=actor, child=child)
