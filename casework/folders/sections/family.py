"""Who belongs to the child, who answers for it and who looks after it, and what follows by law."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.assessments import queries as assessments
from casework.assessments.models import Assessment
from casework.care_agreements import queries as agreements
from casework.care_agreements.blocks import Terms
from casework.care_agreements.models import CareAgreement, CareContact
from casework.children import queries as children
from casework.children.contacts import Contact
from casework.children.models import Child, ChildPerson
from casework.db.base import db
from casework.dossier import labels
from casework.eligibility import queries as eligibility
from casework.eligibility import wording
from casework.folders.blocks import Block, Facts, Words, known, table
from casework.folders.sections.registry import Asked
from casework.guardianship.history import Term, lines_of
from casework.guardianship.picture import picture_of
from casework.guidance.cards import told_to_guardians
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.recognition import queries as recognition
from casework.recognition.models import Recognition
from casework.recognition.told import Paper
from casework.recognition.told import told as told_recognition

# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "name": "姓名",
    "relation": "与孩子的关系",
    "number": "证件号码",
    "phone": "电话",
    "address": "住址",
    "whereabouts": "现在哪里",
    "heard": "最后一次联系",
    "situation": "情况",
    "since": "情况起始日期",
    "evidence": "证明材料",
    "ways": "联系方式",
    "barred": "不要联系",
    "from": "从",
    "until": "到",
    "guardianship": "监护",
    "care": "照看",
    "guidance": "对监护人的提醒、训诫、指导",
    "struck": "已划去：%s",
    "applied": "申请日期",
    "state": "结果",
    "starts": "起始日期",
    "ends": "终止日期",
    "applicant": "申请人",
    "papers": "材料",
    "words": "说明",
    "proposal": "按选项建议",
    "level": "结论",
    "valid": "有效到",
    "assessors": "评估人",
    "decider": "确认人",
    "child_words": "孩子自己怎么说",
    "reason": "原因",
    "signed": "签订日期",
    "term": "委托期限",
    "entrusters": "委托人",
    "carer": "受委托人",
    "filed": "备案日期",
    "ended": "终止日期",
    "opinion": "孩子的意见",
    "contacts": "父母联系记录",
    "with_child": "和孩子",
    "with_carer": "和照料人",
}
# no-catalogue: the paper is Chinese in every language of the pages
_TERM_HEADS = ("从", "到", "情况", "谁", "依据、说明", "登记人")
# no-catalogue: the paper is Chinese in every language of the pages
_GUIDANCE_HEADS = ("日期", "做了什么", "谁做的", "对谁", "说了什么、怎么答", "后来怎样")
# no-catalogue: the paper is Chinese in every language of the pages
_STEP_HEADS = ("日期", "办理", "意见、说明", "经办人")
# no-catalogue: the paper is Chinese in every language of the pages
_ANSWER_HEADS = ("指标", "情况", "说明")
# no-catalogue: the paper is Chinese in every language of the pages
_CONTACT_HEADS = ("日期", "和谁联系", "登记人")


def family(asked: Asked) -> Iterator[Block]:
    """Yield everybody in the child's life, those of before as well."""
    order = list(Part)
    found = sorted(
        children.people_of(asked.child),
        key=lambda tie: (tie[0].until_on is not None, order.index(Part(tie[0].part))),
    )
    for link, person in found:
        yield _relative(asked, link, person)


def _relative(asked: Asked, link: ChildPerson, person: Person) -> Facts:
    facts, contact = children.person_facts(link, person), Contact.of(link.contact)
    return Facts(
        known(
            (_W["name"], person.name),
            (_W["relation"], labels.code_label("relation", link.relation)),
            (_W["number"], asked.veil.number(person.id_number) if person.id_number else None),
            (_W["phone"], facts.phone),
            (_W["address"], facts.address),
            (_W["whereabouts"], facts.whereabouts),
            (_W["heard"], link.heard_on),
            (_W["situation"], labels.situation_label(facts.situation)),
            (_W["since"], facts.since_on),
            (_W["evidence"], labels.value_label("evidence", facts.evidence)),
            (_W["ways"], labels.ways(contact)),
            (_W["barred"], labels.barred(contact)),
            (_W["from"], link.from_on),
            (_W["until"], link.until_on),
        ),
        Part(link.part).label,
    )


def guardianship(asked: Asked) -> Iterator[Block]:
    """Yield who answers and who cares now, both lines, and what guardians were told."""
    yield Words(str(picture_of(asked.viewer, asked.child, clock.today()).sentence))
    lines = lines_of(asked.viewer, asked.child)
    yield from table(_TERM_HEADS, map(_term, lines.guardianship), _W["guardianship"])
    yield from table(_TERM_HEADS, map(_term, lines.care), _W["care"])
    yield from table(
        _GUIDANCE_HEADS,
        (
            (
                each.row.given_on,
                each.kind,
                [each.by, each.row.given_by],
                list(each.to),
                [each.row.said, each.row.answer],
                each.row.result,
            )
            for each in told_to_guardians(asked.viewer, asked.child)
        ),
        _W["guidance"],
    )


def _term(term: Term) -> Sequence[object]:
    struck = [_W["struck"] % term.struck] if term.struck else []
    about = [*term.details, *struck]
    return term.from_on, term.until_on, term.title, term.who, about, term.account


def support(asked: Asked) -> Iterator[Block]:
    """Yield what help is due by law and why, then each application with its steps."""
    told, law = eligibility.explanation_of(asked.child), eligibility.law()
    yield Words(str(wording.headline(told)))
    for parent in told.parents:
        about = [str(wording.standing(parent))]
        for item in parent.items:
            papers = [str(each) for each in wording.papers(item, law)]
            about += [str(wording.line(item)), *papers, item.known.note or ""]
        yield Facts([(parent.part.label, about)])


def recognitions(asked: Asked) -> Iterator[Block]:
    """Yield each application for recognition with its steps."""
    for row in recognition.of_child(asked.child):
        yield from _recognition(asked, row)


def _recognition(asked: Asked, row: Recognition) -> Iterator[Block]:
    told, book = told_recognition(asked.viewer, row, asked.child), practice.categories()
    code = row.category if asked.shows_secret else book.counted_as(row.category)
    applicant = told.applicant
    yield Facts(
        known(
            (_W["applied"], row.applied_on),
            (_W["state"], row.state),
            (_W["starts"], row.starts_on),
            (_W["ends"], row.ends_on),
            (_W["applicant"], [told.applicant_kind, applicant.get("name")]),
            (
                _W["papers"],
                [_paper(each) for each in told.papers],
            ),
            (_W["words"], row.words),
        ),
        book.label(code),
    )
    yield from table(
        _STEP_HEADS,
        (
            (done.step.taken_on, done.label, [done.opinion, done.step.words], done.who)
            for done in told.done
        ),
    )


def _paper(paper: Paper) -> str:
    return f"{paper.material.label}（{paper.proof.label}）"


def assessed(asked: Asked) -> Iterator[Block]:
    """Yield every assessment with its answers, the newest first."""
    for row in assessments.of_child(asked.child):
        yield from _assessment(row)


def _assessment(row: Assessment) -> Iterator[Block]:
    template = assessments.template_of(row)
    proposed = template.level(row.proposed) if row.proposed else None
    level = assessments.level_of(row)
    yield Facts(
        known(
            (_W["state"], [row.assessed_on, row.state]),
            (_W["proposal"], proposed.label if proposed else None),
            (_W["level"], level.label if level and row.level else None),
            (_W["reason"], row.reason),
            (_W["valid"], row.valid_until),
            (_W["assessors"], assessments.names_of(row)),
            (_W["decider"], assessments.decider_name(row)),
            (_W["child_words"], row.child_words),
        ),
        template.title,
    )
    yield from table(
        _ANSWER_HEADS,
        (
            (f"{part.label} · {item.label}", choice.label, row.notes.get(item.code))
            for indicator in template.indicators
            for part in indicator.parts
            for item in part.items
            for choice in [item.by_code.get(row.answers.get(item.code, ""))]
            if choice is not None
        ),
    )


def entrusted(asked: Asked) -> Iterator[Block]:
    """Yield every agreement on entrusted care with the contacts under it."""
    child = asked.child
    for shown in agreements.shown(child, agreements.of_child(child)):
        row, terms = shown.agreement, Terms(shown.agreement.terms)
        sides = [f"{side.label}{side.name}" for side in terms.sides]
        yield Facts(
            known(
                (_W["state"], shown.standing),
                (_W["signed"], row.signed_on),
                (_W["term"], [row.from_on, shown.last_on]),
                (_W["entrusters"], sides),
                (_W["carer"], _carer(terms)),
                (_W["opinion"], terms.block("opinion").get("words")),
                (_W["filed"], row.filed_on),
                (_W["ended"], row.ended_on),
                (_W["words"], row.end_note),
            ),
            practice.care_rules(child.region_code).paper.name,
        )
        yield from _contacts(child, row)


def _carer(terms: Terms) -> list[str | None]:
    carer = terms.carer
    relation = practice.codes("relation").get(carer.relation or "")
    return [carer.name, relation, carer.phone, carer.address]


def _contacts(child: Child, row: CareAgreement) -> Iterator[Block]:
    statement = select(CareContact).where(
        children.same_place(CareContact, child), CareContact.agreement_id == row.id
    )
    order = CareContact.contact_on.desc(), CareContact.id.desc()
    found = db.session.scalars(statement.order_by(*order)).all()
    names = accounts.names_of({each.account_id for each in found})
    yield from table(
        _CONTACT_HEADS,
        (
            (
                each.contact_on,
                [
                    _W["with_child"] if each.with_child else None,
                    _W["with_carer"] if each.with_carer else None,
                ],
                names.get(each.account_id),
            )
            for each in found
        ),
        _W["contacts"],
    )
