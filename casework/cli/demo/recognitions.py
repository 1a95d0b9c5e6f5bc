"""Applications to be recognised, one in each state, so that every page has something to show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from casework import clock
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.people.models import Part
from casework.practice import queries as practice
from casework.recognition import rules, steps
from casework.recognition.actions.stepping import count_term
from casework.recognition.models import Recognition, RecognitionStep
from casework.recognition.rules import Opinion, Proof

_CATEGORY = "de_facto_unsupported"
_WORKER, _OFFICE, _COUNTY = "zhuren", "dudao", "xian"
_DONE_BY = {
    steps.APPLY: _WORKER,
    steps.TAKE_UP: _OFFICE,
    steps.ASK_MORE: _OFFICE,
    steps.VERIFY: _OFFICE,
    steps.CONFIRM: _COUNTY,
    steps.REFUSE: _COUNTY,
}
_WORDS = {
    steps.ASK_MORE: "缺母亲的强制隔离戒毒决定书。戒毒所的数据比对不到，请看纸质的。",
    steps.VERIFY: "数据比对和入户核实都做了。",
    steps.CONFIRM: "符合规定。",
    steps.REFUSE: "父亲在外务工，每月寄钱、每周通话，能够履行监护责任，不符合规定的情形。",
}
_SEEN, _PROMISED = ("application",), ("bank_card",)
_MATCHED = ("child_household", "guardian_identity", "parents_condition")


@dataclass(frozen=True)
class _Story:
    """What was said, and how many days ago each step was taken."""

    words: str
    taken: Mapping[str, int]


_STORIES: Sequence[_Story] = (
    _Story("父亲服刑三年，母亲改嫁后没有音信。", {steps.APPLY: 2}),
    _Story("父亲去世，母亲精神残疾二级。", {steps.APPLY: 40, steps.TAKE_UP: 36}),
    _Story("父母都在强制隔离戒毒。", {steps.APPLY: 12, steps.ASK_MORE: 8}),
    _Story("父亲去世，母亲失联，派出所有回执。", {steps.APPLY: 20, steps.VERIFY: 6}),
    _Story("父亲重病，母亲一级残疾。", {steps.APPLY: 15, steps.VERIFY: 7, steps.CONFIRM: 0}),
    _Story("母亲去世，父亲外出务工。", {steps.APPLY: 24, steps.VERIFY: 15, steps.REFUSE: 4}),
)


def add_recognitions(seed: int) -> None:
    """Let children of the village that is shown be applied for, each with another outcome."""
    dice, worker = Dice(f"{seed}/recognitions"), viewer_by_login(_WORKER)
    people = {login: viewer_by_login(login) for login in (_WORKER, _OFFICE, _COUNTY)}
    for child, story in zip(_children(worker), _STORIES, strict=False):
        _write(dice, child, story, people)
    db.session.commit()


def _children(worker: Viewer) -> Iterator[Child]:
    """Yield children of the worker's village who are on the list for something else."""
    statement = (
        select(Child)
        .where(children.in_reach(worker), Child.status == Status.ACTIVE)
        .order_by(Child.id)
    )
    for child in db.session.scalars(statement).all():
        if _CATEGORY not in {each.leaf for each in children.open_memberships(child)}:
            yield child


def _write(dice: Dice, child: Child, story: _Story, people: Mapping[str, Viewer]) -> None:
    """Write what the acts would have left, each on its day."""
    days = {act: clock.today() - timedelta(days=back) for act, back in story.taken.items()}
    applied_on, last = days[steps.APPLY], list(days)[-1]
    at = dice.instant(applied_on)
    recognition = Recognition(
        id=dice.row_id(at),
        created_at=at,
        owner=child,
        region_code=child.region_code,
        state=steps.BY_ACT[last].after,
        applied_on=applied_on,
        entered_by=people[_WORKER].account_id,
        starts_on=rules.starts_on(days[last]) if last == steps.CONFIRM else None,
        category=_CATEGORY,
        applicant=_applicant(child),
        materials=_materials(child, days, people),
        words=story.words,
    )
    db.session.add(recognition)
    db.session.flush()
    taken = [_step(dice, recognition, act, on, people) for act, on in days.items()]
    db.session.add_all(taken)
    count_term(recognition, taken)


def _step(
    dice: Dice, recognition: Recognition, act: str, on: date, people: Mapping[str, Viewer]
) -> RecognitionStep:
    at = dice.instant(on)
    return RecognitionStep(
        id=dice.row_id(at),
        created_at=at,
        owner=recognition,
        region_code=recognition.region_code,
        recognition_id=recognition.id,
        act=act,
        taken_on=on,
        account_id=people[_DONE_BY[act]].account_id,
        words=_WORDS.get(act),
        detail={"opinion": Opinion.FITS.value} if act == steps.VERIFY else None,
    )


def _applicant(child: Child) -> dict[str, str]:
    carer = children.person_in(child, Part.CARER)
    if carer is None:
        return {"kind": "village"}
    told = {"kind": "guardian", "name": carer.name, "relation": carer.relation}
    return {name: said for name, said in told.items() if said}


def _materials(
    child: Child, days: Mapping[str, date], people: Mapping[str, Viewer]
) -> dict[str, object]:
    asked = practice.recognition(child.region_code).materials[_CATEGORY]
    said = {Proof.SEEN: _SEEN, Proof.PROMISED: _PROMISED}
    by = str(people[_WORKER].account_id)
    papers = rules.noted({}, asked, said, by=by, on=days[steps.APPLY])
    if steps.VERIFY not in days:
        return papers
    office = str(people[_OFFICE].account_id)
    return rules.noted(papers, asked, {Proof.MATCHED: _MATCHED}, by=office, on=days[steps.VERIFY])
