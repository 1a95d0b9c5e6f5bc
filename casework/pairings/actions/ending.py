"""Pausing, going on, ending: what ends closes the volunteer's door at that moment."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.db.base import db
from casework.errors import RuleBroken
from casework.pairings import queries, rules, steps
from casework.pairings.actions import door, opening, stepping
from casework.pairings.actions.deciding import check_standing
from casework.pairings.actions.places import give_place_back
from casework.pairings.models import Pairing, PairingStep
from casework.practice import queries as practice

#: Why a pairing ends that no office ends by hand.
BY_ITSELF = frozenset({"moved_out", "left", "merged"})


def pause(*, actor: Viewer, pairing_id: UUID, words: str | None) -> Pairing:
    """Let a pairing rest, with why; the volunteer sees nothing meanwhile."""
    pairing = queries.locked(actor, pairing_id)
    hold(pairing, by=actor.account_id, words=words)
    return pairing


def hold(pairing: Pairing, *, by: UUID | None, words: str | None) -> PairingStep:
    """Let a pairing in hand rest: the places are kept, the door is closed."""
    row = stepping.take(pairing, steps.PAUSE, by=by, words=words)
    pairing.paused_on = clock.today()
    door.close_door(pairing=pairing)
    return row


def resume(*, actor: Viewer, pairing_id: UUID, words: str | None = None) -> Pairing:
    """Let a pairing go on; raise RuleBroken where the volunteer may not any more."""
    pairing = queries.locked(actor, pairing_id)
    steps.demand(steps.RESUME, pairing.state)
    child = children.get(actor, pairing.child_id)
    rules.check_listed(child.status)
    check_standing(queries.standing_of(pairing), clock.today())
    stepping.take(pairing, steps.RESUME, by=actor.account_id, words=words)
    pairing.paused_on = None
    opening.open_again(actor, pairing, child)
    return pairing


def go_on(*, actor: Viewer, pairing_id: UUID, words: str | None = None) -> Pairing:
    """Say that something was looked at, and that the pairing goes on as it is."""
    pairing = queries.locked(actor, pairing_id)
    stepping.take(pairing, steps.CHECK, by=actor.account_id, words=words)
    return pairing


def end(
    *, actor: Viewer, pairing_id: UUID, reason: str | None, words: str | None = None
) -> Pairing:
    """End a pairing for a reason of the list ``pairing_end``; a second time is refused."""
    pairing = queries.locked(actor, pairing_id)
    steps.demand(steps.END, pairing.state)
    if reason not in reasons():
        raise RuleBroken("请选择为什么结束。", "reason")
    stop(pairing, by=actor.account_id, reason=str(reason), words=words)
    return pairing


def reasons() -> dict[str, str]:
    """Return the reasons that an office may give, with their labels."""
    labels = practice.codes("pairing_end")
    return {code: label for code, label in labels.items() if code not in BY_ITSELF}


def stop(pairing: Pairing, *, by: UUID | None, reason: str, words: str | None = None) -> None:
    """End a pairing in hand: the door closes, the place is given back, the record stays."""
    steps.demand(steps.END, pairing.state)
    with db.session.no_autoflush:
        give_place_back(pairing)
    pairing.ended_on, pairing.end_reason = clock.today(), reason
    pairing.next_contact_due_on = None
    stepping.take(pairing, steps.END, by=by, words=words)
    door.close_door(pairing=pairing)
