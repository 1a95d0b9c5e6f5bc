"""Two workers of a village, their supervisor, and children to be handed over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Flask

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.caseloads import actions
from casework.caseloads.models import Cover, Handover
from casework.children.models import Child
from casework.db.base import db
from casework.regions.queries import get as region
from tests.factories.accounts import NEXT_VILLAGE, PASSWORD, VILLAGE, a_viewer, an_account
from tests.factories.children import a_child
from tests.factories.register import acting

REASON = "产假"


@dataclass(frozen=True)
class Village:
    """The cast of a handover; ``sent`` signs somebody in."""

    app: Flask
    before: Viewer
    after: Viewer
    near: Viewer
    office: Viewer
    children: list[UUID]

    @contextmanager
    def acting(self, viewer: Viewer) -> Iterator[Viewer]:
        """Act as somebody with what she may do at this moment."""
        now = accounts.viewer_of(accounts.get(viewer.account_id))
        with acting(self.app, now):
            yield now

    def start(self, **told: object) -> UUID:
        """Let the office start a handover of all children."""
        with self.acting(self.office) as office:
            values = {
                "from_id": self.before.account_id,
                "to_id": self.after.account_id,
                "on": clock.today(),
                "child_ids": set(self.children),
                **told,
            }
            made = actions.start(actor=office, village=region(VILLAGE), **values)  # type: ignore[arg-type]
            return made.id

    def cover(self, days: int = 10, starts_in: int = 0, **told: object) -> UUID:
        """Let the office name the worker of the next village as cover."""
        with self.acting(self.office) as office:
            first = clock.today() + timedelta(days=starts_in)
            values = {
                "absent_id": self.before.account_id,
                "covering_id": self.near.account_id,
                "from_on": first,
                "last_on": first + timedelta(days=days - 1),
                "reason": REASON,
                **told,
            }
            made = actions.begin_cover(actor=office, village=region(VILLAGE), **values)  # type: ignore[arg-type]
            return made.id

    def workers(self) -> list[UUID | None]:
        """Return who answers for the children now."""
        db.session.expire_all()
        return [db.session.get_one(Child, child_id).worker_id for child_id in self.children]


def a_village(app: Flask, size: int = 2) -> Village:
    """Return a village with children of one worker, and a second one beside her."""
    before = a_viewer(Role.CHILD_DIRECTOR)
    after = accounts.viewer_of(an_account(Role.CHILD_DIRECTOR, VILLAGE, "next-worker"))
    near = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    office = a_viewer(Role.CHILD_SUPERVISOR)
    long_ago = clock.today() - timedelta(days=200)
    children = [
        a_child(name=f"祝{'雨雪风霜'[n % 4]}", worker_id=before.account_id, entered_on=long_ago).id
        for n in range(size)
    ]
    db.session.commit()
    return Village(app, before, after, near, office, children)


SignIn = Callable[[Viewer], object]
__all__ = ["PASSWORD", "REASON", "Cover", "Handover", "SignIn", "Village", "a_village"]
