"""How many volunteers there are, by reporting kind and together (ind_volunteers, 附件1 1-11)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice import queries as practice
from casework.regions.codes import prefix
from casework.volunteers.models import Volunteer

CODE = "ind_volunteers"
_GROUP = "志愿者"
_SINCE = "2026.1"
_MEANING = (
    "期内在册（哪怕一天）的这一类志愿者，一个人只算一次。每位志愿者只报一个类别；"
    "同一个人退出后重新登记的，按最近一次的类别算。"
)
_MEANING_OF_TOTAL = (
    "期内在册的志愿者，一个人只算一次，等于各栏之和。附件1没有栏目的类别是否计入，按本地设置。"
)
_MEANING_OF_OTHERS = "期内在册、附件1没有栏目的各类志愿者，一个人只算一次。"

#: The columns of 附件1, in its order; the codes are those of the list ``volunteer_kind``.
TITLES = {
    "wf_exec": "妇联执委",
    "women_vol": "巾帼志愿者",
    "fam_edu_expert": "家庭教育专家",
    "child_director_vol": "儿童主任",
    "judge": "法官",
    "prosecutor": "检察官",
    "lawyer": "律师",
    "teacher": "热心教师",
    "police_officer": "公安干警",
    "college_vol": "大学生志愿者",
}


@dataclass(frozen=True)
class _Held:
    """One person on the register in the period, by plain columns."""

    id: UUID
    kind: str
    region_code: str
    joined_on: date
    key: str


def _of_kind(kind: str, asked: Asked) -> Iterator[Entry]:
    return (_entry(each) for each in _persons(asked) if each.kind == kind)


def _others(asked: Asked) -> Iterator[Entry]:
    return (_entry(each) for each in _persons(asked) if each.kind not in TITLES)


def _total(asked: Asked) -> Iterator[Entry]:
    counts = practice.volunteers(asked.region_code, asked.first_on).is_in_total
    return (_entry(each) for each in _persons(asked) if counts(each.kind))


def _persons(asked: Asked) -> Sequence[_Held]:
    """Return everybody on the register on some day of the period, each once; one statement.

    Who came back is known by her ID number within the county; her latest row speaks for her, so
    that the columns add up to the total.
    """
    columns = (
        Volunteer.id,
        Volunteer.kind,
        Volunteer.region_code,
        Volunteer.joined_on,
        Volunteer.number_digest,
    )
    statement = (
        select(*columns)
        .where(within(Volunteer.region_code, asked.viewer.scope.ranges))
        .where(within(Volunteer.region_code, (prefix(asked.region_code),)))
        .where(Volunteer.joined_on < asked.until_on)
        .where(or_(Volunteer.left_on.is_(None), Volunteer.left_on > asked.first_on))
        .order_by(Volunteer.joined_on, Volunteer.id)
    )
    found: dict[str, _Held] = {}
    for volunteer_id, kind, region_code, joined_on, digest in db.session.execute(statement):
        key = digest.hex() if digest else str(volunteer_id)
        found[key] = _Held(volunteer_id, kind, region_code, joined_on, key)
    return [*found.values()]


def _entry(held: _Held) -> Entry:
    label = practice.codes("volunteer_kind").get(held.kind, held.kind)
    return Entry(
        key=held.key,
        region_code=held.region_code,
        on=held.joined_on,
        about=label,
        endpoint="volunteers.show",
        values={"volunteer_id": held.id},
    )


def _figure(
    code: str, title: str, meaning: str, entries: Callable[[Asked], Iterator[Entry]]
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit="人",
        meaning=meaning,
        measure=Measure.DISTINCT,
        since=_SINCE,
        permission=Permission.VOLUNTEER_READ,
        group=_GROUP,
        entries=entries,
    )


register(
    *(
        _figure(f"{CODE}.{kind}", title, _MEANING, partial(_of_kind, kind))
        for kind, title in TITLES.items()
    ),
    _figure(f"{CODE}.others", "其他各类志愿者", _MEANING_OF_OTHERS, _others),
    _figure(CODE, "各类志愿者合计", _MEANING_OF_TOTAL, _total),
)
