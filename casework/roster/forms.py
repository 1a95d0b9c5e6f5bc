"""Handing in a ledger."""

from casework.sheets.forms import HandInForm
from casework.ui.fields import ChoiceField, FileField
from casework.ui.forms import Form


class UploadForm(HandInForm):
    """The file, and the region that it is for."""

    region_code = ChoiceField("导入到哪里", required=True)
    file = FileField(
        "台账文件",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。表里要有“姓名”和“村（社区）”两栏，别的栏目会自动认。",
    )


class ImportForm(Form):
    """The button that imports: nothing but the token."""
