"""Invented cases, sent and treated by the acts themselves."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.psychology import actions
from casework.psychology.models import PsychologyCase
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]

TODAY = date(2026, 11, 1)
WHY = "两个多月不和人说话，饭吃得很少。"
SAID = "说到妈妈时哭了一阵。"


def worker() -> Viewer:
    return a_viewer(Role.CHILD_DIRECTOR)


def counsellor(region_code: str | None = None) -> Viewer:
    return a_viewer(Role.COUNSELLOR, region_code)


def a_case(*, why: str = WHY, **told: Any) -> tuple[Child, PsychologyCase]:
    """Return a child that the village's worker has sent to the county's counsellors."""
    child = a_child(**told.pop("child", {}))
    return child, actions.refer(actor=worker(), child=child, why=why, **told)


def a_case_in_care(**told: Any) -> tuple[Child, PsychologyCase]:
    """Return one that the counsellor has taken on and met once."""
    child, case = a_case(**told)
    actions.accept(actor=counsellor(), case=case)
    meet(case)
    return child, case


def meet(case: PsychologyCase, *, words: str = SAID, **told: Any) -> None:
    """Let the counsellor meet the child today."""
    by = told.pop("actor", None) or counsellor()
    given = {"on_day": TODAY, "minutes": 50, "way": "face", **told}
    actions.hold_session(actor=by, case=case, words=words, **given)
