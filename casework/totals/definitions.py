"""What stands beside the totals: what each figure means, and what is not shown and why."""

from typing import NamedTuple

from casework.accounts.permissions import Permission
from casework.figures.wording import Terms, explain
from casework.texts import Text
from casework.totals.rules import SMALL

#: Stands where a figure is withheld.
HIDDEN = "＊"
UNSIGNED = "未签发"
CORRECTED = "已更正"
COVERAGE = "走访覆盖率"


class Term(NamedTuple):
    """A figure or a mark, and what it means."""

    name: str
    meaning: str


DEFINITIONS = (
    Term(
        "签发",
        "每个县一行，是县级签发当月月报时的数字。签发以后登记再有变化，这里的数字不变。",
    ),
    Term(UNSIGNED, "这个县还没有签发当月的月报，没有数字，也不计入合计。"),
    Term(
        CORRECTED,
        "签发以后，县里对当月的月报作过更正。这里只标出有更正，数字仍是签发时的；要了解请联系该县。",
    ),
    Term(
        "在册儿童",
        "当月最后一天在册、至少属于一个关爱服务类别的儿童，计在当天居住的县（人）。"
        "只领保障金的成年在校学生不计。",
    ),
    Term(
        "已走访",
        "在册儿童中，当月至少有一次有效的当面走访（入户、到校）的人数，在哪里走访的都计。",
    ),
    Term(COVERAGE, "已走访÷在册儿童。没有在册儿童的、有数字不显示的，不计算。"),
    Term(
        "走访人次",
        "当月在本县的全部有效走访，一个儿童一次计一人次；后来迁走、退出的儿童也计。",
    ),
    Term(
        HIDDEN,
        Text(
            "为了保护儿童，一个县的在册、已走访、走访人次中有一个是1至%(most)s，这个县的整行都不显示。",
            most=SMALL,
        ),
    ),
    Term(
        "至少",
        Text(
            "没有走访到的儿童只有1至%(most)s人的，已走访只写“至少”多少人，不写确切的数，"
            "覆盖率和走访人次不显示；在册太少、这样写也会透露的，整行不显示。",
            most=SMALL,
        ),
    ),
    Term(
        "合计",
        "只由上面显示的数字相加。有一个县未签发或者整行不显示的，没有合计。",
    ),
    Term(
        "类别",
        Text(
            "只列五个大类在册的人数，一个儿童可以属于几类。有一类的人数，或者不属于这一类的"
            "人数，是1至%(most)s的，这个县的五类都不显示。",
            most=SMALL,
        ),
    ),
    Term(
        "为什么只有这些数",
        "数字越多、分得越细，越容易用加减推算出某一个孩子。所以市、省和妇联只看固定的几个数："
        "不到乡镇和村，不按走访方式、风险等级细分，不提供新增、退出人数。",
    ),
)

explain(
    Terms("totals", "汇总月报", DEFINITIONS, "totals.show", permission=Permission.REPORT_TOTALS)
)
