"""A winter like 湖北's in 2023, visits at a hundredth and goods at a tenth of its size.

The press had: 走访慰问近13万人次, 为15000多名困境儿童及其家庭提供物资帮扶, 发放防疫包38200份,
开展1184场政策宣讲.
"""

from datetime import date, timedelta
from decimal import Decimal

from tests.scenarios.places import COUNTY, ELSEWHERE, townships, villages
from tests.scenarios.story import CalledOff, Gave, Held, SentBack, Story, Visited, Withdrawn

BEGINS, ENDS = date(2022, 12, 1), date(2023, 3, 20)
FIRST, LAST = date(2023, 1, 1), date(2023, 2, 28)
_BEFORE, _AFTER = date(2022, 12, 31), date(2023, 3, 1)

TIMES, GOODS, HOUSEHOLDS, KITS, SESSIONS = 1_300, 1_520, 260, 3_820, 1_184

_CHILDREN, _NAMED = 900, 620


def day(number: int) -> date:
    """Return one of the days of the winter."""
    return FIRST + timedelta(days=number % 59)


def tell() -> Story:
    """Return the whole winter."""
    story, homes = Story(), villages()
    for number in range(_CHILDREN):
        story.settle(homes[number % len(homes)])
    story.settle(ELSEWHERE)
    _visits(story)
    _goods(story, homes)
    _talks(story, homes)
    return story


def _visits(story: Story) -> None:
    """1,300 times somebody was seen; the rest are calls, closed doors and questions."""
    for number in range(TIMES):
        how = "school" if number % 6 == 0 else "home"
        met = "carer_seen" if number % 10 == 0 else "child_seen"
        file = number * 7 % _CHILDREN
        story.events.append(Visited(day(number), file, f"visit {number}", how, met))
    for number in range(60):
        name, on = f"no visit {number}", day(number)
        kind = number % 3
        day_ = _AFTER if kind == 0 else on
        met = "not_met" if kind == 1 else "child_seen"
        story.events.append(Visited(day_, number, name, "phone" if kind == 2 else "home", met))
    for number in range(12):
        name, on = f"asked {number}", day(number)
        story.events += [Visited(on, number, name), SentBack(on + timedelta(days=1), name)]


def _goods(story: Story, homes: list[str]) -> None:
    """1,520 children and 260 households received something, and 3,820 packs were given out."""
    give = story.events.append
    for start in range(0, _NAMED, 62):
        some = tuple(range(start, start + 62))
        give(Gave(day(start), f"packs {start}", some, each=Decimal(2)))
    give(Gave(day(8), "again", tuple(range(100)), each=Decimal(1)))
    give(Gave(day(9), "books", tuple(range(50)), unit="book", each=Decimal(3)))
    give(Gave(day(9), "money", tuple(range(640, 700)), kind="education", mode="cash", unit=None))
    counted = ((400, 0, 900), (300, 60, 880), (200, 0, 700), (0, 200, 0))
    for number, (people, households, packs) in enumerate(counted):
        unit = "portion" if packs else "bag"
        give(
            Gave(
                day(number), f"crowd {number}", counted=people, households=households,
                place=homes[number] if number % 2 else COUNTY, unit=unit,
                for_counted=Decimal(packs or 200),
            )
        )  # fmt: skip
    give(Gave(day(4), "mistake", (1, 2), counted=33, place=COUNTY, for_counted=Decimal(33)))
    story.events += [Withdrawn(day(5), "mistake"), Withdrawn(day(5), "mistake", 1)]
    give(Withdrawn(day(5), "mistake", 2))
    for number, on in enumerate((_BEFORE, _AFTER)):
        give(Gave(on, f"outside {number}", (3,), counted=5, place=COUNTY, for_counted=Decimal(5)))


def _talks(story: Story, homes: list[str]) -> None:
    """1,184 sessions: rows of one and of several, of each kind of unit, in two kinds."""
    units, left, number = [COUNTY, *townships(), *homes], SESSIONS, 0
    while left:
        sessions = min(left, number % 9 + 1)
        kind = "legal" if number % 4 == 0 else "policy_talk"
        _held(
            story,
            f"talk {number}",
            units[number % len(units)],
            kind,
            on=day(number),
            sessions=sessions,
        )
        left, number = left - sessions, number + 1
    others = ("consolation", "safety", "psychology", "courses", "training")
    for number, kind in enumerate(others * 4):
        _held(
            story, f"other {number}", units[number % len(units)], kind, on=day(number), sessions=3
        )
    for number in range(9):
        name, on = f"called off {number}", day(number)
        _held(story, name, units[number], "policy_talk", on=on, sessions=number + 1)
        story.events.append(CalledOff(on + timedelta(days=1), name))
        outside = (_BEFORE, _AFTER)[number % 2]
        _held(story, f"outside {number}", units[number], "legal", on=outside, sessions=4)


def _held(story: Story, name: str, unit: str, kind: str, *, on: date, sessions: int) -> None:
    twice = 2 if sessions % 5 == 0 else 1
    story.events.append(Held(on, name, unit, kind, sessions, (unit,), sent=twice))
