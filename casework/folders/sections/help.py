"""What the child lacked and what was done: needs, referrals, pairing, assistance, money, events."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.activities import queries as activities
from casework.activities.models import ActivityChild
from casework.allowances import queries as allowances
from casework.allowances.gathering import gather as gather_allowances
from casework.assistance import queries as assistance
from casework.assistance.amounts import plain
from casework.assistance.models import AidShare
from casework.assistance.showing import Codes
from casework.children import queries as children
from casework.children.models import CategoryMembership
from casework.clock import Month
from casework.db.base import db
from casework.folders.blocks import Block, Facts, Words, known, table
from casework.folders.sections.registry import Asked
from casework.needs import queries as needs
from casework.needs.showing import told as told_need
from casework.pairings import queries as pairings
from casework.pairings import steps as pairing_steps
from casework.pairings.models import Pairing, PairingContact
from casework.pairings.queries import contacts as pairing_contacts
from casework.pairings.showing import contact_lines
from casework.practice import queries as practice
from casework.psychology import queries as psychology
from casework.referrals import queries as referrals
from casework.referrals.showing import told as told_referral

#: More payments than any childhood has months.
_MOST_PAYMENTS = 600
# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "state": "结果",
    "urgency": "缓急",
    "opened": "登记日期",
    "due": "办理期限",
    "owner": "负责人",
    "detail": "说明",
    "closed": "办结日期",
    "solution": "怎么解决的",
    "outcome": "结果说明",
    "confirmed": "回访确认",
    "number": "转介单编号",
    "to": "转给",
    "about": "请求",
    "sent": "送出日期",
    "answered": "回复日期",
    "answer": "回复",
    "consent": "监护人同意",
    "volunteer": "志愿者",
    "alias": "化名",
    "began": "开始日期",
    "ended": "结束日期",
    "wish": "孩子的意愿",
    "note": "说明",
    "contacts": "联系记录",
    "year": "%(year)s年%(n)s次",
    "value": "，合计%s元",
    "worth": "，折合%s元",
    "met": "见面",
    "paid": "补贴发放",
    "psychology": "只记关爱服务的日期和进展，谈话内容不在档案里。",
    "referred": "转介日期",
    "accepted": "接案日期",
    "progress": "进展",
    "sessions": "已谈次数",
    "dates": "日期",
}
# no-catalogue: the paper is Chinese in every language of the pages
_STEP_HEADS = ("日期", "办理", "说明", "经办人")
# no-catalogue: the paper is Chinese in every language of the pages
_CONTACT_HEADS = ("日期", "方式、内容", "说了什么", "登记人")
# no-catalogue: the paper is Chinese in every language of the pages
_AID_HEADS = ("日期", "内容", "数量、金额", "来源", "领取", "说明")
# no-catalogue: the paper is Chinese in every language of the pages
_PAID_HEADS = ("月份", "金额（元）", "发放日期")
# no-catalogue: the paper is Chinese in every language of the pages
_ACTIVITY_HEADS = ("日期", "活动", "名称")
# no-catalogue: the paper is Chinese in every language of the pages
_ACT_HEADS = ("日期", "内容")


def lacked(asked: Asked) -> Iterator[Block]:
    """Yield each need from found to solved, the newest first."""
    for need in needs.of_child(asked.child):
        told = told_need(asked.child, need)
        said = told.confirmation
        yield Facts(
            known(
                (_W["state"], need.status),
                (_W["urgency"], need.urgency),
                (_W["opened"], need.opened_on),
                (_W["due"], need.due_on),
                (_W["owner"], told.owner),
                (_W["detail"], need.detail),
                (_W["closed"], need.closed_on),
                (_W["solution"], told.solution),
                (_W["outcome"], need.outcome),
                (_W["confirmed"], [said.on, said.by, said.satisfied, said.words] if said else None),
            ),
            told.kind,
        )
        yield from table(
            _STEP_HEADS, ((step.done_on, step.kind, step.words, who) for step, who in told.steps)
        )


def referred(asked: Asked) -> Iterator[Block]:
    """Yield what other offices were asked and answered."""
    for row in referrals.of_child(asked.child):
        told = told_referral(asked.child, row)
        words = (row.answer or {}).get("words")
        yield Facts(
            known(
                (_W["number"], row.number),
                (_W["state"], row.state),
                (_W["to"], [told.recipient_kind, row.recipient]),
                (_W["about"], row.about),
                (_W["sent"], row.sent_on),
                (_W["due"], row.reply_due_on),
                (_W["consent"], [told.consent_by, told.consent_on]),
                (_W["answered"], row.answered_on),
                (_W["answer"], [told.outcome, words]),
                (_W["owner"], told.owner),
                (_W["note"], row.end_note),
            ),
            told.need_kind,
        )


def paired(asked: Asked) -> Iterator[Block]:
    """Yield with whom the child was paired, and what was done together."""
    for row in pairings.of_child(asked.child):
        yield Facts(
            known(
                (_W["volunteer"], row.volunteer.get("name")),
                (_W["alias"], row.alias),
                (_W["state"], row.state),
                (_W["began"], row.began_on),
                (_W["ended"], row.ended_on),
                (_W["wish"], row.child_wish),
                (_W["note"], row.note),
            )
        )
        yield from _pairing_steps(row)
        yield from _pairing_contacts(row)


def _pairing_steps(row: Pairing) -> Iterator[Block]:
    found = pairings.steps_of(row)
    names = accounts.names_of({step.account_id for step in found if step.account_id})
    labels = {step.act: step.label for step in pairing_steps.STEPS}
    yield from table(
        _STEP_HEADS,
        (
            (
                step.taken_on,
                labels.get(step.act, step.act),
                step.words,
                names.get(step.account_id) if step.account_id else None,
            )
            for step in found
        ),
    )


def _pairing_contacts(row: Pairing) -> Iterator[Block]:
    yield from table(
        _CONTACT_HEADS,
        (
            (
                line.contact.contacted_on,
                [line.way, *line.services],
                [line.heard.child_words, line.heard.words, line.heard.worry],
                line.author,
            )
            for line in contact_lines(list(_contacts(row)))
        ),
        _W["contacts"],
    )


def _contacts(row: Pairing) -> Iterator[PairingContact]:
    """Yield every contact of a pairing, page by page."""
    page = pairing_contacts.of_pairing(row)
    yield from page.rows
    while page.after is not None:
        page = pairing_contacts.of_pairing(row, UUID(str(page.after)))
        yield from page.rows


def assisted(asked: Asked) -> Iterator[Block]:
    """Yield what the child received, the newest first, and what each year came to."""
    receipts, codes = assistance.receipts(asked.child), Codes.today()
    for year, times, value in receipts.years:
        words = _W["year"] % {"year": year, "n": times}
        yield Words(words + (_W["value"] % plain(value) if value else ""))
    yield from table(
        _AID_HEADS,
        (
            (
                line.given_on,
                [codes.kinds.get(line.kind, line.kind), line.item],
                _amount(line, codes.units),
                [codes.sources.get(line.source, line.source), line.giver],
                [line.received_on, line.received_by],
                line.note,
            )
            for line in receipts.lines
        ),
    )


def _amount(line: AidShare, units: Mapping[str, str]) -> str:
    quantity = plain(line.quantity) or ""
    unit = units.get(line.unit or "", line.unit or "")
    worth = _W["worth"] % plain(line.value) if line.value else ""
    return f"{quantity}{unit}{worth}".lstrip("，")  # no-catalogue: the paper is Chinese


def paid(asked: Asked) -> Iterator[Block]:
    """Yield what was paid month by month; nothing of the bank, and never which kind it is."""
    viewer, child = asked.viewer, asked.child
    if gather_allowances(viewer, child.region_code, child).withheld or _is_kept_apart(asked):
        return
    yield from table(
        _PAID_HEADS,
        (
            (Month.of(row.month_on), row.amount, row.paid_on)
            for row in allowances.payments_of(viewer, child, _MOST_PAYMENTS)
        ),
        _W["paid"],
    )


def _is_kept_apart(asked: Asked) -> bool:
    """Say whether an amount would tell of a category that this paper does not name."""
    if asked.shows_secret:
        return False
    book = practice.categories()
    rows = db.session.scalars(
        select(CategoryMembership).where(children.same_place(CategoryMembership, asked.child))
    )
    return any(book.get(row.leaf).secret for row in rows)


def took_part(asked: Asked) -> Iterator[Block]:
    """Yield the activities that the child took part in by name."""
    statement = select(ActivityChild).where(
        children.same_place(ActivityChild, asked.child), ActivityChild.withdrawn_on.is_(None)
    )
    rows = db.session.scalars(statement.order_by(ActivityChild.held_on.desc())).all()
    ids = {row.activity_id for row in rows}
    titles = {each.id: each.title for each in activities.by_ids(asked.viewer, ids)}
    kinds = practice.codes("activity_kind")
    yield from table(
        _ACTIVITY_HEADS,
        ((row.held_on, kinds.get(row.kind, row.kind), titles.get(row.activity_id)) for row in rows),
    )


def cared_for(asked: Asked) -> Iterator[Block]:
    """Yield how far psychological care is and on which days; never what was said (ADR 0042)."""
    cases, acts = psychology.cases_of(asked.child), psychology.acts_of(asked.child)
    for case in cases:
        yield Facts(
            known(
                (_W["referred"], case.referred_on),
                (_W["accepted"], case.accepted_on),
                (_W["progress"], case.state),
                (_W["sessions"], case.sessions or None),
                (_W["ended"], case.closed_on),
            )
        )
    yield from table(_ACT_HEADS, ((act.on_day, act.kind) for act in acts))
    if cases or acts:
        yield Words(_W["psychology"])
