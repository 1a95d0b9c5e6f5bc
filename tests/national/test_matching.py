"""Which row is which child: every row in exactly one result."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from casework.national.models import Result
from casework.national.rules.facts import Said
from casework.national.rules.matching import Answers, Known, match

BORN = date(2016, 3, 15)
ONE, OTHER = UUID(int=1), UUID(int=2)


def said(
    line: int, name: str = "陈雨桐", number: str | None = None, born: date | None = BORN
) -> Said:
    return Said(line, {"name": name} if name else {}, number, born)


def results(*rows: Said, **held: object) -> list[tuple[Result, UUID | None]]:
    told: dict[str, object] = {"by_number": {}, "by_name": {}, **held}
    return [(each.result, each.child_id) for each in match(rows, **told)]  # type: ignore[arg-type]


def test_a_number_says_who_it_is() -> None:
    assert results(said(2, "王强", "N1"), by_number={"N1": [ONE]}) == [(Result.DIFFERS, ONE)]


def test_a_number_of_two_files_is_asked_about() -> None:
    (found,) = match([said(2, number="N1")], {"N1": [ONE, OTHER]}, {})
    assert (found.result, found.candidates) == (Result.POSSIBLE, (ONE, OTHER))


def test_a_name_and_a_birth_date_make_it_possible() -> None:
    names = {"陈雨桐": [Known(ONE, BORN), Known(OTHER, date(2015, 1, 1))]}
    (found,) = match([said(2)], {}, names)
    assert (found.result, found.candidates) == (Result.POSSIBLE, (ONE,))


def test_a_child_that_another_row_surely_is_is_nobody_elses() -> None:
    rows = (said(2), said(3, number="N1"))
    names = {"陈雨桐": [Known(ONE, BORN)]}
    assert results(*rows, by_number={"N1": [ONE]}, by_name=names) == [
        (Result.THERE, None),
        (Result.DIFFERS, ONE),
    ]


def test_the_second_row_of_a_child_is_a_repetition() -> None:
    rows = (said(2, number="N1"), said(3, number="N1"), said(4), said(5))
    assert [result for result, _ in results(*rows, by_number={"N1": [ONE]})] == [
        Result.DIFFERS, Result.TWICE, Result.THERE, Result.TWICE,
    ]  # fmt: skip


def test_what_was_answered_is_not_asked_again() -> None:
    row, names = said(2), {"陈雨桐": [Known(ONE, BORN)]}
    same = Answers(same={row.known_by: ONE})
    other = Answers(others={(row.known_by, ONE)})
    assert results(row, by_name=names, answers=same) == [(Result.DIFFERS, ONE)]
    assert results(row, by_name=names, answers=other) == [(Result.THERE, None)]


def test_a_row_without_name_and_number_is_kept() -> None:
    assert results(said(2, ""), said(3, "")) == [(Result.UNREADABLE, None)] * 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["陈雨桐", "李晓", ""]),
            st.sampled_from(["N1", "N2", "N3", None]),
            st.sampled_from([BORN, None]),
        ),
        max_size=12,
    )
)
def test_every_row_has_one_result_and_every_child_one_row(
    told: list[tuple[str, str | None, date | None]],
) -> None:
    rows = [said(line, *each) for line, each in enumerate(told, 2)]
    found = match(rows, {"N1": [ONE], "N2": [ONE, OTHER]}, {"陈雨桐": [Known(OTHER, BORN)]})
    assert [each.said.line for each in found] == [row.line for row in rows]
    sure = [each.child_id for each in found if each.child_id is not None]
    assert len(sure) == len(set(sure))
