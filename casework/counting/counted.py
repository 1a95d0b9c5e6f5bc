"""Figures of the list: who is on it, who came and left, by category and by risk, and coverage.

For a month they are those of the monthly report: the same statements count them. For other days
the period takes the place of the month. A category that is secret has no figure: its children are
among those of the plain one that they are counted as.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.counting import acts
from casework.counting.asked import CATEGORIES, changed, changing, count, in_care, standing, term_of
from casework.counting.expression import Rows, child_month
from casework.counting.figures import WHOLE
from casework.counting.queries import RATIO, basis_of
from casework.counting.rules import RISK_LABELS, risk_part
from casework.counting.rules import Measure as Counted
from casework.db.base import db
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.regions.codes import prefix
from casework.texts import Text

_SINCE = "2026.1"
_ON_LIST, _CHANGES, _RISK, _VISITS = "在册儿童", "新增和退出", "风险等级", "走访"
#: A page of a floor above.
_FILE = "dossier.show"

# --- those in care at the end ------------------------------------------------------------------


def _listed(statement: Callable[[Asked], Rows], about: str, asked: Asked) -> Iterator[Entry]:
    for code, _id, child_id in db.session.execute(statement(asked)):
        yield _entry(asked, code, child_id, about)


def _cut(
    statement: Callable[[Asked], Rows], about: str, asked: Asked, start: int, size: int
) -> Iterator[Entry]:
    one = statement(asked).subquery("one")
    some = select(one).order_by(one.c.region_code, one.c.child_id).offset(start).limit(size)
    for code, _id, child_id in db.session.execute(some):
        yield _entry(asked, code, child_id, about)


def _entry(asked: Asked, region_code: str, child_id: Any, about: str, **more: Any) -> Entry:
    return Entry(
        key=str(child_id),
        region_code=region_code,
        on=more.pop("on", term_of(asked).last),
        about=about,
        child_id=child_id,
        endpoint=_FILE,
        values={"child_id": child_id},
        **more,
    )


def _coverage(asked: Asked) -> Iterator[Entry]:
    term = term_of(asked)
    statement = child_month(term, (prefix(asked.region_code),), basis_of(term), RATIO)
    for child_id, code, visited in db.session.execute(statement):
        about = Text("已走访") if visited else Text("未走访")
        yield _entry(asked, code, child_id, about, amount=Decimal(visited))


# --- those who came and left -------------------------------------------------------------------


def _coming(select_acts: Callable[..., Rows], category: str, asked: Asked) -> Iterator[Entry]:
    label = Text("退出") if select_acts is acts.exited_in else Text("新增")
    for child_id, code, on in db.session.execute(changed(select_acts, category, asked)):
        yield _entry(asked, code, child_id, label, on=on)


# --- what is offered ---------------------------------------------------------------------------


def _figure(
    code: str, title: str, meaning: str, group: str, entries: Callable[[Asked], Any], **more: Any
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit=more.pop("unit", "人"),
        meaning=meaning,
        measure=more.pop("measure", Measure.DISTINCT),
        since=_SINCE,
        permission=Permission.REPORT_NAMED,
        group=group,
        entries=entries,
        **more,
    )


def _of_list(
    code: str, title: str, meaning: str, group: str, *, about: str, of: tuple[Counted, str]
) -> Figure:
    statement = partial(in_care, *of)
    return _figure(
        code,
        title,
        meaning,
        group,
        partial(_listed, statement, about),
        tally=partial(count, statement),
        cut=partial(_cut, statement, about),
        together=standing,
    )


def _of_changes(
    code: str, title: str, meaning: str, select_acts: Callable[..., Rows], category: str = WHOLE
) -> Figure:
    statement = partial(changed, select_acts, category)
    entries = partial(_coming, select_acts, category)
    tally = partial(count, statement)
    return _figure(code, title, meaning, _CHANGES, entries, tally=tally, together=changing)


_IN_CARE = (
    "期间最后一天在册、至少属于一个关爱服务类别的儿童，计在当天住的地方，一个孩子只算一次。"
    "最后一天还没有到的，按现在的登记推算。只领保障金的成年在校学生不计。"
)
_OF_CATEGORY = (
    "期间最后一天在册、属于这一类的儿童，上级类别包括下级类别。一个孩子属于几类的，每一类都算，"
    "所以各类相加不等于在册儿童总数。"
)
_ENTERED = "期间内进入名册的儿童，计在进入时住的地方，一个孩子只算一次；暂停后恢复的不算新增。"
_EXITED = "期间内退出名册的儿童，计在退出时住的地方，一个孩子只算一次。"
_ENTERED_OF = "期间内进入名册、进入那天属于这一类的儿童；一个孩子属于几类的，每一类都算。"
_EXITED_OF = "期间内退出名册、退出以前属于这一类的儿童；一个孩子属于几类的，每一类都算。"
_OF_RISK = "期间最后一天在册、风险是这一级的儿童，每人只算一级；没有评定过的算中低风险。"
_VISITED = "在册儿童中，期间内至少有一次有效的当面走访（入户、到校）的人数，在哪里走访的都算。"
_OVERDUE = (
    "在册儿童中，到期间最后一天为止应当当面走访、期间内还没有当面走访的人数。"
    "从期间以前最后一次有效的当面走访算起，间隔取风险等级和各类别规定中最短的；"
    "从来没有当面走访过的，看首次走访的期限。"
)
_COVERAGE = (
    "已走访的在册儿童÷在册儿童。没有在册儿童的不计算。点开是全部在册儿童，写明每一个走访没有。"
)

register(
    _of_list("ind_list", "在册儿童", _IN_CARE, _ON_LIST, about="在册", of=(Counted.IN_CARE, WHOLE)),
    *(
        _of_list(
            f"ind_list_{code}",
            title,
            _OF_CATEGORY,
            _ON_LIST,
            about=title,
            of=(Counted.IN_CARE, code),
        )
        for code, title in CATEGORIES.items()
    ),
    _of_changes("ind_list_entered", "新增儿童", _ENTERED, acts.entered_in),
    *(
        _of_changes(
            f"ind_list_entered_{code}",
            Text("新增：%(category)s", category=Text(title)),
            _ENTERED_OF,
            acts.entered_in,
            code,
        )
        for code, title in CATEGORIES.items()
    ),
    _of_changes("ind_list_exited", "退出儿童", _EXITED, acts.exited_in),
    *(
        _of_changes(
            f"ind_list_exited_{code}",
            Text("退出：%(category)s", category=Text(title)),
            _EXITED_OF,
            acts.exited_in,
            code,
        )
        for code, title in CATEGORIES.items()
    ),
    *(
        _of_list(
            f"ind_risk_{level}",
            label,
            _OF_RISK,
            _RISK,
            about=label,
            of=(Counted.IN_CARE, risk_part(level)),
        )
        for level, label in RISK_LABELS.items()
    ),
    _of_list(
        "ind_list_visited",
        "已走访的在册儿童",
        _VISITED,
        _VISITS,
        about="已走访",
        of=(Counted.VISITED, WHOLE),
    ),
    _figure(
        "ind_coverage",
        "走访覆盖率",
        _COVERAGE,
        _VISITS,
        _coverage,
        unit="%",
        measure=Measure.RATIO,
        ratio_of=("ind_list_visited", "ind_list"),
        together=standing,
    ),
    _of_list(
        "ind_overdue",
        "到期未访",
        _OVERDUE,
        _VISITS,
        about="到期未访",
        of=(Counted.OVERDUE, WHOLE),
    ),
)
