"""What a text may not hold when it leaves the house: numbers of people, names, too few children.

The same name and signature as the guard of publications.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from casework.texts import Text

#: Shorter names are words.
_SHORTEST_NAME = 2

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9](?:[ -]?\d){9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_FEW = re.compile(
    r"(?<![\d.,，十百千万两一二三四五六七八九])[1-4一二两三四]\s*[名个位]"
    r"[^\s，。；、\d]{0,12}?(?:儿童|孩子|孤儿|女孩|男孩|学生|未成年人)"
)


@dataclass(frozen=True)
class Finding:
    """Something that has to be changed before a text leaves the house."""

    #: What was found, as people say it.
    what: str
    #: The words of the text.
    where: str
    #: What to do.
    advice: str


def findings(text: str, names: Collection[str]) -> list[Finding]:
    """Return what must not be published; ``names`` are those of children and carers."""
    found = [
        *_matching(_ID_NUMBER, text, Text("身份证号码"), Text("请删去这个号码。")),
        *_matching(_PHONE, text, Text("电话号码"), Text("请删去这个号码。")),
        *_matching(
            _FEW, text, Text("人数太少，能猜出是谁"), Text("请改写成“个别儿童”，或者不写人数。")
        ),
    ]
    known = sorted({each for each in names if len(each) >= _SHORTEST_NAME})
    hit = [name for name in known if name in text]
    return found + [
        Finding(Text("在册儿童的姓名"), name, Text("请改成“某某”或者不写。")) for name in hit
    ]


def _matching(pattern: re.Pattern[str], text: str, what: str, advice: str) -> list[Finding]:
    places = dict.fromkeys(match.group() for match in pattern.finditer(text))
    return [Finding(what, where, advice) for where in places]
