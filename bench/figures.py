"""What a measurement says: a number, what it should reach, and its line in the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADINGS = ("", "on", "measured", "target")


@dataclass(frozen=True)
class Figure:
    """One number, with the most or the least that it should be where that was laid down."""

    what: str
    measured: float
    at_most: float | None = None
    at_least: float | None = None
    #: The database that it was measured on, where there is one.
    on: str = ""
    unit: str = ""
    #: What to look at when it is missed.
    note: str = ""
    #: The target of ``docs/performance.md`` that it belongs to.
    of: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None when there is none."""
        if self.at_most is not None:
            return self.measured <= self.at_most
        if self.at_least is not None:
            return self.measured >= self.at_least
        return None

    @property
    def line(self) -> str:
        """The figure as a line of the table."""
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        shown = _number(self.measured) + self.unit
        line = _line(self.what, self.on, shown, self._target, verdict)
        return f"{line}\n    {self.note}" if self.note and self.is_met is False else line

    @property
    def _target(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}{self.unit}"
        if self.at_least is not None:
            return f"≥ {self.at_least:g}{self.unit}"
        return ""


def by_target(measured: Sequence[Figure]) -> Iterator[str]:
    """Yield a line for each target: how many of its figures are met, and which are not."""
    yield "\nTargets"
    for target in sorted({each.of for each in measured if each.of}, key=lambda name: int(name[1:])):
        own = [each for each in measured if each.of == target and each.is_met is not None]
        missed = [each for each in own if not each.is_met]
        yield f"  {target:4}{len(own) - len(missed)} of {len(own)} met"
        for each in missed:
            yield f"      missed: {each.what}, {each.on}: {_number(each.measured)}{each.unit}"


def head(title: str) -> str:
    """Return the lines above the figures of one module."""
    return f"\n{title}\n{_line(*_HEADINGS, '').rstrip()}"


def _line(what: str, on: str, measured: str, target: str, verdict: str) -> str:
    return f"  {what:54}{on:12}{measured:>12}{target:>12}  {verdict}".rstrip()


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.3f}"
