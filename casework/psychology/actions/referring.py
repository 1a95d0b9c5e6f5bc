"""Sending a child to a counsellor: what she is told, and the guardian's word."""

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.contacts import Contact
from casework.children.models import Child
from casework.children.rules import age_on
from casework.db.base import db
from casework.disclosures.actions import register_disclosure
from casework.disclosures.models import Basis
from casework.people.models import Part
from casework.practice import queries as practice
from casework.psychology import queries, rules
from casework.psychology.actions.telling import alert, tell
from casework.psychology.models import OPEN_MARKS, CaseState, MarkState, PsychologyCase
from casework.psychology.rules import Brief, Call
from casework.regions import queries as regions
from casework.texts import Text

#: What a counsellor is told: codes of ``shared_field``.
TOLD = ("name", "sex", "age", "village", "school", "guardian", "guardian_phone", "situation")

#: Whom a counsellor calls, the nearest to the child first.
_CALLED = (Part.CARER, Part.GUARDIAN, Part.MOTHER, Part.FATHER)


def refer(
    *,
    actor: Viewer,
    child: Child,
    why: str,
    consent: str | None = None,
    consent_words: str | None = None,
    urgent: bool = False,
) -> PsychologyCase:
    """Send a child to the county's counsellors and return the case.

    Nothing refuses it: a guardian's word that is missing is put up for checking. What is said
    while a case is open goes to that case. The same words twice are said once.
    """
    marks = [each for each in queries.marks_of(child) if each.state in OPEN_MARKS]
    for each in marks:
        each.state, each.ended_on = MarkState.SENT, clock.today()
    is_urgent = urgent or any(each.sign == rules.SELF_HARM for each in marks)
    case = queries.open_case(child)
    if case is None:
        sign = next((each.sign for each in marks), None)
        case = _opened(actor, child, _brief(child, why, sign))
    elif not _add(case, why):
        return case
    _hurry(child, case, is_urgent=is_urgent)
    if consent is not None:
        _consent(child, case, consent, consent_words)
    tell(Tag.PSYCHOLOGY_REFER, actor, case)
    _register(actor, child, case)
    return case


def _register(actor: Viewer, child: Child, case: PsychologyCase) -> None:
    """Enter what a counsellor is told, who is none of the offices; why stays with the case."""
    agreed = Basis.EMERGENCY if case.is_urgent else Basis.DUTY
    register_disclosure(
        actor=actor,
        child=child,
        recipient=Text("县里的心理服务人员"),
        recipient_kind="counsellor",
        fields=TOLD,
        basis=(agreed if case.needs_consent else Basis.CONSENT).value,
        about=Text("心理关爱转介"),
        subject_id=case.id,
    )


def keep_consent(
    *, actor: Viewer, child: Child, case: PsychologyCase, answer: str, words: str | None = None
) -> None:
    """Keep how the guardian answered afterwards."""
    _consent(child, case, answer, words)
    tell(Tag.PSYCHOLOGY_CONSENT, actor, case)


def _opened(actor: Viewer, child: Child, brief: Brief) -> PsychologyCase:
    case = PsychologyCase(
        region_code=child.region_code,
        child_id=child.id,
        state=CaseState.REFERRED,
        is_urgent=False,
        needs_consent=True,
        referred_by=actor.account_id,
        referred_on=clock.today(),
        sessions=0,
        brief=brief.document,
        added=[],
        consent={},
    )
    db.session.add(case)
    db.session.flush()
    return case


def _brief(child: Child, why: str, sign: str | None) -> Brief:
    return Brief(
        name=child.name,
        why=why,
        sex=child.sex or "",
        age=age_on(child.birth_on, clock.today()) if child.birth_on else None,
        place=regions.full_name(child.region_code),
        school=child.school or "",
        sign=sign,
        call=_call(child),
    )


def _call(child: Child) -> tuple[Call, ...]:
    """Return who may be called; whom one must not call is left out."""
    found = {
        link.part: Call(person.name, link.relation or "", link.phone or "")
        for link, person in children.people_of(child)
        if link.until_on is None and not Contact.of(link.contact).is_barred
    }
    calls = [found[part.value] for part in _CALLED if part.value in found]
    return tuple(dict.fromkeys(calls))


def _add(case: PsychologyCase, why: str) -> bool:
    """Add what is said of an open case; False where it was said already."""
    said = [Brief.of(case.brief).why, *(each["words"] for each in case.added)]
    if why in said:
        return False
    case.added = [*case.added, {"on": clock.today().isoformat(), "words": why}]
    return True


def _hurry(child: Child, case: PsychologyCase, *, is_urgent: bool) -> None:
    """Say until when somebody takes it on; an urgent one is told to the offices at once."""
    case.is_urgent = case.is_urgent or is_urgent
    if case.state is CaseState.REFERRED:
        due_at = rules.answer_due_at(
            practice.psychology(child.region_code),
            practice.calendar(),
            clock.now(),
            urgent=case.is_urgent,
        )
        case.answer_due_at = min(case.answer_due_at or due_at, due_at)
    if is_urgent:
        alert(child)


def _consent(child: Child, case: PsychologyCase, answer: str, words: str | None) -> None:
    case.consent = {"answer": answer, "words": words, "on": clock.today().isoformat()}
    case.needs_consent = not practice.psychology(child.region_code).is_consent(answer)
