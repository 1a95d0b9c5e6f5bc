"""The first meeting, with the 儿童主任 there: from then on the pairing is lived."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.pairings import queries, rules, steps
from casework.pairings.actions import contacting, stepping
from casework.pairings.models import Pairing


def meet(
    *, actor: Viewer, pairing_id: UUID, on: date, place: str | None, present: str | None
) -> Pairing:
    """Keep when and where child and volunteer first met, and who was there.

    Raises RuleBroken for a day to come, and where nobody is said to have been there.
    """
    pairing = queries.locked(actor, pairing_id)
    steps.demand(steps.MEET, pairing.state)
    rules.check_day(on, clock.today())
    if not (present or "").strip():
        raise RuleBroken("请写明见面时有谁在场，儿童主任要在场。", "present")
    told = {"on": on.isoformat(), "place": (place or "").strip(), "present": present}
    pairing.first_meeting = {name: value for name, value in told.items() if value}
    pairing.began_on, pairing.counted_region_code = on, pairing.region_code
    stepping.take(pairing, steps.MEET, by=actor.account_id, on=on)
    contacting.reckon(pairing)
    return pairing
