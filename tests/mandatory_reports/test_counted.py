"""Mandatory reports in figures: for the county, of what one may open, and leading nowhere."""

from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.errors import NotFound
from casework.figures import registry
from casework.figures.registry import Asked, Value
from casework.mandatory_reports import actions
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, a_viewer, an_account
from tests.mandatory_reports.reports import a_report

Rows = scoped_session[Session]


def value(code: str, viewer: Viewer, region: str = COUNTY) -> Value:
    day = clock.local(clock.now()).date()
    asked = Asked(viewer, region, day - timedelta(days=3), day + timedelta(days=1))
    return registry.value(registry.get(viewer, code), asked)


def test_reports_are_counted_where_they_went_and_by_their_times(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    assert value("ind_report_on_time", county).number is None
    a_report()
    late = a_report()
    late.level = 1
    session.flush()
    found = [value(code, county).number for code in ("ind_reports", "ind_reports_on_time")]
    assert found == [2, 1]
    assert str(value("ind_report_on_time", county).number) == "0.5000"
    assert value("ind_reports", county, TOWNSHIP).number == 2
    assert value("ind_reports", county, OTHER_TOWNSHIP).number == 0


def test_an_entry_leads_to_no_report_and_names_nothing(session: Rows) -> None:
    report, county = a_report(), a_viewer(Role.COUNTY_CIVIL)
    figure = registry.get(county, "ind_reports")
    [entry] = figure.entries(Asked(county, COUNTY, date(2026, 1, 1), date(2999, 1, 1)))
    assert (entry.endpoint, entry.values, entry.child_id) == (None, {}, None)
    assert report.id.hex not in repr(entry).replace("-", "")


def test_whom_a_report_names_does_not_count_it(session: Rows) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    second = accounts.viewer_of(an_account(Role.COUNTY_CIVIL, COUNTY, "second"))
    report = a_report()
    actions.bar(actor=county, report=report, account_id=second.account_id)
    assert value("ind_reports", county).number == 1
    assert value("ind_reports", second).number == 0


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.WOMENS_FED])
def test_nobody_but_the_county_may_ask(session: Rows, role: Role) -> None:
    viewer = a_viewer(role)
    with pytest.raises(NotFound):
        registry.get(viewer, "ind_reports")
