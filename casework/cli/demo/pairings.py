"""Requests and pairings in every state, so that each of their pages has something to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import case, select

from casework import clock
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.pairings import actions, queries
from casework.pairings.actions import Asked, Meeting, Wanted
from casework.pairings.models import Pairing, PairingRequest
from casework.pairings.rules import Consent, ConsentWay, goes_to_township
from casework.regions.codes import pad
from casework.volunteers import queries as volunteers
from casework.volunteers.models import Volunteer

_WORKER, _OFFICE, _FEDERATION, _VOLUNTEER = "zhuren", "dudao", "fulian", "zhiyuan"


@dataclass(frozen=True)
class _Story:
    """What is asked for, and how many days ago each thing was done; None: not yet."""

    needs: Sequence[str]
    words: str
    asked: int
    proposed: int | None = None
    agreed: int | None = None
    met: int | None = None
    #: How it went on: half, decline, pause, end.
    then: str | None = None
    #: Whether the volunteer is the one who signs in.
    by_sign_in: bool = False


_STORIES = (
    _Story(
        ["tutoring"], "三年级，数学跟不上，想有人每周辅导一次。", 60, 55, 50, 45, by_sign_in=True
    ),
    _Story(["affection", "reading"], "话不多，喜欢听故事。", 30, 20, 3, by_sign_in=True),
    _Story(["psych"], "父母离开以后睡不好，想有人说说话。", 90, 85, 80, 75),
    _Story(["tutoring", "birthday"], "五年级，英语刚开始学。", 40, 35, 30, 28),
    _Story(["affection"], "和爷爷住，周末想有人陪着玩。", 12, 6),
    _Story(["wish"], "想要一副画画的彩笔和一个一起画的人。", 15, 8, then="half"),
    _Story(["rights"], "奶奶想问问抚养费的事。", 20, 10, then="decline"),
    _Story(["video_link"], "想每个月和妈妈视频，家里没有人会弄。", 25, 18, 9),
    _Story(["reading", "tutoring"], "二年级，识字少。", 120, 110, 100, 95, then="pause"),
    _Story(["affection"], "上初中了，住校，周末回来。", 200, 190, 185, 180, then="end"),
    _Story(["tutoring"], "六年级，作文不会写。", 9),
    _Story(["psych", "affection"], "刚换了学校，没有朋友。", 3),
)


def add_pairings(seed: int) -> None:
    """Let children of a township be asked for, and some of them be paired."""
    dice, office = Dice(f"{seed}/pairings"), viewer_by_login(_OFFICE)
    people = _available(viewer_by_login(_FEDERATION))
    for child, story in zip(_children(office), _STORIES, strict=False):
        _live(dice, office, child, story, people)
    db.session.commit()


def _available(federation: Viewer) -> list[Volunteer]:
    """Return who may be paired; the first of them gets the way in that is shown."""
    found = list(volunteers.available(federation, clock.today()))
    account_id = viewer_by_login(_VOLUNTEER).account_id
    found.sort(
        key=lambda each: (
            each.account_id != account_id,
            each.reach_code[6:] != "000000",
            -each.capacity,
        )
    )
    if found:
        _give_sign_in(found[0], account_id)
    return found


def _give_sign_in(volunteer: Volunteer, account_id: UUID) -> None:
    """Let one who goes everywhere and takes two be whoever signs in."""
    held = select(Volunteer).where(Volunteer.account_id == account_id)
    for other in db.session.scalars(held).all():
        other.account_id = None
    db.session.flush()
    volunteer.account_id = account_id
    volunteer.capacity = max(2, volunteer.capacity)
    volunteer.reach_code = pad(volunteer.region_code[:6])
    db.session.flush()


def _children(office: Viewer) -> Sequence[Child]:
    """Return children of the township, those of the village that is shown first."""
    village = viewer_by_login(_WORKER).regions[0]
    statement = (
        select(Child)
        .where(children.in_reach(office), Child.status == Status.ACTIVE)
        .order_by(case((Child.region_code == village, 0), else_=1), Child.id)
        .limit(len(_STORIES))
    )
    return db.session.scalars(statement).all()


def _live(
    dice: Dice, office: Viewer, child: Child, story: _Story, people: Sequence[Volunteer]
) -> None:
    alias = f"小朋友{'ABCDEFGHJK'[dice.below(10)]}{10 + dice.below(90)}"  # no-catalogue: a name
    wanted = Wanted(alias, story.needs, ["mandarin"], None, ["saturday"], story.words)
    request = actions.publish(actor=office, child=child, wanted=wanted)
    if story.proposed is not None:
        _pair(office, child, request, story, people)
    request.opened_on = _ago(story.asked)
    if request.closed_on and story.agreed is not None:
        request.closed_on = _ago(story.agreed)


def _pair(
    office: Viewer,
    child: Child,
    request: PairingRequest,
    story: _Story,
    people: Sequence[Volunteer],
) -> None:
    volunteer = _fitting(story, request, people)
    if volunteer is None:
        return
    pairing = actions.propose(
        actor=viewer_by_login(_FEDERATION), request=request, volunteer=volunteer
    )
    told = Asked(
        Consent("王桂英", "62", _ago(story.agreed or 1), ConsentWay.IN_PERSON),
        "愿意，想早点见到。",
        Meeting("镇上的文化站", clock.today() + timedelta(days=6), "儿童主任"),
    )
    if story.then == "half":
        told = Asked(Consent("王桂英", "62"), None)
    said = {"actor": office, "pairing_id": pairing.id}
    if story.then == "decline":
        actions.decline(**said, asked=Asked(), words="孩子说现在不想见生人。")  # type: ignore[arg-type]
    elif story.agreed is not None or story.then == "half":
        actions.approve(**said, asked=told)  # type: ignore[arg-type]
    if story.met is not None:
        worker = viewer_by_login(_WORKER)
        there = worker if child.region_code in worker.regions else office
        present = "儿童主任、奶奶"
        actions.meet(
            actor=there, pairing_id=pairing.id, on=_ago(story.met), place="文化站", present=present
        )
    if story.then == "pause":
        actions.pause(**said, words="志愿者外出学习一个月。")  # type: ignore[arg-type]
    elif story.then == "end":
        actions.end(**said, reason="parents_back", words="母亲回来了。")  # type: ignore[arg-type]
    _backdate(pairing, story)


def _fitting(
    story: _Story, request: PairingRequest, people: Sequence[Volunteer]
) -> Volunteer | None:
    offered = people[:1] if story.by_sign_in else people[1:]
    for volunteer in offered:
        db.session.refresh(volunteer)
        if volunteer.has_room() and goes_to_township(volunteer.reach_code, request.region_code):
            return volunteer
    return None


def _backdate(pairing: Pairing, story: _Story) -> None:
    pairing.proposed_on = _ago(story.proposed or 0)
    if pairing.decided_on and story.agreed is not None:
        pairing.decided_on = _ago(story.agreed)
    days = {"propose": story.proposed, "approve": story.agreed, "meet": story.met}
    for step in queries.steps_of(pairing):
        ago = days.get(step.act)
        if ago is not None:
            step.taken_on = _ago(ago)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
