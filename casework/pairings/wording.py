"""What may stand in a request: an alias like nobody's name, words that name nobody. Pure.

Beyond the child's side a request is read by people who must not find the child by it.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.children.rules import age_on
from casework.errors import RuleBroken
from casework.identifiers import IdentifierHint, looks_like_identifier, pinyin_of, to_half_width
from casework.texts import Text

#: The first of these that shares no character with the child's name.
_CALLED = ("小朋友", "孩子", "同学", "伙伴")
#: Without I and O, which are read as digits.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HIGHEST = 99
_SHORTEST_GIVEN = 2
_SHORTEST_ALIAS = 2
#: What a village's or a school's name ends with, and people leave out.
_ENDINGS = re.compile("(?:社区|村民委员会|村委会|居委会|村|小学|中学|学校|幼儿园)$")
_DIGITS = re.compile(r"\d{7,}", re.ASCII)
_GAPS = re.compile(r"[\s\-·•.,，。、_]+")
_BAND = re.compile(r"age_(\d\d)_(\d\d)", re.ASCII)
UNKNOWN_AGE = "unknown"


@dataclass(frozen=True)
class Kept:
    """What of a child's file must not stand in a request."""

    name: str
    #: Parents, carers, whoever has a tie to the child.
    relatives: Sequence[str] = ()
    village: str | None = None
    school: str | None = None


# --- the alias -------------------------------------------------------------------------------


def propose_alias(name: str, chance: random.Random) -> str:
    """Return what a child may be called beyond its file: a word, a letter, a number."""
    called = next((each for each in _CALLED if not set(each) & set(name)), _CALLED[0])
    _full, initials = pinyin_of(name)
    letters = [each for each in _LETTERS if each.lower() not in initials] or list(_LETTERS)
    return f"{called}{chance.choice(letters)}{chance.randint(1, _HIGHEST):02d}"  # no-catalogue: made of parts


def check_alias(alias: str, kept: Kept) -> str:
    """Return an alias; refuse one that is like the child's name, or that names somebody."""
    told = alias.strip()
    if len(told) < _SHORTEST_ALIAS:
        raise RuleBroken("请给孩子取一个化名，比如“小朋友A37”。", "alias")
    rest = told
    for word in _CALLED:
        rest = rest.replace(word, "")
    if set(rest) & _han(kept.name) or _sounds_like(told, kept.name):
        raise RuleBroken("化名不能和孩子的姓名相像，请换一个，比如“小朋友A37”。", "alias")
    return check_words(told, kept, "alias") or told


def _han(name: str) -> set[str]:
    return {each for each in name if not each.isascii()} - set("·")


def _sounds_like(alias: str, name: str) -> bool:
    """Whether the Latin letters of an alias are the name's, whole or by its first letters."""
    latin = "".join(re.findall("[a-z]", to_half_width(alias).lower()))
    full, initials = pinyin_of(name)
    given, _ = pinyin_of(name[1:])
    known = [each for each in (full, given, initials, initials[1:]) if len(each) > 1]
    return any(each in latin for each in known)


# --- words -----------------------------------------------------------------------------------


def check_words(words: str | None, kept: Kept, field: str = "words") -> str | None:
    """Return words; refuse what names the child, its people or its place, saying what it is."""
    told = (words or "").strip()
    if not told:
        return None
    found = next(told_of(told, kept), None)
    if found is not None:
        raise RuleBroken(
            "这里写了%(what)s。请求会给志愿者一方看，请删去，换一种说法。", field, what=found
        )
    return told


def told_of(words: str, kept: Kept) -> Iterator[Text]:
    """Yield what of a file stands in some words, as people read it."""
    plain = _GAPS.sub("", to_half_width(words)).lower()
    if any(each in plain for each in _names(kept.name)):
        yield Text("孩子的姓名")
    for relative in kept.relatives:
        if relative and any(each in plain for each in _names(relative)):
            yield Text("家里人的姓名（%(name)s）", name=relative)
    hint = looks_like_identifier(words)
    if hint is IdentifierHint.ID_NUMBER:
        yield Text("身份证号码")
    elif hint is IdentifierHint.PHONE or _DIGITS.search(to_half_width(words)):
        yield Text("电话或证件号码")
    for place in _places(kept.village):
        if place in plain:
            yield Text("村（社区）的名字（%(name)s）", name=place)
    for place in _places(kept.school):
        if place in plain:
            yield Text("学校的名字（%(name)s）", name=place)


def _names(name: str) -> Iterator[str]:
    """Yield how somebody may be named: whole, and by a given name that is no common word alone."""
    plain = _GAPS.sub("", to_half_width(name)).lower()
    if len(plain) > 1:
        yield plain
    given = plain[1:]
    if len(given) >= _SHORTEST_GIVEN and not plain.isascii():
        yield given


def _places(name: str | None) -> Iterator[str]:
    plain = _GAPS.sub("", to_half_width(name or "")).lower()
    if not plain:
        return
    yield plain
    short = _ENDINGS.sub("", plain)
    if short != plain and len(short) > 1:
        yield short


# --- the age ---------------------------------------------------------------------------------


def age_band(birth_on: date | None, day: date, bands: Iterable[str]) -> str:
    """Return the code of the age band (``age_06_08``: 6 to 8 years) that somebody is in.

    ``unknown`` where the birth date is not known, or no band holds the age.
    """
    if birth_on is None:
        return UNKNOWN_AGE
    age = age_on(birth_on, day)
    for code in bands:
        bounds = _BAND.fullmatch(code)
        if bounds and int(bounds[1]) <= age <= int(bounds[2]):
            return code
    return UNKNOWN_AGE
