"""A list beside our register: from its rows to what is to be stored of each; nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.national import queries, sheet
from casework.national.interpret import interpret
from casework.national.models import NationalList, Result
from casework.national.queries.answers import Settled, person_digest
from casework.national.rules.facts import Difference, Here, Said, Words
from casework.national.rules.matching import Matched, match, name_key
from casework.national.rules.values import differences
from casework.practice import queries as practice
from casework.regions.codes import prefix
from casework.roster import ledger

#: Says how far the comparison is: rows looked at, of how many.
Report = Callable[[int, int], None]
#: Results whose rows ask one question: who somebody is, or why somebody is there.
ASKING = frozenset({Result.THERE, Result.POSSIBLE, Result.TWICE, Result.UNREADABLE})


@dataclass(frozen=True)
class Outcome:
    """What is stored of one row, or of one child that the list lacks."""

    result: Result
    told: Mapping[str, str] = field(repr=False)
    line: int | None = None
    here_id: UUID | None = None
    open: int = 0
    is_ended: bool = False
    differences: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)


def words_of(region_code: str, as_of: date) -> Words:
    """Return the words that a list of a region is read by."""
    books = ledger.books(region_code, as_of, as_of)
    return Words(
        sexes=books.sexes,
        health=books.health,
        disabilities=practice.code_list("disability_kind"),
        grades=practice.code_list("disability_grade"),
        categories=books.categories,
        find_village=books.find_village,
        is_ended=practice.national().is_ended,
        as_of=as_of,
    )


def compare(viewer: Viewer, found: NationalList, report: Report) -> list[Outcome]:
    """Return every row of a list and every child that it lacks, each in exactly one result.

    Reads only. ``report`` may end the work by raising.
    """
    words = words_of(found.region_code, found.as_of)
    rows = rows_of(found, words)
    report(0, len(rows))
    matched = _matched(viewer, found.system, rows)
    mask = queries.here.mask_of(practice.national().of(found.system), found.categories)
    known = [each.child_id for each in matched if each.child_id is not None]
    files = {
        here.child_id: here
        for here in queries.here.here_of(viewer, known, mask, lambda n: report(n, len(rows)))
    }
    settled = queries.answers.settled(viewer, found.system, known, found.as_of)
    passed = queries.answers.strangers(viewer, found.system)
    outcomes = [_outcome(each, files, settled, words, passed) for each in matched]
    named = {child_id for each in matched for child_id in each.candidates} | {*known}
    lacking = queries.here.lacking(viewer, prefix(found.region_code), mask, named)
    return [*outcomes, *(Outcome(Result.HERE, {}, here_id=child_id) for child_id in lacking)]


def rows_of(found: NationalList, words: Words) -> list[Said]:
    """Return what the rows of a list say, in their order."""
    table = sheet.unpacked(found.content, found.columns)
    records = table.records().records
    return [interpret(record, words, is_1904=table.is_1904) for record in records]


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many of each result, and how many questions of it are open."""
    found = Counter(each.result for each in outcomes)
    asking = Counter(each.result for each in outcomes if each.open)
    told = {result.value: found[result] for result in Result}
    return told | {f"open_{result.value}": asking[result] for result in Result}


def _matched(viewer: Viewer, system: str, rows: Sequence[Said]) -> list[Matched]:
    numbers = {said.number for said in rows if said.number}
    held = queries.here.by_number(viewer, numbers)
    sure = {number for number, holders in held.items() if len(holders) == 1}
    nameless = {name_key(said.name) for said in rows if said.name and said.number not in sure}
    named = queries.here.by_name(viewer, nameless)
    return match(rows, held, named, queries.answers.identities(viewer, system, rows))


def _outcome(
    matched: Matched,
    files: Mapping[UUID, Here],
    settled: Settled,
    words: Words,
    passed: set[tuple[Result, bytes]],
) -> Outcome:
    said = matched.said
    here = files.get(matched.child_id) if matched.child_id is not None else None
    if here is not None:
        return compared(said, here, settled, words)
    about: dict[str, Any] = {"person": person_digest(said).hex()}
    about["candidates"] = [str(each) for each in matched.candidates]
    about["repeats"] = matched.repeats
    result = Result.THERE if matched.result is Result.DIFFERS else matched.result
    if said.is_ended and result is Result.THERE:
        result = Result.SAME  # has left there and is not here: nothing to do
    is_asked = result in ASKING and (result, person_digest(said)) not in passed
    return Outcome(
        result,
        {**said.told, **_number(said)},
        line=said.line,
        open=int(is_asked),
        is_ended=said.is_ended,
        about=about,
    )


def compared(said: Said, here: Here, settled: Settled, words: Words) -> Outcome:
    """Return what came of a row whose child is known."""
    found = differences(said, here, words)
    told = [*_told(found, here.child_id, settled)]
    return Outcome(
        Result.DIFFERS if found else Result.SAME,
        {**said.told, **_number(said)},
        line=said.line,
        here_id=here.child_id,
        open=sum(not each["settled"] for each in told),
        is_ended=said.is_ended,
        differences=told,
        about={"person": person_digest(said).hex()},
    )


def _told(
    found: Sequence[Difference], child_id: UUID, settled: Settled
) -> Iterator[Mapping[str, Any]]:
    for each in found:
        answer = settled.answer(child_id, each)
        yield {
            "field": each.name,
            "here": each.here,
            "there": each.there,
            "settled": answer.choice.value if answer else None,
        }


def _number(said: Said) -> dict[str, str]:
    return {"known_number": said.number} if said.number else {}
