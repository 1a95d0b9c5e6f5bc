import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from tests.factories.accounts import a_viewer
from tests.factories.children import load_practice


@pytest.fixture
def county(session: scoped_session[Session]) -> Viewer:
    """The county's office, with the practice that its lists are read by."""
    load_practice()
    return a_viewer(Role.COUNTY_CIVIL)
