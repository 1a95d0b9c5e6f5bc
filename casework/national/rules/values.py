"""Whether two ways of writing say one thing, field by field.

A field that the list leaves empty is never a difference: lists have what their system asks for.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from casework.identifiers import normalise_id_number, normalise_name, normalise_phone
from casework.national.rules.facts import FIELDS, Difference, Here, Said, Words
from casework.practice.rules.codes import CodeList
from casework.sheets.cells import read_date
from casework.sheets.dates import AMBIGUOUS

# no-catalogue: stands beside what lists say
IN_SYSTEM, LEFT = "在系统里", "已停止"
# no-catalogue: stands beside what lists say
NOTHING = "（没有填写）"

_PARTS = re.compile(r"[、，,;；/|\s]+")
_MARKS = re.compile(r"[\s,.，。、;；:：()（）\-—·_/]+")
# no-catalogue: read, not shown
_SEX = re.compile("[0129男女]")
# no-catalogue: read, not shown
_GRADE = re.compile("([一二三四壹贰叁肆1-4])级")
# no-catalogue: read, not shown
_GRADES = {"一": "1", "二": "2", "三": "3", "四": "4", "壹": "1", "贰": "2", "叁": "3", "肆": "4"}
# no-catalogue: read, not shown
_NO_DISABILITY = frozenset({"无", "否", "没有", "无残疾", "非残疾", "未残疾", "健全"})
_SHORTEST_PART = 2
#: Ledgers write the heading of all kinds of hardship for whatever kind it is.
_ANY_HARDSHIP = {"difficulty_unspecified": "difficulty"}


def differences(said: Said, here: Here, words: Words) -> list[Difference]:
    """Return what a row says otherwise than the file, in the order of ``FIELDS``.

    Of a child that has left on either side only that is asked, not how its name is written.
    """
    if said.is_ended and here.is_gone:
        return []
    if said.is_ended:
        return [Difference("status", IN_SYSTEM, said.told.get("status", LEFT))]
    if here.is_closed:
        return [Difference("status", LEFT, said.told.get("status", IN_SYSTEM))]
    found = [
        Difference(name, here.shown.get(name) or NOTHING, said.told[name])
        for name in FIELDS
        if said.told.get(name) and not _SAME[name](said.told[name], here, words)
    ]
    if not here.belongs and not any(each.name == "category" for each in found):
        there = said.told.get("category", IN_SYSTEM)
        found.append(Difference("category", here.shown.get("category") or NOTHING, there))
    return found


def plain(text: str) -> str:
    """Return a text as it is compared: half width, without blanks and marks, in small letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def is_same_day(text: str, day: date | None) -> bool:
    """Say whether a written day is this one; of two readings either will do."""
    read = read_date(text)
    if read is AMBIGUOUS:
        return day in {read_date(text, day_first=first) for first in (True, False)}
    return isinstance(read, date) and read == day


def sex_of(text: str, sexes: CodeList) -> str | None:
    """Return the code of a written sex: 男, 男性, 1, 1-男."""
    folded = unicodedata.normalize("NFKC", text).strip()
    known = sexes.from_synonym(folded)
    if known is not None:
        return known
    first = next(iter(_SEX.findall(folded)), None)
    return sexes.from_synonym(first) or first if first else None


def phones_in(text: str) -> set[str]:
    """Return the numbers that a cell holds: several stand beside one another."""
    found = {normalise_phone(part) for part in re.split(r"[、，,;；/|]", text)}
    return {number for number in found if number} | {normalise_phone(text)}


def categories_in(text: str, words: Words) -> set[str | None]:
    """Return the counted codes of a cell, None for one that nobody knows."""
    book = words.categories
    whole = book.from_synonym(text)
    parts = [text] if whole else [part for part in _PARTS.split(text) if part]
    codes = [book.from_synonym(part) for part in parts]
    return {book.counted_as(code) if code else None for code in codes}


def is_contained(one: str | None, other: str | None) -> bool:
    """Say whether one text is the other, or the shorter one a part of the longer one."""
    first, second = plain(one or ""), plain(other or "")
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= _SHORTEST_PART and shorter in longer


def disability_of(text: str, words: Words) -> tuple[set[str], str | None] | None:
    """Return the kinds and the grade of a written disability; None for "none"."""
    folded = plain(text)
    if folded in _NO_DISABILITY:
        return None
    kinds = {
        entry.code
        for entry in words.disabilities.entries
        if any(plain(way) in folded for way in (entry.label, *entry.synonyms))
    }
    grade = _GRADE.search(folded)
    return kinds, (_GRADES.get(grade[1], grade[1]) if grade else None)


def _name(text: str, here: Here, _words: Words) -> bool:
    return plain(normalise_name(text)) == plain(here.name)


def _number(text: str, here: Here, _words: Words) -> bool:
    return normalise_id_number(text) == (here.number or "")


def _sex(text: str, here: Here, words: Words) -> bool:
    return sex_of(text, words.sexes) == here.sex


def _birth(text: str, here: Here, _words: Words) -> bool:
    return is_same_day(text, here.birth_on)


def _recognised(text: str, here: Here, _words: Words) -> bool:
    return any(is_same_day(text, day) for day in here.recognised)


def _category(text: str, here: Here, words: Words) -> bool:
    codes = categories_in(text, words)
    known = {_ANY_HARDSHIP.get(code, code) for code in codes if code is not None}
    return None not in codes and known <= here.categories


def _region(text: str, here: Here, words: Words) -> bool:
    digits = text.strip()
    if digits.isascii() and digits.isdigit():
        return here.village_code.startswith(digits.rstrip("0") or digits)
    township, _, village = text.rpartition(" ")
    found = words.find_village(township or None, village or None)
    if isinstance(found, str):
        return found == here.village_code
    written = plain(text)
    return plain(here.village) in written or written.endswith(plain(here.township))


def _address(text: str, here: Here, _words: Words) -> bool:
    return is_contained(text, here.address)


def _guardian(text: str, here: Here, _words: Words) -> bool:
    return plain(normalise_name(text)) in {plain(name) for name in here.guardians}


def _guardian_phone(text: str, here: Here, _words: Words) -> bool:
    return bool(phones_in(text) & {normalise_phone(phone) for phone in here.guardian_phones})


def _phone(text: str, here: Here, _words: Words) -> bool:
    return normalise_phone(here.phone or "") in phones_in(text)


def _school(text: str, here: Here, _words: Words) -> bool:
    return is_contained(text, here.school)


def _health(text: str, here: Here, words: Words) -> bool:
    code = words.health.from_synonym(text)
    return code == here.health if code else is_contained(text, here.health_note)


def _disability(text: str, here: Here, words: Words) -> bool:
    there, ours = disability_of(text, words), here.disability or {}
    if there is None:
        return not ours.get("kind")
    kinds, grade = there
    is_same_grade = grade is None or str(ours.get("grade") or "") in ("", grade)
    return str(ours.get("kind") or "") in kinds and is_same_grade


_SAME: Mapping[str, Callable[[str, Here, Words], bool]] = {
    "status": lambda _text, here, _words: not here.is_closed,
    "name": _name,
    "id_number": _number,
    "sex": _sex,
    "birth_on": _birth,
    "category": _category,
    "region": _region,
    "address": _address,
    "guardian": _guardian,
    "guardian_phone": _guardian_phone,
    "phone": _phone,
    "school": _school,
    "health": _health,
    "disability": _disability,
    "recognised_on": _recognised,
}


def is_ended(told: Mapping[str, str], words: Words) -> bool:
    """Say whether a row says that its child has left the system by the day of the export."""
    written = told.get("ended_on", "")
    read = read_date(written) if written else None
    if isinstance(read, date):
        return read <= words.as_of
    return words.is_ended(told.get("status", ""))
