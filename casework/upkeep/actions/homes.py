"""Moving house: the stay of before ends, another one begins."""

from casework.accounts.viewer import Viewer
from casework.children import actions as children_
from casework.children import queries as children
from casework.children.facts import Told
from casework.children.models import Child
from casework.upkeep.actions.noting import begin


def move_home(
    *,
    actor: Viewer,
    child: Child,
    version: int,
    told: Told,
    address: str,
    region_code: str | None = None,
) -> list[str]:
    """Let the child live at another address from a day on; return the codes of what changed.

    Without ``region_code`` the child stays in the village; another one is a move as any other,
    with the worker of that village. Raises RuleBroken for a day before the last move.
    """
    noting = begin(actor=actor, child=child, version=version, kind="address", told=told)
    left = children.address_of(child)
    if region_code in (None, child.region_code):
        if left == address:
            return []
        children_.move(
            actor=actor,
            child=child,
            region_code=child.region_code,
            address=address,
            on=told.from_on,
        )
    else:
        children_.move_by(
            actor=actor, child=child, region_code=region_code, address=address, on=told.from_on
        )
    noting.note("address", left, address)
    return noting.finish()
