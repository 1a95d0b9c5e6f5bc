"""The sections of a folder in their fixed order: each says what it needs and gathers its blocks."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.dossier.rules import Veil
from casework.folders.blocks import Block
from casework.folders.rules import Depth, Lifted, veil_of


@dataclass(frozen=True)
class Asked:
    """Of whom a folder is made, for whom, and how much of it is shown."""

    viewer: Viewer
    child: Child
    lifted: frozenset[Lifted] = frozenset()
    depth: Depth = Depth.YEAR
    with_pictures: bool = False

    @cached_property
    def veil(self) -> Veil:
        """What masks."""
        return veil_of(self.lifted)

    @property
    def shows_secret(self) -> bool:
        """Whether secret categories are called by their names."""
        return Lifted.SECRET in self.lifted and self.viewer.may(Permission.CHILD_SECRET)


@dataclass(frozen=True)
class Section:
    """One section: what it is called, who may read it, what it says."""

    code: str
    label: str
    permission: Permission
    gather: Callable[[Asked], Iterator[Block]]


@dataclass(frozen=True)
class Filled:
    """A section with what it says of one child; an empty one says so."""

    code: str
    label: str
    blocks: Sequence[Block]


def filled(sections: Sequence[Section], asked: Asked, chosen: Collection[str]) -> list[Filled]:
    """Return the chosen sections that the viewer may read, in order."""
    return [
        Filled(each.code, each.label, list(each.gather(asked)))
        for each in sections
        if each.code in chosen and asked.viewer.may(each.permission)
    ]


def withheld(sections: Sequence[Section], viewer: Viewer, chosen: Collection[str]) -> list[str]:
    """Return the names of the chosen sections that the viewer may not read."""
    return [
        each.label for each in sections if each.code in chosen and not viewer.may(each.permission)
    ]


def not_chosen(sections: Sequence[Section], chosen: Collection[str]) -> list[str]:
    """Return the names of the sections that nobody asked for."""
    return [each.label for each in sections if each.code not in chosen]
