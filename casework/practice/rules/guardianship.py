"""Who may be a guardian and on what paper, what the law points out, who may admonish a guardian."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.parsing import Entry, distinct


class Fare(LabelledEnum):
    """What a parent's situation means for guardianship."""

    ABLE = "able", "能监护"
    AWAY = "away", "外出"
    UNABLE = "unable", "不能履行监护职责"
    REVOKED = "revoked", "被撤销监护资格"
    DEAD = "dead", "死亡"
    MISSING = "missing", "失踪"
    UNKNOWN = "unknown", "不清楚"


class Enters(LabelledEnum):
    """From which office on a kind of guardianship may be entered; the order is that of offices."""

    VILLAGE = "village", "村（社区）"
    TOWNSHIP = "township", "乡镇（街道）"
    COUNTY = "county", "县级"


@dataclass(frozen=True)
class Ages:
    """Ages in full years: below ``adult`` a child, below ``carer`` nobody may be entrusted."""

    unattended: int
    alone: int
    carer: int
    adult: int


@dataclass(frozen=True)
class GuardianKind:
    """A kind of guardianship with its article; its name stands in the list guardianship_kind."""

    code: str
    #: Answered by an office and not by people.
    is_office: bool
    enters: Enters
    article: str
    hint: str
    papers: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Fares:
    """How one situation of a parent is seen, and how it is said in a sentence."""

    code: str
    fare: Fare
    label: str | None


@dataclass(frozen=True)
class ToldCare:
    """What an answer of the visit form says of actual care."""

    code: str
    arrangement: str
    kin: tuple[str, ...]
    also: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class LegalFlag:
    """What the law asks to be pointed out, and what is to be done."""

    code: str
    tone: str
    #: The level of risk that is proposed; None for none.
    risk: int | None
    article: str
    label: str
    prompt: str
    source: str


@dataclass(frozen=True)
class GuidanceKind:
    """A kind of reminder to a guardian with who may give it; its name: list guidance_kind."""

    code: str
    by: tuple[str, ...]
    article: str
    hint: str
    source: str


@dataclass(frozen=True)
class GuardianshipRules:
    """The settings of one edition, of the nation or of a region."""

    version: str
    ages: Ages
    kinds: tuple[GuardianKind, ...]
    papers: Mapping[str, str]
    fares: Mapping[str, Fares]
    words: Mapping[str, str]
    told: Mapping[str, ToldCare]
    flags: Mapping[str, LegalFlag]
    guidance: tuple[GuidanceKind, ...]
    bodies: Mapping[str, str]

    @cached_property
    def by_code(self) -> Mapping[str, GuardianKind]:
        """Kinds of guardianship by code."""
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def guidance_by_code(self) -> Mapping[str, GuidanceKind]:
        """Kinds of guidance by code."""
        return {kind.code: kind for kind in self.guidance}


def read_guardianship(body: Mapping[str, Any]) -> GuardianshipRules:
    """Read the settings; refuse a paper or body that is not listed, a double code, odd ages."""
    with Entry(body, "guardianship.toml") as table:
        table.text("title")
        papers = _labels(table, "paper")
        bodies = _labels(table, "body")
        return GuardianshipRules(
            version=table.text("version"),
            ages=_ages(table.entry("age")),
            kinds=tuple(_kind(each, papers) for each in distinct(table.entries("kind"))),
            papers=papers,
            fares={each.code: each for each in map(_fare, distinct(table.entries("fare")))},
            words=_labels(table, "word"),
            told={each.code: each for each in map(_told, distinct(table.entries("told")))},
            flags={each.code: each for each in map(_flag, distinct(table.entries("flag")))},
            guidance=tuple(_guidance(each, bodies) for each in distinct(table.entries("guidance"))),
            bodies=bodies,
        )


def _labels(table: Entry, key: str) -> dict[str, str]:
    found = {}
    for entry in distinct(table.entries(key)):
        with entry:
            found[entry.text("code")] = entry.text("label")
    return found


def _ages(entry: Entry) -> Ages:
    with entry:
        ages = Ages(*(entry.number(name) for name in ("unattended", "alone", "carer", "adult")))
    if not ages.unattended <= ages.alone <= ages.adult:
        raise entry.refusal("unattended、alone、adult 应从小到大")
    return ages


def _kind(entry: Entry, papers: Mapping[str, str]) -> GuardianKind:
    with entry:
        return GuardianKind(
            code=entry.text("code"),
            is_office=_one_of(entry, "who", ("people", "office")) == "office",
            enters=Enters(_one_of(entry, "enters", [each.value for each in Enters])),
            article=entry.text("article"),
            hint=entry.text("hint"),
            papers=_listed(entry, "papers", papers),
            source=entry.text("source"),
        )


def _fare(entry: Entry) -> Fares:
    with entry:
        fare = Fare(_one_of(entry, "is", [each.value for each in Fare]))
        return Fares(entry.text("code"), fare, entry.text_or_none("label"))


def _told(entry: Entry) -> ToldCare:
    with entry:
        return ToldCare(
            code=entry.text("code"),
            arrangement=entry.text("arrangement"),
            kin=entry.texts("kin"),
            also=entry.texts("also"),
            label=entry.text("label"),
        )


def _flag(entry: Entry) -> LegalFlag:
    with entry:
        return LegalFlag(
            code=entry.text("code"),
            tone=_one_of(entry, "tone", ("late", "soon")),
            risk=entry.number_or_none("risk"),
            article=entry.text("article"),
            label=entry.text("label"),
            prompt=entry.text("prompt"),
            source=entry.text("source"),
        )


def _guidance(entry: Entry, bodies: Mapping[str, str]) -> GuidanceKind:
    with entry:
        return GuidanceKind(
            code=entry.text("code"),
            by=_listed(entry, "by", bodies),
            article=entry.text("article"),
            hint=entry.text("hint"),
            source=entry.text("source"),
        )


def _one_of(entry: Entry, key: str, known: Any) -> str:
    value = entry.text(key)
    if value not in known:
        raise entry.refusal(f"{key} 应为 {'、'.join(known)}")
    return value


def _listed(entry: Entry, key: str, known: Mapping[str, str]) -> tuple[str, ...]:
    codes = entry.texts(key)
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise _unlisted(entry, key, unknown)
    return codes


def _unlisted(entry: Entry, key: str, unknown: list[str]) -> RuleBroken:
    return entry.refusal(f"{key} 没有列出：{'、'.join(unknown) or '未填'}")
