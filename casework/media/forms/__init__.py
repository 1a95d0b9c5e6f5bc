"""Forms of media items and of the photos of activities."""

from casework.media.forms.items import AppearForm, CorrectForm, DecideForm, ItemForm
from casework.media.forms.photos import AnswerForm, ClearPhotoForm, PhotosForm, RemoveForm

__all__ = [
    "AnswerForm",
    "AppearForm",
    "ClearPhotoForm",
    "CorrectForm",
    "DecideForm",
    "ItemForm",
    "PhotosForm",
    "RemoveForm",
]
