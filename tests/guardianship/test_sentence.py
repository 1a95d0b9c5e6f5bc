# ruff: noqa: E501 - a table is read by its rows
"""The sentence on a table of situations: as a grandmother would say it."""

from dataclasses import replace

import pytest

from casework.guardianship.caring import Care, Source
from casework.guardianship.rules import Parents, Recorded, Somebody, standing_of
from casework.guardianship.sentence import Situation, sentence
from casework.people.models import Part
from casework.practice.rules.guardianship import Fare

DAD = Somebody("爸爸", Part.FATHER, "51")
MUM = Somebody("妈妈", Part.MOTHER, "52")
GRANNY = Somebody("奶奶", Part.CARER, "62")
UNCLE = Somebody("舅舅", Part.OTHER, "85")
SISTER = Somebody("姐姐", Part.OTHER, "75")
HOME, AWAY = Parents(DAD, MUM), Parents(replace(DAD, fare=Fare.AWAY), replace(MUM, fare=Fare.AWAY))
DAD_AWAY = Parents(replace(DAD, fare=Fare.AWAY), MUM)
DEAD_DAD = replace(DAD, fare=Fare.DEAD, phrase="去世了")
DEAD_MUM = replace(MUM, fare=Fare.DEAD, phrase="去世了")
PRISON = replace(DAD, fare=Fare.UNABLE, phrase="在服刑")
REVOKED = replace(DAD, fare=Fare.REVOKED, phrase="被撤销了监护资格")
LOST = replace(MUM, fare=Fare.UNABLE, phrase="联系不上")
MISSING = replace(MUM, fare=Fare.MISSING, phrase="失踪了")
NOBODY = Parents()

BY_GRANNY = Care(Source.TIE, "relatives", GRANNY)
UNTOLD = Care()


def lives(arrangement: str, carer: Somebody | None = None, place: str | None = None) -> Care:
    return Care(Source.SPELL, arrangement, carer, None, place)


def recorded(kind: str, *guardians: Somebody, office: str | None = None) -> Recorded:
    is_office = kind in {"temp_village", "temp_civil", "long_civil"}
    return Recorded(kind, is_office, guardians, office)


#: What was recorded, whom a ledger lists, the parents, who cares, an agreement, the sentence.
SITUATIONS = [
    # nothing recorded: parents who can are the guardians, and it is said to be assumed
    (None, (), AWAY, BY_GRANNY, False, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，平时由奶奶照看。"),
    (None, (), AWAY, BY_GRANNY, True, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，按委托照护协议，平时由奶奶照看。"),
    (None, (), HOME, lives("parents"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；平时跟爸爸妈妈一起住。"),
    (None, (), DAD_AWAY, lives("parents", MUM), False, "小雨没有登记监护人，按爸爸妈妈监护看待；爸爸在外地打工，平时跟妈妈一起住。"),
    (None, (), AWAY, lives("parents"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；跟在外地打工的爸爸妈妈一起住。"),
    (None, (), Parents(DEAD_DAD, MUM), lives("parents", MUM), False, "小雨没有登记监护人，按妈妈监护看待；爸爸去世了，平时跟妈妈一起住。"),
    (None, (), Parents(mother=MUM), UNTOLD, False, "小雨没有登记监护人，按妈妈监护看待；爸爸的情况不清楚，平时由谁照看还没有登记。"),
    (None, (), NOBODY, UNTOLD, False, "小雨没有登记监护人，父母的情况也不全清楚；平时由谁照看还没有登记。"),
    (None, (), NOBODY, BY_GRANNY, False, "小雨没有登记监护人，父母的情况也不全清楚；平时由奶奶照看。"),
    (None, (), Parents(mother=LOST), BY_GRANNY, False, "小雨没有登记监护人，父母的情况也不全清楚；妈妈联系不上，平时由奶奶照看。"),
    (None, (), Parents(DEAD_DAD, DEAD_MUM), BY_GRANNY, False, "小雨现在没有能监护的人；爸爸妈妈都去世了，平时由奶奶照看。"),
    (None, (), Parents(PRISON, MISSING), lives("alone"), False, "小雨现在没有能监护的人；爸爸在服刑，妈妈失踪了，身边没有大人照看。"),
    # a ledger names somebody
    (None, (GRANNY,), Parents(DEAD_DAD, LOST), BY_GRANNY, False, "小雨登记的监护人是奶奶，还没写依据；爸爸去世了，妈妈联系不上，平时由奶奶照看。"),
    # every kind
    (recorded("parent"), (), AWAY, BY_GRANNY, False, "小雨的监护人是爸爸妈妈；他们在外地打工，平时由奶奶照看。"),
    (recorded("parent", MUM), (), DAD_AWAY, lives("parents", MUM), False, "小雨的监护人是妈妈；爸爸在外地打工，平时跟妈妈一起住。"),
    (recorded("parent"), (), Parents(DEAD_DAD, DEAD_MUM), UNTOLD, False, "小雨登记的监护人是爸爸妈妈，现在都不能监护了；爸爸妈妈都去世了，平时由谁照看还没有登记。"),
    (recorded("kin_statutory", GRANNY), (), Parents(DEAD_DAD, LOST), BY_GRANNY, False, "小雨的监护人是奶奶；爸爸去世了，妈妈联系不上，平时由奶奶照看。"),
    (recorded("kin_statutory", GRANNY, UNCLE), (), Parents(DEAD_DAD, DEAD_MUM), BY_GRANNY, False, "小雨的监护人是奶奶和舅舅；爸爸妈妈都去世了，平时由奶奶照看。"),
    (recorded("kin_statutory", GRANNY, UNCLE, SISTER), (), HOME, BY_GRANNY, False, "小雨的监护人是奶奶、舅舅、姐姐；平时由奶奶照看。"),
    (recorded("kin_statutory"), (), HOME, BY_GRANNY, False, "小雨的监护人有变更，还没写明是谁；平时由奶奶照看。"),
    (recorded("testamentary", UNCLE), (), Parents(DEAD_DAD, DEAD_MUM), lives("relatives", UNCLE), False, "按父母的遗嘱，小雨的监护人是舅舅；爸爸妈妈都去世了，平时由舅舅照看。"),
    (recorded("agreed", UNCLE), (), HOME, lives("boarding", UNCLE), False, "家里人商量好，小雨的监护人是舅舅；平时住校，回家由舅舅照看。"),
    (recorded("designated", UNCLE), (), HOME, lives("boarding"), False, "经过指定，小雨的监护人是舅舅；平时住校。"),
    (recorded("temp_village"), (), Parents(PRISON, LOST), lives("village"), False, "小雨现在由村（居）委会临时照管；爸爸在服刑，妈妈联系不上，由村（居）委会安排照料。"),
    (recorded("temp_village", office="柳树村村民委员会"), (), NOBODY, lives("village", place="村部"), False, "小雨现在由柳树村村民委员会临时照管；由村（居）委会安排照料（村部）。"),
    (recorded("temp_civil"), (), HOME, lives("rescue_body"), False, "小雨现在由民政部门临时监护；住在未成年人救助保护机构。"),
    (recorded("temp_civil", office="青禾县民政局"), (), HOME, lives("kin_placement", UNCLE), False, "小雨现在由青禾县民政局临时监护；由民政部门委托舅舅抚养。"),
    (recorded("temp_civil"), (), HOME, lives("kin_placement"), False, "小雨现在由民政部门临时监护；由民政部门委托亲属抚养。"),
    (recorded("temp_civil"), (), HOME, lives("rescue_body", place="县救助保护中心"), False, "小雨现在由民政部门临时监护；住在县救助保护中心。"),
    (recorded("long_civil", office="县民政局"), (), Parents(REVOKED, DEAD_MUM), lives("welfare_institution", place="县福利院"), False, "法院撤销了爸爸的监护资格，小雨现在由县民政局长期监护；妈妈去世了，住在县福利院。"),
    (recorded("long_civil"), (), NOBODY, lives("foster"), False, "小雨现在由民政部门长期监护；住在寄养家庭。"),
    (recorded("long_civil"), (), NOBODY, lives("foster", place="张家"), False, "小雨现在由民政部门长期监护；住在寄养家庭（张家）。"),
    (recorded("long_civil"), (), NOBODY, lives("foster", UNCLE), False, "小雨现在由民政部门长期监护；寄养在舅舅家。"),
    (recorded("court_changed", UNCLE), (), Parents(REVOKED, DEAD_MUM), lives("relatives", UNCLE), False, "法院撤销了爸爸的监护资格，小雨的监护人现在是舅舅；妈妈去世了，平时由舅舅照看。"),
    (recorded("court_changed", UNCLE), (), NOBODY, UNTOLD, False, "法院撤销了原来监护人的监护资格，小雨的监护人现在是舅舅；平时由谁照看还没有登记。"),
    # care by others, or by nobody
    (None, (), AWAY, lives("alone"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，身边没有大人照看。"),
    (None, (), AWAY, lives("entrusted_other"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，平时由别人照看。"),
    (None, (), AWAY, lives("relatives"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，平时由亲戚照看。"),
    (None, (), HOME, lives("other", place="学校附近的出租屋"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；现在住在学校附近的出租屋。"),
    (None, (), HOME, Care(Source.VISIT, "parents", word="爸爸或妈妈一人"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；平时跟爸爸或妈妈一人一起住。"),
    (None, (), AWAY, Care(Source.VISIT, "relatives", word="爷爷奶奶"), False, "小雨没有登记监护人，按爸爸妈妈监护看待；他们在外地打工，平时由爷爷奶奶照看。"),
]  # fmt: skip


@pytest.mark.parametrize("row", SITUATIONS, ids=range(len(SITUATIONS)))
def test_the_sentence(row: tuple[object, ...]) -> None:
    term, listed, parents, care, agreement, said = row
    standing = standing_of(term, listed, parents)  # type: ignore[arg-type]
    about = Situation("小雨", standing, care, agreement=bool(agreement))  # type: ignore[arg-type]
    assert sentence(about) == said


def test_an_adult_has_no_guardian() -> None:
    about = Situation("小雨", standing_of(None, (), HOME), UNTOLD, is_adult=True)
    assert sentence(about) == "小雨已经成年，不再需要监护人。"
