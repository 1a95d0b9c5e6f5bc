import re
from xml.etree import ElementTree as ET

import pytest

from casework.clock import Month
from casework.ui.charts import bars, counts, shade, trend

TOWNS = [("青山镇", 0.62), ("白马镇", 1.0), ("双河镇", None)]
YEAR = [
    (Month(2025, 12).plus(number), ratio)
    for number, ratio in enumerate([0.7, 0.6, None, 0.8, 0.8, 0.8, None, 0.9, 0.9, 0.9, 0.9, 0.873])
]


def titles(drawing: str) -> list[str]:
    return [title.text or "" for title in ET.fromstring(drawing).iter("title")]  # noqa: S314


@pytest.mark.parametrize("drawing", [bars(TOWNS, "覆盖率"), trend(YEAR, "近12个月")])
def test_a_chart_is_one_labelled_picture_without_styles(drawing: str) -> None:
    svg = ET.fromstring(drawing)  # noqa: S314 - our own drawing
    assert svg.get("role") == "img"
    assert svg.get("aria-label") in {"覆盖率", "近12个月"}
    assert not re.search(r"style=|<style|<script|\son\w+=", drawing)


def test_bars_stand_in_the_given_order_with_words_on_each() -> None:
    assert titles(bars(TOWNS, "覆盖率")) == ["青山镇 62.0%", "白马镇 100.0%", "双河镇 —"]


def test_bars_are_all_of_one_colour() -> None:
    marks = re.findall(r'class="(mark[^"]*)"', bars(TOWNS, "覆盖率"))
    assert marks == ["mark"] * 3


def test_bars_are_as_long_as_their_ratio() -> None:
    assert re.findall(r'class="mark"[^>]* width="([0-9.]+)%"', bars(TOWNS, "覆盖率")) == [
        "62.00",
        "100.00",
        "0.00",
    ]


def test_a_long_name_is_cut_but_kept_in_the_title() -> None:
    drawing = bars([("龙泉朝鲜族满族自治乡政府", 0.5)], "覆盖率")
    assert "龙泉朝鲜族满族自…" in drawing
    assert titles(drawing) == ["龙泉朝鲜族满族自治乡政府 50.0%"]


def test_names_are_escaped() -> None:
    drawing = bars([("<b>镇", 0.5)], '"><script>')
    assert "<script>" not in drawing
    assert titles(drawing) == ["<b>镇 50.0%"]


def test_a_trend_breaks_where_a_month_has_no_ratio() -> None:
    lines = re.findall(r'<polyline points="([^"]+)"', trend(YEAR, "近12个月"))
    assert [len(line.split()) for line in lines] == [2, 3, 5]


def test_every_month_of_a_trend_is_named() -> None:
    said = titles(trend(YEAR, "近12个月"))
    assert len(said) == 12
    assert said[0] == "2025年12月 70.0%"
    assert said[2] == "2026年2月 —"
    assert said[-1] == "2026年11月 87.3%"


def test_empty_charts_are_drawn_too() -> None:
    assert titles(bars([], "覆盖率")) == []
    assert titles(trend([], "近12个月")) == []
    assert titles(trend([(Month(2026, 1), None)], "近12个月")) == ["2026年1月 —"]


def test_counts_stand_beside_each_other_as_parts_of_one_whole() -> None:
    drawing = counts([("留守", 1200), ("困境", 300), ("孤儿", 0)], 1250, "类别")
    assert titles(drawing) == ["留守 1,200", "困境 300", "孤儿 0"]
    widths = re.findall(r'class="mark"[^>]* width="([0-9.]+)%"', drawing)
    assert widths == ["96.00", "24.00", "0.00"]
    assert titles(counts([("留守", 0)], 0, "类别")) == ["留守 0"]


@pytest.mark.parametrize(
    ("cell", "step"),
    [(0.0, 0), (0.199, 0), (0.2, 1), (0.59, 2), (0.8, 4), (1.0, 4), (None, None), ("未签发", None)],
)
def test_a_shade_is_a_fifth_of_one_hue(cell: float | str | None, step: int | None) -> None:
    assert shade(cell) == step
