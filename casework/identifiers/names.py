"""Names of people: every character of GB 18030, the dot U+00B7, 50 characters and more.

NFC, never NFKC: NFKC replaces characters that people really have in their names.
"""

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from casework.identifiers.private_use import CODE_POINTS as _PRIVATE_USE
from casework.texts import Text

LONGEST_NAME = 100
"""Code points.  The civil affairs rules ask for at least 50."""

_DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("‧・•．･∙⋅⸱ㆍ・", _DOT))
_DOT_BETWEEN_LETTERS = re.compile(r"(?<=[^\x00-\x7f])\s*\.\s*(?=[^\x00-\x7f])")
_AROUND_DOTS = re.compile(r"\s*·[\s·]*")
# Ledgers pad two-character names with a blank so that columns line up: 张　三.
# no-catalogue: read, not shown
_HAN = "[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_BLANK_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
# Invisible, yet not in category Cf: joiners, fillers and presentation selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0\ufe0e\ufe0f")
# no-catalogue: read, not shown
_PLACEHOLDERS = frozenset(["无", "不详", "未知", "暂无", "没有", "未填", "空"])
_ZERO = "〇"  # no-catalogue: a character that tables take for a number
_PUNCTUATION = frozenset("·་-'’.()（） ")


class NameProblem(enum.Enum):
    """What is wrong with a name; the value is the sentence the user reads."""

    EMPTY = "姓名未填写"
    TOO_LONG = Text("姓名最多%(most)s个字", most=LONGEST_NAME)
    DIGITS = "姓名中不能有数字，请核对"
    SYMBOLS = "姓名中不能有表情或符号，请核对"
    NOT_A_NAME = "这不是姓名，请填写真实姓名"

    @property
    def message(self) -> str:
        text: str = self.value
        return text


class NameNote(enum.Enum):
    """What to tell the user about a name that is accepted."""

    HIDDEN_REMOVED = "姓名中有看不见的字符，已去掉"
    RARE_UNCONFIRMED = "生僻字编码待确认，请与身份证核对"

    @property
    def message(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class CheckedName:
    """A name as stored, its first problem, and notes for the user."""

    name: str = field(repr=False)
    problem: NameProblem | None
    notes: tuple[NameNote, ...]


def normalise_name(text: str) -> str:
    """The name as it is stored and compared.

    Invisible characters go, every dot becomes ``·``, blanks are trimmed, private-use
    characters of old GB files become the real ones where those are known.
    """
    visible = "".join(
        _as_blank(character) for character in text.translate(_PRIVATE_USE) if _keeps(character)
    )
    dotted = _DOT_BETWEEN_LETTERS.sub(_DOT, unicodedata.normalize("NFC", visible).translate(_DOTS))
    joined = _BLANK_BETWEEN_HAN.sub("", _AROUND_DOTS.sub(_DOT, dotted))
    return unicodedata.normalize("NFC", " ".join(joined.split()).strip(_DOT).strip())


def check_name(text: str) -> CheckedName:
    """The normalised name with its first problem and the notes it calls for."""
    name = normalise_name(text)
    return CheckedName(name, _problem(name), tuple(_notes(text, name)))


def _as_blank(character: str) -> str:
    return " " if character.isspace() else character


def _keeps(character: str) -> bool:
    if character.isspace():
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} and (
        character not in _INVISIBLE
    )


def _problem(name: str) -> NameProblem | None:
    if not name:
        return NameProblem.EMPTY
    if len(name) > LONGEST_NAME:
        return NameProblem.TOO_LONG
    kinds = {_kind(character) for character in name}
    if "digit" in kinds:
        return NameProblem.DIGITS
    if "symbol" in kinds:
        return NameProblem.SYMBOLS
    if name in _PLACEHOLDERS or "letter" not in kinds:
        return NameProblem.NOT_A_NAME
    return None


def _kind(character: str) -> Literal["letter", "punctuation", "digit", "symbol"]:
    category = unicodedata.category(character)
    if category[0] in "LM" or category == "Co" or character == _ZERO or _is_newer_han(character):
        return "letter"
    if character in _PUNCTUATION:
        return "punctuation"
    return "digit" if category[0] == "N" else "symbol"


def _is_newer_han(character: str) -> bool:
    """Ideographs that Python's tables do not know yet; planes 2 and 3 hold nothing else."""
    return 0x20000 <= ord(character) <= 0x3FFFD


def _notes(text: str, name: str) -> list[NameNote]:
    notes = []
    if not all(_keeps(character) for character in text):
        notes.append(NameNote.HIDDEN_REMOVED)
    if any(unicodedata.category(character) == "Co" for character in name):
        notes.append(NameNote.RARE_UNCONFIRMED)
    return notes
