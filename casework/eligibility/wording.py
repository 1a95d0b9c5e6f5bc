"""The sentences of an explanation, as a village reads them; what varies stays apart."""

from casework.eligibility.explanation import (
    ELIGIBLE,
    Bar,
    Explanation,
    Item,
    Outcome,
    ParentFinding,
    Stand,
    State,
)
from casework.eligibility.facts import Law
from casework.eligibility.reaching import Gap
from casework.texts import Text

_BARRED = {
    Bar.ADULT: "已满18周岁，不再按儿童认定。",
    Bar.ADOPTED: "孩子已被收养，不再按生父母的情况认定。",
    Bar.UNBORN: "这一天孩子还没有出生。",
}
_TO_FIND_OUT = {
    Gap.GRADE_UNKNOWN: "请看残疾人证，填上残疾类别和等级。",
    Gap.LIST_UNKNOWN: "请查一查这种病在不在当地大病、地方病目录里。",
    Gap.DATE_UNKNOWN: "请填上从哪天算起，不知道日期就数不了天数。",
}


def headline(told: Explanation) -> Text:
    """Say in one sentence what the rule proposes on the day."""
    if told.outcome in ELIGIBLE:
        known = "按登记的情况，符合“%(what)s”的条件。"
        lacking = "按登记的情况，符合“%(what)s”的条件，证明材料还没有收齐。"
        return Text(known if told.is_proven else lacking, what=told.outcome.label)
    if told.bar is not None:
        return Text(_BARRED[told.bar])
    if told.outcome is Outcome.CANNOT_TELL:
        return _uncertain(told)
    return Text("不符合“孤儿”或者“事实无人抚养儿童”的条件。")


def outlook(told: Explanation) -> Text | None:
    """Say when it begins or ends, where a day is known."""
    if told.due is not None and told.days_left is not None:
        return Text(
            "情况不变的话，%(day)s起符合“%(what)s”的条件，还有%(n)s天。",
            day=told.qualifies_on,
            what=told.due.label,
            n=told.days_left,
        )
    if told.proposal is None or told.ends_on is None:
        return None
    if told.ends_by_age:
        return Text("%(day)s满18周岁，到时不再符合。", day=told.ends_on)
    return Text("%(day)s起情况有变，到时要重新认定。", day=told.ends_on)


def since(told: Explanation) -> Text | None:
    """Say since when it holds."""
    if told.proposal is None or told.qualifies_on is None:
        return None
    return Text("从%(day)s起符合。", day=told.qualifies_on)


def wants(told: Explanation) -> list[Text]:
    """Say what would make it so, one sentence for each thing that is missing."""
    if told.bar is not None:
        return []
    found = [text for parent in told.parents for text in _wants_of(parent, told)]
    return list(dict.fromkeys(found))


def standing(parent: ParentFinding) -> Text:
    """Say how one parent counts."""
    match parent.stand:
        case Stand.GONE | Stand.UNABLE:
            ready = "达到条件（%(how)s）"
            lacking = "达到条件（%(how)s），材料还没有收齐"
            return Text(ready if parent.is_proven else lacking, how=parent.stand.label)
        case Stand.OPEN:
            return Text("还不能确定")
        case Stand.UNKNOWN:
            return Text("身份不明或者从未登记")
        case Stand.NOT_RECORDED:
            return Text("档案里还没有登记")
        case Stand.NONE:
            return Text("没有达到条件")


def line(item: Item) -> Text:
    """Say how one condition stands, with its days."""
    label = item.condition.label
    match item.state:
        case State.MET if item.met_on is None:
            return Text("%(label)s，达到条件，从哪天起还不知道", label=label)
        case State.MET:
            return Text("%(label)s，从%(day)s起达到条件", label=label, day=item.met_on)
        case State.COUNTING:
            return Text(
                "%(label)s，到%(day)s满%(months)s个月，还有%(n)s天",
                label=label,
                day=item.met_on,
                months=item.condition.months,
                n=item.days_left,
            )
        case State.TO_COME:
            return Text("%(label)s，从%(day)s起", label=label, day=item.known.since_on)
        case State.ENDED:
            return Text("%(label)s，到%(day)s已经结束", label=label, day=item.known.until_on)
        case State.BELOW | State.OPEN:
            return Text("%(label)s，%(gap)s", label=label, gap=item.gap)


def papers(item: Item, law: Law) -> list[Text]:
    """Say which papers there are and which are missing."""
    names = law.book.evidence
    held = [names[code] for code in names if code in item.known.held]
    found = [Text("已看到：%(papers)s", papers=held)] if held else []
    if item.missing:
        groups = [_all_of(group, law) for group in item.missing]
        found.append(Text("还缺：%(papers)s", papers=_any_of(groups)))
    return found


def _all_of(group: tuple[str, ...], law: Law) -> Text:
    names = [law.book.evidence[code] for code in group]
    return Text(names[0]) if len(names) == 1 else Text("%(papers)s（都要）", papers=names)


def _any_of(groups: list[Text]) -> Text:
    return groups[0] if len(groups) == 1 else Text("%(papers)s，有一样就行", papers=groups)


def _uncertain(told: Explanation) -> Text:
    who = [parent.part.label for parent in told.parents if parent.stand is Stand.UNKNOWN]
    if who:
        return Text("%(who)s身份不明，规定没有写明，按“一事一议”由人工认定。", who=who)
    who = [parent.part.label for parent in told.parents if parent.stand is Stand.NOT_RECORDED]
    if who:
        return Text("%(who)s的情况还没有登记，判断不了。", who=who)
    return Text("还有情况没有查清，判断不了。")


def _wants_of(parent: ParentFinding, told: Explanation) -> list[Text]:
    who = parent.part.label
    if parent.stand in (Stand.GONE, Stand.UNABLE):
        return []
    found = [_want(item, who) for item in parent.items]
    texts = [text for text in found if text is not None]
    if parent.stand is Stand.UNKNOWN:
        texts.append(Text("%(who)s身份不明，请报县级民政部门人工认定。", who=who))
    elif parent.stand is Stand.NOT_RECORDED:
        texts.append(
            Text("%(who)s还没有登记：有情形的请登记；一直没有这个人的，请登记为身份不明。", who=who)
        )
    elif parent.hinted is not None:
        texts.append(
            Text("档案里写着%(who)s“%(what)s”，请登记成情形。", who=who, what=parent.hinted.label)
        )
    elif not texts and told.proposal is None:
        texts.append(Text("%(who)s没有登记任何一种情形。真有的请登记，没有就不符合。", who=who))
    return texts


def _want(item: Item, who: str) -> Text | None:
    label = item.condition.label
    match item.state:
        case State.COUNTING:
            return Text(
                "%(who)s%(label)s，等到%(day)s满%(months)s个月。",
                who=who,
                label=label,
                day=item.met_on,
                months=item.condition.months,
            )
        case State.OPEN if item.gap is not None:
            todo = Text(_TO_FIND_OUT[item.gap])
            return Text("%(who)s%(label)s：%(todo)s", who=who, label=label, todo=todo)
        case State.BELOW:
            asked = Text(item.condition.threshold)
            return Text("%(who)s%(label)s要求：%(asked)s。", who=who, label=label, asked=asked)
        case _:
            return None
