"""What a text holds that nobody outside should read: names, numbers, homes, small numbers, labels.

Pure. It finds what it is told and what has a pattern. It does not find nicknames, a name written in
traditional characters or pinyin, a child who is told by her story, or a face in a photo: somebody
has to read, and to look.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from casework.labels import LabelledEnum
from casework.media.guard.folding import Folded, fold, fold_name
from casework.texts import Text


class Kind(LabelledEnum):
    """What was found."""

    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "证件号"
    PHONE = "phone", "电话"
    ADDRESS = "address", "详细地址"
    SMALL_NUMBER = "small_number", "人数太少"
    LABEL = "label", "贴标签的说法"


_ADVICE = {
    Kind.NAME: "改成姓氏加“某”，或者用化名",
    Kind.ID_NUMBER: "删去",
    Kind.PHONE: "删去",
    Kind.ADDRESS: "只写到乡镇（街道）",
    Kind.SMALL_NUMBER: "写成“数名”，或者和别处合在一起写",
    Kind.LABEL: "换一个不伤孩子的说法",
}
#: Shorter names are also words (高兴, 平安): a person may say that it is one.
_SURE_NAME = 3
SMALLEST = 5


@dataclass(frozen=True)
class Finding:
    """Something in a text that has to go before it goes outside."""

    kind: Kind
    #: As it stands there.
    found: str
    #: Where it begins.
    at: int
    #: Whether it may be an ordinary word: somebody can say that she has looked and it is no name.
    may_be_word: bool = False

    @property
    def advice(self) -> Text:
        """What to do about it."""
        return Text(_ADVICE[self.kind])

    @property
    def message(self) -> Text:
        """What was found and what to do, as people read it."""
        return Text(
            "%(kind)s“%(found)s”：请%(advice)s",
            kind=self.kind,
            found=self.found,
            advice=self.advice,
        )


def findings(
    text: str,
    names: Iterable[str] = (),
    *,
    villages: Iterable[str] = (),
    labels: Iterable[str] = (),
    smallest: int = SMALLEST,
) -> list[Finding]:
    """Return what a text meant for outside holds, in its order; each place once.

    ``names`` are of children, relatives and workers; ``villages`` of the places in reach;
    ``labels`` words that put a label on a child; ``smallest`` is the smallest number of children
    that is written out. A name masked with 某 or a star is none.
    """
    folded = fold(text)
    found = [
        *_numbers(folded),
        *_names(folded, names),
        *_addresses(folded, villages),
        *_small_numbers(folded, smallest),
        *_words(folded, labels, Kind.LABEL),
    ]
    return sorted(_once(found), key=lambda each: (each.at, each.kind.value))


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what lies within something that was found there already."""
    ends: list[tuple[int, int]] = []
    for each in found:
        start, end = each.at, each.at + len(each.found)
        if not any(first <= start and end <= last for first, last in ends):
            ends.append((start, end))
            yield each


def _of(folded: Folded, kind: Kind, start: int, end: int, *, may_be_word: bool = False) -> Finding:
    return Finding(kind, folded.said(start, end), folded.places[start], may_be_word)


# --- names -------------------------------------------------------------------------------------


def _names(folded: Folded, names: Iterable[str]) -> Iterator[Finding]:
    wanted = {plain for name in names if len(plain := fold_name(name)) > 1}
    yield from _matches(folded, wanted, Kind.NAME)
    yield from _introduced(folded)


def _words(folded: Folded, words: Iterable[str], kind: Kind) -> Iterator[Finding]:
    yield from _matches(folded, {plain for word in words if (plain := fold_name(word))}, kind)


def _matches(folded: Folded, wanted: Collection[str], kind: Kind) -> Iterator[Finding]:
    """Yield each place where one of some words stands: as many steps as the text is long."""
    text, lengths = folded.text, sorted({len(word) for word in wanted}, reverse=True)
    for start in range(len(text)):
        for length in lengths:
            if text[start : start + length] in wanted and start + length <= len(text):
                is_short = kind is Kind.NAME and length < _SURE_NAME
                yield _of(folded, kind, start, start + length, may_be_word=is_short)
                break


#: The most common family names: behind a word that names somebody it is a name.
# no-catalogue: read, not shown
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤"
)
# no-catalogue: read, not shown
_GIVEN = rf"[{_SURNAMES}](?![某氏家])[\u4e00-\u9fff]{{1,2}}"
# no-catalogue: read, not shown
_INTRODUCED = re.compile(rf"(?:名叫|叫做|姓名为?|小名|乳名)({_GIVEN})")
# no-catalogue: read, not shown
_CALLED = re.compile(rf"({_GIVEN})(?:小朋友)")

# no-catalogue: read, not shown
_MASK = "某"


def _introduced(folded: Folded) -> Iterator[Finding]:
    """Yield what stands where a name stands, whoever that is."""
    for pattern in (_INTRODUCED, _CALLED):
        for match in pattern.finditer(folded.text):
            if _MASK not in match[1]:
                yield _of(folded, Kind.NAME, *match.span(1), may_be_word=True)


# --- numbers -----------------------------------------------------------------------------------

_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9x](?![0-9])", re.ASCII)
_OLD_ID_NUMBER = re.compile(
    r"(?<![0-9])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}(?![0-9])", re.ASCII
)
_MOBILE = re.compile(r"(?<![0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])", re.ASCII)
_LANDLINE = re.compile(
    r"(?<![0-9])(?:010|02[0-9]|0[3-9][0-9]{2})[2-9][0-9]{6,7}(?![0-9])", re.ASCII
)
# no-catalogue: read, not shown
_SPOKEN_OF = re.compile(
    r"(?:电话|手机|座机|联系方式|微信号?)(?:号码?|为|是)?([2-9][0-9]{6,7})(?![0-9])"
)
_BY_PATTERN = (
    (Kind.ID_NUMBER, _ID_NUMBER, 0),
    (Kind.ID_NUMBER, _OLD_ID_NUMBER, 0),
    (Kind.PHONE, _MOBILE, 0),
    (Kind.PHONE, _LANDLINE, 0),
    (Kind.PHONE, _SPOKEN_OF, 1),
)


def _numbers(folded: Folded) -> Iterator[Finding]:
    for kind, pattern, group in _BY_PATTERN:
        for match in pattern.finditer(folded.digits):
            yield _of(folded, kind, *match.span(group))


# --- homes -------------------------------------------------------------------------------------

# no-catalogue: read, not shown
_COUNT = r"[0-9〇零一二两三四五六七八九十百]{1,4}"
# no-catalogue: read, not shown
_PLACE = r"(?:村|社区|居委会|村委会|屯|寨|庄|路|街|大道|巷|弄|胡同|小区|花园|新村)"
# no-catalogue: read, not shown
_PART = r"(?:村民小组|居民小组|小组|组|号楼|号|栋|幢|弄|单元|室)"
#: What follows 号 or 组 and makes it none: 1号线, 3组家庭.
# no-catalogue: read, not shown
_NO_HOME = r"(?!文件|线|台|公告|家庭|选手|活动|志愿)"
# no-catalogue: read, not shown
_HOME = re.compile(rf"[\u4e00-\u9fff]{{1,8}}?{_PLACE}(?:第)?{_COUNT}{_PART}{_NO_HOME}")
# no-catalogue: read, not shown
_GROUP = re.compile(rf"(?:第)?{_COUNT}村民小组")
# no-catalogue: read, not shown
_ENDING = re.compile(r"(?:社区居民委员会|社区居委会|村民委员会|居民委员会|居委会|村委会|社区|村)$")
_SHORTEST_STEM = 2


def _addresses(folded: Folded, villages: Iterable[str]) -> Iterator[Finding]:
    for match in (*_HOME.finditer(folded.text), *_GROUP.finditer(folded.text)):
        yield _of(folded, Kind.ADDRESS, *match.span())
    for pattern in _of_villages(villages):
        for match in pattern.finditer(folded.text):
            yield _of(folded, Kind.ADDRESS, *match.span())


def _of_villages(villages: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Return what a home in one of some villages looks like, many in one look."""
    stems = {_ENDING.sub("", fold_name(name)) for name in villages}
    known = sorted((stem for stem in stems if len(stem) >= _SHORTEST_STEM), key=len, reverse=True)
    if known:
        names = "|".join(re.escape(stem) for stem in known)
        yield re.compile(rf"(?:{names})(?:村委会|村|社区)?(?:第)?{_COUNT}{_PART}{_NO_HOME}")


# --- small numbers -----------------------------------------------------------------------------

# no-catalogue: read, not shown
_FIGURES = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
# no-catalogue: read, not shown
_FIGURE = r"([1-9]|[一二两三四五六七八九])"
#: What stands before a figure and makes it part of a greater number, or a way of speaking.
# no-catalogue: read, not shown
_NOT_AFTER = r"(?<![0-9.〇零一二两三四五六七八九十百千万亿第每任同另某哪这那])"
# no-catalogue: read, not shown
_CHILD = (
    r"(?:儿童|孩子|孤儿|孩童|小孩|小朋友|少年|未成年人|女童|男童|女孩|男孩|学生|幼儿|婴儿|留守"
    r"|困境)"
)
#: Who is counted instead: three teachers for the children are no three children.
# no-catalogue: read, not shown
_OTHERS = (
    r"老师|教师|医生|护士|律师|法官|检察官|民警|干警|志愿|家长|干部|专家|社工|队员|代表|委员|执委"
    r"|妈妈|讲师"
)
# no-catalogue: read, not shown
_PLACES = r"村|社区|县|区|乡|镇|街道|学校|幼儿园|班|年级|单位|部门|项目|地方|站点"
# no-catalogue: read, not shown
_PEOPLE = rf"(?:名|位|人)(?:(?!{_OTHERS})[\u4e00-\u9fff]){{0,8}}?"
# no-catalogue: read, not shown
_PIECES = rf"个(?!月)(?:(?!{_OTHERS}|{_PLACES})[\u4e00-\u9fff]){{0,8}}?"
# no-catalogue: read, not shown
_BEFORE = re.compile(rf"{_NOT_AFTER}{_FIGURE}(?:{_PEOPLE}|{_PIECES}){_CHILD}")
# no-catalogue: read, not shown
_BEHIND = re.compile(
    rf"{_CHILD}(?:数|人数|共|共有|有|为|仅|只有){{0,2}}{_FIGURE}(?:名|位|人)(?![次一])"
)
# no-catalogue: read, not shown
_SPEAKING = re.compile(r"不落下|不漏|都不能少|不掉队")


def _small_numbers(folded: Folded, smallest: int) -> Iterator[Finding]:
    for sentence_start, sentence_end in _sentences(folded):
        part = folded.text[sentence_start:sentence_end]
        for pattern in (_BEFORE, _BEHIND):
            for match in pattern.finditer(part):
                if _is_small(match[1], smallest) and not _is_speaking(part, match.end()):
                    start, end = match.span()
                    yield _of(
                        folded, Kind.SMALL_NUMBER, sentence_start + start, sentence_start + end
                    )


def _sentences(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield where each part of a sentence begins and ends: a number belongs to its own."""
    start = 0
    for place in range(1, len(folded.places)):
        between = folded.source[folded.places[place - 1] + 1 : folded.places[place]]
        if _BREAK.search(between):
            yield start, place
            start = place
    if folded.places:
        yield start, len(folded.places)


# no-catalogue: read, not shown
_BREAK = re.compile(r"[，。；！？,;!?\n]")


def _is_small(figure: str, smallest: int) -> bool:
    return (_FIGURES.get(figure) or int(figure)) < smallest


def _is_speaking(part: str, end: int) -> bool:
    """Say whether it is a way of speaking of all: 一个孩子都不能少."""
    return _SPEAKING.match(part, end) is not None
