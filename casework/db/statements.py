"""Reading SQL just far enough to see which tables a statement names, and under what conditions.

It reads what SQLAlchemy writes and what a person would write by hand in the same plain manner.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


def _mark(words: str) -> re.Pattern[str]:
    return re.compile(rf"[()]|{words}", re.IGNORECASE)


_NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|\"", re.DOTALL)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_SUBQUERY = re.compile(r"\(\s*(?=(?:SELECT|WITH)\b)", re.IGNORECASE)
_CLAUSE = _mark(
    r"\b(?:SELECT|(?<!DISTINCT )FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR|UNION|EXCEPT"
    r"|INTERSECT|INSERT INTO|DELETE FROM|UPDATE|USING|SET|VALUES|RETURNING)\b"
)
_JOIN = _mark(r",|\b(?:(?:LEFT|RIGHT|FULL) (?:OUTER )?|INNER |CROSS )?JOIN\b")
_ON, OR, AND = _mark(r"\bON\b"), _mark(r"\bOR\b"), _mark(r"\bAND\b")
_SOURCE = re.compile(r"\s*(?:\w+\.)?(\w+)(?:\s+(?:AS\s+)?(\w+))?\s*", re.IGNORECASE)


@dataclass
class Select:
    """One SELECT (or the one UPDATE, DELETE or INSERT) with its tables and its conditions."""

    around: "Select | None" = None
    #: What is selected.
    columns: str = ""
    #: Name in the statement to table.
    sources: dict[str, str] = field(default_factory=dict)
    #: A condition and whom it speaks for: that of an outer join only for its own table.
    conditions: list[tuple[str, str | None]] = field(default_factory=list)
    #: The arms of each subquery, which stands in the conditions as (#0), (#1) …
    inner: list[list["Select"]] = field(default_factory=list)
    #: The table that is changed.
    target: str | None = None


def selects(statement: str) -> list[Select]:
    """Take a statement apart; a SELECT comes before those within it."""
    # Without the contents of texts, comments, quotes, and breaks of lines.
    plain = _NOISE.sub("", _TEXT.sub("''", statement))
    arms = _arms(" ".join(plain.split()), None)
    return [each for arm in arms for each in (arm, *_within(arm))]


def _within(select: Select) -> Iterator[Select]:
    for arms in select.inner:
        for arm in arms:
            yield arm
            yield from _within(arm)


def _arms(text: str, around: Select | None) -> list[Select]:
    """Return the arms of a UNION: usually one."""
    outer, inner = _without_subqueries(text)
    found = [Select(around)]
    for clause, part in _cut(outer, _CLAUSE):
        if clause.upper() == "SELECT" and found[-1].sources:
            found.append(Select(around))
        _CLAUSES.get(clause.upper(), _ignore)(found[-1], part)
    for select in found:
        select.inner = [_arms(part, select) for part in inner]
    return found


def _ignore(_select: Select, _part: str) -> None:
    """Leave a clause that neither names tables nor narrows them."""


def _add_columns(select: Select, part: str) -> None:
    select.columns = part.strip()


def _add_condition(select: Select, part: str) -> None:
    select.conditions.append((part, None))


def _add_target(select: Select, part: str) -> None:
    if found := _SOURCE.match(part):
        select.target = found.group(1)


def _add_changed(select: Select, part: str) -> None:
    if select.target is None and not select.sources:  # not FOR UPDATE, not ON CONFLICT DO UPDATE
        _add_target(select, part)
        _add_sources(select, part)


def _add_sources(select: Select, part: str) -> None:
    for joined, source in _cut(part, _JOIN):
        place, *on = parts(source, _ON)
        name = _add_source(select, bare(place))
        only = name if joined.upper().startswith(("LEFT", "RIGHT", "FULL")) else None
        select.conditions += [(condition, only) for condition in on]


def _add_source(select: Select, place: str) -> str:
    if parts(place, _JOIN)[1:]:
        _add_sources(select, place)  # a join in brackets
    found = _SOURCE.fullmatch(place)
    if found is None:
        return ""
    table, alias = found.groups()
    select.sources[alias or table] = table
    return alias or table


_CLAUSES: dict[str, Callable[[Select, str], None]] = {
    "SELECT": _add_columns,
    "DELETE FROM": _add_changed,
    "FROM": _add_sources,
    "USING": _add_sources,
    "WHERE": _add_condition,
    "INSERT INTO": _add_target,
    "UPDATE": _add_changed,
}


def _without_subqueries(text: str) -> tuple[str, list[str]]:
    """Return the text with a number in the place of each subquery, and the subqueries."""
    outer, start = "", 0
    inner: list[str] = []
    while found := _SUBQUERY.search(text, start):
        end = _closing(text, found.start())
        outer += f"{text[start : found.start()]}(#{len(inner)})"
        inner.append(text[found.end() : end])
        start = end + 1
    return outer + text[start:], inner


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return len(text)


def _cut(text: str, mark: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Cut at marks outside brackets; yield each mark ("" at first) and what follows it."""
    word, start, depth = "", 0, 0
    for found in mark.finditer(text):
        sign = found.group()
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign not in {"(", ")"}:
            yield word, text[start : found.start()]
            word, start = sign, found.end()
    yield word, text[start:]


def parts(text: str, mark: re.Pattern[str]) -> list[str]:
    """Return what stands between the marks outside brackets."""
    return [part for _, part in _cut(text, mark)]


def bare(text: str) -> str:
    """Return a text without the brackets around the whole of it."""
    text = text.strip()
    while text.startswith("(") and _closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    return text
