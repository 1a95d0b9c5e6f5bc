"""Thirty volunteers of all kinds: most of them checked, some not yet, one barred, one who left."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.cli.demo.dice import Dice
from casework.cli.demo.names import FEMALE, MALE, grown_up
from casework.cli.demo.places import COUNTY, County
from casework.db.base import db
from casework.identifiers import expected_check_digit
from casework.practice import queries as practice
from casework.regions.codes import pad
from casework.volunteers import actions, rules
from casework.volunteers.facts import CheckFacts, VolunteerFacts
from casework.volunteers.models import VettingResult, Volunteer
from casework.volunteers.rules import Reach

_HOW_MANY = 30
#: How many days ago the records of each were asked for; None: not yet. One runs out soon.
_ASKED_AGO = (60, 20, 200, 345, 90, 30, None, 150, 10, 400)
_BARRED, _LEFT = 13, 27
# no-catalogue: invented words
_OFFICE = "青禾县公安局"
# no-catalogue: invented words
_WORKS = {
    "wf_exec": "青禾县妇联",
    "women_vol": "巾帼志愿服务队",
    "fam_edu_expert": "青禾县家庭教育指导中心",
    "child_director_vol": "村民委员会",
    "judge": "青禾县人民法院",
    "prosecutor": "青禾县人民检察院",
    "lawyer": "青禾律师事务所",
    "teacher": "青禾县第二小学",
    "police_officer": "青禾县公安局",
    "college_vol": "演示师范学院",
    "social_worker": "禾苗社会工作服务中心",
    "enterprise": "青禾爱心超市",
}
# no-catalogue: invented words
_TRAININGS = ("怎样和孩子说话", "发现伤害怎么办", "防溺水知识")


def add_volunteers(seed: int, county: County) -> int:
    """Let 妇联 put thirty people on the register; return how many there are."""
    office, dice = accounts.viewer_by_login("fulian"), Dice(f"{seed}/volunteers")
    kinds = islice(cycle(practice.codes("volunteer_kind")), _HOW_MANY)
    made = [_enrolled(office, dice, kind, n, county) for n, kind in enumerate(kinds)]
    db.session.flush()
    for n, volunteer in enumerate(made):
        _look_into(office, dice, volunteer, n)
    actions.link(actor=office, volunteer=made[1], login="zhiyuan")
    actions.leave(actor=office, volunteer=made[_LEFT], left_on=clock.today())
    db.session.commit()
    return len(made)


def _enrolled(office: Viewer, dice: Dice, kind: str, n: int, county: County) -> Volunteer:
    sex = MALE if kind in ("judge", "police_officer", "five_elders") else FEMALE
    base = (COUNTY, pad(dice.one(county.villages).code[:9]), dice.one(county.villages).code)[n % 3]
    reach = (Reach.COUNTY, Reach.TOWNSHIP, Reach.TOWNSHIP)[n % 3]
    facts = VolunteerFacts(
        name=grown_up(dice, sex),
        kind=kind,
        base_code=base,
        reach_code=rules.reach_code(base, reach),
        capacity=(1, 3, 2)[n % 3],
        sex=sex,
        phone=dice.phone(),
        id_number=_number(sex, n) if n % 5 else None,
        organisation=_WORKS.get(kind),
        skills=tuple(_some(dice, [*practice.codes("volunteer_skill")])),
        languages=("mandarin", "dialect") if n % 2 else ("mandarin",),
        free_times=tuple(_some(dice, [*practice.codes("free_time")])),
    )
    joined_on = clock.today() - timedelta(days=30 + dice.below(700))
    return actions.enrol(actor=office, facts=facts, joined_on=joined_on, is_another=True)


def _look_into(office: Viewer, dice: Dice, volunteer: Volunteer, n: int) -> None:
    """Ask for the records of one, let her agree to the code of conduct and be trained."""
    ago = 25 if n == 1 else _ASKED_AGO[n % len(_ASKED_AGO)]
    result = VettingResult.BARRED if n == _BARRED else VettingResult.CLEAR
    if ago is not None:
        check = CheckFacts(clock.today() - timedelta(days=ago), result.value, _OFFICE)
        actions.record_check(actor=office, volunteer=volunteer, check=check)
    on = clock.today() - timedelta(days=dice.below(30))
    if n % 7 != 3:
        actions.agree(actor=office, volunteer=volunteer, on=on)
    if n % 4 == 1:
        topic = dice.one(_TRAININGS)
        actions.record_training(
            actor=office, volunteer=volunteer, on_day=on, topic=topic, minutes=90
        )


def _some(dice: Dice, codes: Sequence[str]) -> Iterator[str]:
    chosen = {dice.one(codes) for _ in range(3)}
    return (code for code in codes if code in chosen)


def _number(sex: str, n: int) -> str:
    """Return a number of the invented county; the last but one digit says the sex."""
    born = date(1970 + n % 30, 1 + n % 12, 1 + n % 28)
    seventeen = f"990101{born:%Y%m%d}9{n // 10}{1 if sex == MALE else 2}"
    return seventeen + expected_check_digit(seventeen)
