from dataclasses import replace

from casework.protection import actions
from casework.protection.models import Circle, EndReason
from casework.protection.reading import Reading
from tests.protection.cases import TOLD, Db, a_case, county


def test_one_code_means_different_things_of_different_facts(session: Db) -> None:
    told = replace(TOLD, placement="village", brought_by="village")
    child, case = a_case(told)
    actions.tell_circle(actor=county(), child=child, case=case, circle=Circle.OFFICES)
    actions.tell_circle(actor=county(), child=child, case=case, circle=Circle.VILLAGE)
    actions.end(actor=county(), child=child, case=case, reason=EndReason.OTHER)
    session.flush()
    reading = Reading(county(), child, case)
    assert reading.placement == "村里、镇上先照看"
    assert reading.brought_by == "村（居）委会"
    assert reading.ended_by == "其他"
    ended, again, _fewer, begun = reading.lines
    assert ended.facts == [("原因", ["其他"])]
    assert again.facts == [("谁能看到原因", ["村、镇、县"])]
    assert dict(begun.facts)["住在哪里"] == ["村里、镇上先照看"]
    assert dict(begun.facts)["情形"] == ["监护人严重伤害孩子，或者孩子有危险"]


def test_a_ground_for_good_is_told_as_the_law_has_it(session: Db) -> None:
    child, case = a_case()
    actions.go_long(actor=county(), child=child, case=case, ground="court_revoked", paper="1号")
    reading = Reading(county(), child, case)
    assert reading.ended_by == "法院撤销监护人资格，指定民政部门监护"
    session.flush()
    assert ("文书", ["1号"]) in reading.lines[0].facts
    assert reading.notices == []
