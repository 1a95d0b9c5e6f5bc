"""Fields that a person answers by tapping: one of some, some of some, yes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from casework.labels import LabelledEnum
from casework.ui.fields.asked import Asked, Validator
from casework.ui.formats import said, width

Choices = Iterable[tuple[Any, str]]

_WIDEST_TILE = 12
_MOST_IN_A_ROW = 5
_NOT_OFFERED = "没有这个选项，请重新选择"


@dataclass(frozen=True)
class Option:
    """One tile of a choice as the macro draws it."""

    id: str
    value: str
    label: str
    checked: bool
    alarming: bool


class ChoiceField(Asked):
    """One of a few, as a row of tiles.

    ``choices`` are pairs of stored value and label; they may be set on the form object too.
    Tiles named in ``alarming`` turn red when chosen.
    """

    kind: ClassVar[str] = "choice"
    demand: ClassVar[str] = "请选择“%(label)s”"
    input_type: ClassVar[str] = "radio"

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        choices: Choices = (),
        alarming: Collection[Any] = (),
        **options: Any,
    ) -> None:
        self.choices = list(choices)
        self.alarming = {self.key_of(value) for value in alarming}
        super().__init__(label, validators, **options)

    def key_of(self, value: Any) -> str:
        """The text that stands for a value in the page."""
        return str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the chosen value; none chosen is None."""
        self.data = self._offered(valuelist[0]) if valuelist and valuelist[0] else None

    def _offered(self, key: Any) -> Any:
        """The value behind a key; raise ValueError if it is not among the choices."""
        for value, _ in self.choices:
            if self.key_of(value) == str(key):
                return value
        raise ValueError(_NOT_OFFERED)

    @property
    def options(self) -> list[Option]:
        """The tiles, in the order of the choices."""
        chosen = {self.key_of(value) for value in self._chosen()}
        return [
            Option(f"{self.id}-{place}", key, said(label), key in chosen, key in self.alarming)
            for place, (key, label) in enumerate(
                (self.key_of(value), label) for value, label in self.choices
            )
        ]

    def _chosen(self) -> Iterable[Any]:
        return () if self.data is None else (self.data,)

    @property
    def anchor(self) -> str:
        """The first tile: a group itself cannot be focused."""
        return f"{self.id}-0"

    @property
    def fit(self) -> int:
        """How many characters the longest label has: the tiles' least width."""
        widest = max((width(said(label)) for _, label in self.choices), default=1)
        return min(widest, _WIDEST_TILE)

    @property
    def most(self) -> int:
        """How many tiles a row holds at most, so that rows are about equally full."""
        rows = -(-len(self.choices) // _MOST_IN_A_ROW) or 1
        return -(-len(self.choices) // rows) or 1


class DropdownField(ChoiceField):
    """One of many, as a drop-down list: for more than seven choices."""

    kind: ClassVar[str] = "dropdown"

    @property
    def anchor(self) -> str:
        """The list itself."""
        return self.id


class ChoicesField(ChoiceField):
    """Some of a few, as tiles; the value is a list, empty when none is chosen."""

    input_type: ClassVar[str] = "checkbox"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the chosen values in the order of the choices."""
        chosen = [self._offered(key) for key in valuelist]
        self.data = [value for value, _ in self.choices if value in chosen]

    def process_data(self, value: Any) -> None:
        """Start from a collection of values or from none."""
        self.data = list(value or ())

    def _chosen(self) -> Iterable[Any]:
        return self.data or ()


class EnumField(ChoiceField):
    """One member of a labelled enum, or of some of its ``members``."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        enum: type[LabelledEnum],
        members: Iterable[LabelledEnum] | None = None,
        **options: Any,
    ) -> None:
        choices = _labelled(enum, members)
        super().__init__(label, validators, choices=choices, **options)

    def key_of(self, value: Any) -> str:
        """The stored value of the member."""
        return str(value.value)


class EnumsField(ChoicesField):
    """Some members of a labelled enum."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        enum: type[LabelledEnum],
        members: Iterable[LabelledEnum] | None = None,
        **options: Any,
    ) -> None:
        choices = _labelled(enum, members)
        super().__init__(label, validators, choices=choices, **options)

    def key_of(self, value: Any) -> str:
        """The stored value of the member."""
        return str(value.value)


class TickField(Asked):
    """A statement to confirm; with ``required`` it must be."""

    kind: ClassVar[str] = "tick"
    demand: ClassVar[str] = "请勾选“%(label)s”"

    def process_data(self, value: Any) -> None:
        """Start from yes or no; no answer yet is no."""
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A browser sends a ticked box and is silent about an empty one."""
        self.data = bool(valuelist)

    @property
    def is_empty(self) -> bool:
        """An empty box is no answer where one is demanded."""
        return not self.data


def _labelled(enum: type[LabelledEnum], members: Iterable[LabelledEnum] | None) -> Choices:
    return [(member, member.label) for member in (enum if members is None else members)]
