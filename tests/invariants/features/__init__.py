"""What single features add to the invariants: a module each, found by itself.

A module may have, all by the name of an endpoint (``activities.new``) where it says so:

``SAID``          endpoint → what a form says beside what stands on its page
``PLACED``        endpoint → (place) → the same, depending on the place
``FILES``         endpoint → (what makes the bytes, file name); sent as ``file``
``REGION_ASKED``  endpoint → (name of the region after the question mark, what stands beside it)
``SPECIFIED``     endpoint → what stands after the question mark, whatever the place
``EACH_TIME``     endpoint → why the same form sent twice is two things
``NOT_TYPED``     label of a sealed field → why nobody can type it
``WORDS``         variable of addresses → the words to choose from
``settle``        (world, place, county, director, child) → ids by the variables of addresses
``walk``          (made, director, county, fed, child_id): go everywhere and type ``walk.MARK``

``settle`` runs in each place with the run of the whole database; ``child`` is a child in care
there. What it returns answers for that variable of an address in that place; a function of the
endpoint and the viewer answers where it depends on them.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return the modules of this package, by name."""
    names = sorted(each.name for each in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}") for name in names)


def merged(name: str) -> dict[str, Any]:
    """Return what all modules say under a name."""
    return {key: value for each in having(name) for key, value in getattr(each, name).items()}


def having(name: str) -> Iterator[ModuleType]:
    """Yield the modules that say something under a name."""
    return (each for each in modules() if hasattr(each, name))
