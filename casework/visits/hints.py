"""What may be odd about a visit, for its reviewer only: a fact with its evidence, no judgement.

Counts of visits, never a figure about a person. Words are compared by keyed digests whose key lives
as long as the comparison; nothing of it is stored.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.practice.rules.hints import HintRules
from casework.texts import Text
from casework.visits import glance, queries
from casework.visits.models import Visit, VisitVersion


class Odd(LabelledEnum):
    """What is pointed out."""

    SAME_WORDS = "same_words", "文字相同"
    MANY_AT_ONCE = "many_at_once", "集中登记"
    LATE = "late", "隔得较久才登记"


@dataclass(frozen=True)
class Hint:
    """One thing to look at, and the other visits that it was seen in."""

    odd: Odd
    text: Text
    others: Sequence[Visit]


@dataclass(frozen=True)
class _Other:
    visit: Visit
    digests: frozenset[bytes]


def hints(viewer: Viewer, shown: Collection[Visit]) -> dict[UUID, list[Hint]]:
    """Return what may be odd about some visits, by their id.

    Compared with at most as many records of the same authors, within reach, as the practice says.
    """
    if not shown:
        return {}
    rules = practice.hints()
    by_author: dict[UUID, list[_Other]] = {}
    for other in _others(viewer, shown, rules):
        by_author.setdefault(other.visit.author_id, []).append(other)
    return {
        visit.id: list(_of(visit, by_author.get(visit.author_id, []), rules)) for visit in shown
    }


def _others(viewer: Viewer, shown: Collection[Visit], rules: HintRules) -> list[_Other]:
    since = min(visit.recorded_at for visit in shown) - rules.window
    until = max(visit.recorded_at for visit in shown) + rules.burst
    statement = (
        select(Visit, VisitVersion)
        .join(VisitVersion, queries.is_newest())
        .where(queries.in_reach(viewer), Visit.author_id.in_({v.author_id for v in shown}))
        .where(Visit.recorded_at >= since, Visit.recorded_at <= until)
        .order_by(Visit.recorded_at.desc(), Visit.id.desc())
        .limit(rules.most_visits)
    )
    key = secrets.token_bytes(32)
    return [
        _Other(visit, frozenset(_digests(version, rules, key)))
        for visit, version in db.session.execute(statement)
    ]


def _digests(version: VisitVersion, rules: HintRules, key: bytes) -> Iterator[bytes]:
    for code, written in glance.words(version):
        text = _essence(written)
        if len(text) >= rules.same_text_length:
            yield hashlib.blake2b(f"{code}:{text}".encode(), key=key, digest_size=16).digest()


def _essence(text: str) -> str:
    """Return a text without blanks and punctuation."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def _of(visit: Visit, others: Sequence[_Other], rules: HintRules) -> Iterator[Hint]:
    own = next((other.digests for other in others if other.visit.id == visit.id), frozenset())
    same = [o.visit for o in others if o.digests & own and _is_another(o.visit, visit)]
    children = {other.child_id for other in same}
    if len(children) + 1 >= rules.same_text_children:
        text = Text("同样的一段话，也写在另外%(n)s个孩子的记录里", n=len(children))
        yield Hint(Odd.SAME_WORDS, text, same)
    yield from _at_once(visit, others, rules)
    entered_on = min(clock.today(), clock.local(visit.recorded_at).date())
    days = (entered_on - visit.visited_on).days
    if timedelta(days=days) >= rules.late:
        yield Hint(Odd.LATE, Text("走访后隔了%(n)s天才登记", n=days), [])


def _at_once(visit: Visit, others: Sequence[_Other], rules: HintRules) -> Iterator[Hint]:
    at = visit.recorded_at
    close = [o.visit for o in others if abs(o.visit.recorded_at - at) <= rules.burst]
    starts = {each.recorded_at for each in close if each.recorded_at <= at}
    windows = [
        [each for each in close if start <= each.recorded_at <= start + rules.burst]
        for start in starts
    ]
    near = max(windows, key=_forms, default=[])
    if _forms(near) >= rules.burst_visits:
        minutes = int(rules.burst.total_seconds() // 60)
        text = Text("%(minutes)s分钟内一共登记了%(n)s次走访", minutes=minutes, n=_forms(near))
        yield Hint(Odd.MANY_AT_ONCE, text, [v for v in near if _is_another(v, visit)])


def _forms(visits: Collection[Visit]) -> int:
    """Return how many forms made some visits: brothers and sisters seen together are one."""
    return len({visit.encounter_id or visit.id for visit in visits})


def _is_another(other: Visit, visit: Visit) -> bool:
    is_together = other.encounter_id is not None and other.encounter_id == visit.encounter_id
    return other.child_id != visit.child_id and not is_together
