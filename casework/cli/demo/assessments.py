"""Assessments of guardianship: of most children who must be, screenings of a few others."""

from datetime import date, timedelta

from casework.assessments.models import Assessment, AssessmentState
from casework.assessments.rules.due import valid_until
from casework.assessments.rules.scoring import result
from casework.children.models import Status
from casework.cli.demo.dice import Dice
from casework.cli.demo.files import File
from casework.practice.rules.assessment import Item, Template

FULL, SCREENING = "family_capacity", "screening"
#: Of those who must be assessed, who was; of the others, who was screened.
_ASSESSED, _SCREENED = 0.75, 0.06
_TWO, _DECIDED = 0.85, 0.8
#: How good the answers are: the best, the second, the third one.
_ANSWERS = {0: 0.68, 1: 0.26, 2: 0.06}
_WITHIN = timedelta(days=60)
_WORDS = (
    "奶奶做饭好吃，就是想爸爸妈妈",
    "放学有人接，作业不会的没人教",
    "晚上一个人睡有点怕",
    "想每天和妈妈视频",
    "家里挺好的",
)
_NOTES = ("看孩子的作业本和家里情况", "和奶奶、邻居聊过", "班主任说的", "上门看到的")


def add_assessments(file: File, today: date) -> None:
    """Add what was assessed of a child who is on the list."""
    life, dice = file.life, Dice(f"{file.id}/assessments")
    if life.standings[-1].status is not Status.ACTIVE:
        return
    terms = file.practice.terms
    held = {each.leaf for each in life.memberships if each.until_on is None}
    is_asked = bool(held & set(terms.categories))
    day = dice.day(life.entered_on, min(today, life.entered_on + _WITHIN))
    if is_asked and dice.happens(_ASSESSED):
        _add(file, dice, file.practice.assessments[FULL], day, today)
    elif not is_asked and dice.happens(_SCREENED):
        _add(file, dice, file.practice.assessments[SCREENING], day, today)


def _add(file: File, dice: Dice, template: Template, day: date, today: date) -> None:
    answers = {item.code: _answer(dice, item) for item in template}
    found = result(template, answers)
    noted = [each.item.code for each in found.drivers if dice.happens(0.4)]
    level = found.level.code if found.level else None
    decided_on = dice.day(day, min(today, day + timedelta(days=10)))
    is_decided = template.decided and dice.happens(_DECIDED)
    village, staff = file.life.village, file.staff
    supervisor = staff.supervisors[village.township_code]
    has_two = template.decided and dice.happens(_TWO)
    row = {
        "account_id": staff.workers[village.code],
        "template": template.code,
        "template_version": template.version,
        "state": AssessmentState.DECIDED if is_decided else AssessmentState.DONE,
        "assessed_on": day,
        "valid_until": _until(file, day) if template.decided else None,
        "decided_by": supervisor if is_decided else None,
        "decided_on": decided_on if is_decided else None,
    }
    sealed = {
        "answers": answers,
        "notes": {code: dice.one(_NOTES) for code in noted},
        "scores": found.scores,
        "proposed": level,
        "level": level if is_decided else None,
        "reason": None,
        "child_words": dice.one(_WORDS) if dice.happens(0.7) else None,
        "second": {"account": str(supervisor)} if has_two else None,
    }
    at = dice.instant(day)
    # By its own dice: the rest of the county stays as it is invented.
    file.add_as(dice.row_id(at), Assessment, at, row, sealed)


def _answer(dice: Dice, item: Item) -> str:
    """Return an ordinary answer: never one that decides alone."""
    ordinary = [choice for choice in item.choices if choice.level is None]
    return ordinary[min(dice.share(_ANSWERS), len(ordinary) - 1)].code


def _until(file: File, day: date) -> date:
    return valid_until(day, file.practice.terms.valid_years)
