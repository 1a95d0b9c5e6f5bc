from collections.abc import Callable, Collection

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.exchange import actions
from casework.exchange.models import Export, FormLayout, Shape
from casework.exchange.rules import Opened
from casework.exchange.selections import Selection, Source
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice
from tests.factories.register import acting

Build = Callable[..., Export]


@pytest.fixture
def county(session: scoped_session[Session]) -> Viewer:
    """The county that takes lists out."""
    load_practice()
    return a_viewer(Role.COUNTY_CIVIL)


@pytest.fixture
def supervisor(session: scoped_session[Session]) -> Viewer:
    load_practice()
    return a_viewer(Role.CHILD_SUPERVISOR)


@pytest.fixture
def build(app: Flask, county: Viewer) -> Build:
    """``build(Source.CHILDREN, category="orphan")``: make a file as the county would."""

    def build(
        source: Source = Source.CHILDREN,
        *,
        by: Viewer = county,
        shape: Shape = Shape.TABLE,
        layout: FormLayout | None = None,
        opened: Collection[Opened] = (),
        reason: str | None = None,
        **asked: str,
    ) -> Export:
        form_id = layout.id if layout else None
        with acting(app, by):
            made = actions.build_export(
                actor=by,
                selection=Selection(source, asked),
                shape=Shape.LAYOUT if layout else shape,
                layout=db.session.get_one(FormLayout, form_id) if form_id else None,
                opened=opened,
                reason=reason,
            )
            export_id = made.id
        return db.session.get_one(Export, export_id)

    return build
