"""The proof that every statement on a scoped table names its region; on in the whole test suite.

The guards of ``scope`` see rows as they are loaded and stored. An aggregate loads none and a bulk
statement stores none, so here the SQL itself is read. A scoped table is answered for by a range of
its own region column, or by a link to a table of the same SELECT (or of one around it) that is.
What cannot be read so is refused: a statement is written plainly, or it does not run.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from casework.db.base import Base
from casework.db.scope import Scoped, SystemScope, scope_of
from casework.db.statements import AND, OR, Select, bare, parts, selects
from casework.errors import OutOfReach

_FLUSHING = "casework.flushing"
_SESSION = "casework.session"

_REGION = r"(?:region_code|counted_region_code|to_region_code)"
_LINK = r"(?:child_id|filed_under_id|id|visit_id|household_id|region_code)"
_VALUE = r"(?:\?|''|(?::\w+|%\(\w+\)s)(?:::\w+)?)"
_NOBODY = re.compile(r"0 = 1|false", re.IGNORECASE)


def demand_regions(engine: Engine) -> None:
    """Make every statement on a scoped table name its region, or raise OutOfReach.

    Sessions under a SystemScope and connections with the option ``system`` are let off.
    """
    scoped = frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Scoped)
    )

    def check(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        options = connection.get_execution_options()
        session = options.get(_SESSION)
        if options.get("system") or _is_maintenance(session):
            return
        flushing = session is not None and _FLUSHING in session.info
        missing = unscoped_tables(statement, scoped, flushing=flushing)
        if missing:
            message = f"no region for {sorted(missing)} in: {statement}"
            raise OutOfReach(message)

    event.listen(engine, "before_cursor_execute", check)


def _is_maintenance(session: Session | None) -> bool:
    return session is not None and isinstance(scope_of(session), SystemScope)


def _introduce(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execution_options(**{_SESSION: session})


def _begin_flush(session: Session, *_rest: object) -> None:
    session.info[_FLUSHING] = True


def _end_flush(session: Session, *_rest: object) -> None:
    session.info.pop(_FLUSHING, None)


@contextmanager
def storing(session: Session) -> Iterator[None]:
    """Store rows in bulk that the guards of ``scope`` have been asked about one by one."""
    _begin_flush(session)
    try:
        yield
    finally:
        _end_flush(session)


event.listen(Session, "after_begin", _introduce)
event.listen(Session, "before_flush", _begin_flush)
event.listen(Session, "after_flush", _end_flush)
event.listen(Session, "after_soft_rollback", _end_flush)


# --- the verdict on a statement --------------------------------------------------------------


@lru_cache(maxsize=4096)
def unscoped_tables(
    statement: str, scoped: frozenset[str], *, flushing: bool = False
) -> frozenset[str]:
    """Return the scoped tables that a statement reads or changes without saying which region.

    While a session is flushing, the row that is stored is left to the guards of ``scope``.
    """
    found = selects(statement)
    verdicts: dict[int, _Verdict] = {}
    verdicts |= {id(select): _Verdict(select, scoped, verdicts) for select in found}
    while any(verdict.grow() for verdict in verdicts.values()):
        pass  # an answer may answer for others, within and around
    stored = found[0].target if flushing else None
    missing = (table for verdict in verdicts.values() for table in verdict.missing())
    return frozenset(table for table in missing if table != stored)


class _Verdict:
    """Which tables of one SELECT are answered for."""

    def __init__(
        self, select: Select, scoped: frozenset[str], verdicts: "dict[int, _Verdict]"
    ) -> None:
        self.select = select
        self.verdicts = verdicts
        self.names = {name for name, table in select.sources.items() if table in scoped}
        self.answered: set[str] = set()
        #: Single children that somebody was granted, by whom the statement says elsewhere.
        self.granted = {name for name, table in select.sources.items() if table == "child_access"}
        self.inserted = select.target in scoped and select.target not in select.sources

    def missing(self) -> set[str]:
        """Return the tables without an answer."""
        found = {self.select.sources[name] for name in self.names - self.answered}
        # Of what region a new row is, only the row itself says.
        return found | ({str(self.select.target)} if self.inserted else set())

    def grow(self) -> bool:
        """Answer for what can be answered for now; say whether there was anything."""
        known = self.reached()
        more = {
            name
            for name in self.names - self.answered
            for condition, only in self.select.conditions
            if only in {None, name} and self._says(condition, name, known)
        }
        self.answered |= more
        return bool(more)

    def reached(self) -> set[str]:
        """Return the names that a link may lead to, also those of the statement around."""
        around = self.select.around
        beyond = self.verdicts[id(around)].reached() if around else set()
        return (beyond - self.select.sources.keys()) | self.answered | self.granted

    def _says(self, condition: str, name: str, known: set[str]) -> bool:
        """Whether a condition keeps a table within a region, or to what is within one."""
        condition = bare(condition)
        arms = parts(condition, OR)
        if len(arms) > 1:
            return all(self._says(arm, name, known) or _is_single(arm, name) for arm in arms)
        facts = [bare(fact) for fact in parts(condition, AND)]
        if len(facts) > 1:
            return _is_range(facts, name) or any(self._says(fact, name, known) for fact in facts)
        return (
            _is_nobody_or_region(condition, name)
            or _is_link(condition, name, known)
            or self._says_subquery(condition, name)
        )

    def _says_subquery(self, condition: str, name: str) -> bool:
        found = re.fullmatch(rf"(EXISTS|{name}\.{_LINK} IN) \(#(\d+)\)", condition)
        if found is None:
            return False
        arms = [self.verdicts[id(arm)] for arm in self.select.inner[int(found[2])]]
        if found[1] == "EXISTS":
            return all(arm.links(name) for arm in arms)
        return all(arm.gives_link() for arm in arms)

    def links(self, name: str) -> bool:
        """Whether there is a row only for what is within a region, of a name around."""
        return name not in self.select.sources and any(
            _is_link(bare(fact), name, self.answered | self.granted)
            for condition, only in self.select.conditions
            if only is None
            for fact in parts(bare(condition), AND)
        )

    def gives_link(self) -> bool:
        """Whether what is selected are ids of a table that is answered for."""
        column = re.fullmatch(rf"(?:DISTINCT )?(\w+)\.{_LINK}(?: AS \w+)?", self.select.columns)
        return column is not None and column[1] in self.answered | self.granted


def _is_range(facts: list[str], name: str) -> bool:
    return all(
        any(re.fullmatch(rf"{name}\.{_REGION} {sign} {_VALUE}", fact) for fact in facts)
        for sign in (">=", "<")
    )


def _is_nobody_or_region(condition: str, name: str) -> bool:
    equal = rf"{name}\.{_REGION} (?:= {_VALUE}|IN \([^#]*\))"
    return bool(_NOBODY.fullmatch(condition) or re.fullmatch(equal, condition))


def _is_link(condition: str, name: str, known: set[str]) -> bool:
    link = re.fullmatch(rf"(\w+)\.{_LINK} = (\w+)\.{_LINK}", condition)
    return link is not None and name in link.groups() and bool(known & set(link.groups()))


def _is_single(condition: str, name: str) -> bool:
    """Whether the condition names single children, which a scope may hold beside its regions."""
    return re.fullmatch(rf"{name}\.(?:child_)?id IN \([^#]*\)", bare(condition)) is not None
