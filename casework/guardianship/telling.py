"""What packages above know of a child's care: they register here, guardianship asks.

Guardianship stands below visits and agreements and knows neither of them.
"""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.guardianship.caring import VisitSaid

#: Gives the newest word of a visit on who cares, by child; one statement for all.
TellCare = Callable[[Viewer, Collection[Child]], Mapping[UUID, VisitSaid]]
#: Gives the children with an agreement on entrusted care in force on a day; one statement.
TellAgreements = Callable[[Viewer, Collection[Child], date], AbstractSet[UUID]]
#: Gives the condition that a parent is in on a day, by the tie to that parent; one statement.
TellConditions = Callable[[Viewer, Collection[Child], date], Mapping[UUID, str]]

_care: list[TellCare] = []
_agreements: list[TellAgreements] = []
_conditions: list[TellConditions] = []


def tells_care(gather: TellCare) -> TellCare:
    """Register who knows what visits found."""
    if gather not in _care:
        _care.append(gather)
    return gather


def tells_agreements(gather: TellAgreements) -> TellAgreements:
    """Register who knows which agreements are in force."""
    if gather not in _agreements:
        _agreements.append(gather)
    return gather


def tells_conditions(gather: TellConditions) -> TellConditions:
    """Register who knows the conditions that parents are proven or said to be in."""
    if gather not in _conditions:
        _conditions.append(gather)
    return gather


def told_conditions(viewer: Viewer, children: Collection[Child], on: date) -> Mapping[UUID, str]:
    """Return the condition that each parent is in on a day, by the child's tie to them."""
    return {
        tie_id: code
        for gather in _conditions
        for tie_id, code in gather(viewer, children, on).items()
    }


def told_care(viewer: Viewer, children: Collection[Child]) -> dict[UUID, VisitSaid]:
    """Return what visits found, by child."""
    found: dict[UUID, VisitSaid] = {}
    for gather in _care:
        for child_id, said in gather(viewer, children).items():
            if child_id not in found or found[child_id].at < said.at:
                found[child_id] = said
    return found


def agreed(viewer: Viewer, children: Collection[Child], on: date) -> dict[UUID, bool | None]:
    """Return whether an agreement is in force, by child; None where nobody can tell."""
    if not _agreements:
        return dict.fromkeys((child.id for child in children), None)
    in_force = {each for gather in _agreements for each in gather(viewer, children, on)}
    return {child.id: child.id in in_force for child in children}
