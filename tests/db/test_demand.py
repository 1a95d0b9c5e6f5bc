"""Statements on scoped tables name their region: which shapes pass, and which never do.

The same on a real session: ``test_reach``. Why: docs/adr/0004-scope-guards.md.
"""

import pytest

from casework.db.demand import unscoped_tables

SCOPED = frozenset({"child", "stay", "visit"})


def missing(statement: str, *, flushing: bool = False) -> set[str]:
    return set(unscoped_tables(statement, SCOPED, flushing=flushing))


#: Stands in the statements below as RANGE.
RANGE = "child.region_code >= ? AND child.region_code < ?"


def told(statements: str) -> list[str]:
    return [statement.strip() for statement in statements.split(";") if statement.strip()]


PASSING = """
SELECT 1;
SELECT account.id FROM account WHERE account.login = ?;
SELECT child.id FROM child WHERE RANGE;
SELECT child.id
FROM child
WHERE child.risk = ? AND RANGE ORDER BY child.id LIMIT ?;
SELECT child.id FROM child WHERE (RANGE) AND child.status IN (?, ?);
SELECT child.id FROM child WHERE RANGE OR RANGE;
SELECT child.id FROM child WHERE (RANGE OR child.id IN (?, ?)) AND child.risk = ?;
SELECT child.id FROM child WHERE child.region_code = ? AND child.risk = ?;
SELECT child.id FROM child WHERE child.region_code IN (?, ?);
SELECT child.id FROM child WHERE 0 = 1;
SELECT child.id FROM child WHERE false AND child.risk = %(risk)s::INTEGER;
SELECT c.id FROM child AS c
WHERE c.region_code >= %(a)s::VARCHAR AND c.region_code < %(b)s::VARCHAR;
SELECT "child".id FROM "child" WHERE "child".region_code = :code;
SELECT visit.id FROM visit
WHERE visit.counted_region_code >= ? AND visit.counted_region_code < ?;
SELECT stay.id FROM stay JOIN child ON child.id = stay.child_id WHERE RANGE;
SELECT stay.id FROM stay, child WHERE child.id = stay.child_id AND RANGE;
SELECT visit.id FROM visit JOIN stay ON stay.child_id = visit.child_id
JOIN child ON child.id = stay.child_id WHERE RANGE;
SELECT child.id FROM child LEFT OUTER JOIN stay ON stay.child_id = child.id WHERE RANGE;
SELECT stay.id FROM (stay JOIN child ON child.id = stay.child_id) WHERE RANGE;
SELECT stay.id FROM stay
WHERE EXISTS (SELECT * FROM child WHERE child.id = stay.child_id AND RANGE);
SELECT stay.id FROM stay WHERE stay.child_id IN (SELECT child.id FROM child WHERE RANGE);
SELECT child.id, (SELECT max(visit.visited_on) FROM visit WHERE visit.child_id = child.id)
FROM child WHERE RANGE;
SELECT child.id FROM child WHERE RANGE UNION SELECT child.id FROM child WHERE RANGE;
WITH near AS (SELECT child.id FROM child WHERE RANGE) SELECT near.id FROM near;
SELECT child.id FROM child JOIN child_access ON child_access.child_id = child.id;
SELECT child.id FROM child WHERE RANGE FOR UPDATE;
SELECT child.id FROM child WHERE child.risk IS DISTINCT FROM ? AND RANGE;
UPDATE child SET risk=? WHERE RANGE;
DELETE FROM child WHERE RANGE AND child.risk = ?;
INSERT INTO account (id) VALUES (?);
SELECT 'FROM child' AS words FROM account;
"""

REFUSED = """
SELECT child.id FROM child;
select count(*) from child;
SELECT count(*) AS n FROM child WHERE child.id = ?;
SELECT name FROM main.child;
SELECT c.id FROM child c WHERE child.region_code = ?;
SELECT child.id FROM child WHERE child.region_code >= ?;
SELECT child.id FROM child WHERE child.region_code < ?;
SELECT child.id FROM child WHERE child.region_code != ?;
SELECT child.id FROM child WHERE NOT (RANGE);
SELECT child.id FROM child WHERE child.region_code NOT IN (?, ?);
SELECT child.id FROM child WHERE RANGE OR child.risk = ?;
SELECT child.id FROM child WHERE child.risk = ? OR (RANGE);
SELECT child.id FROM child WHERE child.region_code = child.region_code;
SELECT child.id FROM child WHERE child.id IN (?, ?);
SELECT CASE WHEN (RANGE) THEN 1 END FROM child;
SELECT child.id FROM child WHERE CASE WHEN (RANGE) THEN 1 ELSE 1 END = 1;
SELECT count(*) FILTER (WHERE RANGE) FROM child;
SELECT child.risk FROM child GROUP BY child.risk HAVING RANGE;
SELECT child.id FROM child -- WHERE RANGE;
SELECT child.id FROM child /* WHERE RANGE */;
SELECT child.id FROM child WHERE child.case_number = 'RANGE';
SELECT child.id FROM child WHERE RANGE UNION SELECT child.id FROM child WHERE child.risk = ?;
SELECT (SELECT count(*) FROM child) FROM account;
SELECT anon.id FROM (SELECT child.id AS id FROM child) AS anon WHERE anon.id = ?;
SELECT child.id FROM child WHERE EXISTS (SELECT 1 FROM account WHERE RANGE);
"""

#: What is missing, and the statement that it is missing in.
MISSING = """
stay: SELECT stay.id FROM stay JOIN child ON child.risk = ? WHERE RANGE;
stay: SELECT stay.id FROM stay, child WHERE RANGE;
stay: SELECT stay.id FROM stay LEFT OUTER JOIN child ON child.id = stay.child_id AND RANGE;
stay: SELECT stay.id FROM stay FULL JOIN child ON child.id = stay.child_id WHERE RANGE;
stay: SELECT stay.id FROM stay
      WHERE NOT EXISTS (SELECT * FROM child WHERE child.id = stay.child_id AND RANGE);
stay: SELECT stay.id FROM stay
      WHERE stay.child_id NOT IN (SELECT child.id FROM child WHERE RANGE);
stay: SELECT stay.id FROM stay WHERE EXISTS (SELECT * FROM child WHERE RANGE);
stay: SELECT stay.id FROM stay WHERE stay.child_id IN (SELECT account.id FROM account);
stay: UPDATE stay SET until_on=? FROM child WHERE RANGE;
stay: DELETE FROM stay;
stay: DELETE FROM stay WHERE stay.id = ?;
stay: INSERT INTO stay (id) SELECT child.id FROM child WHERE RANGE;
child: SELECT other.id FROM child AS other, child WHERE RANGE;
child: UPDATE child SET risk=?;
child: UPDATE child SET risk=? WHERE child.id = ?;
child: UPDATE child SET region_code = ? WHERE child.risk = ?;
child: INSERT INTO child (id, region_code) VALUES (?, ?);
child: INSERT INTO account (id) SELECT child.id FROM child;
child: INSERT INTO child (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET risk = ?;
child stay: SELECT stay.id FROM stay WHERE stay.child_id IN (SELECT child.id FROM child);
child stay: SELECT stay.id FROM stay JOIN child ON child.id = stay.child_id;
"""


@pytest.mark.parametrize("statement", told(PASSING))
def test_what_names_its_region_passes(statement: str) -> None:
    assert missing(statement.replace("RANGE", RANGE)) == set()


@pytest.mark.parametrize("statement", told(REFUSED))
def test_what_does_not_is_refused(statement: str) -> None:
    assert missing(statement.replace("RANGE", RANGE)) == {"child"}


@pytest.mark.parametrize("said", told(MISSING))
def test_every_table_has_to_be_answered_for(said: str) -> None:
    tables, _, statement = said.partition(":")
    assert missing(statement.replace("RANGE", RANGE)) == set(tables.split())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO child (id, region_code) VALUES (?, ?)",
        "UPDATE child SET risk=?, version=? WHERE child.id = ? AND child.version = ?",
        "DELETE FROM child WHERE child.id = ?",
    ],
)
def test_while_flushing_the_row_itself_answers(statement: str) -> None:
    assert missing(statement, flushing=True) == set()
    assert missing("SELECT child.id FROM child", flushing=True) == {"child"}
