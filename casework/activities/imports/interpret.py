"""What the rows of a list of activities say, field by field; pure but for the practice's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from casework.activities.imports.counts import read_count, read_value
from casework.activities.imports.days import Held, Year, read_days
from casework.activities.imports.gifts import GiftTold, read_mode, source_of
from casework.activities.rules import Facts
from casework.errors import RuleBroken
from casework.practice.rules.campaigns import Campaign
from casework.practice.rules.codes import CodeList
from casework.practice.rules.wording import plain
from casework.sheets.cells import Problem, read_text, says_nothing
from casework.sheets.records import Record
from casework.sheets.workbook import Cell
from casework.texts import Text
from casework.volunteers.places import Places

_LONGEST = 200
#: The ten columns of helpers of 附件1.
HELPERS = (
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
#: What does not make a row another one.
_NOT_COMPARED = frozenset({"serial"})
#: What a row and the same put right have in common.
_ALIKE = ("title", "organiser", "mode")
_SAME_EVENT = ("title", "organiser", "held_on", "township", "place", "campaign")


@dataclass(frozen=True)
class Words:
    """What a list is read by."""

    kinds: CodeList
    sources: CodeList
    campaigns: Sequence[Campaign]
    #: The campaign of rows that name none.
    campaign: Campaign | None
    #: None where the unit is too wide for its villages to be looked up by name.
    places: Places | None
    year: Year
    today: date
    is_1904: bool = False


@dataclass(frozen=True)
class Said:
    """Something about one field of a row: what is wrong, and in which column."""

    field: str
    why: str


@dataclass
class Row:
    """One row as it was understood: facts, or why it cannot be."""

    number: int
    #: What it says, field by field, for comparing.
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    facts: Facts | None = field(default=None, repr=False)
    places: tuple[str, ...] = ()
    helpers: Mapping[str, int] = field(default_factory=dict)
    gift: GiftTold | None = None
    #: The row of the same activity that stands above: this one only adds what was given.
    joins: int | None = None
    refused: list[Said] = field(default_factory=list)
    doubts: list[Said] = field(default_factory=list)

    @property
    def told(self) -> str:
        """All that it says, in one text that is the same for the same row."""
        found = {name: text for name, text in self.texts.items() if name not in _NOT_COMPARED}
        return "\n".join(f"{name}={found[name]}" for name in sorted(found))

    @property
    def alike(self) -> str:
        """Its words alone: a row that was put right looks like the one of before."""
        return "\n".join(self.texts.get(name, "") for name in _ALIKE)

    @property
    def event(self) -> tuple[str, ...]:
        """What two rows about one activity have in common."""
        return tuple(self.texts.get(name, "") for name in _SAME_EVENT)


def interpret(record: Record, words: Words) -> Row:
    """Understand one row.

    Only a missing title and a day that nobody can tell keep it out; what else cannot be read is
    left empty and said.
    """
    texts = {name: plain(text) for name, cell in record.cells.items() if (text := read_text(cell))}
    row = Row(record.row, texts)
    reader = _Reader(record, words, row)
    row.facts = reader.facts()
    if row.facts is not None:
        row.places, row.helpers = reader.places(), reader.helpers()
        row.gift = reader.gift(row.facts)
    return row


class _Reader:
    """Reads the cells of one row, and notes what is wrong with them."""

    def __init__(self, record: Record, words: Words, row: Row) -> None:
        self.cells: Mapping[str, Cell] = record.cells
        self.words, self.row = words, row
        for code, why in record.flawed.items():
            row.doubts.append(Said(code, why))

    def facts(self) -> Facts | None:
        """Return what the row says of the activity; None where it cannot be imported."""
        title, campaign = self._text("title"), self._campaign()
        held = self._held(campaign)
        if title is None:
            self._refuse("title", "没有填写")
        if title is None or held is None:
            return None
        benefit = self._count("benefit")
        visits = self._count("children")
        return Facts(
            kind=self._kind(title),
            held_on=held.first,
            until_on=held.last if held.last != held.first else None,
            title=title,
            campaign_code=campaign.code if campaign else None,
            sessions=self._count("sessions") or 1,
            organiser=self._text("organiser"),
            venue=self._venue(),
            # 附件2 tells persons alone: each of them came once at least.
            children_reached=benefit or 0 if visits is None else visits,
            parents_reached=self._count("parents") or 0,
            children_counted=benefit or 0,
            note=self._text("note"),
        )

    def places(self) -> tuple[str, ...]:
        """Return the village or township that the row names; none where nobody can tell."""
        township, village = self._text("township"), self._text("place")
        if self.words.places is None or not (township or village):
            return ()
        try:
            code = self.words.places.base(township, village)
        except RuleBroken:
            if township is None:
                self._doubt("place", "没有找到这个村（社区），先只记作地点")
                return ()
            return self._township(township)
        return (code,)

    def _township(self, name: str) -> tuple[str, ...]:
        """Return the township alone, where its village cannot be told."""
        if self.words.places is None:
            return ()
        try:
            code = self.words.places.base(name, None)
        except RuleBroken as broken:
            self._doubt("township", broken.message)
            return ()
        self._doubt("place", "没有找到这个村（社区），先记到乡镇（街道）")
        return (code,)

    def helpers(self) -> dict[str, int]:
        """Return how many helped of the ten kinds."""
        counts = {kind: self._count(kind) for kind in HELPERS}
        return {kind: people for kind, people in counts.items() if people}

    def gift(self, facts: Facts) -> GiftTold | None:
        """Return what was given; None for nothing."""
        value = self._value()
        read = read_mode(self._text("mode"), has_value=value is not None)
        if read is None:
            return None
        mode, why = read
        if why:
            self._doubt("mode", why)
        if not facts.children_counted:
            self._doubt("benefit", "没有受益儿童数，捐赠没有记入帮扶台账，请在活动里补记")
            return None
        giver = self._text("giver")
        source = source_of(self._text("source"), giver, facts.organiser, self.words.sources)
        return GiftTold(mode, value, source, giver, facts.children_counted)

    # --- field by field ------------------------------------------------------------------------

    def _held(self, campaign: Campaign | None) -> Held | None:
        window = (campaign.first_on, campaign.last_on) if campaign else None
        year = Year(window, self.words.year.title, self.words.year.today)
        read = read_days(self.cells.get("held_on"), year, is_1904=self.words.is_1904)
        if isinstance(read, Problem):
            if campaign is None:
                self._refuse("held_on", read.message)
                return None
            self._doubt(
                "held_on",
                Text("%(why)s。先按活动的第一天登记", why=Text(read.message)),
            )
            return Held(campaign.first_on, campaign.first_on, is_vague=True)
        if read.first > self.words.today:
            self._refuse("held_on", "日期在今天以后，请核对")
            return None
        if read.is_vague:
            self._doubt("held_on", "只写了大概的时间，请核对登记的日期")
        return read

    def _kind(self, title: str) -> str:
        text, kinds = self._text("kind"), self.words.kinds
        code = kinds.from_synonym(text) if text else None
        if text and code is None:
            self._doubt("kind", Text("没有“%(word)s”这一类，按活动内容归类", word=text[:20]))
        return code or kind_in(title, kinds, has_gift="mode" in self.row.texts)

    def _campaign(self) -> Campaign | None:
        text = self._text("campaign")
        if text is None:
            return self.words.campaign
        wanted = plain(text)
        for each in self.words.campaigns:
            names = (plain(each.name), plain(each.theme), each.code)
            if wanted in names or any(wanted in name for name in names[:2] if len(wanted) > 3):
                return each
        self._doubt("campaign", "没有叫这个名字的集中活动，没有归进去")
        return self.words.campaign

    def _count(self, name: str) -> int | None:
        read = read_count(self.cells.get(name))
        if isinstance(read, Problem):
            self._doubt(name, read.message)
            return None
        if read is None:
            return None
        if read.is_about:
            self._doubt(name, "写的是大概的数，请核对")
        return int(read.number)

    def _value(self) -> Decimal | None:
        read = read_value(self.cells.get("value"))
        if isinstance(read, Problem):
            self._doubt("value", read.message)
            return None
        if read is not None and read.is_about:
            self._doubt("value", "写的是大概的数，请核对")
        return read.number if read is not None else None

    def _venue(self) -> str | None:
        parts = [self._text("township"), self._text("place")]
        return " ".join(part for part in parts if part) or None

    def _text(self, name: str) -> str | None:
        cell = self.cells.get(name)
        text = read_text(cell)
        return None if text is None or says_nothing(cell) else text[:_LONGEST]

    def _refuse(self, name: str, why: str) -> None:
        self.row.refused.append(Said(name, why))

    def _doubt(self, name: str, why: str) -> None:
        self.row.doubts.append(Said(name, why))


def kind_in(title: str, kinds: CodeList, *, has_gift: bool) -> str:
    """Return the kind whose words a title holds, the longest word first; else other."""
    wanted = plain(title)
    found = [
        (len(word), entry.code)
        for entry in kinds.entries
        for word in (entry.label, *entry.synonyms)
        if plain(word) in wanted and entry.code != _OTHER
    ]
    if found:
        return max(found, key=lambda each: each[0])[1]
    return _DONATION if has_gift else _OTHER


_OTHER, _DONATION = "other", "donation"


def sentences(said: Sequence[Said], label: Mapping[str, str]) -> Iterator[Text]:
    """Yield each as people read it: the column, then what is wrong with it."""
    for each in said:
        yield Text("“%(column)s”：%(why)s", column=label.get(each.field, each.field), why=each.why)
