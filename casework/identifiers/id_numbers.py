"""The 18-character citizen identity number (GB 11643) and its relatives.

Six digits of region, eight of birth date, three of sequence (odd for men), one check
character.  The birth date is judged apart from the check character: a number can pass one
and fail the other, and the person correcting it needs to know which.
"""

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from casework.identifiers.text import to_half_width

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_EARLIEST_BIRTH = date(1900, 1, 1)

_EIGHTEEN = re.compile("[0-9]{17}[0-9X]", re.ASCII)
_FIFTEEN = re.compile("[0-9]{15}", re.ASCII)
_ALLOWED = re.compile("[0-9X]*", re.ASCII)
_DROPPED = re.compile(r"[\s\-‐‑‒–—―−－'‘’`\u200b-\u200f\u2060\ufeff]+")
_LABEL = re.compile("^(?:(?:居民|公民)?(?:身份证件?|身份|证件?)(?:号码?)?:?|ID:)+", re.IGNORECASE)
_UPPER_CASE = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}

# GB/T 2260 codes of the provinces, which issue the foreigners' permanent residence card.
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]", re.ASCII)


class IdKind(enum.Enum):
    """Whose number it is, by its first digits."""

    CITIZEN = "居民身份证"
    RESIDENCE_PERMIT = "港澳台居民居住证"
    FOREIGNER = "外国人永久居留身份证"


class IdProblem(enum.Enum):
    """What is wrong with an ID number; the value is the sentence the user reads."""

    EMPTY = "身份证号未填写，没有证件请选择原因"
    WRONG_CHARACTERS = "身份证号只能由数字组成，最后一位可以是X，请核对"
    WRONG_LENGTH = "身份证号应为18位，请核对是否漏填或多填"
    FIFTEEN_DIGITS = "这是15位旧身份证号，请填写18位号码"
    NO_SUCH_DATE = "身份证号中的出生日期不存在，请核对第7至14位"
    BORN_BEFORE_1900 = "身份证号中的出生日期早于1900年，请核对第7至14位"
    BORN_AFTER_TODAY = "身份证号中的出生日期晚于今天，请核对第7至14位"
    CHECK_DIGIT = "身份证号最后一位校验不通过，请核对"

    @property
    def message(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An ID number taken apart.  The number itself never shows in ``repr``.

    ``sex`` is the GB/T 2261.1 code, ``"1"`` male or ``"2"`` female.  ``problem`` is the
    first in the order of :class:`IdProblem`, or None when nothing is wrong.
    """

    number: str = field(repr=False)
    is_well_formed: bool
    check_digit_ok: bool
    birth_on: date | None = field(repr=False)
    sex: str | None
    kind: IdKind | None
    problem: IdProblem | None


def normalise_id_number(text: str) -> str:
    """The number as it is stored: half-width, no blanks, hyphens or label, ``x`` as ``X``."""
    bare = _DROPPED.sub("", to_half_width(text))
    return unicodedata.normalize("NFC", _LABEL.sub("", bare)).translate(_UPPER_CASE)


def expected_check_digit(first_seventeen: str) -> str:
    """The check character of GB 11643 for the first 17 digits of a number."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _CHECK_CHARACTERS[total % 11]


def to_eighteen(fifteen_digits: str) -> str:
    """The 18-character form of an old 15-digit number (all of them issued for 19xx births)."""
    seventeen = f"{fifteen_digits[:6]}19{fifteen_digits[6:]}"
    return seventeen + expected_check_digit(seventeen)


def check_id_number(text: str, *, today: date | None = None) -> IdNumber:
    """Take an ID number apart and name its first problem.

    With ``today`` a birth date after it is a problem too.  An unknown or abolished region
    code is none: regions change, numbers do not.
    """
    number = normalise_id_number(text)
    if _FIFTEEN.fullmatch(number):
        return _check_fifteen(number)
    if not _EIGHTEEN.fullmatch(number):
        return IdNumber(number, False, False, None, None, None, _shape_problem(number))
    birth_on, problem = _birth_date(number[6:14], today)
    check_digit_ok = number[17] == expected_check_digit(number[:17])
    if problem is None and not check_digit_ok:
        problem = IdProblem.CHECK_DIGIT
    return IdNumber(
        number, True, check_digit_ok, birth_on, _sex(number[16]), _kind(number), problem
    )


def _check_fifteen(number: str) -> IdNumber:
    birth_on, _ = _birth_date(f"19{number[6:12]}", None)
    problem = IdProblem.FIFTEEN_DIGITS if birth_on else IdProblem.WRONG_LENGTH
    return IdNumber(number, False, False, birth_on, _sex(number[14]), IdKind.CITIZEN, problem)


def _shape_problem(number: str) -> IdProblem:
    if not number:
        return IdProblem.EMPTY
    if not _ALLOWED.fullmatch(number) or "X" in number[:-1]:
        return IdProblem.WRONG_CHARACTERS
    return IdProblem.WRONG_LENGTH


def _birth_date(digits: str, today: date | None) -> tuple[date | None, IdProblem | None]:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None, IdProblem.NO_SUCH_DATE
    if birth_on < _EARLIEST_BIRTH:
        return None, IdProblem.BORN_BEFORE_1900
    if today is not None and birth_on > today:
        return birth_on, IdProblem.BORN_AFTER_TODAY
    return birth_on, None


def _sex(last_of_sequence: str) -> str:
    return "1" if int(last_of_sequence) % 2 else "2"


def _kind(number: str) -> IdKind:
    if number[:2] in {"81", "82", "83"}:
        return IdKind.RESIDENCE_PERMIT
    if number[0] == "9" and _PROVINCE.match(number, 1):
        return IdKind.FOREIGNER
    return IdKind.CITIZEN
