"""Phone numbers as people write them in ledgers: mobile, landline, service lines."""

import enum
import re
from dataclasses import dataclass, field

from casework.identifiers.text import to_half_width

_MOBILE = re.compile("1[3-9][0-9]{9}", re.ASCII)
# Beijing and the 02x cities have three digits of area code, all others four.
_LANDLINE = re.compile("(010|02[0-9]|0[3-9][0-9]{2})?([2-9][0-9]{6,7})", re.ASCII)
_SERVICE = re.compile("[48]00[0-9]{7}", re.ASCII)
_HOTLINES = re.compile("11[09]|120|12110|12309|12338|1234[589]|1235[56]", re.ASCII)

_DROPPED = re.compile(r"[\s\-‐‑‒–—―−()'‘’`.·\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_LABEL = re.compile("^(?:(?:(?:联系|固定|移动)?(?:电话|手机)(?:号码?)?|TEL):?)+", re.IGNORECASE)
_COUNTRY_CODE = re.compile(r"^(?:(?:\+|00)86)+|^86(?=1[3-9][0-9]{9}$)", re.ASCII)
_SEPARATED = re.compile(r"[0-9]{7}[0-9]*\s*[/、,;|和或]", re.ASCII)


class PhoneKind(enum.Enum):
    MOBILE = "手机"
    LANDLINE = "座机"
    SERVICE = "服务热线"


class PhoneProblem(enum.Enum):
    """What is wrong with a phone number; the value is the sentence the user reads."""

    EMPTY = "电话未填写"
    SEVERAL = "一格只填一个电话，其余的请另填"
    WRONG_CHARACTERS = "电话只能由数字组成，座机可写作“区号-号码”"
    WRONG_LENGTH = "电话位数不对：手机应为11位，座机应为7或8位（可带区号），请核对"
    NO_SUCH_NUMBER = "没有这样的电话号码，请核对开头几位"

    @property
    def message(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone number as stored; the number itself never shows in ``repr``."""

    number: str = field(repr=False)
    kind: PhoneKind | None
    problem: PhoneProblem | None


def normalise_phone(text: str) -> str:
    """The number as it is stored: digits only, a landline as ``area-number``."""
    plain = _DROPPED.sub("", to_half_width(text))
    plain = _LABEL.sub("", plain)
    national = _COUNTRY_CODE.sub("", plain)
    if national != plain and not _MOBILE.fullmatch(national) and not national.startswith("0"):
        national = f"0{national}"
    landline = _LANDLINE.fullmatch(national)
    if landline and landline[1]:
        return f"{landline[1]}-{landline[2]}"
    return national


def check_phone(text: str) -> PhoneNumber:
    """What kind of number it is, or what is wrong with it."""
    if _SEPARATED.search(to_half_width(text)):
        return PhoneNumber(text.strip(), None, PhoneProblem.SEVERAL)
    number = normalise_phone(text)
    kind = _kind(number.replace("-", ""))
    return PhoneNumber(number, kind, None if kind else _problem(number.replace("-", "")))


def _kind(digits: str) -> PhoneKind | None:
    if _MOBILE.fullmatch(digits):
        return PhoneKind.MOBILE
    if _SERVICE.fullmatch(digits) or _HOTLINES.fullmatch(digits):
        return PhoneKind.SERVICE
    if _LANDLINE.fullmatch(digits):
        return PhoneKind.LANDLINE
    return None


def _problem(digits: str) -> PhoneProblem:
    if not digits:
        return PhoneProblem.EMPTY
    if not re.fullmatch("[0-9]+", digits, re.ASCII):
        return PhoneProblem.WRONG_CHARACTERS
    right_length = len(digits) in {7, 8, 11} or (digits[0] == "0" and len(digits) in {10, 12})
    return PhoneProblem.NO_SUCH_NUMBER if right_length else PhoneProblem.WRONG_LENGTH
