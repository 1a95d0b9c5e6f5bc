"""What a new file asks for by itself."""

from casework.children.models import Child, IdState

#: Reasons for having no number that mean: the child is not in the household register (落户).
#: Who is only waiting for a number to be looked up is registered (民发〔2019〕34号).
UNREGISTERED = frozenset({"unregistered", "newborn", "unidentified"})
HUKOU = "hukou"


def needs_hukou(child: Child) -> bool:
    """Say whether somebody has to help the child into the household register."""
    return child.id_state is IdState.NONE and child.no_id_reason in UNREGISTERED
