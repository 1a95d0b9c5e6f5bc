"""A campaign of a season (情暖新春、把爱带回家 …): what it asks for, from whom, by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.practice.rules.parsing import Entry, distinct
from casework.regions.codes import LENGTH
from casework.regions.codes import prefix as prefix_of

#: The forms that a campaign may ask for; what is in them is laid down by the notice that they
#: came with.
ANNEX_1, ANNEX_2 = "annex1", "annex2"
FORMS = (ANNEX_1, ANNEX_2)

#: Records that an item is done by, beside activities of its kinds.
VISIT, POLICY, SAFETY, PSYCH, PAIRING = "visit", "policy_told", "safety_checked", "psych", "pairing"
RECORDS = (VISIT, POLICY, SAFETY, PSYCH, PAIRING)


@dataclass(frozen=True)
class Item:
    """One thing that a campaign asks for, such as 一次政策宣讲."""

    code: str
    label: str
    #: Daily records that do it for a child: see ``RECORDS``.
    records: tuple[str, ...]
    #: Kinds of activities (code list ``activity_kind``) that do it for the children they name.
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Annex:
    """A form that a campaign asks for, in the words of the notice."""

    code: str
    title: str
    #: Below the table; ``{deadline}``, ``{contact}``, ``{phone}``, ``{email}`` are filled in.
    note: str


@dataclass(frozen=True)
class Campaign:
    """A campaign, as it holds for the regions that it names."""

    version: str
    code: str
    #: With its quotation marks, as a banner has it.
    name: str
    theme: str
    #: Who asks for it, the highest first.
    organisers: tuple[str, ...]
    #: Region prefixes; empty: everywhere.
    regions: tuple[str, ...]
    first_on: date
    #: Its last day.
    last_on: date
    deadline_on: date | None
    #: Whether every child on the list is visited once in it (全覆盖).
    visits_everyone: bool
    #: About how many characters the summary has; 0 where none is asked for.
    summary_length: int
    items: tuple[Item, ...]
    annexes: tuple[Annex, ...]
    source: str
    #: The form that made it, of a campaign that an office wrote down itself.
    form_id: str | None = None

    @property
    def is_made_here(self) -> bool:
        """Whether an office wrote it down; the others come with the practice files."""
        return self.form_id is not None

    def holds_in(self, region_code: str) -> bool:
        """Say whether it concerns a region (12 digits or a prefix): one of its own, or above."""
        code = prefix_of(region_code) if len(region_code) == LENGTH else region_code
        return not self.regions or any(
            region_code.startswith(prefix) or prefix.startswith(code) for prefix in self.regions
        )

    def is_held_at(self, region_code: str) -> bool:
        """Say whether a region (12 digits or a prefix) lies among its own."""
        return not self.regions or region_code.startswith(self.regions)

    def contains(self, day: date) -> bool:
        """Say whether a day lies in its window."""
        return self.first_on <= day <= self.last_on

    def annex(self, code: str) -> Annex | None:
        """Return one of its forms, None where it does not ask for it."""
        return next((each for each in self.annexes if each.code == code), None)

    def item_codes_of(self, kind: str) -> tuple[str, ...]:
        """Return the items that an activity of a kind is for."""
        return tuple(item.code for item in self.items if kind in item.kinds)


def nearest(campaigns: Iterable[Campaign], today: date) -> Campaign | None:
    """Return the campaign that is meant where none is named: the one that is on, else the nearest.

    Of several that are on the first of them; of two as far away the one that was.
    """

    def away(campaign: Campaign) -> tuple[int, bool]:
        before, after = (campaign.first_on - today).days, (today - campaign.last_on).days
        return max(before, after, 0), before > 0

    return min(campaigns, key=away, default=None)


def read_campaign(body: Mapping[str, Any]) -> Campaign:
    """Read one campaign; refuse a window that ends before it begins and unknown records."""
    with Entry(body, f"campaigns/{body.get('code', '?')}.toml") as table:
        first, last = table.day("first_on"), table.day("last_on")
        if last < first:
            raise table.refusal("last_on 不得早于 first_on")
        return Campaign(
            version=table.text("version"),
            code=table.text("code"),
            name=table.text("name"),
            theme=table.text("theme"),
            organisers=table.texts("organisers"),
            regions=_regions(table),
            first_on=first,
            last_on=last,
            deadline_on=table.day("deadline_on") if table.has("deadline_on") else None,
            visits_everyone=table.flag("visits_everyone"),
            summary_length=table.number_or_none("summary_length") or 0,
            items=tuple(_item(entry) for entry in distinct(table.entries("item"))),
            annexes=tuple(_annex(entry) for entry in distinct(table.entries("annex"))),
            source=table.text("source"),
            form_id=table.text_or_none("form_id"),
        )


def _regions(table: Entry) -> tuple[str, ...]:
    found = table.texts("regions")
    if any(not code.isdigit() or len(code) not in (2, 4, 6, 9, 12) for code in found):
        raise table.refusal("regions 应为2、4、6、9或12位数字")
    return found


def _item(entry: Entry) -> Item:
    with entry:
        records = entry.texts("records")
        if unknown := [each for each in records if each not in RECORDS]:
            raise entry.refusal(f"records 不认识：{'、'.join(unknown)}")
        return Item(entry.text("code"), entry.text("label"), records, entry.texts("kinds"))


def _annex(entry: Entry) -> Annex:
    with entry:
        code = entry.text("code")
        if code not in FORMS:
            raise entry.refusal(f"code 应为 {'、'.join(FORMS)} 之一")
        return Annex(code, entry.text("title"), entry.text("note"))
