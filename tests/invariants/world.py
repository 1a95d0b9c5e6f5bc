"""A small country for the invariants: every role, four places, every state of a file.

It is made once a test process, by the acts themselves, and put back after each request that
changed it. Every value a child has is a canary (``canaries``).
"""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, got_request_exception
from sqlalchemy import delete, select, update

from casework import clock
from casework.accounts import actions as accounts
from casework.accounts import queries as account_queries
from casework.accounts.models import LoginSession, RoleGrant
from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.activities.imports import importing as activity_lists
from casework.allowances import actions as allowances
from casework.allowances import queries as allowance_queries
from casework.assistance import actions as assistance
from casework.assistance import queries as assistance_queries
from casework.assistance.rules import Counted
from casework.care_agreements import actions as agreements
from casework.care_agreements.blocks import Signed, Step
from casework.caseloads import actions as caseloads
from casework.children import actions, queries
from casework.children.actions.shared_numbers import suspect
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import Child, SharedNumber, Status
from casework.clock import Month
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.disclosures.models import Basis
from casework.eligibility import actions as eligibility
from casework.eligibility.facts import Known, Paper
from casework.exchange import actions as exchange
from casework.exchange.models import Shape
from casework.exchange.selections import Selection, Source
from casework.feedback import actions as feedback
from casework.feedback.models import Desk, Kind
from casework.guardianship import actions as guardianship
from casework.guidance import actions as guidance
from casework.inbox.rules import Recipient
from casework.jobs.models import Job
from casework.mandatory_reports import actions as mandatory
from casework.matching import actions as matching
from casework.needs import actions as needs
from casework.needs.models import NeedStatus
from casework.oversight import actions as oversight
from casework.oversight.filters import Narrowed
from casework.pairings.models import Pairing, PairingState
from casework.people.models import Part, Person
from casework.practice import queries as practice
from casework.protection import actions as protection
from casework.protection.models import Circle
from casework.psychology import actions as psychology
from casework.psychology import queries as psychology_queries
from casework.recognition import actions as recognition
from casework.recognition import steps
from casework.recognition.actions import Applicant, stepping
from casework.recognition.models import RecognitionState
from casework.recognition.rules import Opinion
from casework.referrals import actions as referrals
from casework.regions import queries as regions
from casework.rescue import resetting
from casework.roster import actions as roster
from casework.roster.models import UploadState
from casework.signoff import actions as signoff
from casework.transfers import actions as transfers
from casework.visits import actions as visits
from casework.visits import submissions
from casework.volunteers import actions as volunteers
from tests.applications import TODAY, Installation
from tests.attachments.handing_in import a_file
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    HOME_OF,
    NEXT_VILLAGE,
    PASSWORD,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
    add_regions,
    an_account,
)
from tests.factories.allowances import a_paid_row, a_standard, a_tried_batch
from tests.factories.assessments import an_assessment
from tests.factories.assistance import PACKS, a_batch, an_aid
from tests.factories.children import a_child, load_practice
from tests.factories.exchange import a_layout
from tests.factories.jobs import work_off
from tests.factories.pairings import a_pairing, a_request
from tests.factories.volunteers import a_volunteer
from tests.inbox.tasks import a_task
from tests.invariants import canaries, features
from tests.invariants.keeping import Keeper, keeper_of
from tests.invariants.lived import Lived, lived
from tests.matching.arranging import known_volunteer

#: Where a child lives, seen from the village of the cast.
PLACES = {
    "own village": VILLAGE,
    "sibling village": NEXT_VILLAGE,
    "other township": FAR_VILLAGE,
    "other county": STRANGE_VILLAGE,
}
#: A county that nobody of the cast has to do with: children go there and come from there.
THIRD_COUNTY, _THIRD_TOWNSHIP, _THIRD_VILLAGE = "990103000000", "990103001000", "990103001001"
_THIRD = {THIRD_COUNTY: "第三县", _THIRD_TOWNSHIP: "第三镇", _THIRD_VILLAGE: "第三村"}
#: How an account stands: with its region, without any, with one that it no longer holds.
STANDINGS = ("granted", "without a region", "grant ended")

#: When the visits that wait for an answer were returned: it stands in the forms about them.
RETURNED_AT = datetime(2026, 11, 1, 8, tzinfo=UTC)

_JANUARY, _SEPTEMBER = Month(2026, 1), Month(2026, 9)
_A_WHILE = timedelta(minutes=5)
_COOKIE = "casework"
_BORN = date(2016, 3, 15)
_ENTERED = date(2026, 3, 2)
_ACTIVITIES = "活动内容,活动时间,受益儿童数\n读书会,2026-10-20,12\n写春联,没有定,5\n"
_VOLUNTEERS = "姓名,类别,电话\n何立,法官,19900700909\n秦川,飞行员,\n"
_LEDGER = "姓名,性别,身份证号,村（社区）,类别\n栖不在册,女,,柳树村,留守儿童\n"


@dataclass
class Files:
    """What there is in one place: ids by the names that URLs give them."""

    region_code: str
    children: dict[Status, UUID] = field(default_factory=dict)
    visit_id: UUID | None = None
    #: A visit that was returned and waits for an answer.
    returned_id: UUID | None = None
    need_id: UUID | None = None
    #: A need that was solved, and a referral that was sent and waits for its answer.
    solved_id: UUID | None = None
    referral_id: UUID | None = None
    #: An assessment that is done, after another one, and waits for the office.
    assessment_id: UUID | None = None
    #: An agreement that was signed, and the draft of the next one.
    agreement_id: UUID | None = None
    #: What the child was given: the act, its line, a line without names, one of 妇联; goods.
    act_id: UUID | None = None
    share_id: UUID | None = None
    group_id: UUID | None = None
    own_group_id: UUID | None = None
    batch_id: UUID | None = None
    draft_id: UUID | None = None
    protection_id: UUID | None = None
    #: What a visit noticed of the child's mood, and the case that the county's counsellor has.
    mark_id: UUID | None = None
    care_id: UUID | None = None
    #: A term of care, and what a guardian was told.
    spell_id: UUID | None = None
    guidance_id: UUID | None = None
    #: What the township is asked about a number that two files of the place hold.
    case_id: UUID | None = None
    #: The carer's part in the child's life.
    link_id: UUID | None = None
    #: The father's part, and a condition that he is in.
    tie_id: UUID | None = None
    condition_id: UUID | None = None
    #: The carer, whom the child shares with another, and the father.
    person_id: UUID | None = None
    other_id: UUID | None = None
    #: A second file of the place, perhaps the same child's.
    twin_id: UUID | None = None
    #: A child of the place on the way to another county, and one on the way to the place.
    leaving_id: UUID | None = None
    coming_id: UUID | None = None
    #: An application in each state that somebody may do something with.
    recognitions: dict[RecognitionState, UUID] = field(default_factory=dict)
    #: A pairing in each state that somebody may do something with, and a request that waits.
    pairings: dict[PairingState, UUID] = field(default_factory=dict)
    request_id: UUID | None = None
    #: A child with whom nobody is paired.
    lone_id: UUID | None = None
    #: A superior's form that an office of the place keeps.
    layout_id: UUID | None = None
    #: A volunteer of the place, and one who has left.
    volunteer_id: UUID | None = None
    left_id: UUID | None = None
    #: A photo that was handed in for the child.
    file_id: UUID | None = None
    #: What hangs on the pairing that goes on.
    lived: Lived | None = None
    #: A run of matching in the county.
    run_id: UUID | None = None


class World:
    """The installation, who is in it, and what they may ask for."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.app = installation.app
        self.files = {place: Files(code) for place, code in PLACES.items()}
        #: The child behind each number of a canary, and where that child lives.
        self.children: list[UUID] = []
        self.regions: dict[UUID, str] = {}
        #: Where the children of each parent and carer live.
        self.people: dict[UUID, str] = {}
        self.viewers: dict[tuple[Role, str], Viewer] = {}
        self.uploads: dict[UUID, UUID] = {}
        #: In each place, an import by somebody outside the cast that waits for a second person.
        self.asked: dict[str, UUID] = {}
        self.submissions: dict[UUID, UUID] = {}
        #: Who answers for a village; what waits in a county at a desk; a request for a reset.
        self.workers: dict[str, UUID] = {}
        self.feedback: dict[tuple[str, Desk], UUID] = {}
        self.reset_id = UUID(int=0)
        self.tasks: dict[UUID, UUID] = {}
        self.exports: dict[UUID, UUID] = {}
        self.lists: dict[UUID, UUID] = {}
        #: Lists of activities, by who has handed them in.
        self.activity_lists: dict[UUID, UUID] = {}
        self.filters: dict[UUID, UUID] = {}
        #: What was reported in each place, what somebody reported, who is told in a county.
        self.reports: dict[str, UUID] = {}
        self.own_reports: dict[UUID, UUID] = {}
        self.officers: dict[str, UUID] = {}
        #: Of each county: a standard, a payment file that waits, a row about nobody.
        self.standards: dict[str, UUID] = {}
        self.batches: dict[str, UUID] = {}
        self.strays: dict[str, UUID] = {}
        #: In each place, a cover by the county's office, and a handover that waits for both.
        self.covers_by_place: dict[str, UUID] = {}
        self.handovers: dict[str, UUID] = {}
        #: What volunteers with a sign-in see of a pairing.
        self.briefs: dict[UUID, UUID] = {}
        #: Children who were sent to a counsellor.
        self.cared_for: set[UUID] = set()
        #: What features of their own made in each place, by the variables of addresses.
        self.made: dict[str, dict[str, UUID]] = {place: {} for place in PLACES}
        self._cookies: dict[str, str] = {}
        #: What went wrong in views: they answer as in production.
        self.raised: list[str] = []
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        got_request_exception.connect(self._note_exception, self.app)
        clock.fix_today(TODAY)
        with self.session():
            self._people_it()
        self._sign_everybody_in()
        work_off(self.app)
        with self.session():
            self._let_others_ask()
        with self.session():  # each request finds a session that was seen a while ago
            db.session.execute(update(LoginSession).values(seen_at=clock.now() - _A_WHILE))
        self.keeper: Keeper = keeper_of(installation)

    @contextmanager
    def session(self) -> Iterator[None]:
        """Look and arrange with the run of the whole database."""
        with self.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            yield
            db.session.commit()

    def viewer(self, role: Role, standing: str = "granted") -> Viewer:
        """Return what an account of the cast may do."""
        return self.viewers[role, standing]

    def client(self, role: Role | None, standing: str = "granted") -> CheckedClient:
        """Return a browser in which an account is signed in; a fresh one for None."""
        return self._browser(None if role is None else self.viewer(role, standing).login)

    def cookie_of(self, role: Role, standing: str = "granted") -> str:
        """Return the session cookie of an account, for a real browser."""
        return self._cookies[self.viewer(role, standing).login]

    def office_of(self, place: str) -> CheckedClient:
        """Return a browser of the county that a place belongs to."""
        return self._browser(f"office-{PLACES[place][:6]}")

    def _browser(self, login: str | None) -> CheckedClient:
        client = CheckedClient(self.app)
        if login is not None:
            client.set_cookie(_COOKIE, self._cookies[login])
        return client

    def child(self, place: str, status: Status = Status.ACTIVE) -> UUID:
        """Return a child of a place, in a state."""
        return self.files[place].children[status]

    def number_of(self, child_id: UUID) -> int:
        """Return the number that the child's canaries carry."""
        return self.children.index(child_id)

    def covers(self, viewer: Viewer, child_id: UUID) -> bool:
        """Say whether a child may be seen by a viewer at all."""
        is_cared_for = viewer.may(Permission.PSYCHOLOGY_TREAT) and child_id in self.cared_for
        is_named = viewer.sees_names or is_cared_for
        return is_named and viewer.scope.covers(self.regions[child_id])

    def _note_exception(self, _app: Flask, exception: BaseException) -> None:
        # Not the exception itself: its frames would hold cursors open.
        self.raised.append(repr(exception))

    def _people_it(self) -> None:
        for role, standing in itertools.product(Role, STANDINGS):
            self.viewers[role, standing] = _account_of(role, standing)
        an_account(Role.COUNSELLOR, login="colleague")
        an_account(Role.VOLUNTEER, login="newcomer")
        add_regions(_THIRD)
        self._third = _county_of(_THIRD_VILLAGE), _director_of(_THIRD_VILLAGE)
        load_practice()
        for place in ("own village", "other county"):
            _close_months(_closing_office(f"{PLACES[place][:6]}000000"))
        for place, files in self.files.items():
            self._settle(place, files)
            self._settle_features(place, files)
        for viewer in self.viewers.values():
            self._hand_in(viewer)
        account = account_queries.get(self.viewer(Role.VOLUNTEER).account_id)
        self.reset_id = resetting.ask(actor=self.viewer(Role.SYS_ADMIN), account=account).id

    def _settle(self, place: str, files: Files) -> None:
        county = _county_of(files.region_code)
        director = _director_of(files.region_code)
        self.workers[files.region_code] = director.account_id
        self.reports[place] = _reported(director)
        if files.region_code[:6] not in self.officers:
            proposed = mandatory.propose(actor=county, account_id=county.account_id)
            self.officers[files.region_code[:6]] = proposed.id
        for desk in Desk:
            self.feedback[files.region_code[:6], desk] = feedback.hand_in(
                actor=director,
                kind=Kind.COMPLAINT,
                desk=desk,
                text=f"问{desk.label}",
                is_anonymous=False,
            ).id
        for status in Status:
            child = _child(len(self.children), status, files.region_code, county, director)
            self.children.append(child.id)
            self.regions[child.id] = files.region_code
            files.children[status] = child.id
        lone = _child(len(self.children), Status.ACTIVE, files.region_code, county, director)
        self.children.append(lone.id)
        self.regions[lone.id] = files.region_code
        files.lone_id = lone.id
        files.layout_id = a_layout(files.region_code).id
        fed = a_viewer(Role.WOMENS_FED, f"{files.region_code[:6]}000000")
        files.volunteer_id, files.left_id = _volunteers(fed, files.region_code)
        if fed.account_id not in self.lists:
            self.lists[fed.account_id] = _list_of(fed)
        child = db.session.get_one(Child, files.children[Status.ACTIVE])
        (carer, person), (tie, father) = queries.people_of(child)
        files.link_id, files.person_id, files.other_id = carer.id, person.id, father.id
        files.tie_id, files.condition_id = tie.id, self._in_prison(child, director)
        self._share(person, files)
        files.care_id = self._cared_for(child, director)
        files.returned_id = self._returned(child, director, county, place)
        files.visit_id = self._visited(child, director, place)
        [mark, *_] = psychology_queries.marks_of(child)
        files.mark_id = mark.id
        detail = canaries.text(self.number_of(child.id), "need_detail")
        files.need_id = needs.open_need(actor=director, child=child, kind="money", detail=detail).id
        files.solved_id, files.referral_id = _referred(child, director, detail)
        files.agreement_id, files.draft_id = _entrusted(child, director)
        _assisted(child, county, files, detail)
        files.protection_id = self._protected(child, county)
        files.assessment_id = self._assessed(child, director, county)
        files.file_id = a_file(child, actor=director, title=detail).id
        self._look_after(child, director, files)
        files.recognitions = _applied(files, director, county)
        self._pair(files, county)
        files.twin_id = files.children[Status.SUSPENDED]
        db.session.get_one(Child, files.twin_id).case_number = files.region_code
        files.leaving_id, files.coming_id = self._on_the_way(files, county)
        self._hand_over(place, files, county, director)
        self._live(place, files, director)
        self._paid(child, county)
        files.case_id = _number_in_question(child, files.children[Status.SUSPENDED], county)
        files.run_id = _asked_to_match(files.region_code, county)

    def _settle_features(self, place: str, files: Files) -> None:
        county, director = _county_of(files.region_code), _director_of(files.region_code)
        child = db.session.get_one(Child, files.children[Status.ACTIVE])
        for feature in features.having("settle"):
            self.made[place] |= feature.settle(self, place, county, director, child)

    def _live(self, place: str, files: Files, director: Viewer) -> None:
        """Let the pairing that goes on be that of the cast's volunteer, or of another one."""
        account = f"volunteer-of-{files.region_code}"
        volunteer = (
            self.viewer(Role.VOLUNTEER)
            if place == "own village"
            else account_queries.viewer_of(an_account(Role.VOLUNTEER, files.region_code, account))
        )
        pairing = db.session.get_one(Pairing, files.pairings[PairingState.ACTIVE])
        files.lived = lived(pairing, director, volunteer)
        self.briefs[volunteer.account_id] = files.lived.brief_id

    def _in_prison(self, child: Child, director: Viewer) -> UUID:
        """Let the father be in a condition that has everything to say."""
        note = canaries.text(self.number_of(child.id), "condition_note")
        known = Known(
            code="imprisoned",
            since_on=_ENTERED,
            months=36,
            papers=(Paper("court_judgment"),),
            note=note,
        )
        [row] = eligibility.record_condition(
            actor=director, child=child, part=Part.FATHER.value, known=known
        )
        return row.id

    def _protected(self, child: Child, county: Viewer) -> UUID:
        words = canaries.text(self.number_of(child.id), "protection_words")
        told = protection.Beginning(words=words, circle=Circle.OFFICES)
        return protection.begin(actor=county, child=child, told=told).id

    def _cared_for(self, child: Child, director: Viewer) -> UUID:
        """Let a child be sent to a counsellor, who has met it where she is of the cast."""
        number = self.number_of(child.id)
        case = psychology.refer(
            actor=director, child=child, why=canaries.text(number, "visit_text"), consent="agreed"
        )
        counsellor = self.viewer(Role.COUNSELLOR)
        if counsellor.scope.covers(child.region_code):
            psychology.accept(actor=counsellor, case=case)
            psychology.hold_session(
                actor=counsellor,
                case=case,
                on_day=clock.today() - timedelta(days=3),
                minutes=50,
                way="face",
                words=canaries.text(number, "care_words"),
            )
        self.cared_for.add(child.id)
        return case.id

    def _look_after(self, child: Child, director: Viewer, files: Files) -> None:
        number = self.number_of(child.id)
        guardianship.begin_guardianship(
            actor=director,
            child=child,
            kind="parent",
            from_on=_ENTERED,
            note=canaries.text(number, "guardianship_note"),
        )
        files.spell_id = guardianship.begin_care(
            actor=director,
            child=child,
            arrangement="boarding",
            from_on=_ENTERED,
            place=canaries.text(number, "care_place"),
        ).id
        files.guidance_id = guidance.give(
            actor=director,
            child=child,
            kind="reminder",
            body="village",
            given_on=_ENTERED,
            follow_up_on=clock.today(),
            said=canaries.text(number, "guidance_said"),
        ).id

    def _pair(self, files: Files, county: Viewer) -> None:
        """Let somebody be paired with a child, be agreed on for another, and be proposed."""
        child, other = (
            db.session.get_one(Child, files.children[status])
            for status in (Status.ACTIVE, Status.SUSPENDED)
        )
        rows: dict[PairingState, Pairing] = {
            PairingState.ACTIVE: a_pairing(child, county, PairingState.ACTIVE),
            PairingState.APPROVED: a_pairing(other, county, PairingState.APPROVED),
            PairingState.PROPOSED: a_pairing(child, county, PairingState.PROPOSED),
        }
        files.pairings = {state: row.id for state, row in rows.items()}
        files.request_id = a_request(child, county).id

    def _on_the_way(self, files: Files, county: Viewer) -> tuple[UUID, UUID]:
        third, worker = self._third
        coming = _child(len(self.children), Status.ACTIVE, _THIRD_VILLAGE, third, worker)
        self.children.append(coming.id)
        self.regions[coming.id] = _THIRD_VILLAGE
        leaving = db.session.get_one(Child, files.children[Status.SUSPENDED])
        ways = ((county, leaving, THIRD_COUNTY), (third, coming, files.region_code))
        one, two = (_sent(*way) for way in ways)
        return one, two

    def _hand_over(self, place: str, files: Files, county: Viewer, director: Viewer) -> None:
        """Let the worker be covered for, and a child of hers be on its way to another."""
        village = regions.get(files.region_code)
        self.covers_by_place[place] = caseloads.begin_cover(
            actor=county,
            village=village,
            absent_id=director.account_id,
            covering_id=county.account_id,
            from_on=clock.today(),
            last_on=clock.today() + timedelta(days=9),
            reason="产假",
        ).id
        second = an_account(Role.CHILD_DIRECTOR, village.code, f"second-of-{village.code}")
        self.handovers[place] = caseloads.start(
            actor=county,
            village=village,
            from_id=director.account_id,
            to_id=second.id,
            on=clock.today(),
            child_ids={files.children[Status.ACTIVE]},
        ).id

    def _paid(self, child: Child, county: Viewer) -> None:
        """Let money go to the child and, of its county, some to nobody."""
        holder = canaries.text(self.number_of(child.id), "carer_name")
        allowances.set_payee(actor=county, child=child, number="6200990012345678", holder=holder)
        code = child.region_code[:6]
        row = a_paid_row(1, child.name, child.id_number, holder)
        strays = () if code in self.strays else (a_paid_row(2, "栖无此人"),)
        booked = a_tried_batch(county, row, *strays)
        allowances.confirm(actor=county, batch_id=booked.id)
        if strays:
            (stray,) = allowance_queries.strays_of(booked)
            self.strays[code], self.standards[code] = stray.id, a_standard(actor=county).id
            self.batches[code] = a_tried_batch(county, row).id

    def _share(self, carer: Person, files: Files) -> None:
        """Let the carer have a second child of the place, and know where everybody belongs."""
        paused = db.session.get_one(Child, files.children[Status.SUSPENDED])
        link, _person = queries.people_of(paused)[0]
        link.person_id = carer.id
        db.session.flush()
        for child_id in files.children.values():
            child = db.session.get_one(Child, child_id)
            for _link, person in queries.people_of(child):
                self.people[person.id] = files.region_code

    def _visited(self, child: Child, author: Viewer, place: str) -> UUID:
        content = visit_content(canaries.text(self.number_of(child.id), "visit_text"))
        kept = submissions.keep(actor=author, child_id=child.id, content=content)
        self.submissions.setdefault(author.account_id, kept.id)
        visit = visits.record_visit(actor=author, submission=kept)
        assert visit is not None, f"no visit in {place}"
        return visit.id

    def _assessed(self, child: Child, director: Viewer, county: Viewer) -> UUID:
        said = canaries.text(self.number_of(child.id), "assessment_text")
        told: dict[str, Any] = {"actor": director, "notes": {"mood": said}, "child_words": said}
        an_assessment(child, assessed_on=_ENTERED, decided_by=county, **told)
        return an_assessment(child, but={"mood": "quiet"}, **told).id

    def _returned(self, child: Child, author: Viewer, county: Viewer, place: str) -> UUID:
        visit_id = self._visited(child, author, place)
        asked = canaries.text(self.number_of(child.id), "visit_text")
        visit = visits.return_to_worker(actor=county, visit_id=visit_id, seen="1.0", reason=asked)
        visit.stepped_at = RETURNED_AT
        return visit_id

    def _hand_in(self, viewer: Viewer) -> None:
        """Let everybody who may have something of their own."""
        reach = [place for place in PLACES if viewer.scope.covers(PLACES[place])]
        if viewer.may(Permission.VISIT_WRITE) and reach:
            child = db.session.get_one(Child, self.child(reach[0]))
            self._visited(child, viewer, reach[0])
        if viewer.may(Permission.MANDATORY_FILE) and viewer.regions:
            self.own_reports[viewer.account_id] = _reported(viewer)
        if viewer.may(Permission.INBOX_READ) and reach:
            to = Recipient.worker(PLACES[reach[0]], viewer.account_id)
            self.tasks[viewer.account_id] = a_task(
                to=to, region_code=PLACES[reach[0]], child_id=self.child(reach[0])
            ).id
        if viewer.may(Permission.ROSTER_IMPORT) and reach:
            upload = roster.keep_upload(
                actor=viewer,
                region_code=viewer.regions[0],
                filename="台账.csv",
                content=_LEDGER.encode(),
            )
            self.uploads[viewer.account_id] = upload.id
        if viewer.may(Permission.TOWNSHIP_READ) and reach:
            self.filters[viewer.account_id] = oversight.keep_filter(
                actor=viewer, name="逾期的", code=None, narrowed=Narrowed()
            ).id
        if viewer.may(Permission.CHILD_EXPORT) and reach:
            export = exchange.build_export(
                actor=viewer, selection=Selection(Source.CHILDREN), shape=Shape.TABLE
            )
            self.exports[viewer.account_id] = export.id

        if viewer.may(Permission.VOLUNTEER_WRITE) and viewer.regions:
            self.lists[viewer.account_id] = _list_of(viewer)
        self._hand_in_activities(viewer)

    def _hand_in_activities(self, viewer: Viewer) -> None:
        if viewer.may(Permission.ACTIVITY_WRITE) and viewer.regions:
            self.activity_lists[viewer.account_id] = _activities_of(viewer)

    def _let_others_ask(self) -> None:
        for place, code in PLACES.items():
            office = account_queries.viewer_by_login(f"office-{code[:6]}")
            upload = roster.keep_upload(
                actor=office, region_code=code, filename="台账.csv", content=_LEDGER.encode()
            )
            upload.state, upload.counts = UploadState.AWAITING, {"new": 1, "changed": 60, "far": 60}
            self.asked[place] = upload.id
        db.session.flush()
        db.session.execute(delete(Job))

    def _sign_everybody_in(self) -> None:
        logins = [viewer.login for viewer in self.viewers.values()]
        for code in sorted({code[:6] for code in PLACES.values()}):
            logins.append(f"office-{code}")
            with self.session():
                an_account(Role.COUNTY_CIVIL, f"{code}000000", logins[-1])
        self._cookies = {login: self._signed_in(login) for login in logins}

    def _signed_in(self, login: str) -> str:
        client = CheckedClient(self.app)
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        cookie = client.get_cookie(_COOKIE)
        assert cookie is not None, answer.get_data(as_text=True)
        return cookie.value


def _activities_of(viewer: Viewer) -> UUID:
    """Return a list of activities that somebody has handed in."""
    told = {"region_code": viewer.regions[0], "filename": "活动清单.csv"}
    return activity_lists.keep_upload(actor=viewer, content=_ACTIVITIES.encode(), **told).id


def _list_of(fed: Viewer) -> UUID:
    """Return a list of volunteers that somebody has handed in."""
    told = {"region_code": fed.regions[0], "filename": "志愿者.csv"}
    return volunteers.keep_upload(actor=fed, content=_VOLUNTEERS.encode(), **told).id


def _volunteers(office: Viewer, region_code: str) -> tuple[UUID, UUID]:
    """Let a place have a volunteer who may be paired, and one who has left."""
    ready = a_volunteer(actor=office, base_code=region_code, phone="19900700901", is_ready=True)
    left = a_volunteer(actor=office, base_code=region_code, phone="19900700902")
    volunteers.leave(actor=office, volunteer=left, left_on=clock.today())
    return ready.id, left.id


def _referred(child: Child, director: Viewer, words: str) -> tuple[UUID, UUID]:
    """Return a need that was solved, and a referral without consent that was sent."""
    need = needs.open_need(actor=director, child=child, kind="goods", detail=words)
    db.session.flush()
    needs.close_need(
        actor=director, child=child, need=need, status=NeedStatus.SOLVED, outcome=words
    )
    referral = referrals.prepare(
        actor=director,
        child=child,
        recipient_kind="hospital",
        recipient="县人民医院",
        about=words,
        basis=Basis.EMERGENCY,
    )
    db.session.flush()
    referrals.send(actor=director, child=child, referral=referral)
    return need.id, referral.id


def _entrusted(child: Child, director: Viewer) -> tuple[UUID, UUID]:
    """Let the carer be entrusted with a child, and the next agreement be begun."""
    signed = agreements.start(actor=director, child=child)
    known: dict[str, Any] = {"actor": director, "child": child, "agreement": signed}
    declared = {bar.code: "no" for bar in practice.care_rules(child.region_code).bars}
    agreements.keep_step(**known, step=Step.BARS, said={"declared": declared})
    agreements.sign(**known, how=Signed.PAPER)
    known["agreement"] = draft = agreements.renew(**known)
    agreements.keep_step(**known, step=Step.BARS, said={"declared": declared})
    return signed.id, draft.id


def _assisted(child: Child, county: Viewer, files: Files, note: str) -> None:
    """Let a child be given something, others be counted beside, and packs wait to be given."""
    facts = replace(PACKS, note=note)
    counted = Counted(child.region_code, children=3)
    files.act_id = an_aid(child, actor=county, facts=facts, counted=counted)
    [files.share_id] = [line.id for line in assistance_queries.of_child(child)]
    [files.group_id] = [line.id for line in assistance_queries.groups_of_act(county, files.act_id)]
    own_id = assistance.give_to_group(
        actor=county, form_id=files.act_id, facts=PACKS, counted=replace(counted, children=5)
    )
    [files.own_group_id] = [g.id for g in assistance_queries.groups_of_act(county, own_id)]
    files.batch_id = a_batch(9, child.region_code, county).id


def _reported(actor: Viewer) -> UUID:
    return mandatory.file_report(actor=actor, content={"seen": ["看见的"], "child_name": ["某某"]})


def _closing_office(county: str) -> Viewer:
    account = an_account(Role.COUNTY_CIVIL, county, f"closing-{county[:6]}")
    account.name = "县级签发人"
    return account_queries.viewer_of(account)


def _close_months(office: Viewer) -> None:
    """Sign a month before there is anybody, so that all differs since; confirm another."""
    county = office.regions[0]
    missing = signoff.missing(office, county, _SEPTEMBER)
    for township in missing:
        signoff.confirm(actor=office, township=township.code, month=_JANUARY)
    why = {township.code: "岗位空缺" for township in missing}
    signoff.sign(actor=office, county=county, month=_SEPTEMBER, why_missing=why)
    db.session.flush()


def visit_content(said: str, visited_on: date = TODAY) -> Mapping[str, list[str]]:
    """Return what a visit form sends, with one text in every field for texts."""
    form = practice.visit_form()
    texts = {question.code: [said] for question in form if question.kind.value == "text"}
    opened = {q.code: [next(o.code for o in q.options if o.opens_detail)] for q in _detailed()}
    details = {question.detail_code: [said] for question in _detailed()}
    return {
        "client_id": [str(submissions.new_client_id())],
        "form_version": [form.version],
        "visited_on": [visited_on.isoformat()],
        **texts,
        **opened,
        **details,
        "mode": ["home"],
        "outcome": ["child_seen"],
        "risk_after": ["3"],
    }


def _detailed() -> list[Any]:
    return [q for q in practice.visit_form() if q.has_detail and "outcome" not in q.code]


def _account_of(role: Role, standing: str) -> Viewer:
    login = f"{role.value}-{STANDINGS.index(standing)}"
    account = an_account(role, login=login)
    account.name = f"{role.label}{standing}"
    if standing != "granted":
        db.session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
    if standing == "grant ended":
        accounts.grant_region(
            account_id=account.id,
            region_code=HOME_OF[role],
            from_on=_ENTERED,
            until_on=clock.today(),
        )
    return account_queries.viewer_of(account)


def _asked_to_match(region_code: str, county: Viewer) -> UUID:
    """Let somebody help in a village, and ask for a run of the county, which is done later."""
    known_volunteer(region_code)
    return matching.ask(actor=county, seed=7).id


def _county_of(region_code: str) -> Viewer:
    return _known_or_new(f"county-of-{region_code}", Role.COUNTY_CIVIL, f"{region_code[:6]}000000")


def _director_of(region_code: str) -> Viewer:
    """Return who answers for a village: for the first one she of the cast."""
    if region_code == VILLAGE:
        return account_queries.viewer_by_login(f"{Role.CHILD_DIRECTOR.value}-0")
    return _known_or_new(f"director-of-{region_code}", Role.CHILD_DIRECTOR, region_code)


def _known_or_new(login: str, role: Role, region_code: str) -> Viewer:
    known = account_queries.by_login(login)
    return account_queries.viewer_of(known or an_account(role, region_code, login))


def _child(
    number: int, status: Status, region_code: str, county: Viewer, director: Viewer
) -> Child:
    proposed = status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
    child = a_child(
        name=canaries.name(number),
        region_code=region_code,
        actor=county,
        facts=_facts(number),
        people=_family(number),
        address=canaries.text(number, "address"),
        entered_on=_ENTERED,
        status=Status.SUBMITTED if proposed else Status.ACTIVE,
        worker_id=director.account_id,
    )
    reason = canaries.text(number, "risk_reason")
    actions.set_risk(actor=county, child=child, level=3, reason=reason)
    _bring_to(child, status, county, canaries.text(number, "close_note"))
    return child


def _bring_to(child: Child, status: Status, county: Viewer, note: str) -> None:
    day = clock.today() - timedelta(days=3)
    match status:
        case Status.RETURNED:
            actions.send_back(actor=county, child=child, reason=note)
        case Status.SUSPENDED:
            actions.suspend(actor=county, child=child, reason="away", on=day, note=note)
        case Status.CLOSED:
            actions.close(actor=county, child=child, reason="adopted", on=day, note=note)
        case Status.DRAFT:
            child.status = Status.DRAFT


#: Whose application is in which state: two of each child, one a category.
_APPLIED = {
    RecognitionState.VERIFIED: (Status.ACTIVE, "de_facto_unsupported"),
    RecognitionState.APPLIED: (Status.RETURNED, "de_facto_unsupported"),
    RecognitionState.SUPPLEMENT: (Status.RETURNED, "orphan_scattered"),
    RecognitionState.CONFIRMED: (Status.SUSPENDED, "de_facto_unsupported"),
    RecognitionState.ENDING: (Status.SUSPENDED, "orphan_scattered"),
    RecognitionState.ENDED: (Status.DRAFT, "de_facto_unsupported"),
}


def _applied(files: Files, director: Viewer, county: Viewer) -> dict[RecognitionState, UUID]:
    """Return an application in each state that somebody may do something with."""
    return {
        state: _brought_to(
            state, db.session.get_one(Child, files.children[status]), category, director, county
        )
        for state, (status, category) in _APPLIED.items()
    }


def _brought_to(
    state: RecognitionState, child: Child, category: str, director: Viewer, county: Viewer
) -> UUID:
    made = recognition.apply(
        actor=director,
        child=child,
        category=category,
        applicant=Applicant("guardian"),
        applied_on=_ENTERED,
    )
    one = made.id
    if state is RecognitionState.SUPPLEMENT:
        recognition.ask_more(actor=county, recognition_id=one, words="缺户口")
    elif state is RecognitionState.ENDED:
        made.state = state
        stepping.keep(None, made, child, steps.LAPSE, detail={"exit_reason": "aged_out"})
    elif state is not RecognitionState.APPLIED:
        told = "走访核实"
        recognition.verify(actor=county, recognition_id=one, opinion=Opinion.FITS, words=told)
    if state in steps.HOLDS:  # never by whoever verified it
        decider = account_queries.viewer_by_login(f"closing-{child.region_code[:6]}")
        recognition.confirm(actor=decider, recognition_id=one, words="走访核实")
    if state is RecognitionState.ENDING:
        ended: dict[str, Any] = {"ended_on": clock.today(), "exit_reason": "parents_returned"}
        recognition.propose_end(actor=county, recognition_id=one, words="父母回来了", **ended)
    return one


def _sent(actor: Viewer, child: Child, to: str) -> UUID:
    return transfers.send(
        actor=actor,
        child=child,
        to_region_code=to,
        moved_on=clock.today() - timedelta(days=3),
        reason="住在外婆家",
        note="住在外婆家",
    ).id


def _number_in_question(child: Child, other_id: UUID, county: Viewer) -> UUID:
    """Let a number be held by two files, as if it had been typed into the second one."""
    suspect(actor=county, child=child, holder_id=other_id)
    statement = select(SharedNumber.id).where(SharedNumber.child_id == child.id)
    return db.session.scalars(statement).one()


def _facts(number: int) -> ChildFacts:
    texts = ("other_documents", "hukou_address", "school", "health_note", "note")
    said = {name: canaries.text(number, name) for name in texts}
    return ChildFacts(
        name=canaries.name(number),
        sex="2",
        birth_on=_BORN,
        id_kind="resident_id",
        id_number=canaries.id_number(number),
        phone=canaries.phone(number, "phone"),
        disability={
            "kind": "1",
            "grade": "1",
            "certificate": canaries.text(number, "disability"),
        },
        **said,
    )


def _family(number: int) -> list[PersonFacts]:
    carer = PersonFacts(
        part=Part.CARER,
        name=canaries.name(number, "carer_name"),
        relation="62",
        id_number=canaries.id_number(number, "carer_id_number"),
        phone=canaries.phone(number, "carer_phone"),
        address=canaries.text(number, "address"),
        whereabouts=canaries.text(number, "carer_whereabouts"),
    )
    father = replace(
        carer,
        part=Part.FATHER,
        name=canaries.name(number, "father_name"),
        relation="51",
        id_number=None,
        situation="working_away",
    )
    return [carer, father]


__all__ = ["PLACES", "STANDINGS", "STRANGE_COUNTY", "Files", "World", "visit_content"]
