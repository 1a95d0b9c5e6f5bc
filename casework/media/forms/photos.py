"""Uploading photos of an activity, answering for one, removing one."""

from casework.attachments.forms import FilesField
from casework.media.actions import Upload
from casework.media.models import ActivityPhoto, Face
from casework.media.rules import Ages, Consent, read_consent
from casework.ui.fields import EnumField, LongTextField, TextField
from casework.ui.forms import Form

_LONG = 200


class PhotosForm(Form):
    """Some photos, and whether children are on them."""

    file = FilesField(
        "照片",
        required=True,
        accept="image/*",
        hint="可以直接拍照，也可以选几张。每张不超过 20 MB，一个活动最多9张。",
    )
    face = EnumField(
        "照片里有没有孩子",
        enum=Face,
        hint="没有看清的选“还没有看”，先当作有孩子，不对外使用。",
    )

    def __init__(self) -> None:
        super().__init__(data={"face": Face.UNKNOWN})

    def uploads(self) -> list[Upload]:
        """Return what was sent."""
        return [Upload(each.filename or "", each.stream) for each in self.file.data or ()]


class AnswerForm(Form):
    """Whether a child is on a photo."""

    face = EnumField("照片里有没有孩子", enum=Face, required=True)

    def __init__(self, photo: ActivityPhoto) -> None:
        super().__init__(data={"face": photo.shows_child})


class ClearPhotoForm(Form):
    """Who agreed that a photo goes outside, and what was masked on it."""

    ages = EnumField("孩子多大", enum=Ages, required=True)
    guardian = TextField(
        "监护人同意",
        required=True,
        max_length=_LONG,
        hint="谁、哪一天、怎样同意的。例如：母亲，3月2日，签字。",
    )
    own = TextField("孩子本人同意", max_length=_LONG, hint="满14周岁的要本人同意，并且告知监护人。")
    masking = TextField(
        "怎样处理的", required=True, max_length=_LONG, hint="例如：脸部打码、只拍背影。"
    )

    def __init__(self, photo: ActivityPhoto) -> None:
        known = read_consent(photo.consent)
        opening = {"ages": known.ages, "guardian": known.guardian, "own": known.own}
        super().__init__(data={**opening, "masking": photo.masking})

    def consent(self) -> Consent:
        """Return who agreed."""
        return Consent(self.ages.data, self.guardian.data, self.own.data)


class RemoveForm(Form):
    """Why a photo goes."""

    reason = LongTextField("为什么删除", required=True, max_length=_LONG, rows=3)
