from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from tests.client import CheckedClient
from tests.factories.children import FATHER, GRANDMOTHER, a_child

Db = scoped_session[Session]


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_page_says_it_in_one_sentence(director: CheckedClient, session: Db) -> None:
    child = a_child(people=(GRANDMOTHER, FATHER))
    for page in (f"/children/{child.id}", f"/children/{child.id}/guardianship"):
        shown = text(director.get(page))
        assert (
            "陈雨桐没有登记监护人，按爸爸监护看待；爸爸在外地打工，妈妈的情况不清楚，平时由奶奶照看。"
            in shown
        )
