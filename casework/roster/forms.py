"""Handing in a ledger."""

from typing import Any

from werkzeug.datastructures import FileStorage

from casework.errors import RuleBroken
from casework.ui.fields import ChoiceField, FileField
from casework.ui.forms import Form


class UploadForm(Form):
    """The file, and the region that it is for."""

    region_code = ChoiceField("导入到哪里", required=True)
    file = FileField(
        "台账文件",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。表里要有“姓名”和“村（社区）”两栏，别的栏目会自动认。",
    )

    def __init__(self, regions: list[tuple[str, str]]) -> None:
        self.regions = regions
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the regions that the viewer may import into, then read what was sent."""
        self.region_code.choices = self.regions
        super().process(*args, **options)
        if not self.is_submitted() and len(self.regions) == 1:
            self.region_code.data = self.regions[0][0]

    def values(self) -> dict[str, Any]:
        """Return region, file name and bytes. Raises RuleBroken for an empty file."""
        sent: FileStorage = self.file.data
        content = sent.read()
        if not content:
            raise RuleBroken("这个文件是空的，请重新选择。", "file")
        return {
            "region_code": self.region_code.data,
            "filename": sent.filename or "",
            "content": content,
        }


class ImportForm(Form):
    """The button that imports: nothing but the token."""
