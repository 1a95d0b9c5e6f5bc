"""What the tests of transfers share: the two sides, and sending a child from one to the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.transfers import actions
from casework.transfers.models import Transfer
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.register import acting

Db = scoped_session[Session]
NOTE = "孩子住在山后村三组，外婆家"


def sender() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL, COUNTY)


def receiver() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)


def home_county_of(child: Child) -> Viewer:
    return sender() if child.region_code.startswith(COUNTY[:6]) else receiver()


@contextmanager
def looking(app: Flask) -> Iterator[None]:
    """Look with the run of the whole database, at what is stored by now."""
    with app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        yield
        db.session.commit()


def sent(app: Flask, child_id: UUID, *, actor: Viewer, to: str = STRANGE_COUNTY) -> UUID:
    receiver(), sender()  # both sides have somebody
    with acting(app, actor):
        transfer = actions.send(
            actor=actor,
            child=children.get(actor, child_id),
            to_region_code=to,
            moved_on=date(2026, 10, 28),
            reason="随母亲改嫁迁走",
            note=NOTE,
        )
        return transfer.id


def taken(app: Flask, transfer_id: UUID, *, actor: Viewer, village: str = STRANGE_VILLAGE) -> UUID:
    with acting(app, actor):
        return actions.accept(
            actor=actor, transfer_id=transfer_id, region_code=village, address="山后村三组"
        )


def a_moved_child(app: Flask, **told: object) -> UUID:
    """Return a child who has gone from the first county to the other one."""
    child_id = a_child(**told).id  # type: ignore[arg-type]
    there, here = receiver(), sender()
    return taken(app, sent(app, child_id, actor=here), actor=there)


def transfer_of(session: Db, child_id: UUID) -> Transfer:
    statement = select(Transfer).where(Transfer.child_id == child_id)
    return session.scalars(statement.order_by(Transfer.id.desc())).first()  # type: ignore[return-value]
