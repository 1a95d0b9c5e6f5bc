"""Charts drawn by the server as SVG, for a page that shows the same figures as a table.

No script and no inline style: colours and sizes come from classes, lengths across are in
percent of the drawing, so that letters keep their size on every screen and on paper.  Units
stand in the order they are given, in one colour, without a target: a chart that ranks
villages teaches them to please it.

A heat table is a table already, with the number in each cell: only its shades come from here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from casework.clock import Month
from casework.ui.formats import NOTHING, month_of_year, number, percent, said, tongue, written_month

Ratio = float | Decimal | None

_ROW = 38  # heights are CSS pixels
_BAR = 16
_AXIS = 26
_TREND_TOP = 20
_TREND_HEIGHT = 180
_LONGEST_NAME = 9
_QUARTERS = (0, 25, 50, 75, 100)
_SHADES = 5


@dataclass(frozen=True)
class HeatRow:
    """One unit of a heat table: a ratio a month, or the word that stands for one."""

    name: str
    cells: Sequence[Ratio | str]
    #: Of the region, where its name leads somewhere.
    code: str = ""


def shade(ratio: Ratio | str) -> int | None:
    """Return the step of one hue for a ratio: 0 (palest) to 4, a fifth each; None for a word."""
    if ratio is None or isinstance(ratio, str):
        return None
    return min(int(float(ratio) * _SHADES), _SHADES - 1)


def bars(rows: Sequence[tuple[str, Ratio]], label: str) -> Markup:
    """Horizontal bars of ratios between 0 and 1, one a unit; None is written as a dash."""
    height = _ROW * len(rows) + _AXIS
    marks = [*_upright_grid(height - _AXIS), *(_bar(place, *row) for place, row in enumerate(rows))]
    longest = max((len(name) for name, _ in rows), default=1)
    return _drawing(f"bars names-{min(longest, _LONGEST_NAME)}", height, label, marks)


def counts(rows: Sequence[tuple[str, int]], whole: int, label: str) -> Markup:
    """Horizontal bars of counts, each beside the others as a part of the same whole."""
    marks = [
        _mark(place, name, n / whole if whole else 0, number(n))
        for place, (name, n) in enumerate(rows)
    ]
    longest = max((len(name) for name, _ in rows), default=1)
    return _drawing(f"bars names-{min(longest, _LONGEST_NAME)}", _ROW * len(rows), label, marks)


def trend(points: Sequence[tuple[Month, Ratio]], label: str) -> Markup:
    """A line of ratios over consecutive months from 0 to 100 %; it breaks where one is None."""
    places = _spread(len(points))
    marks = [
        *_level_grid(),
        _line(points, places),
        *(_month_mark(*point, place) for point, place in zip(points, places, strict=True)),
    ]
    return _drawing("trend", _TREND_TOP + _TREND_HEIGHT + _AXIS, label, marks)


def _drawing(kind: str, height: int, label: str, marks: Sequence[Markup]) -> Markup:
    return Markup('<svg class="chart {}" height="{}" role="img" aria-label="{}">{}</svg>').format(
        kind, height, said(label), Markup("").join(marks)
    )


def _bar(place: int, name: str, ratio: Ratio) -> Markup:
    return _mark(place, name, ratio or 0, percent(ratio))


def _mark(place: int, name: str, length: float | Decimal, value: str) -> Markup:
    top = place * _ROW + (_ROW - _BAR) // 2
    name = said(name)
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return Markup(
        "<g{lang}><title>{name} {value}</title>"
        '<text class="unit" x="0" dx="-10" y="{base}">{shown}</text>'
        '<rect class="track" x="0" y="{top}" width="100%" height="{bar}" rx="4"/>'
        '<rect class="mark" x="0" y="{top}" width="{width}%" height="{bar}" rx="4"/>'
        '<text class="value" x="100%" dx="10" y="{base}">{value}</text></g>'
    ).format(
        lang=tongue(name),
        name=name,
        shown=shown,
        value=value,
        top=top,
        base=top + _BAR - 3,
        bar=_BAR,
        width=_percents(length),
    )


def _upright_grid(height: int) -> Iterator[Markup]:
    for quarter in _QUARTERS:
        yield Markup(
            '<line class="grid" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>'
            '<text class="axis middle" x="{0}%" y="{2}">{0}%</text>'
        ).format(quarter, height, height + 18)


def _level_grid() -> Iterator[Markup]:
    for quarter in _QUARTERS:
        level = _level(quarter / 100)
        yield Markup(
            '<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
            '<text class="axis end" x="0" dx="-8" y="{1}">{2}%</text>'
        ).format(level, level + 4, quarter)


def _line(points: Sequence[tuple[Month, Ratio]], places: Sequence[float]) -> Markup:
    """The line in a box of its own that stretches across without thickening."""
    runs = [
        Markup('<polyline points="{}"/>').format(
            " ".join(f"{place:.2f},{_level(ratio) - _TREND_TOP}" for place, ratio in run)
        )
        for run in _runs([ratio for _, ratio in points], places)
    ]
    return Markup(
        '<svg class="line" x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 {}"'
        ' preserveAspectRatio="none" overflow="visible">{}</svg>'
    ).format(_TREND_TOP, _TREND_HEIGHT, _TREND_HEIGHT, Markup("").join(runs))


def _runs(
    ratios: Sequence[Ratio], places: Sequence[float]
) -> Iterator[list[tuple[float, float | Decimal]]]:
    """Stretches of neighbouring months that have a ratio."""
    run: list[tuple[float, float | Decimal]] = []
    for place, ratio in zip(places, ratios, strict=True):
        if ratio is not None:
            run.append((place, ratio))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _month_mark(month: Month, ratio: Ratio, place: float) -> Markup:
    name = Markup('<text class="axis middle" x="{:.2f}%" y="{}">{}</text>').format(
        place, _TREND_TOP + _TREND_HEIGHT + 20, month_of_year(month)
    )
    if ratio is None:
        return Markup("<g><title>{} {}</title>{}</g>").format(written_month(month), NOTHING, name)
    return Markup(
        "<g><title>{} {}</title>{}"
        '<circle class="point" cx="{:.2f}%" cy="{}" r="4"/>'
        '<text class="value middle" x="{:.2f}%" y="{}">{}</text></g>'
    ).format(
        written_month(month),
        percent(ratio),
        name,
        place,
        _level(ratio),
        place,
        _level(ratio) - 10,
        f"{float(ratio):.0%}",
    )


def _spread(count: int) -> list[float]:
    """Even places across the drawing, in percent, half a step in from its edges."""
    return [100 * (place + 0.5) / count for place in range(count)]


def _level(ratio: float | Decimal) -> int:
    """The height at which a ratio is drawn."""
    return _TREND_TOP + round(_TREND_HEIGHT * (1 - float(ratio)))


def _percents(ratio: float | Decimal) -> str:
    return f"{float(ratio) * 100:.2f}"
