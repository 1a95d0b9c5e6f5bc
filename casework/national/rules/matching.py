"""Which row of a list is which child: by number, else perhaps by name and birth date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from casework.national.models import Result
from casework.national.rules.facts import Said
from casework.national.rules.values import plain

Key = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What a child without a common number may be known by."""

    child_id: UUID
    birth_on: date | None = field(repr=False)


@dataclass(frozen=True)
class Answers:
    """What somebody has said before about who a row is."""

    same: Mapping[Key, UUID] = field(default_factory=dict)
    others: Collection[tuple[Key, UUID]] = ()


@dataclass(frozen=True)
class Matched:
    """A row with whom it is."""

    said: Said
    #: DIFFERS stands for "it is this child"; what differs is looked at afterwards.
    result: Result
    child_id: UUID | None = None
    candidates: tuple[UUID, ...] = ()
    #: The row that it repeats.
    repeats: int | None = None


def match(
    rows: Sequence[Said],
    by_number: Mapping[str, Collection[UUID]],
    by_name: Mapping[str, Sequence[Known]],
    answers: Answers | None = None,
) -> list[Matched]:
    """Say of every row whom it names, each in exactly one way, in the order of the list."""
    finder = _Finder(by_number, by_name, answers or Answers())
    # Those who are surely somebody first: nobody else may be them.
    sure = [finder.surely(said) for said in rows]
    return [known or finder.likely(said) for said, known in zip(rows, sure, strict=True)]


def name_key(name: str) -> str:
    """Return what a name is compared by."""
    return plain(name)


class _Finder:
    """Remembers which rows and children were there before."""

    def __init__(
        self,
        by_number: Mapping[str, Collection[UUID]],
        by_name: Mapping[str, Sequence[Known]],
        answers: Answers,
    ) -> None:
        self._by_number, self._by_name, self._answers = by_number, by_name, answers
        self._lines: dict[Key, int] = {}
        self._taken: dict[UUID, int] = {}

    def surely(self, said: Said) -> Matched | None:
        """Return what is sure of a row, None where it is not."""
        if not said.is_readable:
            return Matched(said, Result.UNREADABLE)
        first = self._lines.setdefault(said.known_by, said.line)
        if first != said.line:
            return Matched(said, Result.TWICE, repeats=first)
        child_id = self._child_of(said)
        if child_id is None:
            return None
        line = self._taken.setdefault(child_id, said.line)
        if line != said.line:
            return Matched(said, Result.TWICE, repeats=line)
        return Matched(said, Result.DIFFERS, child_id)

    def likely(self, said: Said) -> Matched:
        """Return who a row may be, or that it is nobody known."""
        likely = self._holders(said) or self._namesakes(said)
        result = Result.POSSIBLE if likely else Result.THERE
        return Matched(said, result, candidates=likely)

    def _child_of(self, said: Said) -> UUID | None:
        known = self._answers.same.get(said.known_by)
        if known is not None:
            return known
        holders = self._holders(said)
        return holders[0] if len(holders) == 1 else None

    def _holders(self, said: Said) -> tuple[UUID, ...]:
        found = self._by_number.get(said.number, ()) if said.number else ()
        return tuple(sorted(each for each in found if not self._is_other(said, each)))

    def _namesakes(self, said: Said) -> tuple[UUID, ...]:
        return tuple(
            each.child_id
            for each in self._by_name.get(name_key(said.name), ())
            if each.child_id not in self._taken
            and _may_be(said.birth_on, each.birth_on)
            and not self._is_other(said, each.child_id)
        )

    def _is_other(self, said: Said, child_id: UUID) -> bool:
        return (said.known_by, child_id) in self._answers.others


def _may_be(one: date | None, other: date | None) -> bool:
    return one is None or other is None or one == other
