"""A city's 把爱带回家 of 2021, as the seed tells it: six counties, their 妇联, and much overlap.

A volunteer registered once helps in two villages and three activities; villages have four
sessions; the city holds activities in two counties at once; helpers come as bare counts; gifts are
money, goods and else; some of it was recorded by mistake, or belongs to no campaign or another.
Everything is plain; nothing here knows the product.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.scenarios.places import CITY, COUNTIES, townships, villages

CAMPAIGN, OTHER_CAMPAIGN = "bring_love_home_2021", "warm_spring_2023"
BEGINS, ENDS = date(2020, 12, 1), date(2021, 3, 10)
FIRST, LAST = date(2021, 1, 1), date(2021, 2, 28)

#: The first ten columns of 附件1, in its order; further kinds have no column.
COLUMNS = (
    "wf_exec",
    "women_vol",
    "fam_edu_expert",
    "child_director_vol",
    "judge",
    "prosecutor",
    "lawyer",
    "teacher",
    "police_officer",
    "college_vol",
)
WITHOUT_COLUMN = ("social_worker", "five_elders", "enterprise")
MEDIA = ("print", "new_media", "radio", "tv")
_KINDS = (
    "family_story",
    "family_education",
    "policy_talk",
    "health",
    "legal",
    "safety",
    "consolation",
    "donation",
    "psychology",
    "tutoring",
)


@dataclass(frozen=True)
class Volunteer:
    """Somebody on the register of a county."""

    name: str
    county: str
    kind: str


@dataclass(frozen=True)
class Present:
    """What was given at an activity: to named children (by number), and to a number of others."""

    mode: str
    value: Decimal | None
    children: tuple[int, ...] = ()
    counted: int = 0
    households: int = 0


@dataclass
class Held:
    """One activity as its unit recorded it."""

    name: str
    unit: str
    #: Whether 妇联 recorded it, or civil affairs.
    by_federation: bool
    kind: str
    on: date
    until: date | None = None
    sessions: int = 1
    places: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    helpers: dict[str, int] = field(default_factory=dict)
    reached: tuple[int, int] = (0, 0)
    counted: int = 0
    #: Children by number whom civil affairs named.
    children: tuple[int, ...] = ()
    more_villages: int = 0
    more_counties: int = 0
    presents: tuple[Present, ...] = ()
    campaign: str | None = CAMPAIGN
    withdrawn: bool = False


@dataclass(frozen=True)
class Reported:
    """One piece in a medium."""

    unit: str
    kind: str
    on: date
    campaign: str | None = CAMPAIGN
    #: A draft that never appeared, or an item that was recorded by mistake.
    counts: bool = True


@dataclass(frozen=True)
class Paired:
    """A child and a volunteer who met from a day on, perhaps until another."""

    child: int
    began: date
    ended: date | None = None


@dataclass
class Walk:
    """The whole campaign."""

    #: Where each child lives.
    homes: list[str] = field(default_factory=list)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    paired: list[Paired] = field(default_factory=list)


def plan(seed: int = 2021) -> Walk:
    """Return the campaign; another seed is another one with the same kinds of overlap."""
    chance, walk = random.Random(seed), Walk()
    for county in COUNTIES:
        _people(walk, county, chance)
    for county in COUNTIES:
        _by_hand(walk, county)
        for number in range(6):
            walk.held.append(_by_chance(walk, county, number, chance))
        _odd_ones(walk, county)
        _reports(walk, county, chance)
        _pairs(walk, county)
    _of_the_city(walk)
    return walk


def of_county(walk: Walk, county: str) -> list[str]:
    """Return the names of the volunteers on a county's register."""
    return [each.name for each in walk.volunteers.values() if each.county == county]


def _people(walk: Walk, county: str, chance: random.Random) -> None:
    kinds = [*COLUMNS, *WITHOUT_COLUMN, *chance.choices(COLUMNS, k=5)]
    for number, kind in enumerate(kinds):
        name = f"{county[:6]}志愿者{number}"
        walk.volunteers[name] = Volunteer(name, county, kind)
    walk.homes += [village for village in villages(county) for _twice in range(2)]


def _children(walk: Walk, county: str) -> list[int]:
    return [n for n, home in enumerate(walk.homes) if home[:6] == county[:6]]


def _by_hand(walk: Walk, county: str) -> None:
    """What the seed asks about: one volunteer, three activities, two villages; four sessions."""
    one, two, three = villages(county)[:3]
    somebody, other, elder, *_rest = of_county(walk, county)
    held = [
        Held(
            "家风故事会", county, True, "family_story", FIRST + timedelta(days=9), sessions=4,
            places=(one,), volunteers=(somebody,), reached=(40, 25),
        ),
        Held(
            "家教公开课", county, True, "family_education", FIRST + timedelta(days=12),
            FIRST + timedelta(days=14), 2, (one, two), (somebody, other),
            helpers={"judge": 2, "women_vol": 7}, reached=(60, 55), counted=60,
        ),
        Held(
            "走访慰问", county, True, "consolation", FIRST + timedelta(days=20),
            places=(two, three), volunteers=(somebody, elder), helpers={"five_elders": 3},
            reached=(30, 0), counted=30, presents=(
                Present("cash", Decimal(6000), counted=30),
                Present("goods", Decimal("3850.50"), counted=30),
                Present("other", None, counted=12),
            ),
        ),
        Held(
            "镇里的法治课", townships(county)[1], False, "legal", FIRST + timedelta(days=25),
            sessions=3, places=(townships(county)[1], villages(county)[4]), reached=(90, 10),
            counted=80, children=tuple(_children(walk, county)[8:12]), more_villages=2,
        ),
        Held(
            "发放学习用品", county, False, "donation", LAST, places=(one, three),
            helpers={"enterprise": 4}, reached=(10, 10), presents=(
                Present("goods", Decimal(200), tuple(_children(walk, county)[:3])),
                Present("goods", Decimal(1500), counted=15),
            ),
        ),
    ]  # fmt: skip
    walk.held += held


def _by_chance(walk: Walk, county: str, number: int, chance: random.Random) -> Held:
    day = FIRST + timedelta(days=chance.randrange(59))
    helpers = {kind: chance.randint(1, 6) for kind in chance.sample(COLUMNS, 2)}
    presents = [
        Present(mode, Decimal(chance.randint(100, 90_000)) / 10, counted=chance.randint(1, 40))
        for mode in chance.sample(("cash", "goods", "other"), chance.randint(0, 2))
    ]
    return Held(
        f"活动{number}",
        county,
        by_federation=True,
        kind=chance.choice(_KINDS),
        on=day,
        sessions=chance.randint(1, 3),
        places=tuple(chance.sample(villages(county), chance.randint(1, 4))),
        volunteers=tuple(chance.sample(of_county(walk, county), chance.randint(0, 5))),
        helpers=helpers,
        reached=(chance.randint(0, 200), chance.randint(0, 80)),
        counted=chance.randint(0, 50),
        presents=tuple(presents),
    )


def _odd_ones(walk: Walk, county: str) -> None:
    """What is not in the form: recorded by mistake, of no campaign, of another one."""
    common = {
        "unit": county,
        "by_federation": True,
        "kind": "courses",
        "sessions": 5,
        "places": (villages(county)[-1],),
        "volunteers": tuple(of_county(walk, county)[-2:]),
        "helpers": {"lawyer": 9},
        "reached": (70, 70),
        "more_counties": 1,
    }
    gift = (Present("cash", Decimal(9999), counted=9),)
    on = FIRST + timedelta(days=30)
    walk.held += [
        Held("登记错了", on=on, presents=gift, withdrawn=True, **common),  # type: ignore[arg-type]
        Held("不属于活动", on=on, campaign=None, **common),  # type: ignore[arg-type]
        Held("别的活动", on=on, campaign=OTHER_CAMPAIGN, **common),  # type: ignore[arg-type]
    ]


def _reports(walk: Walk, county: str, chance: random.Random) -> None:
    for kind in MEDIA:
        for _one in range(chance.randint(0, 3)):
            on = FIRST + timedelta(days=chance.randrange(59))
            walk.reported.append(Reported(county, kind, on))
        walk.reported.append(Reported(county, kind, FIRST, campaign=None))
        walk.reported.append(Reported(county, kind, FIRST, counts=False))


def _pairs(walk: Walk, county: str) -> None:
    """Some pairings began before and go on, one ended before, one child has had two."""
    first, second, third, fourth, *_rest = _children(walk, county)
    walk.paired += [
        Paired(first, BEGINS),
        Paired(second, FIRST + timedelta(days=10)),
        Paired(third, BEGINS, BEGINS + timedelta(days=9)),
        Paired(fourth, BEGINS, FIRST + timedelta(days=15)),
        Paired(fourth, FIRST + timedelta(days=20)),
    ]


def _of_the_city(walk: Walk) -> None:
    """The city's own: in two counties at once, with their volunteers, in villages they had too."""
    first, second, third = COUNTIES[:3]
    helping = (of_county(walk, first)[0], of_county(walk, second)[0])
    walk.held += [
        Held(
            "启动仪式", CITY, True, "other", FIRST + timedelta(days=4),
            places=(villages(first)[0], villages(second)[0]), volunteers=helping,
            helpers={"wf_exec": 12, "college_vol": 30}, reached=(120, 80), counted=100,
            presents=(Present("goods", Decimal(20_000), counted=100),),
        ),
        Held(
            "母亲邮包", CITY, True, "donation", FIRST + timedelta(days=33),
            places=(second, third), volunteers=helping[:1], reached=(50, 50),
            presents=(Present("goods", Decimal(5000), counted=50, households=50),),
        ),
        Held(
            "线上云课堂", CITY, True, "family_education", FIRST + timedelta(days=40),
            sessions=6, places=(villages(third)[2],), reached=(900, 700), more_villages=40,
            more_counties=1,
        ),
    ]  # fmt: skip
    walk.reported += [Reported(CITY, "tv", FIRST), Reported(CITY, "new_media", LAST)]
