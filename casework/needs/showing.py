"""One need as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts import queries as accounts
from casework.children.models import Child
from casework.needs import queries
from casework.needs.models import Need, NeedStep
from casework.needs.rules import Satisfied, Teller
from casework.practice import queries as practice


@dataclass(frozen=True)
class Confirmation:
    """What the family said of it."""

    by: Teller
    satisfied: Satisfied
    on: date
    words: str | None


@dataclass(frozen=True)
class Told:
    """A need in words, with its steps, each with whoever did it."""

    need: Need
    kind: str
    owner: str
    solution: str | None
    closed_by: str | None
    confirmation: Confirmation | None
    steps: Sequence[tuple[NeedStep, str]]


def told(child: Child, need: Need) -> Told:
    """Return a need as its page shows it."""
    steps = queries.steps_of(child, need)
    ids = {need.account_id, need.closed_by, *(step.account_id for step in steps)}
    names = accounts.names_of({each for each in ids if each})
    ways = practice.codes("need_outcome")
    return Told(
        need=need,
        kind=practice.visit_form().need_label(need.kind),
        owner=names.get(need.account_id, ""),
        solution=ways.get(need.solution, need.solution) if need.solution else None,
        closed_by=names.get(need.closed_by) if need.closed_by else None,
        confirmation=_confirmation(need),
        steps=[(step, names.get(step.account_id, "")) for step in steps],
    )


def _confirmation(need: Need) -> Confirmation | None:
    said = need.confirmation
    if not said or need.confirmed_on is None:
        return None
    return Confirmation(
        Teller(said["by"]), Satisfied(said["satisfied"]), need.confirmed_on, said.get("words")
    )
