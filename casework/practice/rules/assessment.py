"""An assessment form: indicators on three floors, their points, and the levels they add up to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules.parsing import Entry, distinct
from casework.practice.rules.visiting import version_of

_LEVELS_OF_RISK = (1, 2, 3, 4)
_FEWEST_CHOICES = 2
#: Beside an item's own answer: a few words on it.
NOTE = "_note"


@dataclass(frozen=True)
class Choice:
    """One worded answer; the better ones stand first."""

    code: str
    label: str
    points: int
    #: The level that it proposes by itself, whatever the points say ("一票项").
    level: str | None
    #: What to do at once.
    alert: str | None


@dataclass(frozen=True)
class Item:
    """One question: an indicator of the third floor."""

    code: str
    label: str
    hint: str | None
    choices: tuple[Choice, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    @property
    def points(self) -> int:
        """What the best answer gives."""
        return self.choices[0].points

    @property
    def note_code(self) -> str:
        return self.code + NOTE


@dataclass(frozen=True)
class Part:
    """An indicator of the second floor."""

    code: str
    label: str
    points: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Indicator:
    """An indicator of the first floor: one page on a phone."""

    code: str
    label: str
    points: int
    parts: tuple[Part, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True)
class Level:
    """What a total says of the guardianship, never of the people."""

    code: str
    label: str
    hint: str
    #: The totals that propose it, both ends included.
    low: int
    high: int
    #: The risk level that goes with it; None where it proposes none.
    risk: int | None
    #: Whether it proposes to talk with the guardians.
    talk: bool
    #: Whether it proposes a full assessment.
    full: bool


@dataclass(frozen=True)
class Template:
    """One edition of one form."""

    code: str
    version: str
    title: str
    hint: str
    points: int
    #: How long it takes about.
    minutes: int
    #: Whether an office decides on the level; else the answers alone say it.
    decided: bool
    #: The best first.
    levels: tuple[Level, ...]
    indicators: tuple[Indicator, ...]

    def __iter__(self) -> Iterator[Item]:
        return (item for indicator in self.indicators for item in indicator.items)

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        return {item.code: item for item in self}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The place of each level: 0 is the best."""
        return {level.code: rank for rank, level in enumerate(self.levels)}

    def level(self, code: str) -> Level:
        """Return a level; refuse an unknown code."""
        if code not in self.ranks:
            raise RuleBroken("没有这个等级，请重新选择。", "level")
        return self.levels[self.ranks[code]]

    def level_of(self, points: int) -> Level:
        """Return the level whose range holds a total."""
        return next(level for level in self.levels if level.low <= points <= level.high)


def read_assessment(body: Mapping[str, Any]) -> Template:
    """Read a form; refuse points that do not add up, gaps between levels, unknown codes."""
    with Entry(body, f"assessments/{body.get('code', '?')}.toml") as table:
        table.text("source")
        template = Template(
            code=table.text("code"),
            version=version_of(table),
            title=table.text("title"),
            hint=table.text("hint"),
            points=table.number("points"),
            minutes=table.number("minutes"),
            decided=table.flag("decided"),
            levels=tuple(_level(each) for each in distinct(table.entries("level"))),
            indicators=tuple(_indicator(each) for each in distinct(table.entries("indicator"))),
        )
        _demand_sum(table, template.points, [each.points for each in template.indicators])
        _demand_whole(table, template)
        _demand_order(table, template)
    return template


def _level(entry: Entry) -> Level:
    with entry:
        entry.text("source")
        level = Level(
            code=entry.text("code"),
            label=entry.text("label"),
            hint=entry.text("hint"),
            low=entry.number("from"),
            high=entry.number("to"),
            risk=entry.number_or_none("risk"),
            talk=entry.flag("talk"),
            full=entry.flag("full"),
        )
    if level.risk not in (None, *_LEVELS_OF_RISK):
        raise entry.refusal("risk 应为1至4")
    return level


def _indicator(entry: Entry) -> Indicator:
    with entry:
        found = Indicator(
            code=entry.text("code"),
            label=entry.text("label"),
            points=entry.number("points"),
            parts=tuple(_part(each) for each in distinct(entry.entries("part"))),
        )
    _demand_sum(entry, found.points, [part.points for part in found.parts])
    return found


def _part(entry: Entry) -> Part:
    with entry:
        part = Part(
            code=entry.text("code"),
            label=entry.text("label"),
            points=entry.number("points"),
            items=tuple(_item(each) for each in entry.entries("item")),
        )
    _demand_sum(entry, part.points, [item.points for item in part.items])
    return part


def _item(entry: Entry) -> Item:
    with entry:
        item = Item(
            code=entry.text("code"),
            label=entry.text("label"),
            hint=entry.text_or_none("hint"),
            choices=tuple(_choice(each) for each in distinct(entry.entries("option"))),
        )
    if len(item.choices) < _FEWEST_CHOICES:
        raise entry.refusal("至少要有两个选项")
    if any(one.points < other.points for one, other in pairwise(item.choices)):
        raise entry.refusal("选项要从好到差排列，分数不能越来越高")
    return item


def _choice(entry: Entry) -> Choice:
    with entry:
        return Choice(
            code=entry.text("code"),
            label=entry.text("label"),
            points=entry.number("points"),
            level=entry.text_or_none("level"),
            alert=entry.text_or_none("alert"),
        )


def _demand_sum(entry: Entry, points: int, below: Sequence[int]) -> None:
    if sum(below) != points:
        raise entry.refusal(f"points 是{points}，下级的满分加起来是{sum(below)}，要相等")


def _demand_whole(table: Entry, template: Template) -> None:
    """Refuse levels that leave totals out or hold some twice; the best stands first."""
    expected = template.points
    for level in template.levels:
        if level.high != expected or level.low > level.high:
            raise table.refusal(f"等级 {level.code} 的范围要从{expected}往下，连起来、不重叠")
        expected = level.low - 1
    if expected != -1:
        raise table.refusal("等级的范围要一直到0分")


def _demand_order(table: Entry, template: Template) -> None:
    """Refuse one code for two items, unknown levels, and a worse answer with a better level."""
    items = list(template)
    if len(template.by_code) != len(items):
        raise table.refusal("题目的 code 不能重复")
    if any(item.note_code in template.by_code for item in items):
        raise table.refusal(f"题目的 code 不能是另一题的 code 加 {NOTE}")
    for item in items:
        unknown = [each.level for each in item.choices if each.level not in (None, *template.ranks)]
        if unknown:
            raise table.refusal(f"{item.code} 的 level“{unknown[0]}”不是这张表的等级")
        ranks = [template.ranks.get(each.level or "", -1) for each in item.choices]
        if ranks != sorted(ranks):
            raise table.refusal(f"{item.code} 的选项越差，level 不能越好")
