"""Reading the practice that holds on a day, in a region.

One small statement a session lists the editions; their bodies are read once a process and kept
as the frozen values of ``casework.practice.rules``, by row id, since a row's body never changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.practice.models import PracticeRow
from casework.practice.rules.allowances import AllowanceRules, read_allowances
from casework.practice.rules.assessment import Template, read_assessment
from casework.practice.rules.assistance import AidRules, read_assistance
from casework.practice.rules.calendar import WorkCalendar, read_calendar
from casework.practice.rules.campaigns import Campaign, read_campaign
from casework.practice.rules.care_agreements import CareRules, read_care_agreements
from casework.practice.rules.categories import CategoryBook, read_categories
from casework.practice.rules.codes import CodeList, read_code_list
from casework.practice.rules.conditions import ConditionBook, read_conditions
from casework.practice.rules.form import VisitForm, read_form
from casework.practice.rules.guardianship import GuardianshipRules, read_guardianship
from casework.practice.rules.headers import HeaderBook, read_headers
from casework.practice.rules.hints import HintRules, read_hints
from casework.practice.rules.mandatory import MandatoryRules, read_mandatory
from casework.practice.rules.matching import MatchingRules, read_matching
from casework.practice.rules.national import NationalBook, read_national
from casework.practice.rules.needs import NeedRules, read_needs
from casework.practice.rules.notices import NoticeRules, read_notices
from casework.practice.rules.outgoing import OutgoingBook, read_outgoing
from casework.practice.rules.overriding import overlaid
from casework.practice.rules.pairings import PairingRules, read_pairings
from casework.practice.rules.protection import ProtectionRules, read_protection
from casework.practice.rules.psychology import PsychologyRules, read_psychology
from casework.practice.rules.publication import PublicationRules, read_publication
from casework.practice.rules.recognition import RecognitionRules, read_recognition
from casework.practice.rules.referrals import ReferralRules, read_referrals
from casework.practice.rules.terms import AssessmentTerms, read_assessment_terms
from casework.practice.rules.visiting import VisitRules, overridden, read_visit_rules
from casework.practice.rules.volunteers import VolunteerRules, read_volunteers

_EDITIONS = "practice.editions"
_ASSESSMENTS = "assessments."
_CAMPAIGNS = "campaigns."
#: Campaigns by day, of one session.
_KNOWN = "practice.campaigns"
_SCREENING = "psychology.screening"

Read = TypeVar("Read")

_values: dict[tuple[Any, ...], Any] = {}


@dataclass(frozen=True)
class Edition:
    """A row without its body."""

    id: UUID
    kind: str
    region: str
    version: str
    valid_from: date
    valid_until: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


def categories(on: date | None = None) -> CategoryBook:
    """Return the categories that hold on ``on`` (today when not given)."""
    return _value(_national("categories", on), read_categories)


def conditions(on: date | None = None) -> ConditionBook:
    """Return the parents' conditions and situations."""
    return _value(_national("conditions", on), read_conditions)


def calendar(on: date | None = None) -> WorkCalendar:
    """Return the working-day calendar as published by ``on``."""
    return _value(_national("holidays", on), read_calendar)


def header_synonyms(on: date | None = None) -> HeaderBook:
    """Return how ledgers head their columns."""
    return _value(_national("header_synonyms", on), read_headers)


def volunteer_headers(on: date | None = None) -> HeaderBook:
    """Return how lists of volunteers head their columns."""
    return _value(_national("volunteer_headers", on), read_headers)


def national(on: date | None = None) -> NationalBook:
    """Return the national systems, and what their lists have beside a ledger's columns."""
    return _value(_national("national_headers", on), read_national)


def activity_headers(on: date | None = None) -> HeaderBook:
    """Return how lists of activities head their columns."""
    return _value(_national("activity_headers", on), read_headers)


def outgoing(on: date | None = None) -> OutgoingBook:
    """Return what forms of a superior ask for beyond a ledger."""
    return _value(_national("outgoing", on), read_outgoing)


def hints(on: date | None = None) -> HintRules:
    """Return when a reviewer is pointed to something odd about a visit."""
    return _value(_national("review", on), read_hints)


def code_list(name: str, on: date | None = None) -> CodeList:
    """Return a code list, such as ``relation``."""
    return _value(_national(f"codes.{name}", on), read_code_list)


def codes(name: str, on: date | None = None) -> dict[str, str]:
    """Return label by code of a code list, in its order."""
    return code_list(name, on).labels


def recognition(region_code: str, on: date | None = None) -> RecognitionRules:
    """Return how children are recognised in a region (12 digits or a prefix)."""
    return _regional("recognition", region_code, on, read_recognition)


def publication(region_code: str, on: date | None = None) -> PublicationRules:
    """Return what a region takes out of texts for outside (12 digits or a prefix)."""
    return _regional("publication", region_code, on, read_publication)


def protection(region_code: str, on: date | None = None) -> ProtectionRules:
    """Return how children are protected at once in a region (12 digits or a prefix)."""
    return _regional("protection", region_code, on, read_protection)


def notices(region_code: str, on: date | None = None) -> NoticeRules:
    """Return what a region (12 digits or a prefix) tells and asks families about their data."""
    return _regional("notices", region_code, on, read_notices)


def psychology(region_code: str, on: date | None = None) -> PsychologyRules:
    """Return how a region (12 digits or a prefix) sees to psychological care."""
    return _regional("psychology", region_code, on, read_psychology)


def psychology_form(version: str | None = None) -> Template:
    """Return the form of a screening, of a version or as it holds today; raise NotFound."""
    if version is None:
        return _value(_national(_SCREENING, None), read_assessment)
    for edition in editions():
        if (edition.kind, edition.version) == (_SCREENING, version):
            return _value(edition, read_assessment)
    raise NotFound


def matching(region_code: str, on: date | None = None) -> MatchingRules:
    """Return how volunteers and requests are matched in a region (12 digits or a prefix)."""
    return _regional("matching", region_code, on, read_matching)


def visit_form(version: str | None = None, on: date | None = None) -> VisitForm:
    """Return the form of a version, however old; without one, the form that holds on ``on``."""
    if version is None:
        return _value(_national("visit_form", on), read_form)
    for edition in editions():
        if edition.kind == "visit_form" and edition.version == version:
            return _value(edition, read_form)
    raise NotFound


def assessments(on: date | None = None) -> list[Template]:
    """Return the assessment forms that hold on a day, in the order of their codes."""
    kinds = {edition.kind for edition in editions() if edition.kind.startswith(_ASSESSMENTS)}
    day = on or clock.today()
    held = [edition for kind in sorted(kinds) if (edition := current(kind, "", day))]
    return [_value(edition, read_assessment) for edition in held]


def assessment(code: str, version: str) -> Template:
    """Return an assessment form of a version, however old; raise NotFound."""
    for edition in editions():
        if (edition.kind, edition.version) == (_ASSESSMENTS + code, version):
            return _value(edition, read_assessment)
    raise NotFound


def assessment_terms(region_code: str, on: date | None = None) -> AssessmentTerms:
    """Return how often guardianship is assessed in a region, and of whom it must be."""
    return _regional("assessment_terms", region_code, on, read_assessment_terms)


def all_assessment_terms(on: date | None = None) -> list[tuple[str, AssessmentTerms]]:
    """Return the same by region prefix, longest first and "" last: the first match holds."""
    day = on or clock.today()
    prefixes = [edition.region for edition in _overrides("assessment_terms", day)]
    return [(prefix, assessment_terms(prefix, day)) for prefix in [*reversed(prefixes), ""]]


def visit_rules(region_code: str, on: date | None = None) -> VisitRules:
    """Return the visit rules of the region (12 digits or a prefix), its own over its parents'."""
    day = on or clock.today()
    own = [e for e in _overrides("visit_rules", day) if region_code.startswith(e.region)]
    return _overridden(_national("visit_rules", day), own)


def all_visit_rules(on: date | None = None) -> list[tuple[str, VisitRules]]:
    """Return the rules by region prefix, longest first and "" last: the first match holds."""
    day = on or clock.today()
    prefixes = [edition.region for edition in _overrides("visit_rules", day)]
    return [(prefix, visit_rules(prefix, day)) for prefix in [*reversed(prefixes), ""]]


def guardianship(region_code: str, on: date | None = None) -> GuardianshipRules:
    """Return kinds of guardianship, ages and flags as the region (12 digits) has them."""
    return _regional("guardianship", region_code, on, read_guardianship)


def care_rules(region_code: str, on: date | None = None) -> CareRules:
    """Return what a region (12 digits or a prefix) says of entrusted care."""
    return _regional("care_agreements", region_code, on, read_care_agreements)


def mandatory_reports(region_code: str, on: date | None = None) -> MandatoryRules:
    """Return what is reported at once, to whom and within which hours, as a region has it."""
    return _regional("mandatory_reports", region_code, on, read_mandatory)


def volunteers(region_code: str, on: date | None = None) -> VolunteerRules:
    """Return what a region (12 digits or a prefix) says of volunteers."""
    return _regional("volunteers", region_code, on, read_volunteers)


def pairings(region_code: str, on: date | None = None) -> PairingRules:
    """Return how often paired people are in touch in a region, and where to complain."""
    return _regional("pairings", region_code, on, read_pairings)


def need_rules(region_code: str, on: date | None = None) -> NeedRules:
    """Return how soon needs are seen to in a region (12 digits or a prefix)."""
    return _regional("needs", region_code, on, read_needs)


def referral_rules(region_code: str, on: date | None = None) -> ReferralRules:
    """Return what recipients of a referral are shown, and when they answer, as a region has it."""
    return _regional("referrals", region_code, on, read_referrals)


def assistance(region_code: str, on: date | None = None) -> AidRules:
    """Return what is single help, a donation, a pack, in a region (12 digits or a prefix)."""
    return _regional("assistance", region_code, on, read_assistance)


def allowances(region_code: str, on: date | None = None) -> AllowanceRules:
    """Return who is entitled to which allowance, and when, as a region has it."""
    return _regional("allowances", region_code, on, read_allowances)


def campaigns(region_code: str, on: date | None = None) -> list[Campaign]:
    """Return the campaigns that concern a region (12 digits or a prefix), the newest first.

    ``on`` says which editions of their files hold, not whether they are going on.
    """
    found = (each for each in every_campaign(on) if each.holds_in(region_code))
    return sorted(found, key=lambda each: (each.first_on, each.code), reverse=True)


def campaign(code: str, region_code: str) -> Campaign:
    """Return one campaign that concerns a region; raise NotFound."""
    for each in campaigns(region_code):
        if each.code == code:
            return each
    raise NotFound


def visiting_everyone(region_code: str, on: date) -> list[Campaign]:
    """Return the campaigns open on a day in which every child of a region is visited once."""
    return [
        each
        for each in every_campaign(on)
        if each.visits_everyone and each.contains(on) and each.is_held_at(region_code)
    ]


def every_campaign(on: date | None = None) -> tuple[Campaign, ...]:
    """Return the campaigns of all regions, by the editions that hold on a day; kept a session."""
    day, known = on or clock.today(), db.session.info.setdefault(_KNOWN, {})
    if day not in known:
        kinds = sorted({e.kind for e in editions() if e.kind.startswith(_CAMPAIGNS)})
        held = [edition for kind in kinds if (edition := current(kind, "", day))]
        known[day] = tuple(_value(edition, read_campaign) for edition in held)
    found: tuple[Campaign, ...] = known[day]
    return found


def campaign_editions(code: str) -> list[tuple[Edition, Campaign]]:
    """Return every edition that there was of a campaign, the newest first."""
    kind = _CAMPAIGNS + code
    own = [edition for edition in reversed(editions()) if edition.kind == kind]
    return [(edition, _value(edition, read_campaign)) for edition in own]


def editions() -> tuple[Edition, ...]:
    """Return every edition, oldest first: one statement a session."""
    info = db.session.info
    if _EDITIONS not in info:
        columns = [getattr(PracticeRow, name) for name in Edition.__dataclass_fields__]
        statement = select(*columns).order_by(PracticeRow.valid_from, PracticeRow.created_at)
        info[_EDITIONS] = tuple(Edition(*row) for row in db.session.execute(statement))
    editions: tuple[Edition, ...] = info[_EDITIONS]
    return editions


def forget_editions() -> None:
    """Let the session list the editions again: they have changed."""
    db.session.info.pop(_EDITIONS, None)
    db.session.info.pop(_KNOWN, None)


def current(kind: str, region: str, on: date) -> Edition | None:
    """Return the edition of exactly this region that holds on ``on``, or None."""
    fitting = [e for e in editions() if (e.kind, e.region) == (kind, region) and e.holds(on)]
    return fitting[-1] if fitting else None


def _national(kind: str, on: date | None) -> Edition:
    edition = current(kind, "", on or clock.today())
    if edition is None:
        raise RuleBroken("业务规则“%(kind)s”还没有装入，请先运行 flask --app app init。", kind=kind)
    return edition


def _overrides(kind: str, day: date) -> list[Edition]:
    """Return what regions have set otherwise, shortest prefix first."""
    own = (edition for edition in editions() if edition.kind == kind and edition.region)
    held = {edition.region: edition for edition in own if edition.holds(day)}
    return [held[region] for region in sorted(held, key=lambda region: (len(region), region))]


def _regional(
    kind: str, region_code: str, on: date | None, read: Callable[[Mapping[str, Any]], Read]
) -> Read:
    """Return the settings of a kind as the region has them, its own over its parents'."""
    day = on or clock.today()
    nation = _national(kind, day)
    own = [e for e in _overrides(kind, day) if region_code.startswith(e.region)]
    key = (kind, nation.id, *(edition.id for edition in own))
    if key not in _values:
        body = _body(nation)
        for edition in own:
            body = overlaid(body, _body(edition))
        _values[key] = read(body)
    value: Read = _values[key]
    return value


def _overridden(nation: Edition, overrides: list[Edition]) -> VisitRules:
    key = ("visit_rules", nation.id, *(edition.id for edition in overrides))
    if key not in _values:
        rules = _value(nation, read_visit_rules)
        for edition in overrides:
            rules = overridden(rules, edition.region, _body(edition))
        _values[key] = rules
    merged: VisitRules = _values[key]
    return merged


def _value(edition: Edition, read: Callable[[Mapping[str, Any]], Read]) -> Read:
    key = (edition.id,)
    if key not in _values:
        _values[key] = read(_body(edition))
    value: Read = _values[key]
    return value


def _body(edition: Edition) -> Mapping[str, Any]:
    statement = select(PracticeRow.body).where(PracticeRow.id == edition.id)
    body: Mapping[str, Any] = db.session.execute(statement).scalar_one()
    return body
