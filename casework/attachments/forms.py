"""Handing files in, and removing one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from casework.attachments.actions import Upload
from casework.attachments.rules import LONGEST_TITLE
from casework.ui.fields import FileField, LongTextField, TextField
from casework.ui.forms import Form

#: What the picker offers: the camera too, where there is one.
ACCEPTED = "image/*,application/pdf"
_REASON = 200


class FilesField(FileField):
    """Several files at once."""

    demand: ClassVar[str] = "请选择照片或 PDF，或者拍一张"
    data: list[FileStorage]

    def __init__(self, label: str, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.render_kw = {**(self.render_kw or {}), "multiple": True}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take all of them; an empty picker sends one without a name."""
        self.data = [sent for sent in valuelist if isinstance(sent, FileStorage) and sent.filename]

    @property
    def is_empty(self) -> bool:
        """Whether no file was chosen."""
        return not self.data


class UploadForm(Form):
    """Files, and what they are if somebody says so; no word is asked for."""

    files = FilesField(
        "照片或 PDF",
        required=True,
        accept=ACCEPTED,
        hint="可以直接拍照，也可以选几个文件。每个不超过 20 MB。",
    )
    title = TextField(
        "这是什么（可不写）", max_length=LONGEST_TITLE, hint="例如：户口簿首页、协议签字页。"
    )
    #: The page that it is sent from.
    back = HiddenField()

    def uploads(self) -> list[Upload]:
        """Return what was sent."""
        return [Upload(each.filename or "", each.stream) for each in self.files.data or ()]


class RemoveForm(Form):
    """Why a file goes."""

    reason = LongTextField("为什么删除", required=True, max_length=_REASON, rows=3)
