"""Making, signing, filing, renewing and ending agreements, and noting contact.

None of it touches guardianship: the parents stay the guardians (未成年人保护法 art 22).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.care_agreements import prefill, queries, rules
from casework.care_agreements.blocks import SUPPLIED_LATER, Signed, Step, Terms, stored
from casework.care_agreements.models import AgreementState, CareAgreement, CareContact
from casework.care_agreements.rules import STANDING_STATES
from casework.children import steps
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice

_RENEWED = "renewed"
_OTHER = "other"


# --- a draft -----------------------------------------------------------------------------------


def start(*, actor: Viewer, child: Child) -> CareAgreement:
    """Begin an agreement with all that the file knows, or go on with the one begun."""
    steps.demand_open(child.status)
    begun = queries.draft_of(child)
    if begun is not None:
        return begun
    known, care = queries.known_of(child), practice.care_rules(child.region_code)
    term = rules.usual_term(care, clock.today(), child.birth_on)
    terms = prefill.from_file(child, known, care.contact_days)
    return _added(actor, child, terms, term, carer_person_id=known.carer_id)


def renew(*, actor: Viewer, child: Child, agreement: CareAgreement) -> CareAgreement:
    """Begin the next term right after an agreement, with everything in it but what is asked anew.

    Where the term is over already the next one begins today.
    """
    steps.demand_open(child.status)
    if agreement.state not in STANDING_STATES:
        raise RuleBroken("只有已签、还没终止的协议可以续签。")
    begun = queries.draft_of(child)
    if begun is not None:
        return begun
    begins = max(agreement.until_on or clock.today(), clock.today())
    term = rules.usual_term(practice.care_rules(child.region_code), begins, child.birth_on)
    if term[1] <= term[0]:
        raise RuleBroken("孩子已满18周岁，不用再签。")
    return _added(
        actor,
        child,
        prefill.from_before(Terms(agreement.terms)),
        term,
        renews_id=agreement.id,
        carer_person_id=agreement.carer_person_id,
    )


def _added(
    actor: Viewer, child: Child, terms: Terms, term: tuple[date, date], **more: Any
) -> CareAgreement:
    agreement = CareAgreement(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        state=AgreementState.DRAFT,
        account_id=actor.account_id,
        from_on=term[0],
        until_on=term[1],
        terms=dict(terms.document),
        **more,
    )
    db.session.add(agreement)
    _tell(Tag.AGREEMENT_BEGIN, actor, child, agreement)
    return agreement


def keep_step(
    *,
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    step: Step,
    said: Mapping[str, Any],
    term: tuple[date, date] | None = None,
) -> None:
    """Keep one page of a draft as it is now said; the same page twice is kept once.

    When it was signed, what the child says and what the village finds out is still kept. Raises
    RuleBroken for the rest: another paper has to be made for another word.
    """
    is_supplied = agreement.state in STANDING_STATES and step in SUPPLIED_LATER
    if not is_supplied:
        _demand_draft(agreement)
    before = Terms(agreement.terms)
    if term is not None:
        rules.check_term(*term, child.birth_on)
        agreement.from_on, agreement.until_on = term
    if step is Step.CARER and said.get("name") != before.carer.name:
        agreement.carer_person_id = None  # somebody else: no longer the person of the file
    agreement.terms = dict(before.with_block(step.value, said).document)
    _tell(Tag.AGREEMENT_KEEP, actor, child, agreement, step=step.value)


def _demand_draft(agreement: CareAgreement) -> None:
    if agreement.state is not AgreementState.DRAFT:
        raise RuleBroken("这份协议已经签了，不能再改。内容有变化的，请终止后另签一份。")


# --- signing and filing ------------------------------------------------------------------------


def sign(
    *,
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    how: Signed | None,
    signed_on: date | None = None,
    paper_due_on: date | None = None,
    witness: str | None = None,
) -> None:
    """Note that both sides have signed, on paper or over video with the paper to come.

    Only what the law says stands in the way (``rules.in_the_way``), and that nothing proves the
    signatures; whatever else is missing is listed as owed. Other agreements that still hold when
    this one begins today or before have ended with it.
    """
    _demand_draft(agreement)
    day = signed_on or clock.today()
    if how is None:
        raise RuleBroken("请选择怎么签的：纸上签字，或者视频同意、纸质后补。", "how")
    if day > clock.today():
        raise RuleBroken("签字日期不能晚于今天，请核对。", "signed_on")
    care, terms = practice.care_rules(child.region_code), Terms(agreement.terms)
    lacks = rules.in_the_way(terms, care, day)
    if lacks:
        raise RuleBroken(lacks[0].about)  # the page tells all of them
    if how is Signed.REMOTE:
        agreement.paper_due_on = paper_due_on or day + timedelta(days=care.paper_days)
    said = {"how": how, "witness": witness}
    agreement.terms = {**terms.document, "signing": stored(said)}
    agreement.state, agreement.signed_on = AgreementState.SIGNED, day
    agreement.counted_region_code = child.region_code
    _end_others(actor, child, agreement)
    _tell(Tag.AGREEMENT_SIGN, actor, child, agreement, how=how.value)


def _end_others(actor: Viewer, child: Child, agreement: CareAgreement) -> None:
    today = clock.today()
    if (agreement.from_on or today) > today:
        return
    for other in queries.of_child(child):
        is_held = other.state in STANDING_STATES and (other.until_on or today) > today
        if is_held and other.id != agreement.id:
            _end(actor, child, other, reason=_RENEWED, note=None, ended_on=today)


def paper_came(*, actor: Viewer, child: Child, agreement: CareAgreement) -> None:
    """Note that the paper with the parents' own signature is here."""
    if agreement.paper_due_on is not None:
        agreement.paper_due_on = None
        _tell(Tag.AGREEMENT_PAPER, actor, child, agreement)


def tell_in_writing(
    *,
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    said: Mapping[str, tuple[date | None, str | None]],
) -> None:
    """Note when the school and the village were told in writing, and who received it (art 23)."""
    terms = Terms(agreement.terms)
    notices = {to: stored({"on": on, "to": who}) for to, (on, who) in said.items() if on or who}
    agreement.terms = {**terms.document, "notices": notices}
    _tell(Tag.AGREEMENT_NOTICE, actor, child, agreement)


def file(*, actor: Viewer, child: Child, agreement: CareAgreement) -> None:
    """Take a signed agreement on file at the township; what is owed does not hold it up."""
    if agreement.state is AgreementState.FILED:
        return
    if agreement.state is not AgreementState.SIGNED:
        raise RuleBroken("这份协议还没有签，签好以后再备案。")
    agreement.state, agreement.filed_on = AgreementState.FILED, clock.today()
    agreement.filed_by = actor.account_id
    _tell(Tag.AGREEMENT_FILE, actor, child, agreement)


def end(
    *,
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    reason: str,
    note: str | None = None,
    ended_on: date | None = None,
) -> None:
    """End an agreement, or throw a draft away, for a reason of the list ``agreement_end``."""
    if agreement.state is AgreementState.ENDED:
        raise RuleBroken("这份协议已经终止，请刷新页面。")
    if reason not in practice.codes("agreement_end"):
        raise RuleBroken("请选择终止的原因。", "reason")
    if reason == _OTHER and not note:
        raise RuleBroken("选了“其他”，请写明原因。", "note")
    day = ended_on or clock.today()
    if day > clock.today():
        raise RuleBroken("终止日期不能晚于今天，请核对。", "ended_on")
    _end(actor, child, agreement, reason=reason, note=note, ended_on=day)


def _end(
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    *,
    reason: str,
    note: str | None,
    ended_on: date,
) -> None:
    agreement.state, agreement.ended_on = AgreementState.ENDED, ended_on
    agreement.end_reason, agreement.end_note = reason, note
    _tell(Tag.AGREEMENT_END, actor, child, agreement)


# --- contact -----------------------------------------------------------------------------------


def note_contact(
    *,
    actor: Viewer,
    child: Child,
    agreement: CareAgreement,
    with_child: bool,
    with_carer: bool,
    contact_on: date | None = None,
    detail: Mapping[str, Any] | None = None,
) -> CareContact:
    """Note that the parents were in touch with the child, the carer, or both (art 23: weekly).

    The same thing told twice of a day is one.
    """
    day = contact_on or clock.today()
    if not (with_child or with_carer):
        raise RuleBroken("请选择爸妈和谁联系了。", "whom")
    if day > clock.today():
        raise RuleBroken("联系日期不能晚于今天，请核对。", "contact_on")
    if agreement.state not in STANDING_STATES:
        raise RuleBroken("这份协议没有签或者已经终止，不用记联系。")
    told = {key: stored(value) for key, value in (detail or {}).items() if value} or None
    for known in queries.contacts_of(agreement, child):
        same = (known.contact_on, known.with_child, known.with_carer, known.detail)
        if same == (day, with_child, with_carer, told):
            return known
    contact = CareContact(
        owner=child,
        region_code=child.region_code,
        agreement_id=agreement.id,
        contact_on=day,
        with_child=with_child,
        with_carer=with_carer,
        account_id=actor.account_id,
        detail=told,
    )
    db.session.add(contact)
    _tell(Tag.AGREEMENT_CONTACT, actor, child, agreement)
    return contact


def take_out(*, actor: Viewer, child: Child, agreement: CareAgreement, form: str) -> None:
    """Note that a paper with all numbers in it was made: printed, or as a document."""
    _tell(Tag.AGREEMENT_PRINT, actor, child, agreement, form=form)


def _tell(tag: Tag, actor: Viewer, child: Child, agreement: CareAgreement, **facts: Any) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=agreement.id,
        **facts,
    )
