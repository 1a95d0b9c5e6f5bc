"""A winter like 江西's in 2023: 六个一 for every child, each item in every way that it can be done.

Each child's items differ: done by a visit or by an activity, begun and not finished, done before or
after the window, recorded by mistake, or not done at all.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.scenarios.places import COUNTY, villages
from tests.scenarios.story import (
    CalledOff,
    CaredFor,
    Event,
    FoundSame,
    Held,
    Left,
    Moved,
    Paired,
    Referred,
    SentBack,
    Story,
    Visited,
)

CAMPAIGN = "warm_spring_2023"
BEGINS, ENDS = date(2022, 12, 1), date(2023, 3, 20)
FIRST, LAST = date(2023, 1, 1), date(2023, 2, 28)
_BEFORE, _AFTER = date(2022, 12, 15), date(2023, 3, 5)

#: Six children in each of twelve villages, and those to whom something else happens.
_MANY = 72
_COURSES = ("courses", "outing", "reading", "tutoring")


def day(number: int) -> date:
    """Return one of the days of the winter."""
    return FIRST + timedelta(days=number % 55)


@dataclass
class Telling:
    """Tells the story; activities gather those who took part."""

    story: Story = field(default_factory=Story)
    #: By kind, day and whether it was called off.
    gathered: dict[tuple[str, date, bool], list[int]] = field(default_factory=dict)

    def tell(self, *events: Event) -> None:
        """Let something happen."""
        self.story.events += events

    def visit(self, file: int, on: date, how: str = "home", met: str = "child_seen") -> str:
        """Let somebody go there, or call, and do nothing besides."""
        name = f"visit {len(self.story.events)}"
        self.tell(Visited(on, file, name, how, met))
        return name

    def take_part(self, file: int, kind: str, on: date, *, mistaken: bool = False) -> None:
        """Let a child take part in an activity of that kind and day."""
        self.gathered.setdefault((kind, on, mistaken), []).append(file)


def tell() -> Story:
    """Return the whole winter."""
    telling, homes = Telling(), villages()
    for number in range(_MANY):
        file = telling.story.settle(homes[number % len(homes)])
        _visit(telling, file, number)
        _policy(telling, file, number // 2)
        _psych(telling, file, number // 3)
        _pair(telling, file, number // 5)
        _courses(telling, file, number)
    _others(telling, homes)
    for number, ((kind, on, mistaken), files) in enumerate(telling.gathered.items()):
        name = f"activity {number}"
        telling.tell(Held(on, name, COUNTY, kind, places=(homes[0],), files=tuple(files)))
        if mistaken:
            telling.tell(CalledOff(on + timedelta(days=1), name))
    return telling.story


def _visit(telling: Telling, file: int, number: int) -> None:
    """走访慰问, and what a visit does besides: 宣讲, 检查, 关爱."""
    on, name = day(number), f"visit of {file}"
    policy, safety, care = number % 2 == 0, number % 3 == 0, number % 4 == 0
    match number % 8:
        case 0 | 1 | 2:
            how = ("home", "school", "home")[number % 8]
            met = "carer_seen" if number % 8 == 2 else "child_seen"
            telling.tell(Visited(on, file, name, how, met, policy, safety, care))
        case 3:
            telling.visit(file, on, met="not_met")
        case 4:
            telling.tell(SentBack(on + timedelta(days=1), telling.visit(file, on)))
        case 5:
            telling.tell(Visited(_BEFORE, file, name, "home", "child_seen", True, True, True))
        case 6:
            telling.tell(Visited(_AFTER, file, name, "home", "child_seen", True, True, True))


def _policy(telling: Telling, file: int, number: int) -> None:
    match number % 5:
        case 0:
            telling.take_part(file, "policy_talk", day(3))
        case 1:
            telling.take_part(file, "legal", day(17))
        case 2:
            telling.take_part(file, "policy_talk", _BEFORE)
        case 3:
            telling.take_part(file, "legal", day(20), mistaken=True)
    if number % 7 == 0:
        telling.take_part(file, "safety", day(5))
    elif number % 7 == 1:
        telling.take_part(file, "safety", _AFTER)


def _psych(telling: Telling, file: int, number: int) -> None:
    match number % 6:
        case 0:
            telling.take_part(file, "psychology", day(30))
        case 1:
            telling.tell(Referred(day(number), file))
        case 2:
            telling.tell(Referred(day(number), file), CaredFor(day(number + 3), file))
        case 3:
            telling.take_part(file, "psychology", day(31), mistaken=True)


def _pair(telling: Telling, file: int, number: int) -> None:
    match number % 7:
        case 0:
            telling.tell(Paired(_BEFORE, file))
        case 1:
            telling.tell(Paired(day(10), file, until=day(30)))
        case 2:
            telling.tell(Paired(day(12), file, "proposed"))
        case 3:
            telling.tell(Paired(day(14), file, "approved"))
        case 4:
            telling.tell(Paired(BEGINS, file, until=_BEFORE))


def _courses(telling: Telling, file: int, number: int) -> None:
    if number % 3 == 0:
        telling.take_part(file, _COURSES[number % 4], day(40 + number % 2))
        telling.take_part(file, _COURSES[(number + 1) % 4], day(44))
    elif number % 3 == 1:
        telling.take_part(file, "training", day(42))
    if number % 12 == 2:
        telling.take_part(file, "reading", _AFTER)


def _others(telling: Telling, homes: list[str]) -> None:
    """Children who move, who leave the list, and one child of two files."""
    for number in range(4):
        file = telling.story.settle(homes[number])
        telling.visit(file, day(2))
        telling.take_part(file, "courses", day(6))
        telling.tell(Moved(day(20), file, homes[number + 6]))
        telling.take_part(file, "safety", day(50))
    for number in range(4):
        file = telling.story.settle(homes[number])
        telling.visit(file, day(3))
        telling.tell(Left(day(25), file))
    for number in range(2):
        kept, ended = (telling.story.settle(homes[number]) for _file in range(2))
        telling.visit(kept, day(4), met="not_met")
        telling.visit(ended, day(5))
        telling.take_part(ended, "psychology", day(7))
        telling.tell(FoundSame(day(35), kept, ended))
