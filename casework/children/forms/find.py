"""Looking for children: a search that is posted, filters that stand in the address."""

from collections.abc import Mapping
from typing import Any

from casework.accounts.viewer import Viewer
from casework.children import rules
from casework.children.models import Status
from casework.children.queries import SHORTEST_PHONE, Filters, digits_of
from casework.practice import queries as practice
from casework.practice.rules.visiting import RISK_LEVELS
from casework.ui.fields import SearchField
from casework.ui.forms import Form

FILTERS = ("place", "category", "status", "risk")
_RISKS = {str(level): level for level in RISK_LEVELS}
_STATUSES = {status.value: status for status in Status}


class FindForm(Form):
    """Whatever somebody remembers of a child."""

    looked_for = SearchField(
        "孩子或家里人的姓名、拼音、电话",
        required=True,
        hint="例如：陈雨桐、cyt、奶奶的姓名、电话后4位，或完整的编号、身份证号。",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what is too short to find anybody by."""
        fine: bool = super().validate(extra_validators)
        if fine and len(rules.needle(self.looked_for.data or "")) < rules.SHORTEST_SEARCH:
            self.looked_for.errors = ["请至少输入2个字或2个字母"]
            return False
        if fine and 0 < len(digits_of(self.looked_for.data or "")) < SHORTEST_PHONE:
            self.looked_for.errors = ["电话请至少输入后4位数字"]
            return False
        return fine


def read_filters(viewer: Viewer, asked: Mapping[str, str]) -> Filters:
    """Return the filters in an address; what does not exist or is out of reach is left out."""
    known = {category.code for category in practice.categories().counted}
    category, place = asked.get("category"), asked.get("place")
    risk, status = asked.get("risk"), asked.get("status")
    return Filters(
        category=category if category in known else None,
        status=_STATUSES.get(status or ""),
        risk=_RISKS.get(risk or ""),
        place=place if place and _is_code(place) and viewer.scope.covers(place) else None,
    )


def _is_code(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()
