"""What is told of the invented county, and whose figures."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.figures.registry import Asked
from casework.summaries import actions, composing
from casework.summaries.models import FigureSet, Kind, SummaryDraft
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.children import load_practice

FIRST, UNTIL = date(2026, 10, 1), date(2026, 11, 1)
TIME = "from=2026-10-01&to=2026-10-31"
CODES = ["ind_visit_times", "ind_children_visited", "ind_list", "ind_coverage"]


def asked(viewer: Viewer | None = None, region: str = COUNTY) -> Asked:
    load_practice()
    return Asked(viewer or a_viewer(Role.COUNTY_CIVIL), region, FIRST, UNTIL)


def a_draft(
    *, viewer: Viewer | None = None, form_id: UUID | None = None, **told: Any
) -> SummaryDraft:
    about = asked(viewer)
    proposed = composing.compose(about, Kind.PRESS, None)
    words = {"title": "青禾县关爱情况", "text": proposed.text or "十月的情况。", **told}
    return actions.write(
        asked=about,
        form_id=form_id or uuid4(),
        kind=Kind.PRESS,
        figures=proposed.figures,
        **words,
    )


def a_set(*, viewer: Viewer | None = None, form_id: UUID | None = None, **told: Any) -> FigureSet:
    words = {"title": "十月上报", "codes": CODES, **told}
    return actions.choose(asked=asked(viewer), form_id=form_id or uuid4(), **words)
