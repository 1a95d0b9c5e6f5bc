"""The two given ledgers, every cell of them: what each row's own cells say is wrong with it."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casework.identifiers import IdNumber, IdProblem, check_name, check_phone
from casework.practice.rules.headers import HeaderBook, read_headers
from casework.sheets.cells import read_date, read_id_number, read_number, read_text, read_yes_no
from casework.sheets.headers import find_layout
from casework.sheets.reading import read_workbook
from casework.sheets.records import Record, read_records
from tests.sheets.samples import ROSTERS, roster

TODAY = date(2026, 11, 1)
CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def words() -> HeaderBook:
    text = (CONFIG / "header_synonyms.toml").read_text(encoding="utf-8")
    return read_headers(tomllib.loads(text))


def records(name: str, words: HeaderBook) -> tuple[Record, ...]:
    (sheet,) = read_workbook(roster(name), name).sheets
    layout = find_layout(sheet, words)
    assert layout is not None
    return read_records(sheet, layout).records


def expected_rows(name: str, words: str) -> list[int]:
    """The rows of a ledger for which a finding with these words is given."""
    content = json.loads((ROSTERS / "expected.json").read_text(encoding="utf-8"))
    (entry,) = (entry for entry in content if entry["file"] == name)
    return [finding["row"] for finding in entry["findings"] if words in finding["why"]]


def id_numbers(table: tuple[Record, ...], field: str) -> Iterator[tuple[int, IdNumber]]:
    for record in table:
        read = read_id_number(record.cells[field], today=TODAY)
        if read is not None:
            assert isinstance(read, IdNumber)
            yield record.row, read


def test_nothing_is_wrong_with_the_county_ledger(words: HeaderBook) -> None:
    table = records("county-ledger.xlsx", words)

    assert len(table) == 373
    for field in ("child.id_number", "guardian.id_number"):
        assert {number.problem for _, number in id_numbers(table, field)} == {None}
    for record in table:
        assert check_name(read_text(record.cells["child.name"]) or "").problem is None
        assert check_phone(read_text(record.cells["guardian.phone"]) or "").problem is None


def test_every_date_of_the_county_ledger_is_read(words: HeaderBook) -> None:
    table = records("county-ledger.xlsx", words)
    for field in ("child.birth_date", "father.since", "mother.since"):
        read = [read_date(record.cells[field]) for record in table]
        blank = [record.cells[field] is None for record in table]

        assert [day is None for day in read] == blank
        assert all(day is None or isinstance(day, date) for day in read)


def test_birth_dates_and_id_numbers_of_the_county_ledger_agree(words: HeaderBook) -> None:
    table = records("county-ledger.xlsx", words)
    births = {record.row: read_date(record.cells["child.birth_date"]) for record in table}

    for row, number in id_numbers(table, "child.id_number"):
        assert number.birth_on == births[row]


def test_answers_and_amounts_of_the_county_ledger_are_read(words: HeaderBook) -> None:
    table = records("county-ledger.xlsx", words)
    answers = Counter(read_yes_no(record.cells["fact.low_income"]) for record in table)
    amounts = [read_number(record.cells["fact.monthly_allowance"]) for record in table]

    assert set(answers) <= {True, False, None}
    assert answers[True] + answers[False] == 373
    assert any(amounts)


def test_the_findings_of_the_township_table(words: HeaderBook) -> None:
    name = "township-gb18030.csv"
    table = records(name, words)
    numbers = list(id_numbers(table, "child.id_number"))
    rows = {problem: [row for row, n in numbers if n.problem is problem] for problem in IdProblem}

    assert len(table) == 200
    assert rows[IdProblem.CHECK_DIGIT] == expected_rows(name, "check digit wrong")
    assert rows[IdProblem.BORN_AFTER_TODAY] == expected_rows(name, "born after today")
    unnamed = [record.row for record in table if record.cells["child.name"] is None]
    assert unnamed == expected_rows(name, "no name")
    seen = Counter(number.number for _, number in numbers)
    assert [row for row, n in numbers if seen[n.number] > 1] == [2, 61]
    assert expected_rows(name, "same ID number as row 2") == [61]
    wrong = {row for problem, found in rows.items() for row in found}
    assert wrong <= {*expected_rows(name, "check digit"), *expected_rows(name, "born")}
