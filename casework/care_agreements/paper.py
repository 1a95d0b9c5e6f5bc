"""The agreement as it stands on paper, for the printed page and the document alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.care_agreements.blocks import (
    Agrees,
    Answer,
    Heard,
    Means,
    PaidBy,
    Side,
    Signed,
    Step,
    Terms,
    day,
)
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.care_agreements.rules import day_before
from casework.children.models import Child
from casework.children.rules import SEXES
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.practice.rules.care_agreements import CareRules
from casework.ui.formats import chinese_date

#: Stands where something is filled in by hand.
BLANK = "＿＿＿＿＿＿＿＿"
#: Stands where a day is written by hand.
BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"  # no-catalogue: the paper is Chinese in every language

# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "parties": "一、双方和孩子",
    "term": "二、为什么委托、多久",
    "parent_duties": "三、委托人应当做到",
    "carer_duties": "四、受委托人应当做到",
    "opinion": "五、孩子的意见",
    "support": "六、生活费和联系",
    "emergency": "七、紧急情况",
    "bars": "八、受委托人声明",
    "notices": "九、书面告知",
    "end": "十、协议的终止",
    "others": "十一、其他",
    "entruster": "委托人（%s）",
    "carer": "受委托人",
    "child": "孩子",
    "draft": "草稿 未签",
    "bars_lead": "受委托人逐项声明，并由村（居）委会核实：",
    "declared": "受委托人：%s",
    "verified": "村（居）委会：%s",
    "end_line": (
        "期满；父母返乡恢复共同生活；受委托人不宜继续照护或者去世；双方商定；孩子年满十八周岁，"
        "本协议终止。提前终止的，双方应当告诉村（居）委会，并先安排好孩子由谁照护。"
    ),
    "yes_urgent": "孩子急病、受伤，一时联系不上父母的，受委托人可以先同意抢救。",
    "no_urgent": "孩子急病、受伤需要治疗的，应先征得父母同意；抢救生命不等人，先打120。",
    "lines": "报警110，急救120。发现孩子受到侵害，先打110，再告诉村（居）委会和乡镇。",
    "copies": "本协议一式%s份：%s。",
    "at_least": "至少每%s天一次",
    "none_said": "没有说定",
}
# no-catalogue: the paper is Chinese in every language of the pages
_L = {
    "name": "姓名",
    "number": "身份证号",
    "phone": "电话",
    "place": "务工地、单位",
    "relation": "与孩子的关系",
    "birth": "出生日期",
    "health": "健康状况",
    "address": "住址",
    "sex": "性别",
    "school": "学校（幼儿园）",
    "reason": "委托原因",
    "term": "委托期限",
    "heard": "是否询问",
    "asked": "询问人、日期",
    "words": "孩子的话",
    "agrees": "孩子是否愿意",
    "money": "每月生活费",
    "contact": "与孩子、受委托人联系",
    "first": "紧急联系人一",
    "second": "紧急联系人二",
    "school_notice": "告知学校（幼儿园）",
    "village_notice": "告知村（居）委会",
    "extra": "双方另外约定",
}
# no-catalogue: the paper is Chinese in every language of the pages
_SIGNATURES = (
    "委托人（签字、按手印）",
    "受委托人（签字、按手印）",
    "孩子（可以不签）",
    "见证人（儿童主任）",
    "村（居）委会（盖章）",
)


@dataclass(frozen=True)
class Part:
    """One numbered part: facts with their labels, then sentences."""

    heading: str
    #: A group's name and its facts; an empty name for facts of their own.
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    sentences: Sequence[str] = ()
    is_numbered: bool = False


@dataclass(frozen=True)
class Paper:
    """The whole paper; every value is there, blanks where nothing is known."""

    title: str
    opening: str
    parts: Sequence[Part]
    #: That guardianship stays with the parents: printed strongly.
    guardian_line: str
    remote_line: str | None
    signatures: Sequence[str]
    #: Printed across a paper that was not signed yet.
    watermark: str | None


def paper_of(child: Child, agreement: CareAgreement) -> Paper:
    """Return the paper of an agreement, with every number open: it is made to be signed."""
    terms, care = Terms(agreement.terms), practice.care_rules(child.region_code)
    is_draft = agreement.state is AgreementState.DRAFT
    is_remote = terms.block("signing").get("how") == Signed.REMOTE.value
    return Paper(
        title=care.paper.name,
        opening=care.paper.opening,
        parts=[
            _parties(child, terms),
            _term(agreement, terms, care),
            Part(_W["parent_duties"], (), [each.text for each in care.parent_duties], True),
            Part(_W["carer_duties"], (), [each.text for each in care.carer_duties], True),
            _opinion(terms),
            _support(terms, care),
            _emergency(terms),
            _bars(terms, care),
            _notices(terms),
            Part(_W["end"], (), [_W["end_line"]]),
            _others(terms, care),
        ],
        guardian_line=care.paper.guardian_line,
        remote_line=care.paper.remote_line if is_remote and agreement.paper_due_on else None,
        signatures=_SIGNATURES,
        watermark=_W["draft"] if is_draft else None,
    )


def _parties(child: Child, terms: Terms) -> Part:
    sides = terms.sides or (Side("father"), Side("mother"))
    groups = [(_W["entruster"] % side.label, _side(side)) for side in sides]
    carer = terms.carer
    groups.append(
        (
            _W["carer"],
            [
                (_L["name"], _or_blank(carer.name)),
                (_L["relation"], _code("relation", carer.relation)),
                (_L["birth"], _date(carer.birth_on)),
                (_L["number"], _or_blank(carer.number)),
                (_L["health"], _code("health", carer.health)),
                (_L["phone"], _or_blank(carer.phone)),
                (_L["address"], _or_blank(carer.address)),
            ],
        )
    )
    groups.append(
        (
            _W["child"],
            [
                (_L["name"], child.name),
                (_L["sex"], SEXES.get(child.sex, BLANK)),
                (_L["birth"], _date(child.birth_on)),
                (_L["number"], _or_blank(child.id_number)),
                (_L["school"], _or_blank(child.school)),
            ],
        )
    )
    return Part(_W["parties"], groups)


def _side(side: Side) -> list[tuple[str, str]]:
    return [
        (_L["name"], _or_blank(side.name)),
        (_L["number"], _or_blank(side.number)),
        (_L["phone"], _or_blank(side.phone)),
        (_L["place"], _joined(side.city, side.work)),
    ]


def _term(agreement: CareAgreement, terms: Terms, care: CareRules) -> Part:
    told = terms.block(Step.TERM.value)
    reason = care.reason(told.get("reason"))
    until_on = agreement.until_on
    last_on = day_before(until_on) if until_on else None
    lines = [
        (_L["reason"], _joined(reason.label if reason else None, told.get("reason_note"))),
        (_L["term"], f"{_date(agreement.from_on)} — {_date(last_on)}"),
    ]
    return Part(_W["term"], [("", lines)])


def _opinion(terms: Terms) -> Part:
    told = terms.block(Step.OPINION.value)
    lines = [
        (_L["heard"], _member(Heard, told.get("heard"))),
        (_L["asked"], _joined(told.get("asked_by"), _day(told.get("asked_on")))),
        (_L["agrees"], _member(Agrees, told.get("agrees"))),
        (_L["words"], _or_blank(told.get("words"))),
    ]
    return Part(_W["opinion"], [("", lines)])


def _support(terms: Terms, care: CareRules) -> Part:
    told = terms.block(Step.SUPPORT.value)
    means = [_member(Means, each) for each in told.get("contact_by") or ()]
    often = _W["at_least"] % told.get("contact_days", care.contact_days)
    paid = _member(PaidBy, told.get("paid_by")) if told.get("amount") else None
    lines = [
        (_L["money"], _joined(told.get("amount") or _W["none_said"], paid)),
        (_L["contact"], _joined(often, *means)),
    ]
    return Part(_W["support"], [("", lines)])


def _emergency(terms: Terms) -> Part:
    told = terms.block(Step.SUPPORT.value)
    lines = [
        (_L[who], _joined(told.get(f"{who}_name"), told.get(f"{who}_phone")))
        for who in ("first", "second")
    ]
    urgent = _W["no_urgent"] if told.get("urgent") == "no" else _W["yes_urgent"]
    return Part(_W["emergency"], [("", lines)], [urgent, _W["lines"]])


def _bars(terms: Terms, care: CareRules) -> Part:
    declared, verified = terms.bars("declared"), terms.bars("verified")
    lines = [
        (
            bar.label,
            _joined(
                _W["declared"] % _member(Answer, declared.get(bar.code)),
                _W["verified"] % _found(verified.get(bar.code)),
            ),
        )
        for bar in care.bars
    ]
    return Part(_W["bars"], [(_W["bars_lead"], lines)])


def _notices(terms: Terms) -> Part:
    lines = []
    for to in ("school", "village"):
        on, who = terms.notice(to)
        lines.append((_L[f"{to}_notice"], _joined(_date(on), who)))
    return Part(_W["notices"], [("", lines)])


def _others(terms: Terms, care: CareRules) -> Part:
    extra = terms.block(Step.SUPPORT.value).get("extra")
    copies = _W["copies"] % (care.paper.copies, care.paper.copies_for)
    return Part(_W["others"], [("", [(_L["extra"], _or_blank(extra))])], [copies])


# --- values ------------------------------------------------------------------------------------


def _or_blank(value: Any) -> str:
    return str(value) if value else BLANK


def _joined(*values: str | None) -> str:
    # no-catalogue: the paper is Chinese in every language of the pages
    return "，".join(each for each in values if each) or BLANK


def _date(on: date | None) -> str:
    return chinese_date(on) if on else BLANK


def _day(told: Any) -> str | None:
    on = day(told)
    return chinese_date(on) if on else None


def _code(name: str, code: str | None) -> str:
    return _or_blank(practice.codes(name).get(code or ""))


def _found(answer: str | None) -> str:
    """Return what the village has found; what it has not is written in by hand."""
    return BLANK if answer == Answer.NOT_YET.value else _member(Answer, answer)


def _member(enum: Callable[[Any], LabelledEnum], value: Any) -> str:
    return enum(value).label if value else BLANK


def facts_of(paper: Paper) -> Mapping[str, str]:
    """Return every fact of a paper by its label: to compare what is printed and what is handed."""
    return {
        f"{part.heading}/{name}/{label}": value
        for part in paper.parts
        for name, lines in part.groups
        for label, value in lines
    }
