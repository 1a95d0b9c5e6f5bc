"""How long an agreement runs, where it stands on a day, what it lacks: pure.

Terms are half-open: an agreement of a year from 1 November holds to 31 October, and no more on the
next 1 November. Where a month has no such day, the first of the next one stands for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from casework.care_agreements.blocks import Agrees, Answer, Heard, Step, Terms
from casework.care_agreements.models import AgreementState
from casework.children.rules import ADULT_AGE, age_on
from casework.clock import Month
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.care_agreements import CareRules
from casework.texts import Text

#: GB/T 2261.3: disabled; and the serious illness that the national list has no code for.
_WEAK_HEALTH = frozenset({"6", "serious_illness"})
#: An agreement that was signed and not ended.
STANDING_STATES = (AgreementState.SIGNED, AgreementState.FILED)


class Dated(Protocol):
    """What of an agreement says where it stands."""

    @property
    def state(self) -> AgreementState: ...
    @property
    def from_on(self) -> date | None: ...
    @property
    def until_on(self) -> date | None: ...


class Standing(LabelledEnum):
    """Where an agreement stands on a day."""

    DRAFT = "draft", "草稿，还没签"
    NOT_BEGUN = "not_begun", "已签，还没到开始日"
    ACTIVE = "active", "有效"
    EXPIRING = "expiring", "快到期"
    EXPIRED = "expired", "已到期"
    RENEWED = "renewed", "已续签"
    ENDED = "ended", "已终止"

    @property
    def is_in_force(self) -> bool:
        """Whether the carer is entrusted on that day."""
        return self in (Standing.ACTIVE, Standing.EXPIRING)


# --- days --------------------------------------------------------------------------------------


def months_later(day: date, months: int) -> date:
    """Return the day of the same number; the first of the next month where there is none."""
    month = Month.of(day).plus(months)
    return month.next.first if day.day > month.last.day else month.first.replace(day=day.day)


def birthday(birth_on: date, age: int) -> date:
    """Return the first day of an age in full years."""
    return months_later(birth_on, age * 12)


def day_before(day: date) -> date:
    """Return the last day of a term that is over on a day."""
    return day - timedelta(days=1)


def usual_term(rules: CareRules, begins: date, birth_on: date | None) -> tuple[date, date]:
    """Return the term that is proposed: the longest usual one, at most to the 18th birthday."""
    return begins, last_limit(months_later(begins, rules.term_months), birth_on)


def last_limit(until_on: date, birth_on: date | None) -> date:
    """Return when a term ends at the latest: with childhood (未成年人保护法 art 2)."""
    return min(until_on, birthday(birth_on, ADULT_AGE)) if birth_on else until_on


def check_term(begins: date, until_on: date, birth_on: date | None) -> None:
    """Refuse a term that ends before it begins or runs on after the child is of age."""
    if until_on <= begins:
        raise RuleBroken("结束日期不能早于开始日期，请核对。", "last_on")
    limit = last_limit(until_on, birth_on)
    if limit < until_on:
        raise RuleBroken(
            "孩子到%(day)s就满18周岁，协议最多写到前一天，请改结束日期。", "last_on", day=limit
        )


def standing(
    agreement: Dated,
    on: date,
    *,
    renewal_days: int,
    birth_on: date | None = None,
    is_renewed: bool = False,
) -> Standing:
    """Say where an agreement stands on a day.

    ``is_renewed``: another one that was signed holds after it. It ends by itself with its term and
    when the child comes of age, whatever the paper says.
    """
    if agreement.state is AgreementState.DRAFT:
        return Standing.DRAFT
    if agreement.state is AgreementState.ENDED:
        return Standing.ENDED
    begins, until_on = agreement.from_on or date.max, agreement.until_on or date.max
    until_on = last_limit(until_on, birth_on)
    if on >= until_on:
        return Standing.RENEWED if is_renewed else Standing.EXPIRED
    if on < begins:
        return Standing.NOT_BEGUN
    if is_renewed or on + timedelta(days=renewal_days) < until_on:
        return Standing.ACTIVE
    return Standing.EXPIRING


# --- what it lacks -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Lack:
    """Something that is missing or odd, and the page where it is put right."""

    step: str
    about: str


def bars_that_apply(terms: Terms, rules: CareRules) -> list[str]:
    """Return the bars that the carer or the village has said yes to, in few words."""
    sides = (terms.bars("declared"), terms.bars("verified"))
    return [
        bar.short for bar in rules.bars if any(s.get(bar.code) == Answer.YES.value for s in sides)
    ]


def undeclared(terms: Terms, rules: CareRules) -> list[str]:
    """Return the bars of which the carer has not been asked."""
    said = terms.bars("declared")
    return [bar.short for bar in rules.bars if bar.code not in said]


def unfit(terms: Terms, rules: CareRules) -> list[Lack]:
    """Return that a bar of the law applies to the carer, and what is to be done; also later."""
    applies = bars_that_apply(terms, rules)
    return [Lack(Step.BARS.value, Text(_BARRED, bars=applies))] if applies else []


def in_the_way(terms: Terms, rules: CareRules, on: date) -> list[Lack]:
    """Return why an agreement cannot be signed with this carer: the law's own reasons, no others.

    未成年人保护法 art 22: a capable adult whom none of the bars applies to.
    """
    found = []
    if not terms.carer.name:
        found.append(Lack(Step.CARER.value, "还没有写受委托人是谁。"))
    birth_on = terms.carer.birth_on
    if birth_on and age_on(birth_on, on) < rules.least_carer_age:
        about = Text(
            "受委托人不满%(age)s周岁，依法不能受托。请换一位成年人。", age=rules.least_carer_age
        )
        found.append(Lack(Step.CARER.value, about))
    found += unfit(terms, rules)
    unasked = undeclared(terms, rules)
    if unasked:
        about = Text("受委托人还没有逐项声明：%(bars)s。请念给受委托人听。", bars=unasked)
        found.append(Lack(Step.BARS.value, about))
    return found


_BARRED = (
    "这位受委托人%(bars)s，依法不能受托照护孩子。请和父母商量换一位受委托人；一时找不到合适的人，"
    "由村（居）委会先临时照料孩子，并马上报告乡镇。孩子已经受到伤害或者有危险的，先打110，"
    "再作强制报告。"
)


def warnings(
    terms: Terms,
    rules: CareRules,
    *,
    term: tuple[date, date],
    other_children: int = 0,
) -> list[Lack]:
    """Return what should be looked at twice; nothing of it stands in the way."""
    begins, until_on = term
    carer, found = terms.carer, []
    if carer.birth_on is None:
        found.append(Lack(Step.CARER.value, "还不知道受委托人的出生日期，请补上，确认是成年人。"))
    elif age_on(carer.birth_on, begins) >= rules.warn_carer_age:
        about = Text(
            "受委托人已满%(age)s周岁，请看看身体照顾得过来吗，紧急联系人写实。",
            age=rules.warn_carer_age,
        )
        found.append(Lack(Step.CARER.value, about))
    if carer.health in _WEAK_HEALTH:
        found.append(Lack(Step.CARER.value, "受委托人有残疾或者重病，请看看照顾得过来吗。"))
    if other_children >= rules.warn_children:
        about = Text("这位受委托人已经照护%(n)s个孩子，请看看照顾得过来吗。", n=other_children)
        found.append(Lack(Step.CARER.value, about))
    if until_on > months_later(begins, rules.term_months):
        about = Text("期限超过%(n)s个月，到期前请重新看看情况。", n=rules.term_months)
        found.append(Lack(Step.TERM.value, about))
    if terms.block(Step.OPINION).get("agrees") == Agrees.UNWILLING.value:
        found.append(Lack(Step.OPINION.value, _UNWILLING))
    return found


_UNWILLING = "孩子不愿意。请再听听孩子为什么，和父母商量有没有更合适的人。"


def owed(
    terms: Terms,
    rules: CareRules,
    on: date,
    *,
    birth_on: date | None,
    paper_due_on: date | None,
    has_picture: bool | None = None,
) -> list[Lack]:
    """Return what is still to be supplied; it never holds up signing or filing.

    ``has_picture`` is None where pictures cannot be asked about.
    """
    lacks = (
        (_unheard(terms, rules, on, birth_on), Step.OPINION.value, "还没有听取孩子的意见。"),
        (_unverified(terms, rules), Step.BARS.value, "村里还没有把受委托人的情况全部核实。"),
        (not terms.sides, Step.PARENTS.value, "还没有写委托人是谁。"),
        (
            not any(side.phone for side in terms.sides),
            Step.PARENTS.value,
            "还没有父母（监护人）的电话。",
        ),
        (
            not terms.block(Step.SUPPORT).get("first_phone"),
            Step.SUPPORT.value,
            "还没有紧急联系人。",
        ),
        *(
            (
                terms.notice(each.to)[0] is None,
                "notices",
                Text("还没有书面%(what)s。", what=each.label),
            )
            for each in rules.notices
        ),
        (
            paper_due_on is not None,
            "paper",
            Text("父母签字的纸质协议还没收到，应在%(day)s前补来。", day=paper_due_on or on),
        ),
        (has_picture is False, "picture", "还没有拍照上传签好字的协议。"),
    )
    return [Lack(step, about) for is_lacking, step, about in lacks if is_lacking]


def _unheard(terms: Terms, rules: CareRules, on: date, birth_on: date | None) -> bool:
    """Whether the child has a say that nobody has asked for: from 8 years on always."""
    heard = terms.block(Step.OPINION).get("heard")
    must = birth_on is None or age_on(birth_on, on) >= rules.opinion_age
    return heard != Heard.ASKED.value and (must or heard != Heard.YOUNG.value)


def _unverified(terms: Terms, rules: CareRules) -> bool:
    verified = terms.bars("verified")
    return any(verified.get(bar.code) != Answer.NO.value for bar in rules.bars)


def contact_due_on(last_on: date | None, begins: date, rules: CareRules) -> date:
    """Return from when on it is asked whether the parents were in touch."""
    return max(last_on or begins, begins) + timedelta(days=rules.contact_hint_days)


def current(agreements: Sequence[Dated], on: date, *, birth_on: date | None = None) -> Dated | None:
    """Return the agreement in force on a day: of several the one that holds longest."""
    held = [
        each
        for each in agreements
        if standing(each, on, renewal_days=0, birth_on=birth_on).is_in_force
    ]
    return max(held, key=lambda each: each.until_on or date.max, default=None)
