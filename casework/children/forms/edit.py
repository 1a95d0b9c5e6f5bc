"""The form that changes a file: what pages hide is hidden here too and only overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from casework.accounts.viewer import Viewer
from casework.children.facts import ChildFacts
from casework.children.forms.facts import (
    NO_DOCUMENT,
    OTHER_PLACE,
    SAME_PLACE,
    FactsForm,
)
from casework.children.models import Child
from casework.children.queries import facts_of
from casework.ui.fields import ChoicesField, TextField

#: Masked wherever they are shown: the form takes a new value and never shows the old one.
WRITE_ONLY = (
    "id_number",
    "other_documents",
    "hukou_address",
    "health",
    "health_note",
    "disability",
    "phone",
    "note",
)
_CLEARABLE = (
    ("other_documents", "其他证件"),
    ("health", "健康状况"),
    ("health_note", "健康说明"),
    ("disability", "残疾情况"),
    ("phone", "儿童电话"),
    ("note", "备注"),
)
_CONFLICT = 409
_HIDDEN = "（已隐去）"


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else has saved meanwhile with another value."""

    label: str
    stored: str
    typed: str


class EditForm(FactsForm):
    """The facts of one child, with the version that they were read at."""

    version = IntegerField(widget=HiddenInput())
    address = TextField("详细地址")
    cleared = ChoicesField("要清空的内容", choices=_CLEARABLE)

    conflicts: tuple[Conflict, ...] = ()

    def __init__(self, viewer: Viewer, child: Child) -> None:
        self.child = child
        self.known = facts_of(child)
        shown = {name: value for name, value in vars(self.known).items() if name not in WRITE_ONLY}
        shown["id_kind"] = self.known.id_kind or (NO_DOCUMENT if not self.known.id_number else None)
        super().__init__(viewer, data={**shown, "hukou": self._hukou(), "version": child.version})

    def facts(self) -> ChildFacts:
        """Return the facts as they would be: hidden ones stay unless something was typed."""
        told = {
            name: value
            for name, value in self.told().items()
            if name not in WRITE_ONLY or value is not None
        }
        if self.id_kind.data == NO_DOCUMENT:
            told["id_number"] = None
        told |= dict.fromkeys(self.cleared.data)
        told["hukou_code"] = self.hukou_code(self.child.region_code)
        return replace(self.known, **told)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "version": self.version.data,
            "facts": self.facts(),
            "address": self.address.data,
        }

    def meet(self, stored: ChildFacts, address: str | None) -> bool:
        """Compare with what was saved meanwhile; say whether anything differs.

        It is shown then, and saving again is a decision.
        """
        self.known, typed = stored, self.facts()
        self.conflicts = tuple(self._conflicts(stored, typed))
        if self.address.data and self.address.data != address:
            self.conflicts += (Conflict("详细地址", _HIDDEN, self.address.data),)
        self.version.data, self.version.raw_data = self.child.version, None
        return bool(self.conflicts)

    @property
    def status(self) -> int:
        """409 beside the usual ones."""
        return _CONFLICT if self.conflicts else super().status

    def _conflicts(self, stored: ChildFacts, typed: ChildFacts) -> Iterator[Conflict]:
        for name, field in self._fields.items():
            before, after = getattr(stored, name, None), getattr(typed, name, None)
            if before != after:
                hidden = before is not None and name in WRITE_ONLY
                kept = _HIDDEN if hidden else _shown(field, before)
                yield Conflict(field.label.text, kept, _shown(field, after))

    def _hukou(self) -> str | None:
        if self.known.hukou_code == self.child.region_code:
            return SAME_PLACE
        return OTHER_PLACE if self.known.hukou_address else None


def _shown(field: Any, value: Any) -> str:
    if value is None:
        return "（空）"
    labels = {str(code): label for code, label in getattr(field, "choices", ())}
    return str(labels.get(str(value), value))
