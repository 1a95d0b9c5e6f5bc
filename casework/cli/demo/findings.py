"""What visits found: answers to the shipped edition of the visit form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.cli.demo.dice import Dice
from casework.practice.rules.form import VisitForm
from casework.visits.models import Mode, Outcome

Answers = dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """One abnormal answer with its details, and the kind of need that it opens."""

    question: str
    option: str
    detail: str
    need: str | None = None


#: What opens a need, now and then.
_TROUBLES = (
    Trouble("living", "food", "换季的棉衣和鞋子不够", "goods"),
    Trouble("living", "money", "奶奶住院，这个月生活费紧张", "money"),
    Trouble("living", "housing", "西屋漏雨，孩子的床没处放", "money"),
    Trouble("health", "medical_need", "视力下降，需要配镜", "medical"),
    Trouble("health", "medical_need", "复查要去省城，路费有困难", "medical"),
    Trouble("psych", "refer", "近来不愿说话，夜里常哭", "psych"),
    Trouble("home_safety", "electricity", "灶房电线老化裸露", "safety"),
    Trouble("home_safety", "gas", "煤炉放在卧室，没有烟道", "safety"),
    Trouble("home_safety", "water", "屋后水塘没有围栏", "safety"),
    Trouble("home_safety", "fire", "柴草堆在灶口边", "safety"),
)
#: What is only written down.
_REMARKS = (
    Trouble("psych", "watch", "考试没考好，情绪有些低落"),
    Trouble("health", "illness", "感冒发热，已在村卫生室看过"),
    Trouble("living", "internet", "周末玩手机时间太长，已和奶奶商量管一管"),
    Trouble("parent_contact", "seldom", "父亲换了工地，最近电话少"),
)
#: What raises the risk to 3, and to 4.
RAISED_CAUSES = (
    Trouble("guardianship", "insufficient", "奶奶摔伤卧床，暂由邻居照看", "care"),
    Trouble("schooling", "irregular", "本月缺课六天，说不想上学", "schooling"),
    Trouble("psych", "refer", "母亲离家后整日不说话", "psych"),
)
HIGH_CAUSES = (
    Trouble("guardianship", "absent", "爷爷去世，父母都还没有赶回来", "care"),
    Trouble("carer", "alone", "奶奶外出照顾病人，孩子独自在家过夜", "care"),
    Trouble("guardianship", "absent", "奶奶突发中风住院，孩子借住在邻居家", "care"),
)
_SCHOOLING = {
    "none": "too_young",
    "kindergarten": "kindergarten",
    "primary": "attending",
    "home_teaching": "home_teaching",
}
_SEVERAL = frozenset({"living", "home_safety"})
_AT_HOME = frozenset({Mode.HOME, Mode.OTHER})
_HOLIDAYS = frozenset({1, 2, 7, 8})
_NOT_MET = {"out": 0.6, "no_answer": 0.28, "moved": 0.06, "refused": 0.06}
_POLICIES = ("child_allowance", "relief", "education", "protection_law", "safety", "hotline")
_WISHES = (
    "想要一个新书包",
    "想爸爸妈妈回来过生日",
    "想学骑自行车",
    "想要一本《昆虫记》",
    "想和妹妹去县城看一次电影",
)
_NOTES = (
    "已提醒奶奶按时缴医保。",
    "下次带上助学申请表。",
    "邻居反映孩子懂事，常帮忙做饭。",
    "和班主任通了电话，近期表现稳定。",
)


def habits(stage: str | None, health: str | None, carer: str, contact: str) -> Answers:
    """Return the slow facts of a child, which one visit carries over from the last."""
    return {
        "schooling": _SCHOOLING.get(stage or "", "boarding"),
        "carer": carer,
        "parent_contact": contact,
        "health": {"6": "disability", "1": "good"}.get(health or "", "minor"),
    }


def trouble(dice: Dice) -> Trouble | None:
    """Return what is wrong this time, if anything."""
    chance = dice.random()
    if chance < 0.03:
        return dice.one(_TROUBLES)
    return dice.one(_REMARKS) if chance < 0.08 else None


def answers(
    dice: Dice, habits: Answers, *, on: date, mode: Mode, outcome: Outcome, trouble: Trouble | None
) -> Answers:
    """Return the answers that belong to a visit, as the form would let them through."""
    if outcome is Outcome.NOT_MET:
        return {"not_seen_reason": _not_met(dice, mode, habits)}
    found = habits | {"psych": "ok", "guardianship": "normal", "living": ["ok"]}
    if outcome is Outcome.CARER_SEEN:
        found["not_seen_reason"] = "boarding" if found["schooling"] == "boarding" else "out"
    if mode in _AT_HOME:
        found["home_safety"] = ["safe"] if dice.happens(0.92) else ["not_checked"]
    _add_work(dice, found)
    if on.month in _HOLIDAYS and dice.happens(0.4):
        _add_holiday(dice, found)
    if trouble and (trouble.question != "home_safety" or mode in _AT_HOME):
        _apply(found, trouble)
    return found


def _not_met(dice: Dice, mode: Mode, habits: Answers) -> str:
    if mode in (Mode.PHONE, Mode.VIDEO):
        return "no_answer"
    if habits["schooling"] == "boarding" and dice.happens(0.6):
        return "boarding"
    return dice.share(_NOT_MET)


def _add_work(dice: Dice, found: Answers) -> None:
    """Add what was told and done, asked and heard."""
    chance = dice.random()
    if chance < 0.35:
        found["policies"] = [dice.one(_POLICIES)]
    if 0.2 < chance < 0.45:
        found["psych_care"] = "talked" if chance < 0.43 else "specialist"
    if chance > 0.94:
        found["child_wish"] = dice.one(_WISHES)
    if 0.86 < chance < 0.9:
        found["note"] = dice.one(_NOTES)
    if 0.7 < chance < 0.8:
        found["benefit_paid"] = "on_time" if chance < 0.79 else "late"


def _add_holiday(dice: Dice, found: Answers) -> None:
    found["whereabouts"] = "parents_city" if dice.happens(0.25) else "home"
    if found["parent_contact"] != "not_applicable":
        found["parents_home"] = dice.one(("both", "one", "none"))


def _apply(found: Answers, trouble: Trouble) -> None:
    several = trouble.question in _SEVERAL
    found[trouble.question] = [trouble.option] if several else trouble.option
    found[f"{trouble.question}_detail"] = trouble.detail
    if trouble.need:
        found["needs"] = [trouble.need]


def for_sibling(found: Answers, form: VisitForm) -> Answers:
    """Return what the answers say of the home, for a brother or sister seen there too."""
    codes = [code for q in form if q.shared for code in (q.code, q.detail_code)]
    return {code: found[code] for code in codes if code in found}


def flags(found: Mapping[str, Any]) -> dict[str, bool]:
    """Return the done-flags that the answers set."""
    return {
        "policy_told": "policies" in found,
        "safety_checked": found.get("home_safety", ["not_checked"]) != ["not_checked"],
        "psych_care": found.get("psych_care", "no") != "no",
    }


def words(form: VisitForm, trouble: Trouble) -> str:
    """Return a trouble as people read it: 身体：要看病：复查要去省城."""
    question = form.question(trouble.question)
    return f"{question.label}：{question.by_code[trouble.option].label}：{trouble.detail}"


def why_needed(form: VisitForm, found: Mapping[str, Any]) -> str | None:
    """Return what was found that opened a need, as people read it."""
    for question in form:
        detail = found.get(question.detail_code)
        if detail:
            code = found[question.code]
            option = code[0] if isinstance(code, list) else code
            return words(form, Trouble(question.code, option, detail))
    return None


def needs_of(found: Mapping[str, Any]) -> Sequence[str]:
    """Return the kinds of need that the answers open."""
    needs: Sequence[str] = found.get("needs", ())
    return needs
