"""A winter like 辽宁's in 2023, at a tenth of its size or at all of it.

The press had: 走访探视2万多名, 妥善安置68名, 签订800余份, 解决就医200名, 临时帮扶救助近6000名.
Around each number lies what looks like it and is not counted: calls, closed doors, visits that
were sent back, drafts, needs that were dropped, children of two files, days before and after.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.scenarios.places import COUNTY, ELSEWHERE, villages
from tests.scenarios.story import (
    Answered,
    CameHome,
    Corrected,
    Drafted,
    Ended,
    FoundSame,
    Gave,
    Lacked,
    Moved,
    Placed,
    Protected,
    Reopened,
    SentBack,
    Settled,
    Signed,
    Story,
    TakenBack,
    Visited,
    Withdrawn,
)

BEGINS, ENDS = date(2022, 12, 1), date(2023, 3, 20)
FIRST, LAST = date(2023, 1, 1), date(2023, 2, 28)
_BEFORE, _AFTER = date(2022, 12, 20), date(2023, 3, 10)

#: What the press had; the sizes of 走访 and 帮扶 are those of a tenth.
PLACED, AGREEMENTS, MEDICAL = 68, 812, 200
VISITED, ASSISTED = 2_000, 596

_HOMES = villages()


def day(number: int) -> date:
    """Return one of the days of the winter."""
    return FIRST + timedelta(days=number % 59)


@dataclass
class Telling:
    """Tells the story, part by part."""

    story: Story = field(default_factory=Story)
    visited: int = 0

    def child(self, number: int) -> int:
        """Let one more child live somewhere."""
        return self.story.settle(_HOMES[number % len(_HOMES)])

    def tell(self, *events: object) -> None:
        """Let something happen."""
        self.story.events += events  # type: ignore[arg-type]

    def visit(self, file: int, on: date, how: str = "home", met: str = "child_seen") -> str:
        """Let somebody go there, or call; return what the visit is called."""
        name = f"visit {len(self.story.events)}"
        self.tell(Visited(on, file, name, how, met))
        return name

    def seen(self, file: int, on: date) -> str:
        """The same, of a child that is counted by it."""
        self.visited += 1
        return self.visit(file, on)


def tell(scale: int = 1) -> Story:
    """Return the whole winter; ``scale`` 10 is that of the province."""
    telling = Telling()
    _not_visited(telling)
    _questions(telling)
    _moves(telling)
    _merged(telling)
    _protected(telling)
    _the_many(telling, VISITED * scale)
    _agreements(telling)
    _medical(telling)
    _aid(telling, scale)
    return telling.story


def _the_many(telling: Telling, until: int) -> None:
    """Everybody else: visited once, some of them twice or three times, some besides by phone."""
    for number in range(until - telling.visited):
        file = telling.child(number)
        telling.visit(file, day(number), "school" if number % 5 == 0 else "home")
        telling.visited += 1
        if number % 3 == 0:
            telling.visit(file, day(number * 7 + 5), met="carer_seen")
        if number % 11 == 0:
            telling.visit(file, day(number + 20))
        if number % 4 == 0:
            telling.visit(file, day(number + 9), "phone")
        if number % 9 == 0:
            telling.visit(file, day(number + 2), met="not_met")
        if number % 13 == 0:
            telling.visit(file, _BEFORE)


def _not_visited(telling: Telling) -> None:
    for number in range(120):
        file = telling.child(number)
        match number % 6:
            case 0:
                telling.visit(file, day(number), "phone")
                telling.visit(file, day(number + 8), "phone", "carer_seen")
            case 1:
                telling.visit(file, day(number), "video")
            case 2:
                telling.visit(file, day(number), met="not_met")
            case 3:
                telling.visit(file, _BEFORE)
            case 4:
                telling.visit(file, _AFTER)


def _questions(telling: Telling) -> None:
    """Visits that were sent back; of some of them the question found an answer."""
    for number in range(24):
        file, on = telling.child(number), day(number)
        soon, later = on + timedelta(days=1), on + timedelta(days=3)
        match number % 6:
            case 0 | 1:
                telling.tell(SentBack(soon, telling.visit(file, on)))
            case 2:
                name = telling.seen(file, on)
                telling.tell(SentBack(soon, name), Answered(later, name))
            case 3:
                name = telling.seen(file, on)
                telling.tell(SentBack(soon, name), TakenBack(later, name))
            case 4:
                telling.tell(Corrected(soon, telling.visit(file, on), met="not_met"))
            case 5:
                telling.tell(Corrected(soon, telling.visit(file, on), to_day=_BEFORE))


def _moves(telling: Telling) -> None:
    """To another township of the county, out of it, into it; counted is where they were seen."""
    for number in range(12):
        file, gone = telling.child(number), date(2023, 1, 20)
        telling.seen(file, date(2023, 1, 10))
        telling.tell(Moved(gone, file, _HOMES[(number + 5) % len(_HOMES)]))
        telling.visit(file, date(2023, 2, 10))
    for number in range(3):
        file = telling.child(number)
        telling.tell(Moved(date(2023, 1, 20), file, _HOMES[number + 5]))
        # Put right, it was made before the move: it counts where the child lived then.
        name = telling.seen(file, date(2023, 2, 10))
        telling.tell(Corrected(date(2023, 2, 11), name, to_day=date(2023, 1, 11)))
    for number in range(3):
        file = telling.child(number)
        telling.seen(file, date(2023, 1, 12))
        telling.tell(Moved(date(2023, 1, 25), file, ELSEWHERE))
        telling.visit(file, date(2023, 2, 12))
    for number in range(6):
        file = telling.story.settle(ELSEWHERE)
        telling.visit(file, date(2023, 1, 14))
        telling.tell(Moved(date(2023, 2, 1), file, _HOMES[number]))
        if number % 2:
            telling.seen(file, date(2023, 2, 14))


def _merged(telling: Telling) -> None:
    """Two files of one child: whichever of them was visited, it is one child."""
    for number in range(12):
        kept, ended = telling.child(number), telling.child(number + 1)
        match number % 3:
            case 0:
                telling.seen(kept, date(2023, 1, 5))
                telling.visit(ended, date(2023, 1, 15))
            case 1:
                telling.seen(ended, date(2023, 1, 16))
            case 2:
                telling.visit(kept, date(2023, 1, 17), "phone")
                telling.seen(ended, date(2023, 1, 18))
        on = date(2023, 2, 3)
        telling.tell(
            Gave(date(2023, 1, 9), f"gift to two {number}", (kept, ended)),
            Lacked(date(2023, 1, 6), kept, f"ill {kept}"),
            Lacked(date(2023, 1, 6), ended, f"ill {ended}"),
            Settled(date(2023, 1, 8), f"ill {ended}"),
            Drafted(date(2023, 1, 7), ended, f"care of {ended}"),
            Signed(date(2023, 1, 7), f"care of {ended}"),
            FoundSame(on, kept, ended),
            Settled(on + timedelta(days=9), f"ill {kept}"),
        )


def _protected(telling: Telling) -> None:
    """68 children got a place; some of them twice, some days after they were brought to safety."""
    for number in range(PLACED):
        file, on = telling.child(number), day(number % 40)
        telling.seen(file, on)
        if number % 8 == 0:
            telling.tell(Protected(on, file, placed=False), Placed(on + timedelta(days=2), file))
        else:
            telling.tell(Protected(on, file))
        if number % 17 == 0:
            telling.tell(CameHome(on + timedelta(days=5), file))
            telling.tell(Protected(on + timedelta(days=9), file))
    for number in range(9):
        file = telling.child(number)
        when = (day(number), _BEFORE, _AFTER)[number % 3]
        telling.seen(file, day(number))
        telling.tell(Protected(when, file, placed=when in {_BEFORE, _AFTER}))


def _agreements(telling: Telling) -> None:
    """812 were signed, 12 of them in files that were merged; beside them lie drafts."""
    files = _those_who_stay(telling)
    signed = AGREEMENTS - 12
    renewed = 10
    for number in range(signed - renewed):
        file, name, on = files[number], f"agreement {number}", day(number)
        telling.tell(Drafted(on, file, name), Signed(on, name))
        if number < renewed:
            again, later = f"agreement {number} again", on + timedelta(days=7)
            telling.tell(Drafted(later, file, again), Signed(later, again))
        elif number % 60 == 0:
            telling.tell(Ended(on + timedelta(days=10), name))
    _no_agreements(telling, files[signed : signed + 60])


def _no_agreements(telling: Telling, files: list[int]) -> None:
    """Drafts, drafts thrown away, and what was signed before and after."""
    for number, file in enumerate(files):
        name = f"no agreement {number}"
        match number % 4:
            case 0:
                telling.tell(Drafted(day(number), file, name))
            case 1:
                telling.tell(Drafted(day(number), file, name), Ended(day(number), name))
            case 2:
                telling.tell(Drafted(_AFTER, file, name), Signed(_AFTER, name))
            case 3:
                telling.tell(Drafted(day(0), file, name), Signed(day(0), name, _BEFORE))


def _medical(telling: Telling) -> None:
    """200 children's, 12 of them of two files; others wait, were dropped, or lacked else."""
    files = _those_who_stay(telling)
    for number in range(MEDICAL - 12):
        file, name, on = files[number], f"need {number}", day(number)
        later = min(on + timedelta(days=number % 3), LAST)
        telling.tell(Lacked(on, file, name), Settled(later, name))
        if number % 20 == 0:
            again = f"{name} again"
            telling.tell(Lacked(later, file, again), Settled(later, again))
        if number % 31 == 0:
            telling.tell(Reopened(later, name), Settled(later, name))
    _not_solved(telling, files[MEDICAL : MEDICAL + 100])


def _not_solved(telling: Telling, files: list[int]) -> None:
    """Needs that wait, were dropped, were of another kind, met before, or met after all not."""
    for number, file in enumerate(files):
        name, on = f"no need {number}", day(number)
        match number % 5:
            case 0:
                telling.tell(Lacked(on, file, name))
            case 1:
                telling.tell(Lacked(on, file, name), Settled(on, name, "dropped"))
            case 2:
                telling.tell(Lacked(on, file, name, "psych"), Settled(on, name))
            case 3:
                telling.tell(Lacked(_BEFORE, file, name), Settled(_BEFORE, name))
            case 4:
                telling.tell(Lacked(on, file, name), Settled(on, name), Reopened(on, name))


def _aid(telling: Telling, scale: int) -> None:
    """Near 6,000 at the size of the province: with names, some of them twice, and as counts."""
    files, counted = _those_who_stay(telling), (40, 25, 11)
    bare = sum(counted) * scale
    named = ASSISTED * scale - bare - 12
    for start in range(0, named, 40):
        some = tuple(files[start : min(start + 40, named)])
        telling.tell(Gave(day(start), f"gift {start}", some))
    telling.tell(Gave(day(3), "money", tuple(files[:70]), kind="education", mode="cash", unit=None))
    for number, people in enumerate(counted):
        telling.tell(
            Gave(
                day(number), f"count {number}", counted=people * scale,
                place=_HOMES[number], for_counted=Decimal(people * scale),
            )
        )  # fmt: skip
    others = tuple(files[named : named + 30])
    telling.tell(
        Gave(day(1), "monthly", others, kind="orphan_allowance", mode="cash", unit=None),
        Gave(_BEFORE, "early", others),
        Gave(_AFTER, "late", others),
        Gave(day(5), "none", others[:3], counted=7, place=COUNTY, for_counted=Decimal(7)),
        *(Withdrawn(day(6), "none", file) for file in others[:3]),
        Withdrawn(day(6), "none"),
    )


def _those_who_stay(telling: Telling) -> list[int]:
    """Return the files of children who neither move nor have two."""
    story = telling.story
    moved = {event.file for event in story.events if isinstance(event, Moved)}
    merged = {
        file
        for event in story.events
        if isinstance(event, FoundSame)
        for file in (event.kept, event.ended)
    }
    return [file for file in range(len(story.homes) - 1, -1, -1) if file not in moved | merged]
