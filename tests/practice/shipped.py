"""The practice files that the product ships with."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

from casework.practice import files

CONFIG = Path(__file__).parents[2] / "config"


@cache
def _drafts() -> dict[str, files.Draft]:
    return {draft.kind: draft for draft in files.read(CONFIG)}


def body_of(kind: str) -> dict[str, Any]:
    """Return the body of a practice file, fresh for changing."""
    return copy.deepcopy(_drafts()[kind].body)
