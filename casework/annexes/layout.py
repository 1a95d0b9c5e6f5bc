"""What stands in the two forms, in the order of the notice that they came with.

Headings keep the line breaks of the original. What a column counts, and how, stands beside it:
the page, the list behind each number and the signed form read it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.figures.registry import Measure
from casework.labels import LabelledEnum
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2

#: The edition of these columns and of what they count.
EDITION = "2026.1"

#: The form has so many rows at least.
ROWS_OF_ANNEX_2 = 7


class Kind(LabelledEnum):
    """What a number counts: it decides how its list looks."""

    VOLUNTEERS = "volunteers", "志愿者"
    PLACES = "places", "地方"
    ACTIVITIES = "activities", "活动"
    PAIRED = "paired", "结对儿童"
    MEDIA = "media", "报道"
    GIVEN = "given", "捐赠"
    CHILDREN = "children", "受益儿童"


@dataclass(frozen=True)
class Column:
    """One column of a form."""

    code: str
    #: The heading in one line.
    title: str
    unit: str
    kind: Kind
    measure: Measure
    meaning: str
    #: Of a total: the columns that it adds up.
    adds: tuple[str, ...] = ()
    #: After how many characters the form breaks the heading; 0: nowhere.
    breaks_after: int = 0

    @property
    def heading(self) -> str:
        """The title with the line break of the form."""
        return _broken(self.title, self.breaks_after)

    @property
    def is_total(self) -> bool:
        """Whether it only adds up others."""
        return bool(self.adds)


@dataclass(frozen=True)
class Group:
    """Some columns under one heading."""

    title: str
    columns: tuple[Column, ...]
    breaks_after: int = 0

    @property
    def heading(self) -> str:
        """The title with the line break of the form."""
        return _broken(self.title, self.breaks_after)


def _broken(title: str, after: int) -> str:
    return f"{title[:after]}\n{title[after:]}" if after else title


#: Kinds of volunteers by column; the codes are those of the list ``volunteer_kind``.
_HELPERS = {
    "wf_exec": ("妇联执委", 2),
    "women_vol": ("巾帼志愿者", 2),
    "fam_edu_expert": ("家庭教育专家", 0),
    "child_director_vol": ("儿童主任", 2),
    "judge": ("法官", 0),
    "prosecutor": ("检察官", 0),
    "lawyer": ("律师", 0),
    "teacher": ("热心教师", 2),
    "police_officer": ("公安干警", 2),
    "college_vol": ("大学生志愿者", 0),
}
#: Kinds of media by column; the codes are those of the list ``media_kind``.
_MEDIA = {"print": "纸媒", "new_media": "新媒体", "radio": "广播", "tv": "电视台"}

VOLUNTEERS, COUNTIES, VILLAGES, PAIRED = "volunteers", "counties", "villages", "paired"
SESSIONS, REACHED, MEDIA = "sessions", "reached", "media"
#: Volunteers of kinds that have no column.
OTHERS = "others"
VALUE, CHILDREN = "value", "children"

_HELPED = (
    "这一类志愿者，参加过本次活动的，一个人只算一次，参加几场、在几个村都一样；类别按最近一次活动"
    "登记的算。没有登记姓名的，按每场填的人数相加。"
)
_REPORTED = "本次活动的这一类报道，一篇（条）算一个。"


def _helpers() -> tuple[Column, ...]:
    columns = tuple(
        Column(
            code,
            title,
            "人",
            Kind.VOLUNTEERS,
            Measure.DISTINCT,
            _HELPED,
            breaks_after=breaks_after,
        )
        for code, (title, breaks_after) in _HELPERS.items()
    )
    total = Column(
        VOLUNTEERS,
        "各类志愿者合计",
        "人",
        Kind.VOLUNTEERS,
        Measure.DISTINCT,
        "左边各栏之和。没有栏目的类别是否计入，按本地设置。",
        adds=tuple(_HELPERS),
    )
    return (*columns, total)


def _reports() -> tuple[Column, ...]:
    columns = tuple(
        Column(code, title, "篇", Kind.MEDIA, Measure.ROWS, _REPORTED)
        for code, title in _MEDIA.items()
    )
    total = Column(
        MEDIA,
        "宣传报道合计",
        "篇",
        Kind.MEDIA,
        Measure.ROWS,
        "左边四栏之和。",
        adds=tuple(_MEDIA),
    )
    return (*columns, total)


_HELD = (
    Column(
        COUNTIES,
        "覆盖县区数",
        "个",
        Kind.PLACES,
        Measure.DISTINCT,
        "有过活动的县区，一个县区只算一次。村和乡镇算在它的县区；没有写地点的，算登记的单位所在的"
        "县区。另外只填了个数的，相加。",
    ),
    Column(
        VILLAGES,
        "覆盖城乡社区数",
        "个",
        Kind.PLACES,
        Measure.DISTINCT,
        "有过活动的村（社区），一个村只算一次，办几场都一样。没有写地点、由村里登记的，算这个村。"
        "另外只填了个数的，相加。",
    ),
    Column(
        PAIRED,
        "结对儿童数",
        "人",
        Kind.PAIRED,
        Measure.DISTINCT,
        "活动期间有过结对关系的孩子，每个孩子只算一次，换过志愿者也只算一次。",
    ),
    Column(
        SESSIONS,
        "活动场次",
        "场",
        Kind.ACTIVITIES,
        Measure.SUM,
        "本次活动各项的场次相加。",
        breaks_after=2,
    ),
    Column(
        REACHED,
        "受益家长儿童（人次）",
        "人次",
        Kind.ACTIVITIES,
        Measure.SUM,
        "各项活动到场的儿童和家长相加，一个人来几次算几次。",
        breaks_after=6,
    ),
)

GROUPS = (
    Group("志愿活动参与情况（人数）", _helpers(), breaks_after=4),
    Group("活动情况", _HELD),
    Group("媒体报道情况", _reports()),
)
ANNEX_1_COLUMNS: Sequence[Column] = tuple(column for group in GROUPS for column in group.columns)
MEDIA_KINDS = tuple(_MEDIA)
HELPER_KINDS = tuple(_HELPERS)

#: Beside the form, where the region's setting counts them in 合计.
OTHER_HELPERS = Column(OTHERS, "没有栏目的志愿者", "人", Kind.VOLUNTEERS, Measure.DISTINCT, _HELPED)

#: The headings of 附件2, in order.
ANNEX_2_HEADINGS = (
    "序号",
    "活动内容",
    "承办单位（部门）",
    "活动时间",
    "捐赠（助）方式",
    "价值（元）",
    "受益儿童数（人）",
)
VALUE_COLUMN = Column(
    VALUE,
    "价值（元）",
    "元",
    Kind.GIVEN,
    Measure.SUM,
    "挂在这项活动上、这一种方式的捐赠（助），台账里各笔的价值相加；不知道价值的不计。",
)
CHILDREN_COLUMN = Column(
    CHILDREN,
    "受益儿童数（人）",
    "人",
    Kind.CHILDREN,
    Measure.DISTINCT,
    "得到这一种捐赠（助）的儿童，记了名字的每人算一次，没记名字的按登记的人数相加；没有捐赠的活动，"
    "是活动登记的受益儿童。",
)

_BY_CODE = {each.code: each for each in (*ANNEX_1_COLUMNS, OTHER_HELPERS)}
_OF_ROWS = {VALUE: VALUE_COLUMN, CHILDREN: CHILDREN_COLUMN}


def annex_of(cell: str) -> str:
    """Return the form that a cell is of, by its code: those of rows name their row."""
    return ANNEX_2 if "." in cell else ANNEX_1


def column_of(cell: str) -> Column | None:
    """Return what a cell counts, by its code; None for one that no form has."""
    name = cell.partition(".")[0]
    return _OF_ROWS.get(name) if "." in cell else _BY_CODE.get(cell)
