"""What a volunteer is told of a child when her door opens, and nothing else."""

from typing import TYPE_CHECKING

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.pairings import queries
from casework.pairings.actions import door, stepping
from casework.pairings.models import Pairing
from casework.pairings.queries import Standing

if TYPE_CHECKING:
    from casework.pairings.actions.deciding import Asked
