"""What is true of a story, by plain reckoning: no database, and nothing of the product's.

The rules are those of the field, said once more in the plainest way: a child counts once, whoever
was not met was not visited, a call is no visit, what was taken back is not counted, and everything
is counted where and when it happened.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.scenarios.story import (
    Answered,
    CalledOff,
    CaredFor,
    Corrected,
    Drafted,
    Ended,
    FoundSame,
    Gave,
    Held,
    Lacked,
    Left,
    Moved,
    Paired,
    Placed,
    Protected,
    Referred,
    Reopened,
    SentBack,
    Settled,
    Signed,
    Story,
    TakenBack,
    Visited,
    Withdrawn,
)

_IN_PERSON = {"home", "school"}


@dataclass(frozen=True)
class Happened:
    """One thing that counts: whose, which, where, when, how much."""

    #: The file that it was written into; None of those who are only counted.
    file: int | None
    name: str
    where: str
    on: date
    amount: Decimal = Decimal(1)


@dataclass(frozen=True)
class Truth:
    """One figure: the number, and the things behind it."""

    number: Decimal
    #: How often each child (by its file of today) or thing counts; without those who are counted.
    keys: Counter[str]
    #: The names of the things.
    names: frozenset[str]
    #: Of those who are only counted.
    bare: Decimal = Decimal(0)


class Reckoning:
    """A story, gone through once from its beginning to its end."""

    def __init__(self, story: Story) -> None:
        self.lives_in = list(story.homes)
        #: The file that answers for each file.
        self.answers = list(range(len(story.homes)))
        self.stays = [[(date.min, home)] for home in story.homes]
        self.visits: dict[str, Visited] = {}
        self.questioned: set[str] = set()
        self.drafts: dict[str, int] = {}
        self.needs: dict[str, Lacked] = {}
        self.solved: dict[str, Happened] = {}
        self.signed: dict[str, Happened] = {}
        self.open_places: dict[int, str] = {}
        self.placed: list[Happened] = []
        self.gifts: dict[tuple[str, int | None], tuple[Gave, Happened]] = {}
        self.held: dict[str, Held] = {}
        self.left: set[int] = set()
        self.others: list[Referred | CaredFor | Paired] = []
        for event in story.in_order:
            self._go(event)

    def _go(self, event: object) -> None:  # noqa: C901, PLR0912 - one line a kind of event
        match event:
            case Visited():
                self.visits[event.name] = event
            case SentBack():
                self.questioned.add(event.visit)
            case Answered() | TakenBack():
                self.questioned.discard(event.visit)
            case Corrected():
                self._correct(event)
            case Moved():
                self.lives_in[event.file] = event.village
                self.stays[event.file].append((event.on, event.village))
            case FoundSame():
                self.answers = [event.kept if a == event.ended else a for a in self.answers]
            case Protected():
                self._protect(event)
            case Placed():
                where = self.open_places.pop(event.file)
                self.placed.append(Happened(event.file, "placed", where, event.on))
            case Drafted():
                self.drafts[event.name] = event.file
            case Signed():
                file, day = self.drafts[event.agreement], event.signed_on or event.on
                here = self.lives_in[file]
                self.signed[event.agreement] = Happened(file, event.agreement, here, day)
            case Ended():
                pass  # it was signed all the same
            case Lacked():
                self.needs[event.name] = event
            case Settled(how="solved"):
                need = self.needs[event.need]
                here = self.lives_in[need.file]
                self.solved[event.need] = Happened(need.file, event.need, here, event.on)
            case Reopened():
                self.solved.pop(event.need, None)
            case Gave():
                self._give(event)
            case Withdrawn():
                self.gifts.pop((event.giving, event.file))
            case Held():
                self.held[event.name] = event
            case CalledOff():
                del self.held[event.activity]
            case Left():
                self.left.add(event.file)
            case Referred() | CaredFor() | Paired():
                self.others.append(event)

    def _correct(self, event: Corrected) -> None:
        told = self.visits[event.visit]
        met, day = event.met or told.met, event.to_day or told.on
        self.visits[event.visit] = Visited(day, told.file, told.name, told.how, met)
        self.questioned.discard(event.visit)

    def _protect(self, event: Protected) -> None:
        where = self.lives_in[event.file]
        if event.placed:
            self.placed.append(Happened(event.file, "placed", where, event.on))
        else:
            self.open_places[event.file] = where

    def _give(self, event: Gave) -> None:
        for file in event.files:
            share = Happened(file, event.name, self.lives_in[file], event.on, event.each)
            self.gifts[event.name, file] = (event, share)
        if event.counted or event.households:
            people = Happened(None, event.name, event.place, event.on, event.for_counted)
            self.gifts[event.name, None] = (event, people)

    def home_on(self, file: int, day: date) -> str:
        """Return where the child of a file lived on a day."""
        return [village for since, village in self.stays[file] if since <= day][-1]


class Winter:
    """The figures of a place and some days of a story."""

    def __init__(self, story: Story, place: str, first_on: date, last_on: date) -> None:
        self.told = Reckoning(story)
        self.place, self.first_on, self.last_on = place.rstrip("0"), first_on, last_on

    def _is_here(self, thing: Happened) -> bool:
        return thing.where.startswith(self.place) and self.first_on <= thing.on <= self.last_on

    def _truth(self, things: list[Happened], *, each_once: bool, by_child: bool = True) -> Truth:
        here = [thing for thing in things if self._is_here(thing)]
        keys = Counter(
            str(self.told.answers[thing.file]) if by_child else thing.name
            for thing in here
            if thing.file is not None
        )
        number = Decimal(len(keys) if each_once else keys.total())
        return Truth(number, keys, frozenset(thing.name for thing in here))

    def _visits(self, *, in_person: bool) -> list[Happened]:
        told = self.told
        return [
            Happened(visit.file, name, told.home_on(visit.file, visit.on), visit.on)
            for name, visit in told.visits.items()
            if (visit.how in _IN_PERSON) == in_person
            and visit.met != "not_met"
            and name not in told.questioned
        ]

    def children_visited(self) -> Truth:
        """走访探视儿童数: children whom somebody met in person."""
        return self._truth(self._visits(in_person=True), each_once=True)

    def visit_times(self) -> Truth:
        """走访慰问人次."""
        return self._truth(self._visits(in_person=True), each_once=False)

    def contact_times(self) -> Truth:
        """What a call, a video or else did instead of a visit."""
        return self._truth(self._visits(in_person=False), each_once=False)

    def placed(self) -> Truth:
        """妥善安置无人照料儿童."""
        return self._truth(self.told.placed, each_once=True)

    def agreements(self) -> Truth:
        """签订委托照护协议（份）."""
        return self._truth([*self.told.signed.values()], each_once=False, by_child=False)

    def medical_solved(self) -> Truth:
        """协调解决就医（人）."""
        needs = self.told.needs
        solved = [h for name, h in self.told.solved.items() if needs[name].kind == "medical"]
        return self._truth(solved, each_once=True)

    def _people(self, *, regular: bool, modes: set[str]) -> Truth:
        gifts = [
            (gave, thing)
            for gave, thing in self.told.gifts.values()
            if gave.mode in modes and (regular or not gave.kind.endswith("_allowance"))
        ]
        named = [thing for _gave, thing in gifts if thing.file is not None]
        bare = sum(g.counted for g, thing in gifts if thing.file is None and self._is_here(thing))
        truth = self._truth(named, each_once=True)
        return Truth(truth.number + bare, truth.keys, truth.names, Decimal(bare))

    def assisted(self) -> Truth:
        """临时帮扶救助儿童（人）: without what is paid every month by a standard."""
        return self._people(regular=False, modes={"cash", "goods", "other"})

    def with_goods(self) -> Truth:
        """物资帮扶儿童（人）."""
        return self._people(regular=True, modes={"goods"})

    def households_with_goods(self) -> Decimal:
        """物资帮扶家庭（户）, of whom nobody wrote the names down."""
        return Decimal(
            sum(
                gave.households
                for gave, thing in self.told.gifts.values()
                if gave.mode == "goods" and thing.file is None and self._is_here(thing)
            )
        )

    def kits(self) -> Decimal:
        """发放爱心包、防疫包（份）."""
        return sum(
            (
                thing.amount
                for gave, thing in self.told.gifts.values()
                if gave.mode == "goods" and gave.unit == "portion" and self._is_here(thing)
            ),
            Decimal(0),
        )

    def policy_sessions(self) -> Truth:
        """政策宣讲（场）: by the unit that recorded it."""
        talks = [
            Happened(None, held.name, held.unit, held.on, Decimal(held.sessions))
            for held in self.told.held.values()
            if held.kind in {"policy_talk", "legal"}
        ]
        here = [talk for talk in talks if self._is_here(talk)]
        number = sum((talk.amount for talk in here), Decimal(0))
        return Truth(number, Counter(), frozenset(talk.name for talk in here))
