"""What a volunteer is told of a child, and what her own words seem to give away: pure.

A first name, an age band, what is needed, where and when they meet, whom to call: nothing else
(困境儿童个人信息保护工作办法: the necessary minimum). Never the surname, the village, the school,
the address or a number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.identifiers import looks_like_identifier

#: Surnames of two characters that are still borne; any other Chinese surname has one.
_DOUBLE = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|司空|夏侯|令狐|万俟|澹台|鲜于|闻人|钟离|"
    "端木|轩辕|呼延|赫连|独孤|南宫|西门|百里|东郭|第五|拓跋|完颜|纳兰|耶律"
)
#: The surnames that most people bear.
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田"  # no-catalogue: surnames
    "董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = 2
#: Two surnames, the father's and the mother's, before a given name.
_LONG = 4
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]+")
#: A place by its name: what is written before 村, 镇, 小学 …
_PLACES = re.compile(
    "[\u4e00-\u9fff]{1,6}?(?:村|寨|屯|镇|街道|社区|小学|中学|幼儿园)|[0-9一二三四五六七八九十]+(?:组|号|栋|单元)"
)
#: The same words where they name no place: 村里, 到学校, 打110的号.
_PLAIN = re.compile(
    "(?:村委会|村里|村上|本村|全村|同村|我们村|上小学|上中学|上幼儿园|读小学|读中学|念小学|念中学)"
)


@dataclass(frozen=True)
class BriefFacts:
    """What one volunteer is told of one child."""

    first_name: str
    #: Code of ``age_band``.
    age_band: str
    #: Codes of ``pairing_service``.
    needs: Sequence[str]
    meeting_point: str | None = None
    next_on: date | None = None
    #: Whom to call: the 儿童主任, never the family.
    contact: str | None = None


def first_name(name: str, alias: str) -> str:
    """Return what a volunteer calls a child: the given name, or the alias where that tells more.

    Of a Chinese name the given name, where it has two characters; one alone, or with the surname
    before it unknown, would lead to the whole. Of a name in two parts the first, which is the
    child's own. Anything else (letters, a note instead of a name) gives way to the alias.
    """
    plain = name.strip()
    if "·" in plain:
        own = plain.split("·")[0].strip()
        return own if len(own) > 1 and _HAN.fullmatch(own) else alias
    if not _HAN.fullmatch(plain):
        return alias
    given = plain[2:] if _DOUBLE.match(plain) or len(plain) == _LONG else plain[1:]
    return given if len(given) == _GIVEN else alias


def seems_to_betray(texts: Sequence[str | None], child_called: str) -> bool:
    """Say whether words of a volunteer seem to hold a whole name, a place, a school or a number.

    By the look of them alone: her session knows neither surname nor village. A hint, never a bar.
    """
    plain = "".join("".join((text or "").split()) for text in texts)
    if looks_like_identifier(plain) is not None or _PLACES.search(_PLAIN.sub("", plain)):
        return True
    before = (plain[at - 1] for at in _places_of(child_called, plain) if at)
    return any(sign in _COMMON for sign in before)


def _places_of(word: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), text)] if word else []
