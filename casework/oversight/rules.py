"""How the table of a township names its workers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID


def told_apart(
    names: Mapping[UUID, str], villages: Mapping[UUID, Iterable[str]]
) -> dict[UUID, tuple[str, str]]:
    """Return each worker's name and what tells them from others of that name, empty if nobody.

    It is where their children live; a number, by the order of their ids, where that is the same.
    """
    shared = {name for name, bearers in Counter(names.values()).items() if bearers > 1}
    places = {
        worker: "、".join(sorted(set(villages.get(worker, ())))) if name in shared else ""
        for worker, name in names.items()
    }
    told: dict[UUID, tuple[str, str]] = {}
    for worker in sorted(names):
        mark, number = places[worker], 1
        while (names[worker], mark) in told.values():
            number += 1
            mark = f"{places[worker]} {number}".strip()
        told[worker] = (names[worker], mark)
    return told
