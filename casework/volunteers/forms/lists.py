"""Handing in a list of volunteers."""

from casework.sheets.forms import HandInForm
from casework.ui.fields import ChoiceField, FileField
from casework.ui.forms import Form


class UploadForm(HandInForm):
    """The file, and the county that it is for."""

    region_code = ChoiceField("导入到哪里", required=True)
    file = FileField(
        "名单文件",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。要有“姓名”和“志愿者类别”两栏，别的栏目会自动认。",
    )


class ImportForm(Form):
    """The button that imports: nothing but the token."""
