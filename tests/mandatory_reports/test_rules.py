"""Hours are hours: terms, what is missed once more, offices, and lenient reading."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.mandatory_reports import reading, rules
from casework.mandatory_reports.models import UNPLACED, ReportState
from casework.mandatory_reports.reading import Facts, Place, best_places
from casework.practice.rules.mandatory import ReportClock, read_mandatory

CLOCK = ReportClock(
    acknowledge=timedelta(hours=2),
    scene=timedelta(hours=24),
    outcome=timedelta(hours=72),
    police_feedback=timedelta(hours=72),
    office_level=2,
    source="x",
)
#: The evening before the Spring Festival of 2026; a leap day; the end of a year.
EVENINGS = [
    datetime(2026, 2, 16, 15, 59, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
]
WORDS = st.text(max_size=40)
CONTENT = st.dictionaries(
    st.sampled_from(["danger", "police", "situations", "staff", "seen", "child_id", "place", "x"])
    | WORDS,
    st.lists(WORDS, max_size=3),
)


@pytest.mark.parametrize("filed", EVENINGS)
def test_terms_run_through_holidays_month_ends_and_leap_days(filed: datetime) -> None:
    assert rules.first_due(CLOCK, filed) == filed + timedelta(hours=2)
    states = (ReportState.RECEIVED, ReportState.ACKNOWLEDGED, ReportState.ON_SCENE)
    terms = [rules.due_after(CLOCK, state, filed) for state in states]
    assert terms == [filed + timedelta(hours=h) for h in (2, 24, 72)]
    assert rules.due_after(CLOCK, ReportState.CLOSED, filed) is None
    assert rules.feedback_due(CLOCK, filed) == filed + timedelta(days=3)


@given(st.integers(0, 10_000), st.sampled_from([s for s in ReportState if s.value != "closed"]))
def test_what_was_asleep_wakes_up_once(minutes: int, state: ReportState) -> None:
    due = EVENINGS[0]
    now = due + timedelta(minutes=minutes)
    again = rules.due_again(CLOCK, state, due, now)
    assert again is not None
    term = rules.due_after(CLOCK, state, due)
    assert term is not None
    assert now < again <= now + (term - due)
    assert (again - due) % (term - due) == timedelta()


@pytest.mark.parametrize(
    ("place", "alone", "office"),
    [
        ("990101001001", False, "990101001000"),
        ("990101001001", True, "990101000000"),
        ("990101001000", False, "990101001000"),
        ("990101000000", False, "990101000000"),
        ("990100000000", False, UNPLACED),
        ("990000000000", True, UNPLACED),
        (None, False, UNPLACED),
    ],
)
def test_a_report_goes_to_the_township_or_to_the_county_alone(
    place: str | None, alone: bool, office: str
) -> None:
    assert rules.office_of(place, county_alone=alone) == office


@given(CONTENT)
def test_whatever_was_sent_is_read_and_kept(content: dict[str, list[str]]) -> None:
    facts = reading.read(content, ["mr1_private_injury"])
    assert Facts.of(facts.kept()) == facts
    assert reading.identifier(content, "child_id") is None or content["child_id"]
    assert isinstance(facts.is_empty, bool)


@given(WORDS, st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_the_best_places_are_among_those_looked_at(words: str, names: list[Any]) -> None:
    places = [Place(str(n), pair) for n, pair in enumerate(names)]
    assert set(best_places(words, places)) <= set(places)


def test_the_settings_refuse_hours_that_end_before_they_begin() -> None:
    clock = {f"{name}_hours": 1 for name in ("acknowledge", "scene", "outcome", "police_feedback")}
    body = {"version": "1", "title": "t", "source": "s"}
    clock |= {"office_level": 2, "source": "s"}  # type: ignore[dict-item]
    assert read_mandatory({**body, "clock": clock}).clock.scene == timedelta(hours=1)
    with pytest.raises(Exception, match="scene_hours 应不少于 1"):
        read_mandatory({**body, "clock": {**clock, "scene_hours": 0}})
