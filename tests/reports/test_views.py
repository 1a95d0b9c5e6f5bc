"""The report's pages: what they say, who may see them, what they refuse."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.counting.rules import Measure
from casework.db.base import db
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
)
from tests.reports.conftest import October

Clients = Callable[..., CheckedClient]

OCTOBER = {"region": COUNTY, "month": "2026-10"}
FILES = ("/reports/coverage.xlsx", "/reports/coverage.csv")
PAGES = ("/reports/coverage", "/reports/coverage/print", *FILES)
LIST = "/reports/coverage/list"


def text_of(html: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def get(client: CheckedClient, path: str, **arguments: str) -> str:
    response = client.get(path, query_string={**OCTOBER, **arguments})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)
