"""What pages say of items: the words of codes, the steps, and whose item it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.media.models import (
    MediaChange,
    MediaDoubt,
    MediaItem,
    MediaState,
    Showing,
)
from casework.media.queries.items import desk_of
from casework.media.rules import FIELDS, Consent, read_consent
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.ui.formats import chinese_day


@dataclass(frozen=True)
class Codes:
    """The words of codes, as they hold today."""

    kinds: dict[str, str]
    #: Name by code of the campaigns of the viewer's region.
    campaigns: dict[str, str]

    @classmethod
    def of(cls, viewer: Viewer) -> "Codes":
        """Return the words that pages need."""
        region = viewer.regions[0] if viewer.regions else ""
        known = practice.campaigns(region) if region else []
        return cls(practice.codes("media_kind"), {each.code: each.name for each in known})


@dataclass(frozen=True)
class Step:
    """One step of an item, with who took it and what it changed, in words."""

    change: MediaChange
    who: str | None
    facts: list[tuple[str, str, str]]


def is_own(viewer: Viewer, item: MediaItem) -> bool:
    """Say whether an item is of the viewer's own desk: only that one is opened whole."""
    return item.desk is desk_of(viewer)


def place_names(items: Iterable[MediaItem]) -> dict[str, str]:
    """Return what the units of some items are called."""
    return names_of({item.region_code for item in items})


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Return what some regions are called."""
    found = regions.by_codes(codes) if codes else {}
    return {code: region.name for code, region in found.items()}


def consent_of(told: dict[str, Any] | None) -> Consent:
    """Return who agreed."""
    return read_consent(told)


def steps(viewer: Viewer, changes: Sequence[MediaChange]) -> list[Step]:
    """Return the steps of an item with who took them and what they changed."""
    names = accounts.names_of({change.account_id for change in changes})
    codes = Codes.of(viewer)
    return [Step(change, names.get(change.account_id), _facts(change, codes)) for change in changes]


def _facts(change: MediaChange, codes: Codes) -> list[tuple[str, str, str]]:
    before, after = change.before, change.after
    return [
        (FIELDS[name], _said(name, before.get(name), codes), _said(name, value, codes))
        for name, value in after.items()
        if name in FIELDS
    ]


_WORDED = {"state": MediaState, "doubt": MediaDoubt, "shows_child": Showing}


def _said(name: str, value: Any, codes: Codes) -> str:
    if value is None:
        return "—"
    if name in _WORDED:
        return _WORDED[name](value).label
    if name == "published_on":
        return chinese_day(date.fromisoformat(value))
    if name == "consent":
        told = read_consent(value)
        ages = [told.ages.label] if told.ages else []
        return " · ".join([*ages, *(each for each in (told.guardian, told.own) if each)])
    words = {"kind": codes.kinds, "campaign_code": codes.campaigns}
    return str(words.get(name, {}).get(value, value))
