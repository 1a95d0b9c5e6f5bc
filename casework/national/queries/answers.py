"""What was decided before: it holds as long as both sides say what they said then."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.national.models import Choice, NationalDecision, NationalStranger, Result
from casework.national.rules.facts import Difference, Said
from casework.national.rules.matching import Answers
from casework.national.rules.values import plain

IDENTITY = "identity"
#: So many children are named in a statement; of more, everybody's answers are read.
_FEW = 400


def person_digest(said: Said) -> bytes:
    """Return by what the person of a row is known again in the next list."""
    return keyring().digest("national.person", "\x1f".join(said.known_by))


def value_digest(name: str, text: str) -> bytes:
    """Return by what a value of a field is known again."""
    return keyring().digest("national.value", f"{name}\x1f{plain(text)}")


@dataclass(frozen=True)
class Settled:
    """The answers about one system's lists, by child, field and both values."""

    by_values: dict[tuple[UUID, str, bytes, bytes], NationalDecision] = field(repr=False)
    as_of: date

    def answer(self, child_id: UUID, told: Difference) -> NationalDecision | None:
        """Return the answer that still holds for a difference, if there is one.

        What was to be changed there and was said to be done before the list was made, and still
        stands there otherwise, is asked again.
        """
        here, there = value_digest(told.name, told.here), value_digest(told.name, told.there)
        found = self.by_values.get((child_id, told.name, here, there))
        if found is None or found.choice is not Choice.OURS:
            return found
        is_late = found.done_on is not None and found.done_on < self.as_of
        return None if is_late else found


def settled(viewer: Viewer, system: str, child_ids: Collection[UUID], as_of: date) -> Settled:
    """Return the answers about some children."""
    wanted = set(child_ids)
    few = wanted if len(wanted) <= _FEW else None
    found = [each for each in decisions(viewer, system, few) if each.child_id in wanted]
    keyed = {
        (each.child_id, each.field, each.here_digest, each.there_digest): each for each in found
    }
    return Settled(keyed, as_of)


def decisions(
    viewer: Viewer, system: str, child_ids: Collection[UUID] | None = None
) -> Sequence[NationalDecision]:
    """Return all answers about children in reach, or about some of them, the oldest first."""
    statement = (
        select(NationalDecision)
        .where(within(NationalDecision.region_code, viewer.scope.ranges))
        .where(NationalDecision.system == system)
        .order_by(NationalDecision.id)
    )
    if child_ids is not None:
        statement = statement.where(NationalDecision.child_id.in_(child_ids))
    return db.session.scalars(statement).all()


def identities(viewer: Viewer, system: str, rows: Iterable[Said]) -> Answers:
    """Return what was said about who the rows are."""
    keys = {person_digest(said): said.known_by for said in rows if said.is_readable}
    same, others = {}, set()
    for each in decisions(viewer, system):
        key = keys.get(each.there_digest) if each.field == IDENTITY else None
        if key is not None and each.choice is Choice.IS_SAME:
            same[key] = each.child_id
            others.discard((key, each.child_id))
        elif key is not None:
            others.add((key, each.child_id))
            if same.get(key) == each.child_id:
                del same[key]
    return Answers(same, others)


def strangers(viewer: Viewer, system: str) -> set[tuple[Result, bytes]]:
    """Return whom somebody has said not to be asked about again."""
    statement = select(NationalStranger.result, NationalStranger.digest).where(
        within(NationalStranger.region_code, viewer.scope.ranges),
        NationalStranger.system == system,
    )
    return {(result, digest) for result, digest in db.session.execute(statement)}
