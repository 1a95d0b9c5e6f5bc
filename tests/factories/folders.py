"""A child of whom every section of a folder has something to say, and PDFs read back."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from pypdf import PdfReader

from casework.accounts.permissions import Role
from casework.activities.rules import Around
from casework.children.actions import set_risk
from casework.children.models import Child
from casework.disclosures.actions import register_disclosure
from casework.disclosures.models import Basis
from casework.folders import actions
from casework.folders.actions import Folder, Pressed
from casework.folders.models import FolderForm, FolderPrint
from casework.folders.sections import SECTIONS
from casework.guidance import actions as guidance
from casework.needs import actions as needs
from casework.pairings.models import PairingState
from casework.protection import actions as protection
from casework.psychology import actions as psychology
from casework.recognition import actions as recognition
from casework.recognition.actions import Applicant
from casework.referrals import actions as referrals
from tests.attachments.handing_in import a_file
from tests.factories.accounts import a_viewer
from tests.factories.activities import an_activity
from tests.factories.agreements import an_agreement
from tests.factories.assessments import an_assessment
from tests.factories.assistance import PACKS, an_aid
from tests.factories.children import FACTS, FATHER, GRANDMOTHER, a_child
from tests.factories.pairings import a_pairing
from tests.factories.visits import a_visit
from tests.protection.cases import TOLD

#: Two characters that many fonts lack.
NAME = "陈䶮𬍛"
NUMBER = "990101201603150022"
EVERYTHING = [each.code for each in SECTIONS]
PURPOSE = "县民政局年度档案检查"

#: What is said in each section and nowhere else.
CANARIES = {
    "basics": "怕黑，夜里要开小灯",
    "standing": "雨季上学要过河",
    "family": "苏州工业园区电子厂",
    "guardianship": "答应每天送孩子上学",
    "recognition": "父亲服刑，母亲失联",
    "assessments": "我想和奶奶住",
    "agreements": "周末要带孩子回外婆家",
    "visits": "想要一个书包装新课本",
    "needs": "配一副近视眼镜",
    "referrals": "请安排验光配镜检查",
    "pairings": "喜欢一起看绘本的姐姐",
    "assistance": "红色冬季爱心书包礼包",
    "protection": "夜里由民警送到中心",
    "activities": "冬日暖心包饺子活动",
    "attachments": "出生医学证明复印件",
    "disclosures": "县第一人民医院眼科门诊",
}


def a_full_file(**options: Any) -> Child:
    """Return a child with something in every section that says words."""
    county, director = a_viewer(Role.COUNTY_CIVIL), a_viewer()
    facts = replace(
        FACTS, id_kind="resident_id", id_number=NUMBER, note=CANARIES["basics"], phone="19900000009"
    )
    father = replace(FATHER, whereabouts=CANARIES["family"])
    child = a_child(
        name=options.pop("name", NAME), facts=facts, people=(GRANDMOTHER, father), **options
    )
    set_risk(actor=county, child=child, level=3, reason=CANARIES["standing"])
    guidance.give(
        actor=director,
        child=child,
        kind="reminder",
        body="village",
        given_on=date(2026, 10, 1),
        said=CANARIES["guardianship"],
    )
    recognition.apply(
        actor=director,
        child=child,
        category="de_facto_unsupported",
        applicant=Applicant("guardian", name="王秀英", relation="62"),
        words=CANARIES["recognition"],
    )
    an_assessment(child, child_words=CANARIES["assessments"])
    agreement = an_agreement(child)
    support = {**agreement.terms.get("support", {}), "extra": CANARIES["agreements"]}
    agreement.terms = {**agreement.terms, "support": support}
    a_visit(child, child_wish=CANARIES["visits"])
    need = needs.open_need(actor=director, child=child, kind="medical", detail=CANARIES["needs"])
    referrals.prepare(
        actor=director,
        child=child,
        need=need,
        recipient_kind="hospital",
        recipient="眼科",
        about=CANARIES["referrals"],
        basis=Basis.CONSENT,
        consent_by="奶奶",
    )
    a_pairing(child, county, PairingState.ACTIVE, child_wish=CANARIES["pairings"])
    an_aid(child, facts=replace(PACKS, item=CANARIES["assistance"]))
    protection.begin(
        actor=a_viewer(Role.CHILD_SUPERVISOR),
        child=child,
        told=replace(TOLD, words=CANARIES["protection"]),
    )
    psychology.refer(actor=director, child=child, why="谈话内容不该印出来")
    township = a_viewer(Role.CHILD_SUPERVISOR)
    an_activity(actor=township, title=CANARIES["activities"], around=Around(children=[child]))
    a_file(child, title=CANARIES["attachments"])
    register_disclosure(
        actor=county,
        child=child,
        recipient=CANARIES["disclosures"],
        recipient_kind="hospital",
        fields=["name"],
        basis="consent",
        about="验光",
    )
    return child


def a_folder(
    child: Child, press: Callable[[Folder], Pressed], **options: Any
) -> tuple[FolderPrint, Pressed]:
    """Make the folder of a child by the township, all of it unless said otherwise."""
    told = {"sections": EVERYTHING, "purpose": PURPOSE, "form": FolderForm.PDF, **options}
    actor = told.pop("actor", None) or a_viewer(Role.CHILD_SUPERVISOR)
    return actions.make_folder(actor=actor, child=child, press=press, **told)


def unpressed(_folder: Folder) -> Pressed:
    """Stand for a press where nobody reads what came of it."""
    return Pressed(b"%PDF", 1)


def bare(text: str) -> str:
    """Return a text without what lines break at."""
    return re.sub(r"[\s\u2060]", "", text)


def pages_of(content: bytes) -> list[str]:
    """Return what stands on each page of a PDF, without white space."""
    return [bare(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]
