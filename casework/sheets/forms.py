"""Handing in a file for a region: what a ledger and a superior's form have in common."""

from typing import Any

from werkzeug.datastructures import FileStorage

from casework.errors import RuleBroken
from casework.ui.fields import ChoiceField, FileField
from casework.ui.forms import Form


class HandInForm(Form):
    """A file, and for which of the viewer's regions it is; forms say how they ask for both."""

    region_code: ChoiceField
    file: FileField

    def __init__(self, regions: list[tuple[str, str]]) -> None:
        self.regions = regions
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the regions, the only one chosen already, then read what was sent."""
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
