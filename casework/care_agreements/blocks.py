"""What an agreement says, block by block, as plain values over the sealed document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.labels import LabelledEnum

#: Who may entrust: the parents, or another guardian where they are not the ones.
SIDES = ("father", "mother", "guardian")
SIDE_LABELS = {"father": "父亲", "mother": "母亲", "guardian": "其他监护人"}
#: What is told of each of them.
SIDE_FIELDS = ("name", "number", "phone", "city", "work")


class Step(LabelledEnum):
    """The pages of an agreement in the making, in the order of the table at home."""

    PARENTS = "parents", "谁来委托"
    CARER = "carer", "谁来照护"
    TERM = "term", "为什么、多久"
    OPINION = "opinion", "孩子怎么想"
    BARS = "bars", "受委托人的情况"
    SUPPORT = "support", "生活费和联系"

    @property
    def number(self) -> int:
        """Which page it is, from 1."""
        return list(Step).index(self) + 1

    @property
    def next(self) -> "Step | None":
        """The page after; None after the last."""
        later = list(Step)[self.number :]
        return later[0] if later else None

    @property
    def before(self) -> "Step | None":
        """The page before; None before the first."""
        return list(Step)[self.number - 2] if self.number > 1 else None


class Heard(LabelledEnum):
    """Whether the child was asked (未成年人保护法 art 19, 22)."""

    ASKED = "asked", "问过了"
    YOUNG = "young", "孩子还小，说不清"
    NOT_YET = "not_yet", "还没问"


class Agrees(LabelledEnum):
    """What the child thinks of it."""

    WILLING = "willing", "愿意"
    UNSURE = "unsure", "说不好"
    UNWILLING = "unwilling", "不愿意"


class Answer(LabelledEnum):
    """What is said of one bar; what was never asked has no answer at all."""

    NO = "no", "没有"
    YES = "yes", "有"
    NOT_YET = "not_yet", "还没核实"


class PaidBy(LabelledEnum):
    """How the money comes."""

    WECHAT = "wechat", "微信转账"
    BANK = "bank", "银行卡"
    CASH = "cash", "现金"
    OTHER = "other", "其他"


class Means(LabelledEnum):
    """How parents away are in touch."""

    PHONE = "phone", "打电话"
    VIDEO = "video", "视频"
    MESSAGE = "message", "发消息"
    HOME = "home", "回家来了"


class Signed(LabelledEnum):
    """What proves the signatures."""

    PAPER = "paper", "纸上都签了字（按了手印）"
    REMOTE = "remote", "父母在外地，视频里同意了，纸质后补"


class TellerOfContact(LabelledEnum):
    """Who said that the parents were in touch."""

    CHILD = "child", "孩子说的"
    CARER = "carer", "照护人说的"
    PARENT = "parent", "父母说的"
    SEEN = "seen", "我在场"


#: What may still be supplied when an agreement was signed: it is not the parties' own word.
SUPPLIED_LATER = frozenset({Step.OPINION, Step.BARS})
#: What is asked anew each time: a renewal does not carry it over.
ASKED_ANEW = frozenset({Step.OPINION.value, Step.BARS.value})


@dataclass(frozen=True)
class Side:
    """Somebody who entrusts."""

    code: str
    name: str | None = None
    number: str | None = None
    phone: str | None = None
    city: str | None = None
    work: str | None = None

    @property
    def label(self) -> str:
        """Father, mother, or another guardian."""
        return SIDE_LABELS[self.code]


@dataclass(frozen=True)
class Carer:
    """Who is entrusted with the child."""

    name: str | None = None
    relation: str | None = None
    number: str | None = None
    birth_on: date | None = None
    health: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Terms:
    """An agreement's document; every part may still be missing."""

    document: Mapping[str, Any]

    def block(self, name: "str | Step") -> Mapping[str, Any]:
        """Return one block, empty where nothing is said yet."""
        key = name.value if isinstance(name, Step) else name
        found: Mapping[str, Any] = self.document.get(key) or {}
        return found

    @property
    def done(self) -> frozenset[str]:
        """The steps that somebody has looked at and kept."""
        return frozenset(self.document.get("done") or ())

    @property
    def first_open(self) -> Step | None:
        """Where work on a draft goes on."""
        return next((step for step in Step if step.value not in self.done), None)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Those who entrust, who have a name."""
        told = self.block(Step.PARENTS)
        sides = (Side(code, **_fitting(told.get(code), SIDE_FIELDS)) for code in SIDES)
        return tuple(side for side in sides if side.name)

    @property
    def carer(self) -> Carer:
        """Who is entrusted."""
        told = dict(_fitting(self.block(Step.CARER), Carer.__dataclass_fields__))
        return Carer(**{**told, "birth_on": day(told.get("birth_on"))})

    def bars(self, side: str) -> Mapping[str, str]:
        """Return the answers by bar: ``declared`` by the carer, or ``verified`` by the village."""
        found: Mapping[str, str] = self.block(Step.BARS).get(side) or {}
        return found

    def notice(self, to: str) -> tuple[date | None, str | None]:
        """Return when the school or village was told in writing, and who received it."""
        told = self.block("notices").get(to) or {}
        return day(told.get("on")), told.get("to")

    def with_block(self, name: str, said: Mapping[str, Any], *, done: bool = True) -> "Terms":
        """Return the document with one block as it is now said."""
        kept = {key: stored(value) for key, value in said.items() if value not in (None, [], {})}
        known = self.done | ({name} if done else set())
        steps = [step.value for step in Step if step.value in known]
        return Terms({**self.document, name: kept, "done": steps})


def day(told: Any) -> date | None:
    """Read a date of the document."""
    return date.fromisoformat(told) if told else None


def stored(value: Any) -> Any:
    """Return a value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LabelledEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: stored(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [stored(each) for each in value]
    return value


def _fitting(told: Mapping[str, Any] | None, names: Any) -> dict[str, Any]:
    return {name: value for name, value in (told or {}).items() if name in names}
