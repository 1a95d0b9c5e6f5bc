"""What was given, goods in stock: through the acts themselves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.assistance import actions
from casework.assistance.actions.stock import Goods
from casework.assistance.models import GoodsBatch, Mode
from casework.assistance.rules import Counted, Facts, Portion
from casework.children.models import Child
from tests.factories.accounts import TOWNSHIP, a_viewer
from tests.factories.children import load_practice

PACKS = Facts(
    kind="in_kind",
    mode=Mode.GOODS,
    source="company",
    item="冬季爱心包",
    given_on=date(2026, 10, 20),
    unit="portion",
    giver="青禾纺织厂",
)
MONEY = replace(PACKS, kind="education", mode=Mode.CASH, item="助学金", unit=None)
GOODS = Goods(
    item="冬季爱心包",
    source="company",
    unit="portion",
    quantity=3,
    came_on=date(2026, 10, 20),
    value=Decimal("128.50"),
    event="把爱带回家",
    giver="青禾纺织厂",
)


def an_aid(
    *children: Child,
    actor: Viewer | None = None,
    facts: Facts = PACKS,
    quantity: str | None = "1",
    value: str | None = "128.50",
    counted: Counted | None = None,
    form_id: UUID | None = None,
    **portion: Any,
) -> UUID:
    """Write down one giving and return its ``act_id``."""
    load_practice()
    amounts: dict[str, Any] = {
        "quantity": Decimal(quantity) if quantity else None,
        "value": Decimal(value) if value else None,
    }
    return actions.give(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        form_id=form_id or uuid4(),
        facts=facts,
        portions=[Portion(child, **amounts, **portion) for child in children],
        counted=counted,
    )


def a_batch(
    quantity: int = 3, place_code: str = TOWNSHIP, actor: Viewer | None = None, **more: Any
) -> GoodsBatch:
    """Take goods in at the township."""
    load_practice()
    return actions.receive(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        form_id=uuid4(),
        place_code=place_code,
        goods=replace(GOODS, quantity=quantity, **more),
    )
