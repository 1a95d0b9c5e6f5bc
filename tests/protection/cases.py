"""Invented protections, begun by the act itself."""

from typing import Any

from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.protection import actions
from casework.protection.actions import Beginning
from casework.protection.models import ProtectionCase
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]
TOLD = Beginning(
    grounds=["guardian_seriously_harms"],
    placement="rescue_body",
    place="青禾县救助保护中心",
    brought_by="police",
    words="夜里由民警送来",
)


def county() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def township() -> Viewer:
    return a_viewer(Role.CHILD_SUPERVISOR)


def a_case(
    told: Beginning = TOLD, *, actor: Viewer | None = None, **options: Any
) -> tuple[Child, ProtectionCase]:
    """Return a protected child with its case, begun by the township unless said otherwise."""
    child = a_child(**options)
    return child, actions.begin(actor=actor or township(), child=child, told=told)


def decided(**options: Any) -> tuple[Child, ProtectionCase]:
    """Return one that the county has decided on."""
    child, case = a_case(**options)
    actions.decide(actor=county(), child=child, case=case, decided_by="青禾县民政局")
    return child, case
