"""A province full of children, made inside the database: rows of a true number, size and spread.

In the year 10 % of the children come and 7 % go, 3 % move, 8 % of the categories end; the year has
some 12 visits a child. Villages are mixed in the order of the rows, as they are in life.

Written is what figures and lists are made of: files, stays, statuses, categories, risks, visits.
Nothing counts the versions of visits, the people and the households, so there are none. What is
sealed is filler of true length, but for one county: there names are real and open.
"""

from collections.abc import Mapping
from datetime import date
from math import gcd
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from bench.bulk import loading
from bench.idioms import Idiom, chosen, dice, idiom_of, run
from casework import clock
from casework.children.models import CategoryMembership, Child, IdState
from casework.clock import Month
from casework.db.base import db, new_id
from casework.db.sealed import new_key_row, seal_values
from casework.practice import queries as practice
from casework.practice.rules.categories import CategoryBook
from casework.practice.rules.visiting import VisitRules

# ruff: noqa: S608 - SQL of our own, in which no value comes from outside

#: Raised when other rows are written: what is kept from before is of no use then.
EDITION = 1

MONTHS = 12

#: Kinds of ids, so that none is given twice.
(
    _CHILD,
    _STAY,
    _EARLIER,
    _ACTIVE,
    _CLOSED,
    _CATEGORY,
    _SECOND,
    _RISK,
    _RISK_BEFORE,
    _VISIT,
    _HERS,
) = range(11)

#: Days before the year over which the files were begun.
_PAST = 1500
#: Ids bear the moment they were made at, in milliseconds; files are older than what is in them.
_FILES_BEFORE, _A_MONTH = 100_000_000_000, 2_600_000_000

_TABLES = (
    "data_key",
    "child",
    "stay",
    "status_spell",
    "category_membership",
    "risk_spell",
    "assignment",
    "visit",
)

_CATEGORIES = {
    "left_behind_rural": 480,
    "diff_poverty": 160,
    "diff_disability": 110,
    "diff_guardianship": 90,
    "migrant_child": 70,
    "de_facto_unsupported": 60,
    "orphan_scattered": 30,
}
#: The category of a child whose category ended, and the one that some have besides.
_NEXT, _BESIDES = "difficulty_unspecified", "street_child"
_RISKS = {"1": 500, "2": 380, "3": 100, "4": 20}
_MODES = {"home": 620, "school": 110, "phone": 190, "video": 50, "other": 30}
_OUTCOMES = {"child_seen": 900, "carer_seen": 60, "not_met": 40}
_STATES = {"received": 600, "accepted": 390, "returned": 10}

#: What a file says in full sealed columns: lengths as they are in life.
SAID = {
    "name": "张小明",
    "search_text": "张小明\nzhangxiaoming\nzxm",
    "birth_on": date(2016, 3, 15),
    "id_kind": "1",
    "id_number": "990101201603150021",
    "hukou_code": "990101001001",
    "hukou_address": "青禾县第一镇第一村三组十二号",
    "school_stage": "primary",
    "school": "青禾县第一中心小学",
    "health": "good",
    "phone": "19900123456",
}


#: Fates by the hundred: 7 go, 3 move, the category of 8 ends; ``later`` is the day of it.
_GOES, _MOVES, _ENDS = "fate < 7", "fate BETWEEN 7 AND 9", "fate BETWEEN 10 AND 17"
_HAS_BESIDES = "fate > 85"
_FROM = "FROM file JOIN place AS here ON here.i = file.i JOIN place AS there ON there.i = file.old"


def people(url: str, children: int, workers: Mapping[str, UUID]) -> None:
    """Let so many children live in the villages of some workers (id by village code)."""
    rules, book = practice.visit_rules(""), practice.categories(clock.today())
    db.session.remove()  # nobody else may hold the database
    db.engine.dispose()
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, loading(connection, _TABLES):
        writer = _Writer(connection, rules, book)
        writer.places(workers)
        writer.files(children, len(workers))
        for number in range(MONTHS):
            writer.visits(number)
        writer.dated_rows()
        writer.children()


class _Writer:
    """Writes table after table on one connection."""

    def __init__(self, connection: Connection, rules: VisitRules, book: CategoryBook) -> None:
        self.connection, self.rules, self.book = connection, rules, book
        self.month = Month.of(clock.today()).plus(1 - MONTHS)
        self.say: Idiom = idiom_of(connection, self.month.first)
        self.today = self._number(clock.today())
        self.keys = "blob" if connection.dialect.name == "sqlite" else "uuid"

    def places(self, workers: Mapping[str, UUID]) -> None:
        """Number the villages, so that a child can be put into one by reckoning."""
        run(
            self.connection,
            f"CREATE TEMP TABLE place (i int PRIMARY KEY, code text, worker {self.keys})",
        )
        rows = [
            {"i": i, "code": code, "worker": self._key(worker)}
            for i, (code, worker) in enumerate(sorted(workers.items()))
        ]
        self.connection.execute(text("INSERT INTO place VALUES (:i, :code, :worker)"), rows)

    def files(self, children: int, villages: int) -> None:
        """Decide each child's fate; days are numbers from the beginning of the year."""
        say, today = self.say, self.today
        new, old = dice("entered", today - 1), dice("old", _PAST)
        since = f"{say.greatest}(entered, 0)"
        later = f"{since} + 1 + {dice('later', f'{today} - {since}')}"
        village, move = f"n * {_stride(villages)}", dice("where", max(villages - 1, 1))
        run(
            self.connection,
            f"""
            CREATE TEMP TABLE file AS
            SELECT n, {say.ident(_CHILD, f"n - {_FILES_BEFORE}")} AS id, entered, {later} AS later,
                ({village}) % {villages} AS i, ({village} + 1 + {move}) % {villages} AS old,
                {dice("fate", 100)} AS fate, {chosen("risk", _RISKS)} AS risk,
                {_one_of("category", _CATEGORIES)} AS category
            FROM (
                SELECT n,
                    CASE WHEN {dice("new", 100)} < 10 THEN {new} ELSE -1 - {old} END AS entered
                FROM {say.numbers(children)}
            ) AS begun
            """,
        )

    def visits(self, number: int) -> None:
        """Let most children be visited once in a month, and some of them twice."""
        say, month = self.say, self.month.plus(number)
        first = self._number(month.first)
        days = min(self._number(month.last), self.today) - first + 1
        for which, share in enumerate((89, 20)):
            salt = f"{number}/{which}/"
            ident = say.ident(_VISIT, f"CAST({number * _A_MONTH} AS bigint) + n * 2 + {which}")
            day = f"{first} + {dice(salt + 'day', days)}"
            made = f"SELECT file.*, {day} AS day FROM file WHERE {dice(salt, 100)} < {share}"
            run(
                self.connection,
                f"""
                INSERT INTO visit (id, created_at, region_code, child_id, counted_region_code,
                    author_id, mode, outcome, visited_on, recorded_at, review_state, version,
                    policy_told, safety_checked, psych_care)
                SELECT {ident}, {say.instant("day")}, here.code, file.id,
                    CASE WHEN {_MOVES} AND day < later THEN there.code ELSE here.code END,
                    here.worker, {_one_of(salt + "mode", _MODES)},
                    {_one_of(salt + "outcome", _OUTCOMES)}, {say.day("day")}, {say.instant("day")},
                    {_one_of(salt + "state", _STATES)}, 1, n % 3 = 0, TRUE, n % 5 = 0
                {_FROM.replace("file", f"({made}) AS file", 1)}
                WHERE day >= entered AND NOT ({_GOES} AND day >= later)
                """,
            )

    def dated_rows(self) -> None:
        """Write what every file has with a term: stays, statuses, categories, risks."""
        begun, then = self.say.day("entered"), self.say.day("later")
        at_first = f"CASE WHEN {_MOVES} THEN there.code ELSE here.code END"
        self._rows("stay", _STAY, {"from_on": f"CASE WHEN {_MOVES} THEN {then} ELSE {begun} END"})
        self._rows(
            "stay",
            _EARLIER,
            {"region_code": "there.code", "from_on": begun, "until_on": then},
            _MOVES,
        )
        active = {"counted_region_code": at_first, "status": "'active'", "is_entry": "TRUE"}
        until = f"CASE WHEN {_GOES} THEN {then} END"
        due = self.say.day("entered + 7")
        self._rows(
            "status_spell",
            _ACTIVE,
            {**active, "from_on": begun, "until_on": until, "first_due_on": due},
        )
        closed = {"counted_region_code": "here.code", "status": "'closed'", "is_entry": "FALSE"}
        self._rows("status_spell", _CLOSED, {**closed, "from_on": then}, _GOES)
        until = f"CASE WHEN {_ENDS} OR {_GOES} THEN {then} END"
        self._category(_CATEGORY, "category", begun, until)
        self._category(_SECOND, f"'{_NEXT}'", then, "NULL", _ENDS)
        self._category(_SECOND, f"'{_BESIDES}'", begun, "NULL", _HAS_BESIDES)
        changes = "fate BETWEEN 20 AND 34"
        self._rows(
            "risk_spell",
            _RISK,
            {"level": "risk", "from_on": f"CASE WHEN {changes} THEN {then} ELSE {begun} END"},
        )
        self._rows("assignment", _HERS, {"account_id": "here.worker", "from_on": begun})
        before = {
            "level": "CASE WHEN risk = 2 THEN 3 ELSE 2 END",
            "from_on": begun,
            "until_on": then,
        }
        self._rows("risk_spell", _RISK_BEFORE, before, changes)

    def _category(self, kind: int, code: str, begun: str, until: str, where: str = "TRUE") -> None:
        values = {"code": code, "from_on": begun, "until_on": until, "leaf": ":leaf"}
        self._rows("category_membership", kind, values, where, leaf=_box("left_behind_rural"))

    def _rows(
        self, table: str, kind: int, values: Mapping[str, str], where: str = "TRUE", **boxes: bytes
    ) -> None:
        """Insert one row for each child that a condition holds of."""
        row = {
            "id": self.say.ident(kind, f"n - {_FILES_BEFORE // 2}"),
            "created_at": self.say.instant("entered"),
            "child_id": "file.id",
            "region_code": "here.code",
            **values,
        }
        told = f"SELECT {', '.join(row.values())} {_FROM} WHERE {where}"
        run(self.connection, f"INSERT INTO {table} ({', '.join(row)}) {told}", **boxes)

    def children(self) -> None:
        """Write the files last: lists read from them what the visits have left there."""
        run(
            self.connection,
            """
            CREATE TEMP TABLE seen AS
            SELECT child_id, min(visited_on) AS first_on, max(visited_on) AS contact_on,
                max(CASE WHEN mode IN ('home', 'school') THEN visited_on END) AS last_on
            FROM visit WHERE outcome <> 'not_met' AND review_state <> 'returned' GROUP BY child_id
            """,
        )
        boxes = _boxes()
        row = self._row() | {name: f":{name}" for name in boxes}
        run(
            self.connection,
            f"""
            INSERT INTO child ({", ".join(row)}) SELECT {", ".join(row.values())}
            FROM (SELECT file.*, {self._due()} FROM file LEFT JOIN seen ON child_id = id) AS file
            JOIN place AS here ON here.i = file.i
            """,
            **boxes,
        )
        key_row, _key = new_key_row(Child.__owner_kind__, new_id())
        run(
            self.connection,
            f"""
            INSERT INTO data_key
                (owner_id, generation, owner_kind, kek_version, wrapped, created_at)
            SELECT id, 1, '{Child.__owner_kind__}', {key_row["kek_version"]}, :wrapped,
                {self.say.instant("entered")} FROM file
            """,
            wrapped=key_row["wrapped"],
        )

    def _row(self) -> dict[str, str]:
        """Return the plain columns of a child, from its fate and from its visits."""
        exited = f"CASE WHEN {_GOES} THEN {self.say.day('later')} END"
        soonest = f"{self.say.least}(in_person_due, contact_due)"
        kind = "CASE WHEN in_person_due <= contact_due THEN 'in_person' ELSE 'contact' END"
        stays = f"NOT ({_GOES})"
        return {
            "id": "file.id",
            "created_at": self.say.instant("entered"),
            "region_code": "here.code",
            "case_number": "CAST(CAST(100000000000 AS bigint) + n AS text)",
            "township_code": "substr(here.code, 1, 9) || '000'",
            "status": f"CASE WHEN {stays} THEN 'active' ELSE 'closed' END",
            "sex": f"CASE WHEN {dice('sex', 2)} = 0 THEN '1' ELSE '2' END",
            "birth_year": f"2011 + {dice('birth', 14)}",
            "category_mask": self._mask(),
            "risk": "risk",
            "worker_id": "here.worker",
            "entered_on": self.say.day("entered"),
            "exited_on": exited,
            "first_due_on": self.say.day("entered + 7"),
            "first_visit_on": "first_on",
            "last_visit_on": "last_on",
            "last_contact_on": "contact_on",
            "in_person_due_on": f"CASE WHEN {stays} THEN in_person_due END",
            "contact_due_on": f"CASE WHEN {stays} THEN contact_due END",
            "next_due_on": f"CASE WHEN {stays} THEN {soonest} END",
            "next_due_kind": f"CASE WHEN {stays} THEN {kind} END",
            "open_needs": f"CASE WHEN {dice('needs', 10)} = 0 THEN 1 ELSE 0 END",
            "id_state": f"'{IdState.DOUBTFUL.value}'",
            "version": "1",
        }

    def _due(self) -> str:
        """Return SQL for the visits of a child and what is due after them, by its risk."""
        levels = self.rules.levels
        first = self.say.day("entered + 7")

        def after(last: str, days: Mapping[int, int]) -> str:
            by_risk = " ".join(f"WHEN {level} THEN {each}" for level, each in days.items())
            return f"coalesce({self.say.plus(last, f'CASE risk {by_risk} END')}, {first})"

        in_person = after("last_on", {each.level: each.interval.in_person_days for each in levels})
        contact = after("contact_on", {each.level: each.interval.contact_days for each in levels})
        return (
            f"first_on, last_on, contact_on, {in_person} AS in_person_due, {contact} AS contact_due"
        )

    def _mask(self) -> str:
        """Return SQL for the bits of the categories that are still open."""
        bits = {code: 1 << self.book.bit(code) for code in (*_CATEGORIES, _NEXT, _BESIDES)}
        own = " ".join(f"WHEN '{code}' THEN {bit}" for code, bit in bits.items())
        besides = f"CASE WHEN {_HAS_BESIDES} THEN {bits[_BESIDES]} ELSE 0 END"
        return f"CASE WHEN {_ENDS} THEN {bits[_NEXT]} ELSE CASE category {own} END END + {besides}"

    def _number(self, day: date) -> int:
        return (day - self.month.first).days

    def _key(self, row_id: UUID) -> UUID | bytes:
        return row_id if self.keys == "uuid" else row_id.bytes


def _one_of(salt: str, shares: Mapping[str, int]) -> str:
    return chosen(salt, {f"'{value}'": share for value, share in shares.items()})


def _stride(villages: int) -> int:
    """Return a step that comes through all villages, and never to a neighbour."""
    step = int(villages * 0.618) | 1
    while gcd(step, villages) > 1:
        step += 1
    return step


def _boxes() -> dict[str, bytes]:
    """Return filler for the sealed columns of a child, of true length."""
    child_id = new_id()
    _row, key = new_key_row(Child.__owner_kind__, child_id)
    sealed = seal_values(Child, key, owner=child_id, row=child_id, values=SAID)
    return {name: box for name, box in sealed.items() if box is not None}


def _box(leaf: str) -> bytes:
    child_id = new_id()
    _row, key = new_key_row(Child.__owner_kind__, child_id)
    box = seal_values(CategoryMembership, key, owner=child_id, row=new_id(), values={"leaf": leaf})
    assert box["leaf"] is not None  # noqa: S101 - a value was given
    return box["leaf"]
