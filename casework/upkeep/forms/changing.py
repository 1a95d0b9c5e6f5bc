"""What every small change asks: from when, and who said so."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.facts import Teller, Told
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.ui.fields import EnumField, PastDateField

_CONFLICT = 409


class ChangeForm(OfferingForm):
    """One small change, on the version of the file that it was opened on."""

    #: The names of the questions in their order, before those of every change.
    asks: ClassVar[Sequence[str]] = ()

    version = IntegerField(widget=HiddenInput())
    on = PastDateField("从哪一天起", required=True)
    told_by = EnumField("谁说的", enum=Teller, required=True)

    overtaken = False
    #: What to think of once it is saved.
    advice: str | None = None

    def __init__(self, viewer: Viewer, child: Child) -> None:
        self.child = child
        start = {"version": child.version, "on": clock.today(), **self.known()}
        super().__init__(viewer, data=start)

    def known(self) -> Mapping[str, Any]:
        """Return what the form opens with."""
        return {}

    @property
    def now(self) -> str | None:
        """What the file says now, where a page may show it."""
        return None

    @property
    def questions(self) -> list[Any]:
        """The questions in the order of the page."""
        return [self[name] for name in (*self.asks, "on", "told_by") if name in self]

    def said(self) -> dict[str, Any]:
        """Return what was said of this change, as arguments of its act."""
        return {name: self[name].data for name in self.asks if name in self}

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = Told(by=self.told_by.data, from_on=self.on.data)
        return {"version": self.version.data, "told": told, **self.said()}

    def holds(self) -> bool:
        """Say whether the file says all of this already: sent twice, it is saved once."""
        return False  # until a form can tell

    def overtake(self) -> None:
        """Say that somebody else has saved; saving again is then a decision."""
        self.overtaken = True
        self.version.data, self.version.raw_data = self.child.version, None

    @property
    def status(self) -> int:
        """409 beside the usual ones."""
        return _CONFLICT if self.overtaken else super().status
