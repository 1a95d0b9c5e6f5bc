"""The forms of the ledger and of the goods in stock."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assistance.actions.stock import Goods
from casework.assistance.models import AidGroup, AidShare, Mode, StockMove
from casework.assistance.rules import FIELDS, FROM_BATCH, Counted, Facts, Portion
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.db.base import new_id
from casework.errors import RuleBroken
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    LongTextField,
    NumberField,
    PastDateField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_SHORT, _LONG = 60, 200
_FACTS = ("kind", "mode", "source", "item", "given_on", "unit", "giver", "note")


class _FactsForm(OfferingForm):
    """What was given, by whom and when."""

    form_id = HiddenField()
    kind = DropdownField("帮扶类别", required=True)
    mode = EnumField("方式", enum=Mode, required=True)
    item = TextField(
        "给了什么", required=True, max_length=_SHORT, hint="例如：冬季爱心包、助学金、配眼镜。"
    )
    source = ChoiceField("来源", required=True)
    given_on = PastDateField("哪一天给的", required=True)
    quantity = AmountField("数量", unit="", hint="资金不用填。")
    unit = DropdownField("单位")
    value = AmountField("价值", hint="不知道的可以不填；资金必须填金额。")
    giver = TextField("谁给的", max_length=_SHORT, hint="单位或个人的名称，可以不填。")
    note = LongTextField("备注", max_length=_LONG, rows=2)

    def offer(self) -> None:
        """Offer the code lists."""
        self.kind.choices = offers.codes("aid_kind")
        self.source.choices = offers.codes("aid_source")
        self.unit.choices = offers.codes("aid_unit")

    @property
    def client_id(self) -> UUID:
        """The form's own id; one that cannot be read is a new form's."""
        return _client_id(self.form_id.data)

    def facts(self) -> Facts:
        """Return what was given."""
        return Facts(**{name: self[name].data for name in _FACTS})


class GiveForm(_FactsForm):
    """One giving: to children with a name, to a number of people, or both."""

    children = ChoicesField("哪些孩子")
    received_by = TextField("谁签收的", max_length=_SHORT, hint="孩子或照料人的姓名，可以以后补。")
    received_on = PastDateField("哪一天签收的")
    need = ChoiceField("解决了哪项需求", hint="选了以后会问您这项需求是不是办好了。")
    place = DropdownField("没记名字的人在哪里")
    counted_children = NumberField("另有没记名字的儿童", unit="人")
    counted_households = NumberField("另有没记名字的家庭", unit="户")
    counted_quantity = AmountField("没记名字的一共多少", unit="")
    counted_value = AmountField("没记名字的一共值多少")
    whom = TextField("没记名字的是谁", max_length=_SHORT, hint="例如：石桥小学三年级。")

    def __init__(
        self,
        viewer: Viewer,
        offered: Sequence[Child],
        *,
        places: Sequence[tuple[str, str]],
        needs: Sequence[tuple[str, str]] = (),
        chosen: Child | None = None,
    ) -> None:
        self.offered, self.places, self.needs = offered, places, needs
        opening = {
            "form_id": str(new_id()),
            "given_on": clock.today(),
            "children": [str(chosen.id)] if chosen else [],
            "place": _first(places),
        }
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer the code lists, the children, the places and the open needs."""
        super().offer()
        self.children.choices = [(str(child.id), child.name) for child in self.offered]
        self.place.choices = list(self.places)
        self.need.choices = [*self.needs, ("", "都不是")] if self.needs else []

    def portions(self) -> list[Portion]:
        """Return what each of the chosen children got."""
        chosen = set(self.children.data or ())
        return [
            Portion(
                child=child,
                quantity=self.quantity.data,
                value=self.value.data,
                received_by=self.received_by.data,
                received_on=self.received_on.data,
                need_id=self.need_id,
            )
            for child in self.offered
            if str(child.id) in chosen
        ]

    @property
    def need_id(self) -> UUID | None:
        """The need that it answers, if it is one child's."""
        one = len(self.children.data or ()) == 1
        return UUID(self.need.data) if self.need.data and one else None

    def counted(self) -> Counted | None:
        """Return what those got of whom nobody wrote the names down; None for nobody."""
        if not (self.counted_children.data or self.counted_households.data):
            return None
        if self.place.data is None:
            raise RuleBroken("请选择没记名字的人在哪里。", "place")
        return Counted(
            region_code=self.place.data,
            children=self.counted_children.data or 0,
            households=self.counted_households.data or 0,
            quantity=self.counted_quantity.data,
            value=self.counted_value.data,
            whom=self.whom.data,
        )

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "form_id": self.client_id,
            "facts": self.facts(),
            "portions": self.portions(),
            "counted": self.counted(),
        }


class GroupForm(_FactsForm):
    """What 妇联 gave to a number of people: never a child's name."""

    place = DropdownField("在哪里", required=True)
    children = NumberField("受益儿童", unit="人")
    households = NumberField("受益家庭", unit="户")
    whom = TextField("给了谁", max_length=_SHORT, hint="例如：石桥小学三年级。不要写孩子的名字。")

    def __init__(self, viewer: Viewer, places: Sequence[tuple[str, str]]) -> None:
        self.places = places
        opening = {"form_id": str(new_id()), "given_on": clock.today(), "place": _first(places)}
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer the code lists and the places."""
        super().offer()
        self.place.choices = list(self.places)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        counted = Counted(
            region_code=self.place.data,
            children=self.children.data or 0,
            households=self.households.data or 0,
            quantity=self.quantity.data,
            value=self.value.data,
            whom=self.whom.data,
        )
        return {"form_id": self.client_id, "facts": self.facts(), "counted": counted}


class CorrectForm(_FactsForm):
    """What a line shall say, or that it shall count no more; always with a reason."""

    version = HiddenField()
    what = ChoiceField("要做什么", required=True)
    received_by = TextField("谁签收的", max_length=_SHORT)
    received_on = PastDateField("哪一天签收的")
    whom = TextField("给了谁", max_length=_SHORT)
    children = NumberField("儿童人数", unit="人")
    households = NumberField("户数", unit="户")
    everybody = TickField("同一次给的其他孩子，类别、来源、日期等也一样改")
    reason = TextField("为什么", required=True, max_length=_LONG)

    def __init__(self, viewer: Viewer, line: AidShare | AidGroup) -> None:
        self.line = line
        opening = {name: getattr(line, name) for name in FIELDS if hasattr(line, name)}
        super().__init__(viewer, data={**opening, "version": str(line.version), "what": "correct"})
        for name in [*FIELDS, "everybody"]:
            if not self._is_asked(name):
                del self[name]

    def offer(self) -> None:
        """Offer the code lists and what may be done."""
        super().offer()
        may = [("correct", "改成对的"), ("withdraw", "撤销，不算数了")]
        doubted = isinstance(self.line, AidShare) and self.line.doubt is not None
        self.what.choices = [*may, ("check", "核对过，没有错")] if doubted else may

    def _is_asked(self, name: str) -> bool:
        is_share = isinstance(self.line, AidShare)
        from_batch = is_share and getattr(self.line, "batch_id", None) is not None
        if name == "everybody":
            return is_share and not from_batch
        return hasattr(self.line, name) and not (from_batch and name in FROM_BATCH)

    def told(self) -> Mapping[str, Any]:
        """Return what the line shall say."""
        found = {name: self[name].data for name in FIELDS if name in self}
        counts: dict[str, Any] = {
            name: found[name] or 0 for name in ("children", "households") if name in found
        }
        return {**found, **counts}

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdigit() else 0


class BatchForm(OfferingForm):
    """Goods that came in."""

    form_id = HiddenField()
    item = TextField("什么东西", required=True, max_length=_SHORT, hint="例如：冬季爱心包。")
    quantity = NumberField("一共多少", required=True, least=1, most=1_000_000)
    unit = DropdownField("单位", required=True)
    each = NumberField("每个孩子领多少", required=True, least=1, most=1000)
    value = AmountField("每份（件）值多少", hint="不知道的可以不填。")
    source = ChoiceField("来源", required=True)
    giver = TextField("谁给的", max_length=_SHORT)
    event = TextField("哪次活动", max_length=_SHORT, hint="例如：把爱带回家。")
    came_on = PastDateField("哪一天", required=True, hint="活动的日期。")
    place = DropdownField("放在哪里", required=True, hint="这个地方的村（社区）都能发。")

    def __init__(self, viewer: Viewer, places: Sequence[tuple[str, str]]) -> None:
        self.places = places
        opening = {
            "form_id": str(new_id()),
            "each": 1,
            "unit": "portion",
            "came_on": clock.today(),
            "place": _first(places),
        }
        super().__init__(viewer, data=opening)

    def offer(self) -> None:
        """Offer units, sources and places."""
        self.unit.choices = offers.codes("aid_unit")
        self.source.choices = offers.codes("aid_source")
        self.place.choices = list(self.places)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = self.values()
        form_id, place = _client_id(told.pop("form_id")), told.pop("place")
        return {"form_id": form_id, "place_code": place, "goods": Goods(**told)}


class RestForm(Form):
    """What became of goods that were not handed out."""

    form_id = HiddenField()
    move = EnumField("怎么处理", enum=StockMove, required=True)
    quantity = NumberField("多少", required=True, least=1, most=1_000_000)
    reason = TextField("为什么", required=True, max_length=_LONG)

    def __init__(self) -> None:
        super().__init__(data={"form_id": str(new_id())})

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {**self.values(), "form_id": _client_id(self.form_id.data)}


def _first(places: Sequence[tuple[str, str]]) -> str | None:
    """Return the place that a form opens with; somebody without a region has none."""
    return places[0][0] if places else None


def _client_id(told: str | None) -> UUID:
    """Return a form's own id; one that cannot be read is a new form's."""
    try:
        return UUID(told or "")
    except ValueError:
        return new_id()
