"""A story lived in the product, day by day, through its own acts.

Files, and visits that nothing concerns afterwards, go in as rows in bulk: the same rows, made of
the product's own models. Everything else is done as people do it, on the day on which it happened.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import singledispatchmethod
from typing import Any
from uuid import UUID, uuid5

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities.actions import withdraw_activity
from casework.activities.models import Activity
from casework.activities.rules import Around
from casework.assistance import actions as assistance
from casework.assistance.models import AidGroup, AidShare, Mode
from casework.assistance.rules import Counted, Facts, Portion
from casework.care_agreements import actions as agreements
from casework.care_agreements.blocks import Signed as How
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.children import actions as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.needs import actions as needs
from casework.needs.models import Need, NeedStatus
from casework.pairings.models import PairingState
from casework.protection import actions as protection
from casework.protection.actions import Beginning
from casework.protection.models import ProtectionCase
from casework.psychology import actions as psychology
from casework.psychology.models import PsychologyCase
from casework.visits import actions as visits
from casework.visits import reviews, submissions
from casework.visits.models import Mode as Way
from casework.visits.models import Outcome, ReviewState, Visit
from tests.factories.accounts import a_viewer
from tests.factories.activities import an_activity
from tests.factories.agreements import a_draft
from tests.factories.children import load_practice
from tests.factories.counting import a_life, rows_of
from tests.factories.pairings import a_pairing
from tests.factories.visits import said
from tests.scenarios import story as told
from tests.scenarios.story import Story

#: How many things happen before the session forgets what it has seen.
_TOGETHER = 500
#: One in so many of the agreements that go in as rows goes through the acts all the same.
_BY_THE_ACTS = 8


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let it be a day."""
    before = clock.today()
    clock.fix_today(day)
    yield
    clock.fix_today(before)


class Living:
    """The product, in which a story happens."""

    def __init__(self, story: Story, *, county: str, city: str, begins: date) -> None:
        self.story = story
        self.files: list[UUID] = []
        self.visits: dict[str, UUID] = {}
        self.agreements: dict[str, UUID] = {}
        self.needs: dict[str, UUID] = {}
        self.cases: dict[int, UUID] = {}
        self.givings: dict[str, UUID] = {}
        self.activities: dict[str, UUID] = {}
        #: Cases of counsellors by file.
        self.sent: dict[int, UUID] = {}
        with on(begins):
            load_practice()
            self.county = a_viewer(Role.COUNTY_CIVIL, county)
            self.counsellor = a_viewer(Role.COUNSELLOR, county)
            #: Who may move a child from one county to another.
            self.above = a_viewer(Role.CITY_CIVIL, city)
            self.offices = {
                home[:9]: a_viewer(Role.CHILD_SUPERVISOR, f"{home[:9]}000")
                for home in sorted(set(story.homes) | _villages_moved_to(story))
            }
            done = self._begin(begins)
        self._rest = [event for event in story.in_order if _name_of(event) not in done]

    def happen(self) -> None:
        """Let everything else happen, each on its day."""
        for count, event in enumerate(self._rest):
            with on(event.on):
                self._do(event)
            if count % _TOGETHER == 0:
                self._forget()
        self._forget()

    # Files and visits in bulk

    def _begin(self, begins: date) -> set[str]:
        """Store the files, and the visits that nothing concerns afterwards; return their names."""
        lives = [
            a_life(home, since=begins, name=f"周小{_spoken(number)}")
            for number, home in enumerate(self.story.homes)
        ]
        files, rows = rows_of(lives, self.county.account_id)
        self.files = [file.id for file in files]
        rows += [self._visit(event, files[event.file]) for event in self._unquestioned_visits()]
        rows += [
            self._agreement_of(signed, files[drafted.file])
            for drafted, signed in self._plain_agreements()
        ]
        insert_all(db.session(), [*files, *rows])
        db.session.commit()
        return {*self.visits, *self.agreements}

    def _restless(self) -> set[int]:
        """Return the files of children who move, or who have two."""
        events = self.story.events
        moved = {event.file for event in events if isinstance(event, told.Moved)}
        same = [event for event in events if isinstance(event, told.FoundSame)]
        return moved.union(*((event.kept, event.ended) for event in same))

    def _unquestioned_visits(self) -> list[told.Visited]:
        events, restless = self.story.events, self._restless()
        questioned = {event.visit for event in events if hasattr(event, "visit")}
        return [
            event
            for event in events
            if isinstance(event, told.Visited)
            and event.name not in questioned
            and event.file not in restless
        ]

    def _plain_agreements(self) -> list[tuple[told.Drafted, told.Signed]]:
        """Return most of those that were signed as soon as they were drafted, the only ones."""
        events, restless = self.story.events, self._restless()
        drafts = [event for event in events if isinstance(event, told.Drafted)]
        of_file = Counter(event.file for event in drafts)
        acts: dict[str, list[told.Signed]] = {}
        for event in events:
            if isinstance(event, told.Signed | told.Ended):
                acts.setdefault(event.agreement, []).append(event)  # type: ignore[arg-type]
        return [
            (draft, signed)
            for number, draft in enumerate(drafts)
            for signed in acts.get(draft.name, ())[:1]
            if number % _BY_THE_ACTS
            and [type(act) for act in acts[draft.name]] == [told.Signed]
            and of_file[draft.file] == 1
            and draft.file not in restless
        ]

    def _visit(self, event: told.Visited, child: Child) -> Visit:
        visit = Visit(
            owner=child,
            region_code=child.region_code,
            counted_region_code=child.region_code,
            author_id=self._office(child).account_id,
            mode=Way(event.how),
            outcome=Outcome(event.met),
            visited_on=event.on,
            policy_told=event.policy,
            safety_checked=event.safety,
            psych_care=event.care,
            recorded_at=datetime.combine(event.on, time(9), clock.SHANGHAI),
            review_state=ReviewState.RECEIVED,
        )
        self.visits[event.name] = visit.id
        return visit

    def _agreement_of(self, event: told.Signed, child: Child) -> CareAgreement:
        agreement = CareAgreement(
            owner=child,
            region_code=child.region_code,
            counted_region_code=child.region_code,
            state=AgreementState.SIGNED,
            account_id=self._office(child).account_id,
            from_on=event.on,
            until_on=event.on + timedelta(days=365),
            signed_on=event.signed_on or event.on,
            terms={},
        )
        self.agreements[event.agreement] = agreement.id
        return agreement

    def _forget(self) -> None:
        db.session.commit()
        db.session.expunge_all()

    # Everything else, by the acts

    def _child(self, file: int) -> Child:
        child: Child = _got(Child, self.files[file])
        return child

    def _office(self, child: Child) -> Viewer:
        return self.offices[child.region_code[:9]]

    @singledispatchmethod
    def _do(self, event: Any) -> None:
        raise TypeError(type(event).__name__)

    @_do.register
    def _(self, event: told.Visited) -> None:
        child = self._child(event.file)
        content = said(visited_on=event.on, mode=event.how, outcome=event.met, **_done(event))
        office = self._office(child)
        kept = submissions.keep(actor=office, child_id=child.id, content=content)
        visit = visits.record_visit(actor=office, submission=kept)
        assert visit is not None, event
        self.visits[event.name] = visit.id

    @_do.register
    def _(self, event: told.SentBack) -> None:
        self._step(event.visit, visits.return_to_worker, self.county, reason="日期请核对")

    @_do.register
    def _(self, event: told.Answered) -> None:
        office = self._office(_got(Child, _got(Visit, self.visits[event.visit]).child_id))
        self._step(event.visit, visits.answer, office, words="核对过了，是那天")

    @_do.register
    def _(self, event: told.TakenBack) -> None:
        self._step(event.visit, visits.take_back, self.county)

    def _step(self, name: str, act: Callable[..., Visit], actor: Viewer, **more: str) -> None:
        visit = _got(Visit, self.visits[name])
        act(actor=actor, visit_id=visit.id, seen=str(reviews.token(visit)), **more)

    @_do.register
    def _(self, event: told.Corrected) -> None:
        visit = _got(Visit, self.visits[event.visit])
        day = event.to_day or visit.visited_on
        met = event.met or visit.outcome.value
        visits.correct_visit(
            actor=self.county,  # who reaches the place of before as well
            visit=visit,
            version=visit.version,
            content=said(visited_on=day, mode=visit.mode.value, outcome=met),
            reason="登记错了",
        )

    @_do.register
    def _(self, event: told.Moved) -> None:
        child = self._child(event.file)
        children.move(actor=self.above, child=child, region_code=event.village)

    @_do.register
    def _(self, event: told.FoundSame) -> None:
        self._forget()
        kept, ended = self._child(event.kept), self._child(event.ended)
        children.merge(
            actor=self.county,
            kept_id=kept.id,
            ended_id=ended.id,
            choice=children.Choice((kept.version, ended.version)),
            reason="核对户口簿，是同一个孩子",
        )
        self._forget()

    @_do.register
    def _(self, event: told.Protected) -> None:
        child = self._child(event.file)
        where = "rescue_body" if event.placed else None
        beginning = Beginning(grounds=["guardian_incapable_event"], placement=where)
        case = protection.begin(actor=self._office(child), child=child, told=beginning)
        self.cases[event.file] = case.id

    @_do.register
    def _(self, event: told.Placed) -> None:
        child, case = self._child(event.file), _got(ProtectionCase, self.cases[event.file])
        protection.place(actor=self.county, child=child, case=case, placement="rescue_body")

    @_do.register
    def _(self, event: told.CameHome) -> None:
        child, case = self._child(event.file), _got(ProtectionCase, self.cases[event.file])
        protection.return_home(actor=self.county, child=child, case=case, words="父母已经回来")

    @_do.register
    def _(self, event: told.Drafted) -> None:
        child = self._child(event.file)
        carer = {"name": "王秀英", "relation": "62"}
        made = a_draft(child, actor=self._office(child), carer=carer)
        self.agreements[event.name] = made.id

    @_do.register
    def _(self, event: told.Signed) -> None:
        child, agreement = self._agreement(event.agreement)
        agreements.sign(
            actor=self._office(child),
            child=child,
            agreement=agreement,
            how=How.PAPER,
            signed_on=event.signed_on,
        )

    @_do.register
    def _(self, event: told.Ended) -> None:
        child, agreement = self._agreement(event.agreement)
        agreements.end(actor=self._office(child), child=child, agreement=agreement, reason="mutual")

    def _agreement(self, name: str) -> tuple[Child, CareAgreement]:
        agreement = _got(CareAgreement, self.agreements[name])
        return _got(Child, agreement.child_id), agreement

    @_do.register
    def _(self, event: told.Lacked) -> None:
        child = self._child(event.file)
        need = needs.open_need(actor=self._office(child), child=child, kind=event.kind, detail=None)
        db.session.flush()
        self.needs[event.name] = need.id

    @_do.register
    def _(self, event: told.Settled) -> None:
        need = _got(Need, self.needs[event.need])
        child = _got(Child, need.child_id)
        status = NeedStatus(event.how)
        outcome = "已不需要" if status is NeedStatus.DROPPED else None
        needs.close_need(
            actor=self._office(child), child=child, need=need, status=status, outcome=outcome
        )

    @_do.register
    def _(self, event: told.Reopened) -> None:
        need = _got(Need, self.needs[event.need])
        child = _got(Child, need.child_id)
        needs.reopen_need(actor=self._office(child), child=child, need=need, why="还没有解决")

    @_do.register
    def _(self, event: told.Gave) -> None:
        facts = Facts(
            kind=event.kind,
            mode=Mode(event.mode),
            source=event.source,
            item="冬季爱心包",
            given_on=event.on,
            unit=event.unit,
        )
        is_money = event.mode == "cash"
        portions = [
            Portion(self._child(file), None if is_money else event.each, Decimal("88.50"))
            for file in event.files
        ]
        counted = None
        if event.counted or event.households:
            quantity = None if is_money else event.for_counted
            counted = Counted(event.place, event.counted, event.households, quantity, Decimal(1000))
        self.givings[event.name] = assistance.give(
            actor=self.county,
            form_id=uuid5(self.county.account_id, event.name),
            facts=facts,
            portions=portions,
            counted=counted,
        )

    @_do.register
    def _(self, event: told.Withdrawn) -> None:
        act_id = self.givings[event.giving]
        if event.file is None:
            group = db.session.query(AidGroup).filter_by(act_id=act_id).one()
            assistance.withdraw_group(
                actor=self.county, group=group, version=group.version, reason="重复登记"
            )
            return
        mine = {"act_id": act_id, "for_child_id": self.files[event.file]}
        share = db.session.query(AidShare).filter_by(**mine).one()
        assistance.withdraw_share(
            actor=self.county, share=share, version=share.version, reason="重复登记"
        )

    @_do.register
    def _(self, event: told.Held) -> None:
        actor = self.county if event.unit[6:9] == "000" else self.offices[event.unit[:9]]
        for _sent in range(event.sent):
            made = an_activity(
                actor=actor,
                unit_code=event.unit,
                form_id=uuid5(actor.account_id, event.name),
                around=Around(event.places, children=[self._child(n) for n in event.files]),
                kind=event.kind,
                held_on=event.on,
                sessions=event.sessions,
            )
        self.activities[event.name] = made.id

    @_do.register
    def _(self, event: told.Left) -> None:
        child = self._child(event.file)
        children.close(actor=self.county, child=child, reason="parents_returned", on=event.on)

    @_do.register
    def _(self, event: told.Referred) -> None:
        child = self._child(event.file)
        case = psychology.refer(actor=self._office(child), child=child, why="总是一个人发呆")
        self.sent[event.file] = case.id

    @_do.register
    def _(self, event: told.CaredFor) -> None:
        case = _got(PsychologyCase, self.sent[event.file])
        psychology.accept(actor=self.counsellor, case=case)
        psychology.hold_session(
            actor=self.counsellor,
            case=case,
            words="谈了学校里的事",
            on_day=event.on,
            minutes=50,
            way="face",
        )

    @_do.register
    def _(self, event: told.Paired) -> None:
        pairing = a_pairing(self._child(event.file), self.county, PairingState(event.state))
        if event.until is not None:
            pairing.state, pairing.ended_on = PairingState.ENDED, event.until
        db.session.flush()

    @_do.register
    def _(self, event: told.CalledOff) -> None:
        activity = _got(Activity, self.activities[event.activity])
        withdraw_activity(
            actor=self.county, activity=activity, version=activity.version, reason="登记错了"
        )


def _name_of(event: told.Event) -> str | None:
    """Return the name of the thing that an event makes, or signs."""
    return event.agreement if isinstance(event, told.Signed) else getattr(event, "name", None)


def _done(event: told.Visited) -> dict[str, Any]:
    """Return the answers that say what was done besides."""
    return {
        "home_safety": "safe" if event.safety else "not_checked",
        "psych_care": "talked" if event.care else "no",
        **({"policies": "relief"} if event.policy else {}),
    }


def _villages_moved_to(story: Story) -> set[str]:
    return {event.village for event in story.events if isinstance(event, told.Moved)}


def _got(model: type[Any], row_id: UUID) -> Any:
    found = db.session.get(model, row_id)
    assert found is not None, (model, row_id)
    return found


def _spoken(number: int) -> str:
    """Return a number as a name has it: no two files are called the same."""
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
