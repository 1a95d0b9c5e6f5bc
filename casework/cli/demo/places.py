"""The invented county: its townships and villages, and how many children live in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from casework.cli.demo.dice import Dice
from casework.regions.codes import level_of, pad
from casework.regions.lists import Listed

PROVINCE, CITY, COUNTY = "990000000000", "990100000000", "990101000000"
_ABOVE = {PROVINCE: "演示省", CITY: "演示市", COUNTY: "青禾县"}

#: Children a township of a large county holds, and the fewest townships of a county worth showing.
_TOWNSHIP_SIZE = 500
_TOWNSHIPS = 10
_SMALL_TOWNSHIP = 60
#: More do not fit into the three digits of a code, or into the names.
_MOST_TOWNSHIPS = 600
_VILLAGE_SIZE = 33
#: Where the demonstration's own workers are: a village with something of everything.
_SHOWN_VILLAGE = 28
_SHOWN_TOWNSHIP = 150

_FIRST = "石白青柳枫松云清金玉双龙凤平安永新兴福泉东西南北上高长宝杏梅竹荷兰桃"
_TOWNSHIP_SECOND = "桥塔溪岭湾岗坪店集渡庙口关坝寨泉林洲"
_VILLAGE_SECOND = "树庄屯河沟坡井营家塘山冲田园垭坎洼垄泊"
_SEATS = {"镇": 0.6, "乡": 0.3, "街道": 0.1}


@dataclass(frozen=True)
class Village:
    """A village and the children that are to live in it."""

    code: str
    name: str
    township: str
    #: Part of the children who are seen in an ordinary month.
    rate: float
    children: int

    @property
    def township_code(self) -> str:
        """The code of its township."""
        return pad(self.code[:9])

    @property
    def address(self) -> str:
        """The place as an address begins."""
        return f"{_ABOVE[COUNTY]}{self.township}{self.name}"


@dataclass(frozen=True)
class County:
    """The county's villages in the order of their codes, the shown one first."""

    villages: Sequence[Village]

    @property
    def shown(self) -> Village:
        """The village of the demonstration's 儿童主任; the next one is her colleague's."""
        return self.villages[0]

    @property
    def townships(self) -> dict[str, str]:
        """Name by code."""
        return {village.township_code: village.township for village in self.villages}

    def listed(self) -> Iterator[Listed]:
        """Yield every region for the register."""
        names = _ABOVE | self.townships | {each.code: each.name for each in self.villages}
        for code, name in names.items():
            yield Listed(code, name, level_of(code))


@dataclass(frozen=True)
class _Township:
    number: int
    name: str
    rate: float
    villages: Sequence[str]


def invent(seed: int, children: int) -> County:
    """Return a county for so many children; it grows by townships, not by larger villages."""
    dice = Dice(f"{seed}/places")
    townships = _townships(dice, children)
    sizes = iter(_sizes(dice, townships, children))
    villages = [
        Village(
            code=f"{COUNTY[:6]}{township.number:03d}{number:03d}",
            name=name,
            township=township.name,
            rate=township.rate,
            children=next(sizes),
        )
        for township in townships
        for number, name in enumerate(township.villages, 1)
    ]
    return County(villages)


def _townships(dice: Dice, children: int) -> list[_Township]:
    fewest = min(_TOWNSHIPS, max(2, children // _SMALL_TOWNSHIP))
    count = min(max(fewest, children // _TOWNSHIP_SIZE), _MOST_TOWNSHIPS)
    villages = max(12, children // count // _VILLAGE_SIZE)
    stems = dice.sample(["".join(pair) for pair in product(_FIRST, _TOWNSHIP_SECOND)], count)
    return [
        _Township(n, stem + dice.share(_SEATS), _rate(n, count), _village_names(dice, villages))
        for n, stem in enumerate(stems, 1)
    ]


def _rate(number: int, count: int) -> float:
    """Spread the townships between busy and slack ones, the shown one in between."""
    place = (number * 7 + 3) % max(count, 2) / max(count - 1, 1)
    return 0.66 + 0.28 * min(place, 1.0) if number > 1 else 0.84


def _village_names(dice: Dice, fewest: int) -> list[str]:
    stems = ["".join(pair) for pair in product(_FIRST, _VILLAGE_SECOND)]
    names = dice.sample(stems, fewest + dice.below(7))
    return [stem + ("社区" if dice.happens(0.12) else "村") for stem in names]


def _sizes(dice: Dice, townships: Sequence[_Township], children: int) -> list[int]:
    """Return the children of each village; in a small county the shown places get more."""
    count = sum(len(township.villages) for township in townships)
    mean = children / count
    weights = [0.6 + 0.8 * dice.random() for _ in range(count)]
    shown = len(townships[0].villages)
    more = max(1.0, min(3.0, _SHOWN_TOWNSHIP / shown / mean))
    weights[:shown] = [weight * more for weight in weights[:shown]]
    first = max(round(mean), min(_SHOWN_VILLAGE, children // 3))
    return [first, *_shares(children - first, weights[1:])]


def _shares(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a total by weights: whole numbers whose sum is the total."""
    whole = sum(weights)
    shares: list[int] = []
    given, reached = 0, 0.0
    for weight in weights:
        reached += weight * total / whole
        shares.append(round(reached) - given)
        given += shares[-1]
    return shares
