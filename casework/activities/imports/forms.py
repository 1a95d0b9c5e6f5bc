"""Handing in a list of activities."""

from typing import Any

from casework.practice import queries as practice
from casework.sheets.forms import HandInForm
from casework.ui.fields import ChoiceField, DropdownField, FileField
from casework.ui.forms import Form


class ListForm(HandInForm):
    """The file, the unit that it is for, and the campaign of its rows."""

    region_code = ChoiceField("哪个单位的活动", required=True)
    campaign_code = DropdownField(
        "属于哪次集中活动", hint="清单里没有写明的，都算这次集中活动的；不属于的不用选。"
    )
    file = FileField(
        "清单文件",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。往年的附件2可以直接用；要有“活动内容”和“活动时间”两栏。",
    )

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the campaigns of the first region too."""
        region = self.regions[0][0] if self.regions else ""
        found = practice.campaigns(region) if region else []
        self.campaign_code.choices = [(each.code, each.name) for each in found]
        super().process(*args, **options)

    def values(self) -> dict[str, Any]:
        """Return region, file and campaign. Raises RuleBroken for an empty file."""
        return {**super().values(), "campaign_code": self.campaign_code.data}


class ImportForm(Form):
    """The button that imports: nothing but the token."""
