from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities.rules import Around
from casework.audit.models import AuditEntry
from casework.errors import NotFound, OutOfReach, RuleBroken
from casework.figures import registry
from casework.figures.registry import Asked
from casework.media import actions, queries, rules
from casework.media.models import Desk, MediaDoubt, MediaItem, MediaState, Showing
from casework.media.queries import Filters, Show
from casework.media.rules import Consent
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import a_child, load_practice
from tests.factories.media import AGREED, REPORT, SHOWN, an_item

Db = scoped_session[Session]


def county() -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


def fed() -> Viewer:
    return a_viewer(Role.WOMENS_FED)


def clear(item: MediaItem, *, is_looked_at: bool = False, actor: Viewer | None = None) -> None:
    actions.clear(
        actor=actor or county(), item=item, version=item.version, is_looked_at=is_looked_at
    )


def number(code: str, viewer: Viewer) -> int:
    asked = Asked(viewer, COUNTY, date(2026, 10, 1), date(2026, 11, 1))
    figure = registry.get(viewer, code)
    return int(registry.number(figure, figure.entries(asked)))


# --- writing down ------------------------------------------------------------------------------


def test_the_same_form_twice_is_one_item_and_another_s_form_another(session: Db) -> None:
    form_id = uuid4()
    first, second = (an_item(form_id=form_id) for _twice in range(2))
    assert first.id == second.id
    assert an_item(form_id=form_id, actor=fed()).id != first.id
    assert first.desk is Desk.CIVIL
    session.commit()
    tags = [entry.tag for entry in session.query(AuditEntry)]
    assert tags.count("media:record") == 2


def test_what_appeared_is_kept_whatever_it_shows(session: Db) -> None:
    a_child(name="陈雨桐")
    assert an_item().doubt is None
    assert an_item(shows_child=Showing.NAMED_OR_FACE).doubt is MediaDoubt.CONSENT
    assert an_item(**SHOWN).doubt is None
    assert an_item(title="陈 雨 桐收到书包").doubt is MediaDoubt.WORDS
    assert an_item(published_on=date(2027, 1, 1)).doubt is MediaDoubt.DAY
    early: dict[str, Any] = {"campaign_code": "winter_2027", "published_on": date(2026, 10, 1)}
    assert an_item(**early).doubt is MediaDoubt.DAY
    assert {item.state for item in session.query(MediaItem)} == {MediaState.TOLD}


def test_a_unit_and_an_activity_of_somebody_else_are_out_of_reach(session: Db) -> None:
    load_practice()
    with pytest.raises(OutOfReach):
        an_item(unit_code=STRANGE_COUNTY)
    strange = an_activity(actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), around=Around())
    with pytest.raises(NotFound):
        an_item(activity_id=strange.id)
    own = an_activity()
    item = an_item(activity_id=own.id)
    assert queries.of_activity(county(), own.id) == [item]


# --- clearing ----------------------------------------------------------------------------------


def test_a_draft_is_cleared_with_both_answers_and_nothing_to_be_found(session: Db) -> None:
    item = an_item(is_draft=True, shows_child=Showing.ANONYMOUS, text="志愿者陪孩子们读书。")
    assert (item.state, item.published_on) == (MediaState.DRAFT, None)
    with pytest.raises(RuleBroken, match="请选择孩子多大"):
        clear(item)
    told = {"consent": AGREED, "masking": "只拍背影"}
    actions.correct(actor=county(), item=item, version=1, told=told, reason="补上同意")
    assert item.version == 2
    clear(item)
    assert item.state.value == "cleared"
    with pytest.raises(RuleBroken, match="已经是“可以发”"):
        clear(item)


@pytest.mark.parametrize(
    "text",
    [
        "陈 雨，桐收到了书包",
        "ＣＡＬＬ　１３８００００００００",
        "住在石桥村3组",
        "为3名孤儿送去棉被",
        "帮助问题儿童",
    ],
)
def test_what_the_guard_finds_keeps_a_draft_in(session: Db, text: str) -> None:
    a_child(name="陈雨桐")
    item = an_item(is_draft=True, text=text)
    with pytest.raises(RuleBroken, match="还有1处要先处理"):
        clear(item, is_looked_at=True)
    assert item.state.value == "draft"
    told = {"text": "孩子们收到了书包"}
    actions.correct(actor=county(), item=item, version=item.version, told=told, reason="改稿")
    clear(item)


def test_a_short_name_that_is_a_word_goes_out_when_somebody_looked(session: Db) -> None:
    a_child(name="高兴")
    item = an_item(is_draft=True, text="孩子们很高兴")
    with pytest.raises(RuleBroken, match="还有1处"):
        clear(item)
    clear(item, is_looked_at=True)
    assert item.state.value == "cleared"


def test_what_is_changed_after_it_was_decided_on_is_a_draft_again(session: Db) -> None:
    item = an_item(is_draft=True)
    clear(item)
    told = {"title": "冬日送暖"}
    actions.correct(actor=county(), item=item, version=item.version, told=told, reason="改标题")
    assert item.state.value == "draft"
    with pytest.raises(RuleBroken, match="为什么不能发"):
        actions.refuse(actor=county(), item=item, version=item.version, reason="")
    actions.refuse(actor=county(), item=item, version=item.version, reason="照片没有打码")
    assert item.state.value == "refused"
    [last, *_rest] = queries.changes_of(item)
    assert (last.reason, last.after) == ("照片没有打码", {"state": "refused"})


def test_what_was_cleared_is_counted_when_it_has_appeared(session: Db) -> None:
    item = an_item(is_draft=True)
    told: dict[str, Any] = {"published_on": date(2026, 10, 25), "link": "https://example.cn/1"}
    with pytest.raises(RuleBroken, match="已经是“待审”"):
        actions.appear(actor=county(), item=item, version=1, **told)
    clear(item)
    assert number("ind_media", county()) == 0
    actions.appear(actor=county(), item=item, version=item.version, **told)
    assert (item.state, item.link, item.doubt) == (MediaState.TOLD, "https://example.cn/1", None)
    assert number("ind_media", county()) == 1


# --- correcting --------------------------------------------------------------------------------


def test_a_correction_keeps_what_was_said_and_looks_again(session: Db) -> None:
    item = an_item(shows_child=Showing.NAMED_OR_FACE)
    told = {"consent": AGREED, "masking": "脸部打码"}
    actions.correct(actor=county(), item=item, version=1, told=told, reason="补登记")
    assert not item.doubt
    [change] = queries.changes_of(item)
    assert change.n == 2
    assert change.before == {"consent": None, "masking": None, "doubt": "consent"}
    assert change.after["consent"] == rules.kept(AGREED)
    with pytest.raises(RuleBroken, match="没有改动"):
        actions.correct(actor=county(), item=item, version=2, told=told, reason="再来")
    with pytest.raises(RuleBroken, match="刚刚有人改过"):
        actions.correct(actor=county(), item=item, version=1, told={}, reason="旧页面")


def test_a_doubt_is_settled_with_a_word_and_a_withdrawn_item_counts_no_more(session: Db) -> None:
    item = an_item(title="电话13800000000")
    assert item.doubt
    assert item.doubt.value == "words"
    actions.check(actor=county(), item=item, version=1, reason="媒体已经改掉")
    actions.withdraw(actor=county(), item=item, version=2, reason="登记重了")
    with pytest.raises(RuleBroken, match="已经撤销"):
        actions.check(actor=county(), item=item, version=3, reason="再来")
    assert number("ind_media", county()) == 0


# --- who sees what -----------------------------------------------------------------------------


def test_the_womens_federation_sees_her_own_and_what_the_others_published(session: Db) -> None:
    hers, told, draft = (
        an_item(actor=fed()),
        an_item(),
        an_item(is_draft=True, text="陈雨桐"),
    )
    seen = queries.page_of(fed(), Filters()).rows
    assert {item.id for item in seen} == {hers.id, told.id}
    assert not queries.may_open(fed(), draft)
    assert queries.may_open(fed(), told)
    assert queries.may_open(county(), hers)
    for actor, item in ((fed(), told), (county(), hers)):
        with pytest.raises(RuleBroken, match="登记的，请由"):
            actions.withdraw(actor=actor, item=item, version=1, reason="不是我的")
    with pytest.raises(NotFound):
        queries.get(a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), told.id)


def test_the_numbers_of_the_filters_are_the_lengths_of_their_lists(session: Db) -> None:
    an_item()
    an_item(kind="tv")
    an_item(shows_child=Showing.NAMED_OR_FACE)
    an_item(is_draft=True)
    gone = an_item()
    actions.withdraw(actor=county(), item=gone, version=1, reason="登记重了")
    for kind in (None, "tv", "radio"):
        facets = queries.facets(county(), Filters(kind=kind))
        for show in Show:
            listed = queries.page_of(county(), Filters(show, kind)).rows
            assert len(listed) == facets[show], (kind, show)


def test_the_columns_of_the_form_add_up(session: Db) -> None:
    office = a_viewer(Role.CHILD_SUPERVISOR)
    an_item()
    an_item(actor=fed(), kind="new_media")
    an_item(actor=office, kind="new_media")
    an_item(kind="radio", published_on=date(2026, 9, 30))
    columns = ["print", "new_media", "radio", "tv"]
    for viewer, expected in ((county(), [1, 2, 0, 0]), (fed(), [1, 2, 0, 0])):
        found = [number(f"ind_media.{kind}", viewer) for kind in columns]
        assert found == expected
        assert number("ind_media", viewer) == sum(expected)
    assert office.regions == (TOWNSHIP,)


def test_an_unfinished_consent_is_kept_as_it_was_told(session: Db) -> None:
    item = an_item(shows_child=Showing.NAMED_OR_FACE, consent=replace(AGREED, ages=None))
    assert rules.read_consent(item.consent) == Consent(None, AGREED.guardian)
    assert REPORT.consent.is_empty
