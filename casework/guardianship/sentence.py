"""One sentence that a grandmother would understand: who answers for the child, who looks after it.

Three clauses: the guardian, what is to be known of the parents, who cares. People are called what
the child calls them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casework.guardianship.caring import Care
from casework.guardianship.rules import Ground, Parents, Somebody, Standing
from casework.practice.rules.guardianship import Fare
from casework.texts import Text

_GUARDED = {
    "testamentary": "按父母的遗嘱，%(name)s的监护人是%(who)s",
    "agreed": "家里人商量好，%(name)s的监护人是%(who)s",
    "designated": "经过指定，%(name)s的监护人是%(who)s",
    "temp_village": "%(name)s现在由%(who)s临时照管",
    "temp_civil": "%(name)s现在由%(who)s临时监护",
    "long_civil": "%(name)s现在由%(who)s长期监护",
}
_USUAL = "%(name)s的监护人是%(who)s"

#: Where somebody lives who is in nobody's family: with and without its name.
_PLACED = {
    "foster": ("住在寄养家庭（%(place)s）", "住在寄养家庭"),
    "rescue_body": ("住在%(place)s", "住在未成年人救助保护机构"),
    "welfare_institution": ("住在%(place)s", "住在儿童福利机构"),
    "village": ("由村（居）委会安排照料（%(place)s）", "由村（居）委会安排照料"),
    "other": ("现在住在%(place)s", "照看的情况特殊，见监护页"),
}
_CARED = {
    "kin_placement": "由民政部门委托%(who)s抚养",
    "foster": "寄养在%(who)s家",
    "boarding": "平时住校，回家由%(who)s照看",
}
_UNNAMED = {
    "relatives": "平时由亲戚照看",
    "entrusted_other": "平时由别人照看",
    "kin_placement": "由民政部门委托亲属抚养",
    "boarding": "平时住校",
    "alone": "身边没有大人照看",
}
#: Answers that make the parents' work far away worth saying.
_AWAY_MATTERS = frozenset({Ground.RECORDED, Ground.ASSUMED})


@dataclass(frozen=True)
class Situation:
    """What the sentence is about."""

    name: str
    standing: Standing
    care: Care
    #: An agreement on entrusted care is in force.
    agreement: bool = False
    is_adult: bool = False


def sentence(about: Situation) -> Text:
    """Return who answers for the child and who looks after it, in one sentence."""
    if about.is_adult:
        return Text("%(name)s已经成年，不再需要监护人。", name=about.name)
    guardian, care = _guardian(about), _care(about)
    remark = _remark(about)
    if remark is None:
        return Text("%(guardian)s；%(care)s。", guardian=guardian, care=care)
    return Text("%(guardian)s；%(remark)s，%(care)s。", guardian=guardian, remark=remark, care=care)


# --- who answers -------------------------------------------------------------------------------


def _guardian(about: Situation) -> Text:
    name, standing = about.name, about.standing
    if standing.ground is Ground.RECORDED:
        return _recorded(name, standing)
    if standing.ground is Ground.LISTED:
        who = called(standing.guardians)
        return Text("%(name)s登记的监护人是%(who)s，还没写依据", name=name, who=who)
    if standing.ground is Ground.ASSUMED:
        who = called(standing.guardians)
        return Text("%(name)s没有登记监护人，按%(who)s监护看待", name=name, who=who)
    if standing.ground is Ground.MISSING:
        return Text("%(name)s现在没有能监护的人", name=name)
    return Text("%(name)s没有登记监护人，父母的情况也不全清楚", name=name)


def _recorded(name: str, standing: Standing) -> Text:
    who: str = called(standing.guardians) if standing.guardians else standing.office or ""
    if not who:
        return Text("%(name)s的监护人有变更，还没写明是谁", name=name)
    if standing.has_guardian is False:
        return Text("%(name)s登记的监护人是%(who)s，现在都不能监护了", name=name, who=who)
    lost = _lost(standing)
    if standing.kind == "court_changed":
        lost_by = called(lost) if lost else "原来监护人"
        pattern = "法院撤销了%(lost)s的监护资格，%(name)s的监护人现在是%(who)s"
        return Text(pattern, lost=lost_by, name=name, who=who)
    if standing.kind == "long_civil" and lost:
        pattern = "法院撤销了%(lost)s的监护资格，%(name)s现在由%(who)s长期监护"
        return Text(pattern, lost=called(lost), name=name, who=who)
    return Text(_GUARDED.get(standing.kind or "", _USUAL), name=name, who=who)


def _lost(standing: Standing) -> list[Somebody]:
    return [each for each in standing.parents.both if each.fare is Fare.REVOKED]


# --- the parents -------------------------------------------------------------------------------


def _remark(about: Situation) -> Text | None:
    parents = about.standing.parents
    said = _fared(parents, is_told=about.standing.kind in {"court_changed", "long_civil"})
    if about.standing.ground in _AWAY_MATTERS and about.standing.is_parents:
        away = None if about.care.is_by_parents and parents.are_away else _away(parents)
        said += [away] if away else []
    if about.standing.ground is Ground.ASSUMED:
        said += [Text("%(who)s的情况不清楚", who=each.word) for each in _unknown(parents)]
    if not said:
        return None
    return said[0] if len(said) == 1 else Text("%(one)s，%(other)s", one=said[0], other=said[1])


def _unknown(parents: Parents) -> list[Somebody]:
    return [each for each in parents.both if each.fare is Fare.UNKNOWN]


def _fared(parents: Parents, *, is_told: bool) -> list[Text]:
    """Say what became of each parent, of both at once where it is the same."""
    told = [
        each for each in parents.both if each.phrase and not (is_told and each.fare is Fare.REVOKED)
    ]
    if len(told) == 2 and told[0].phrase == told[1].phrase:
        return [Text("%(who)s都%(how)s", who=called(told), how=told[0].phrase)]
    return [Text("%(who)s%(how)s", who=each.word, how=each.phrase) for each in told]


def _away(parents: Parents) -> Text | None:
    away = [each for each in parents.both if each.fare is Fare.AWAY]
    if len(away) == 2:
        return Text("他们在外地打工")
    return Text("%(who)s在外地打工", who=away[0].word) if away else None


# --- who cares ---------------------------------------------------------------------------------


def _care(about: Situation) -> Text:
    care = about.care
    if care.is_by_parents:
        return _with_parents(about)
    who: str | None = care.carer.word if care.carer else care.word
    if care.is_alone:
        return Text(_UNNAMED["alone"])
    if who is not None and not (care.place and care.arrangement in _PLACED):
        return _cared(about, who)
    if care.arrangement in _PLACED:
        named, unnamed = _PLACED[care.arrangement]
        return Text(named, place=care.place) if care.place else Text(unnamed)
    return Text(_UNNAMED.get(care.arrangement or "", "平时由谁照看还没有登记"))


def _cared(about: Situation, who: str) -> Text:
    pattern = _CARED.get(about.care.arrangement or "")
    if pattern is None:
        kept = "按委托照护协议，平时由%(who)s照看"
        pattern = kept if about.agreement else "平时由%(who)s照看"
    return Text(pattern, who=who)


def _with_parents(about: Situation) -> Text:
    parents, care = about.standing.parents, about.care
    who: str = care.word or called(parents.able) or "爸爸妈妈"
    who = care.carer.word if care.carer else who
    if parents.are_away and about.standing.is_parents:
        return Text("跟在外地打工的%(who)s一起住", who=who)
    return Text("平时跟%(who)s一起住", who=who)


def called(people: Iterable[Somebody]) -> str:
    """Return what people are called, one after the other."""
    words: Sequence[str] = [each.word for each in people]
    if list(words) == ["爸爸", "妈妈"]:
        return "爸爸妈妈"
    if len(words) == 2:
        return Text("%(one)s和%(other)s", one=words[0], other=words[1])
    return "、".join(words)
