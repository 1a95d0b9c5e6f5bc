"""The pinyin of a name, for search by sound and by initials."""

import re
from functools import lru_cache

_WORD = re.compile("[a-z]+", re.ASCII)
#: A Latin word, or one character of another script.
_PIECE = re.compile("[A-Za-z]+|[^\x00-\x7f]")

# Characters read differently as a surname than elsewhere; ü is typed v.
_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "鲜于": ("xian", "yu"),
    "澹台": ("tan", "tai"),
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "区": ("ou",),
    "解": ("xie",),
    "查": ("zha",),
    "朴": ("piao",),
    "盖": ("ge",),
    "乐": ("yue",),
    "覃": ("qin",),
    "翟": ("zhai",),
    "洗": ("xian",),
    "缪": ("miao",),
    "秘": ("bi",),
    "种": ("chong",),
    "员": ("yun",),
    "贠": ("yun",),
    "召": ("shao",),
    "折": ("she",),
    "黑": ("he",),
    "繁": ("po",),
    "句": ("gou",),
    "阚": ("kan",),
    "隗": ("wei",),
    "么": ("yao",),
    "祭": ("zhai",),
    "佴": ("nai",),
    "乜": ("nie",),
    "牟": ("mu",),
    "卜": ("bu",),
    "藏": ("zang",),
    "郇": ("xun",),
}


def pinyin_of(name: str) -> tuple[str, str]:
    """Full pinyin and initials, lower case without blanks: 单晓明 → shanxiaoming, sxm.

    Latin letters in a name stand for themselves; characters without a known reading are
    left out.  The surname is read as surnames are.
    """
    surname = _surname_of(name)
    syllables = [*_SURNAMES.get(surname, ()), *_read(name[len(surname) :])]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def quick_pinyin_of(name: str) -> tuple[str, str]:
    """The same, read character by character: for looking through thousands of names.

    A character of several readings gets its usual one, whatever stands beside it.
    """
    surname = _surname_of(name)
    syllables = [*_SURNAMES.get(surname, ())]
    for piece in _PIECE.findall(name[len(surname) :]):
        syllables += (piece.lower(),) if piece.isascii() else _syllables(piece)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


@lru_cache(maxsize=8192)
def _syllables(character: str) -> tuple[str, ...]:
    return tuple(_read(character))


def _surname_of(name: str) -> str:
    for length in (2, 1):
        if name[:length] in _SURNAMES:
            return name[:length]
    return ""


def _read(text: str) -> list[str]:
    # Loading the dictionaries takes a quarter of a second: only those who search pay.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return _WORD.findall(" ".join(lazy_pinyin(text)).lower())
