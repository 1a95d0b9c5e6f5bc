"""What is said of a fit, of a change, of nobody being found: in words, never in numbers."""

from collections.abc import Sequence

from casework.matching.changes import Because, Nobody
from casework.matching.fitting import Reason, Word
from casework.practice import queries as practice
from casework.texts import Text

_WORDS = {
    Word.SAME_VILLAGE: Text("同一个村（社区）"),
    Word.SAME_TOWNSHIP: Text("同一个乡镇（街道）"),
    Word.SAME_COUNTY: Text("同一个县，不在一个乡镇（街道）"),
    Word.FURTHER: Text("不在本县，愿意过来"),
    Word.REACH_UNSURE: Text("只愿意去一个村，是不是这个村由乡镇（街道）核对"),
    Word.BEYOND_REACH: Text("不去这个乡镇（街道）"),
    Word.SERVES_NONE: Text("孩子需要的，没有登记会做"),
    Word.NO_LANGUAGE: Text("没有两个人都会说的话"),
    Word.LANGUAGE_UNSAID: Text("会说什么话没有登记全"),
    Word.SEX_AS_WISHED: Text("性别符合要求"),
    Word.SEX_OTHER: Text("性别不符合要求"),
    Word.SEX_UNSAID: Text("对性别有要求，但没有登记性别"),
    Word.NO_TIME: Text("没有共同的空闲时间"),
    Word.TIME_UNSAID: Text("空闲时间没有登记全"),
    Word.HAS_NONE_YET: Text("还没有结对"),
    Word.HAS_OTHERS: Text("已有结对的孩子，还能再带"),
    Word.IS_FULL: Text("名额已满"),
}
#: With the list that their codes are from.
_LISTS = {
    Word.SERVES: ("能帮：%(what)s", "pairing_service"),
    Word.LACKS: ("帮不上：%(what)s", "pairing_service"),
    Word.SPEAKS: ("都会说%(what)s", "contact_language"),
    Word.TIMES: ("都有空：%(what)s", "free_time"),
}
_BECAUSE = {
    Because.GONE: Text("上次那位现在不能结对了（退出、查询到期或者名额满了）"),
    Because.EXCLUDED: Text("情况变了，上次那位不合适了"),
    Because.ELSEWHERE: Text("上次那位这次安排给了别的孩子，这样大家合起来更合适"),
    Because.BETTER: Text("这次这位更合适"),
    Because.EQUAL: Text("两位一样合适，由抽签号决定"),
    Because.SPREAD: Text("上次那位已有结对的孩子，这次分给了别人"),
}
_NOBODY = {
    Nobody.NO_VOLUNTEER: Text("现在没有可以结对的志愿者"),
    Nobody.NOBODY_COMES: Text("没有志愿者愿意去这个乡镇（街道）"),
    Nobody.NOBODY_OF_SEX: Text("愿意去的志愿者里，没有符合性别要求的"),
    Nobody.NOBODY_SPEAKS: Text("愿意去的志愿者里，没有人会说孩子说的话"),
    Nobody.NOBODY_FITS: Text("愿意去的志愿者里，性别和语言都符合的没有"),
    Nobody.ALL_TAKEN: Text("合适的志愿者都已安排给别的孩子"),
}
#: What speaks against it, or is not known: shown after what speaks for it, and otherwise.
_DOUBTS = frozenset(
    {
        Word.REACH_UNSURE,
        Word.BEYOND_REACH,
        Word.LACKS,
        Word.SERVES_NONE,
        Word.NO_LANGUAGE,
        Word.LANGUAGE_UNSAID,
        Word.SEX_OTHER,
        Word.SEX_UNSAID,
        Word.NO_TIME,
        Word.TIME_UNSAID,
        Word.IS_FULL,
    }
)


def said(reason: Reason) -> Text:
    """Return a reason in words."""
    if reason.word not in _LISTS:
        return _WORDS[reason.word]
    pattern, name = _LISTS[reason.word]
    labels = practice.codes(name)
    return Text(pattern, what=[Text(labels.get(code, code)) for code in reason.codes])


def is_doubt(reason: Reason) -> bool:
    """Say whether a reason speaks against the two, or says that something is not known."""
    return reason.word in _DOUBTS


def because(word: str) -> Text:
    """Return in words why a request has another volunteer than the last time."""
    return _BECAUSE[Because(word)]


def nobody(word: str) -> Text:
    """Return in words why nobody is found."""
    return _NOBODY[Nobody(word)]


def kept(reasons: Sequence[Reason]) -> list[list[object]]:
    """Return reasons as they are stored: words and codes, no points."""
    return [[reason.word.value, list(reason.codes)] for reason in reasons]


def read(stored: Sequence[tuple[str, Sequence[str]]]) -> list[Reason]:
    """Return what was kept; the points are not there any more."""
    return [Reason(Word(word), 0, tuple(codes)) for word, codes in stored]
