"""The page of every hand-written case says its reasons, in words."""

from flask import Flask, get_template_attribute

from casework.eligibility import wording
from casework.eligibility.explanation import Explanation, Item, State
from casework.ui.formats import chinese_date
from tests.eligibility.cases import cases, shipped


def test_every_case_shows_its_reasons(app: Flask) -> None:
    with app.test_request_context():
        drawn = {
            name: get_template_attribute("eligibility/_parts.html", name)
            for name in ("verdict", "stand_badge", "item_lines", "wanted", "basis")
        }
        for case in cases():
            told = case.explained()
            verdict = str(drawn["verdict"](told, wording))
            _check_verdict(told, verdict)
            for parent in told.parents:
                assert str(wording.standing(parent)) in drawn["stand_badge"](parent, wording)
                for item in parent.items:
                    _check_item(item, str(drawn["item_lines"](item, shipped(), wording)))
            basis = str(drawn["basis"](told, shipped()))
            rules = [told.rule] if told.rule else shipped().book.proposals
            assert all(rule.words in basis and rule.source in basis for rule in rules), case.name
            if told.proposal is None and told.bar is None:
                assert wording.wants(told), case.name
                wanted = str(drawn["wanted"](told, wording))
                assert all(said in wanted for said in wording.wants(told)), case.name


def _check_verdict(told: Explanation, page: str) -> None:
    assert "由人来认定" in page
    if told.proposal:
        assert f"符合“{told.outcome.label}”的条件" in page
        assert ("还没有收齐" not in page) == told.is_proven
        if told.qualifies_on:
            assert f"从{chinese_date(told.qualifies_on)}起符合" in page
    else:
        assert "按登记的情况，符合" not in page
    if told.days_left is not None:
        assert f"还有{told.days_left}天" in page
        assert chinese_date(told.qualifies_on) in page


def _check_item(item: Item, page: str) -> None:
    assert item.condition.label in page
    match item.state:
        case State.MET if item.met_on is not None:
            assert f"从{chinese_date(item.met_on)}起达到条件" in page
        case State.COUNTING:
            assert f"到{chinese_date(item.met_on)}满6个月，还有{item.days_left}天" in page
        case State.ENDED:
            assert "已经结束" in page
        case State.BELOW | State.OPEN:
            assert item.gap is not None
            assert item.gap.label in page
        case _:
            pass
    names = shipped().book.evidence
    assert all(names[code] in page for code in item.known.held)
    assert all(names[code] in page for group in item.missing for code in group)
    assert ("还缺" in page) != item.is_proven
