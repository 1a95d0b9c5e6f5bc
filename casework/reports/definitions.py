"""What each figure of the monthly report means, in the words that stand beside the figures."""

from typing import NamedTuple

from casework.accounts.permissions import Permission
from casework.figures.wording import Terms, explain, use

COVERAGE = "走访覆盖率"


class Term(NamedTuple):
    """A figure and what it means."""

    name: str
    meaning: str


#: In the order of the report.
DEFINITIONS = (
    Term(
        "在册儿童",
        "当月最后一天在册、至少属于一个关爱服务类别的儿童，计在当天居住的地区（人）。"
        "当月还没有过完的，按现在的登记推算到月末。只领保障金的成年在校学生不计。",
    ),
    Term(
        "有效走访",
        "见到了儿童或者照料人、没有被退回的走访。没有见到人的不计。",
    ),
    Term(
        "已走访",
        "在册儿童中，当月至少有一次有效的当面走访（入户、到校）的人数，在哪里走访的都计。",
    ),
    Term(
        COVERAGE,
        "已走访÷在册儿童。没有在册儿童的不计算。",
    ),
    Term(
        "未走访",
        "在册儿童减去已走访。原因取乡镇确认月报时说明的；没有说明的取当月最后一次没有见到人的"
        "记录；没有这样的记录，当月通过电话的列“只有电话、视频”，其余列“未安排”。",
    ),
    Term(
        "已联系",
        "在册儿童中，当月至少有一次有效走访的人数，电话、视频也计。",
    ),
    Term(
        "走访人次",
        "当月在本地区的全部有效走访，一个儿童一次计一人次，计在走访时的地区；"
        "后来迁走、退出的儿童也计。",
    ),
    Term(
        "本月应访",
        "在册儿童中，到月末为止应当当面走访的人数。从月初以前最后一次有效的当面走访算起，"
        "间隔取风险等级和各类别规定中最短的；从来没有当面走访过的，看首次走访的期限。",
    ),
    Term(
        "到期未访",
        "本月应访的儿童中，当月还没有当面走访的人数。",
    ),
    Term(
        "首次走访",
        "在册儿童中，第一次有效的当面走访在当月的人数。",
    ),
    Term(
        "新增、退出",
        "当月进入、退出名册的儿童（人），计在当时的地区。",
    ),
    Term(
        "类别",
        "按当月最后一天的登记。一个儿童属于几个类别的，在每个类别都计，合计只计一次，"
        "所以各类别相加不等于合计；上级类别包括下级类别。",
    ),
    Term(
        "风险等级",
        "在册儿童当月最后一天的等级，每人只计一级；没有评定过的计为中低风险。",
    ),
)

explain(
    Terms(
        "coverage", "覆盖月报", DEFINITIONS, "reports.coverage", permission=Permission.REPORT_NAMED
    )
)
use("覆盖月报", ("ind_list*", "ind_coverage", "ind_overdue", "ind_risk_*", "ind_visit_times"))
