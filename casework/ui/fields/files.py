"""A file to hand in."""

from collections.abc import Sequence
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms.widgets import FileInput

from casework.ui.fields.asked import Asked, Validator


class FileField(Asked):
    """One file as werkzeug's ``FileStorage``; ``accept`` narrows what the picker offers."""

    kind: ClassVar[str] = "file"
    demand: ClassVar[str] = "请选择“%(label)s”"
    widget = FileInput()

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        accept: str = "",
        **options: Any,
    ) -> None:
        drawn = {"accept": accept} if accept else {}
        super().__init__(label, validators, render_kw=drawn, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file; an empty picker sends one without a name."""
        files = [sent for sent in valuelist if isinstance(sent, FileStorage) and sent.filename]
        self.data = files[0] if files else None

    @property
    def is_empty(self) -> bool:
        """Whether no file was chosen."""
        return self.data is None
