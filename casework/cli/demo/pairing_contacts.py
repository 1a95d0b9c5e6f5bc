"""What the volunteers of the demonstration tell of their contacts: calls, visits, one worry."""

from datetime import date, timedelta

from sqlalchemy import select

from casework import clock
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.cli.demo.dice import Dice
from casework.db.base import db, new_id
from casework.pairings.actions import complaining, contacting
from casework.pairings.actions.complaining import Complainant
from casework.pairings.models import Pairing, PairingState
from casework.pairings.queries import contacts, in_reach
from casework.pairings.telling import Told

_OFFICE, _VOLUNTEER = "dudao", "zhiyuan"
_EVERY = 24
_SAID = (
    ("这次数学考了八十五分。", "一起订正了卷子，她自己找出了两处错。"),
    ("想妈妈了，过年能回来吗？", "陪着说了一会儿话，写了一张给妈妈的卡片。"),
    ("我会背三首诗了。", "读了两个故事，孩子讲了第二个。"),
    (None, "电话里问了作业和吃饭，情况都好。"),
    ("下次还来文化站吗？", "一起打扫了图书角，借了一本书回家。"),
)
_WORRY = "最近两次都说不想上学，问了不肯说为什么，走的时候哭了。"


def add_contacts(seed: int) -> None:
    """Let those who are paired be in touch; one of them too seldom, and one with a worry."""
    dice, office = Dice(f"{seed}/pairing-contacts"), viewer_by_login(_OFFICE)
    statement = (
        select(Pairing)
        .where(in_reach(office, Pairing), Pairing.began_on.is_not(None))
        .order_by(Pairing.began_on, Pairing.id)
    )
    lived = db.session.scalars(statement).all()
    going = [each for each in lived if each.state is PairingState.ACTIVE]
    for pairing in lived:
        # The first to begin has not been in touch for a while.
        _live(dice, office, pairing, silent_for=50 if pairing in going[:1] else 0)
    if len(going) > 1:
        _log(office, going[1], _worried(going[1]))
        _complain(office, going[1])
    db.session.commit()


def _live(dice: Dice, office: Viewer, pairing: Pairing, silent_for: int) -> None:
    """Tell of a contact every few weeks; where the pairing is over, until it was."""
    assert pairing.began_on is not None  # noqa: S101 - asked for in the statement
    last_on = pairing.ended_on or pairing.paused_on or clock.today()
    day = pairing.began_on + timedelta(days=_EVERY)
    while day < last_on - timedelta(days=silent_for):
        _log(office, pairing, _told(dice, day))
        day += timedelta(days=_EVERY + dice.below(7) - 3)


def _told(dice: Dice, day: date) -> Told:
    child_words, words = _SAID[dice.below(len(_SAID))]
    way = ("meet", "phone", "video")[dice.below(3)]
    return Told(
        contacted_on=day,
        was_made=dice.below(9) != 0,
        services=(("tutoring", "affection", "reading", "psych")[dice.below(4)],),
        way=way,
        minutes=20 + 10 * dice.below(6),
        child_words=child_words,
        words=words,
    )


def _worried(pairing: Pairing) -> Told:
    """Return yesterday's call, which leaves a worry."""
    yesterday = clock.today() - timedelta(days=1)
    return Told(
        contacted_on=max(yesterday, pairing.began_on or yesterday),
        was_made=True,
        services=("affection",),
        way="meet",
        minutes=40,
        child_words="我不想去学校。",
        worry=_WORRY,
        is_worrying=True,
        next_on=clock.today() + timedelta(days=6),
    )


def _log(office: Viewer, pairing: Pairing, told: Told) -> None:
    """Let the volunteer who signs in tell of it herself, and the office write down the rest."""
    volunteer = viewer_by_login(_VOLUNTEER)
    for brief in contacts.open_briefs_of(pairing):
        if brief.account_id == volunteer.account_id:
            contacting.log_own(actor=volunteer, brief_id=brief.id, client_id=new_id(), told=told)
            return
    contacting.log_for(actor=office, pairing=pairing, client_id=new_id(), told=told)


def _complain(office: Viewer, pairing: Pairing) -> None:
    complaint = complaining.complain(
        actor=office,
        pairing=pairing,
        by_whom=Complainant.CARER,
        words="约好的时间迟到了两次，孩子在文化站等了半个钟头。",
    )
    complaining.answer(
        actor=office,
        pairing=pairing,
        complaint=complaint,
        words="已和志愿者说过，以后改不了时间的提前打电话。",
    )
