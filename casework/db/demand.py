"""The proof that every statement on a scoped table names its region; on in the whole test suite.

The guards of ``scope`` see rows as they are loaded and stored. An aggregate loads none and a bulk
statement stores none, so here the SQL itself is read. A scoped table is answered for by a range of
its own region column, or by a link to a table of the same SELECT (or of one around it) that is.
What cannot be read so is refused: a statement is written plainly, or it does not run.
"""

import re
from functools import lru_cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from casework.db.base import Base
from casework.db.scope import Scoped, SystemScope, scope_of
from casework.db.statements import AND, OR, Select, bare, parts, selects
from casework.errors import OutOfReach

_FLUSHING = "casework.flushing"
_SESSION = "casework.session"

_REGION = r"(?:region_code|counted_region_code)"
_LINK = r"(?:child_id|id|visit_id|household_id|region_code)"
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
    missing: set[str] = set()
    for select in selects(statement):
        stored = select.target if flushing else None
        names = {n for n, table in select.sources.items() if table in scoped and table != stored}
        _answer(select, names)
        missing |= {select.sources[name] for name in names - select.answered}
        if select.target in scoped and select.target not in select.sources and not flushing:
            missing.add(str(select.target))  # an INSERT: of what region, only the row itself says
    return frozenset(missing)


def _answer(select: Select, names: set[str]) -> None:
    """Mark the names that are answered for, until no link answers for another."""
    grown = True
    while grown:
        reached = select.reached()
        more = {
            name
            for name in names - select.answered
            for condition, only in select.conditions
            if only in {None, name} and _says(condition, name, reached)
        }
        select.answered |= more
        grown = bool(more)


def _says(condition: str, name: str, reached: set[str]) -> bool:
    """Whether a condition keeps a table within a region, or to what is within one."""
    condition = bare(condition)
    arms = parts(condition, OR)
    if len(arms) > 1:
        return all(_says(arm, name, reached) or _is_granted(arm, name) for arm in arms)
    facts = parts(condition, AND)
    if len(facts) == 1:
        return _says_alone(condition, name, reached)
    return _is_range(facts, name) or any(_says(fact, name, reached) for fact in facts)


def _is_range(facts: list[str], name: str) -> bool:
    return all(
        any(re.fullmatch(rf"{name}\.{_REGION} {sign} {_VALUE}", bare(fact)) for fact in facts)
        for sign in (">=", "<")
    )


def _says_alone(condition: str, name: str, reached: set[str]) -> bool:
    equal = rf"{name}\.{_REGION} (?:= {_VALUE}|IN \([^#]*\))"
    if _NOBODY.fullmatch(condition) or re.fullmatch(equal, condition):
        return True
    link = re.fullmatch(rf"(\w+)\.{_LINK} = (\w+)\.{_LINK}", condition)
    return link is not None and name in link.groups() and bool(reached & set(link.groups()))


def _is_granted(condition: str, name: str) -> bool:
    """Whether the condition names single children, which a scope may hold beside its regions."""
    return re.fullmatch(rf"{name}\.(?:child_)?id IN \([^#]*\)", bare(condition)) is not None
