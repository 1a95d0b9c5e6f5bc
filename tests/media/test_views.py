"""Pages of media, drafts and photos."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.activities.models import Activity
from casework.activities.rules import Around
from casework.audit.models import AuditEntry
from casework.media import actions, queries
from casework.media.models import ActivityPhoto, Face, MediaItem, MediaState
from tests.attachments.corpus import CANARY, photo
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY, a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import a_child, load_practice
from tests.factories.media import an_item
from tests.invariants.pages import main_form

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
_TOLD = {
    "stage": "told",
    "kind": "print",
    "title": "关爱儿童暖冬行",
    "outlet": "青禾日报",
    "published_on": "2026-10-22",
    "shows_child": "none",
}


@pytest.fixture
def county(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def the_item(session: Db) -> MediaItem:
    session.expire_all()
    return session.scalars(select(MediaItem)).one()


def fill_in(client: CheckedClient, address: str, to: str | None = None, **said: Any) -> Any:
    """Send the form of a page with what is said."""
    data = main_form(text(client.get(address))).data(**said)
    return client.post(to or address, data=data)


# --- writing down ------------------------------------------------------------------------------


def test_what_appeared_is_written_down_once_and_listed(county: CheckedClient, session: Db) -> None:
    page = text(county.get("/media/new"))
    data = main_form(page).data(**_TOLD)
    first, second = (county.post("/media/new", data=data) for _twice in range(2))
    item = the_item(session)
    assert first.location == second.location == f"/media/{item.id}"
    shown = text(county.get(first.location))
    assert "青禾日报" in shown
    assert "已刊播" in shown
    listed = text(county.get("/media/?kind=print&first=2026-10-01&last=2026-10-31"))
    assert "关爱儿童暖冬行" in listed
    assert "没有符合条件" in text(county.get("/media/?kind=tv"))
    assert county.get("/media/?kind=pony&first=never&show=x&after=y").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "请填写“标题”"),
        ({"kind": "pony"}, "没有这个选项"),
        ({"published_on": ""}, "请填写“刊播日期”"),
        ({"published_on": "前天"}, "日期看不懂"),
        ({"shows_child": ""}, "请选择“有没有孩子出现”"),
    ],
)
def test_a_faulty_form_comes_back_as_it_was(
    county: CheckedClient, session: Db, wrong: dict[str, str], said: str
) -> None:
    answer = fill_in(county, "/media/new", **{**_TOLD, "outlet": "青禾晚报", **wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'value="青禾晚报"' in text(answer)
    assert session.scalars(select(MediaItem)).all() == []


def test_of_an_activity_where_it_is_in_reach(county: CheckedClient, session: Db) -> None:
    activity = an_activity(campaign_code="winter_2027")
    strange = an_activity(actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), around=Around())
    session.commit()
    address = f"/media/new?activity={activity.id}"
    assert "未成年人保护法进村宣讲" in text(county.get(address))
    fill_in(county, address, **_TOLD)
    item = the_item(session)
    assert (item.activity_id, item.campaign_code) == (activity.id, "winter_2027")
    assert county.get(f"/media/new?activity={strange.id}").status_code == 404
    assert county.get("/media/new?activity=1").status_code == 404


# --- clearing ----------------------------------------------------------------------------------


def test_a_draft_shows_what_has_to_go_and_goes_out_when_it_has(
    county: CheckedClient, session: Db
) -> None:
    a_child(name="陈雨桐")
    session.commit()
    draft = {**_TOLD, "stage": "draft", "text": "陈　雨桐的新书包，电话 138-0000-0000"}
    at = fill_in(county, "/media/new", **draft).location
    page = text(county.get(at))
    assert "对外不能有的内容" in page
    assert "改成姓氏加" in page
    refused = fill_in(county, at, f"{at}/decide", what="clear")
    assert refused.status_code == 422
    assert "还有2处要先处理" in text(refused)
    fill_in(county, f"{at}/correct", text="孩子们的新书包", reason="改稿")
    assert "没有查到" in text(county.get(at))
    assert fill_in(county, at, f"{at}/decide", what="clear").location == at
    assert fill_in(county, at, f"{at}/appear", published_on="").status_code == 422
    appeared = fill_in(county, at, f"{at}/appear", published_on="2026-10-30")
    assert appeared.location == at
    item = the_item(session)
    assert (item.state, str(item.published_on)) == (MediaState.TOLD, "2026-10-30")
    assert "改过什么" in text(county.get(at))


def test_a_refusal_needs_its_reason_and_an_old_page_is_refused(
    county: CheckedClient, session: Db
) -> None:
    item = an_item(is_draft=True)
    session.commit()
    at = f"/media/{item.id}"
    old = main_form(text(county.get(at))).data(what="refuse")
    assert "请写明为什么不能发" in text(county.post(f"{at}/decide", data=old))
    assert county.post(f"{at}/decide", data={**old, "reason": "照片没有打码"}).location == at
    late = county.post(f"{at}/decide", data={**old, "reason": "再来"})
    assert late.status_code == 422
    assert "刚刚有人改过" in text(late)
    assert county.post(f"{at}/decide", data={**old, "version": "十"}).status_code == 422


def test_a_township_hands_in_and_does_not_clear(client_for: ClientFor, session: Db) -> None:
    load_practice()
    office = client_for(Role.CHILD_SUPERVISOR)
    at = fill_in(office, "/media/new", **{**_TOLD, "stage": "draft"}).location
    page = text(office.get(at))
    assert "等县里审核" in page
    assert "/decide" not in page
    assert office.post(f"{at}/decide", data={"what": "clear"}).status_code == 403


def test_a_withdrawn_item_stays_and_is_corrected_no_more(
    county: CheckedClient, session: Db
) -> None:
    item = an_item()
    session.commit()
    at = f"/media/{item.id}"
    assert fill_in(county, f"{at}/correct", what="withdraw", reason="").status_code == 422
    assert fill_in(county, f"{at}/correct", what="withdraw", reason="登记重了").location == at
    assert "不算在数里" in text(county.get(f"{at}/correct"))
    assert "已撤销" in text(county.get("/media/?show=withdrawn"))


# --- who may ------------------------------------------------------------------------------------


def test_who_may_not_and_what_is_out_of_reach(client_for: ClientFor, session: Db) -> None:
    load_practice()
    item = an_item()
    session.commit()
    for role in (Role.CHILD_DIRECTOR, Role.VOLUNTEER, Role.CITY_CIVIL):
        assert client_for(role).get("/media/").status_code == 403
    strange = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert strange.get(f"/media/{item.id}").status_code == 404
    assert strange.get(f"/media/{item.id}/correct").status_code == 404
    assert strange.post(f"/media/{item.id}/decide", data={"what": "clear"}).status_code == 404


def test_the_womens_federation_reads_what_appeared_and_no_draft_of_others(
    client_for: ClientFor, session: Db
) -> None:
    told, draft = an_item(), an_item(is_draft=True, title="陈雨桐的书包")
    session.commit()
    fed = client_for(Role.WOMENS_FED)
    assert "青禾日报" in text(fed.get(f"/media/{told.id}"))
    for address in (
        f"/media/{draft.id}",
        f"/media/{draft.id}/correct",
        f"/media/{told.id}/correct",
    ):
        answer = fed.get(address)
        assert answer.location == "/media/"
    page = text(fed.get("/media/"))
    assert "这是民政登记的" in page
    assert "陈雨桐" not in page


# --- photos ---------------------------------------------------------------------------------------


def photographed(client: CheckedClient, activity: Activity, content: bytes, face: str) -> Any:
    data = {"file": (io.BytesIO(content), "照片.jpg"), "face": face}
    return client.post(f"/activities/{activity.id}/photos", data=data)


def photos(session: Db) -> list[ActivityPhoto]:
    session.expire_all()
    return list(session.scalars(select(ActivityPhoto).order_by(ActivityPhoto.id)))


def test_a_photo_is_drawn_anew_and_shown_to_who_reaches_the_activity(
    client_for: ClientFor, session: Db
) -> None:
    village = a_viewer(Role.CHILD_DIRECTOR)
    activity = an_activity(actor=village)
    session.commit()
    director = client_for(Role.CHILD_DIRECTOR)
    at = f"/activities/{activity.id}/photos"
    for _twice in range(2):
        assert photographed(director, activity, photo(), "").location == at
    [stored] = photos(session)
    assert stored.shows_child is Face.UNKNOWN
    shown = director.get(f"{at}/{stored.id}.jpg")
    assert shown.mimetype == "image/jpeg"
    assert CANARY not in shown.data
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    tags = [entry.tag for entry in session.scalars(select(AuditEntry))]
    assert (tags.count("photo:add"), tags.count("photo:open")) == (1, 1)
    strange = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert strange.get(at).status_code == 404
    assert strange.get(f"{at}/{stored.id}.jpg").status_code == 404
    assert photographed(strange, activity, photo(), "no").status_code == 404
    assert client_for(Role.VOLUNTEER).get(at).status_code == 403


def test_what_is_no_photo_is_told_and_the_others_stay(county: CheckedClient, session: Db) -> None:
    activity = an_activity()
    session.commit()
    files = [(io.BytesIO(photo()), "好.jpg"), (io.BytesIO(b"%PDF-1.4"), "坏.pdf")]
    answer = county.post(f"/activities/{activity.id}/photos", data={"file": files, "face": "no"})
    assert answer.status_code == 422
    assert "坏.pdf" in text(answer)
    assert len(photos(session)) == 1
    empty = county.post(f"/activities/{activity.id}/photos", data={"face": "no"})
    assert empty.status_code == 422


def test_only_what_shows_no_child_or_was_cleared_may_leave(
    county: CheckedClient, session: Db
) -> None:
    activity = an_activity()
    session.commit()
    viewer, at = a_viewer(Role.COUNTY_CIVIL), f"/activities/{activity.id}/photos"
    for turn, face in enumerate(("unknown", "yes", "no"), start=1):
        photographed(county, activity, photo(turn), face)
    unknown, shown, empty = photos(session)
    assert [each.id for each in queries.for_outside(viewer, activity)] == [empty.id]
    assert fill_in(county, f"{at}/{unknown.id}/answer", face="no").location == at
    clear = f"{at}/{shown.id}/clear"
    assert fill_in(county, clear, ages="from_14", guardian="母亲知道").status_code == 422
    lacking = fill_in(county, clear, ages="from_14", guardian="母亲知道", masking="脸部打码")
    assert "孩子本人" in text(lacking)
    agreed = {"ages": "from_14", "guardian": "母亲知道", "own": "自己愿意", "masking": "脸部打码"}
    assert fill_in(county, clear, **agreed).location == at
    ids = {each.id for each in photos(session) if each.may_leave}
    assert ids == {unknown.id, shown.id, empty.id}
    # Another answer makes a clearing void.
    fill_in(county, f"{at}/{shown.id}/answer", face="unknown")
    assert not photos(session)[1].may_leave


def test_a_removed_photo_leaves_its_line_and_nothing_else(
    county: CheckedClient, session: Db
) -> None:
    activity = an_activity()
    session.commit()
    photographed(county, activity, photo(), "no")
    [stored] = photos(session)
    at = f"/activities/{activity.id}/photos"
    remove = f"{at}/{stored.id}/remove"
    assert fill_in(county, remove, reason=" ").status_code == 422
    assert fill_in(county, remove, reason="拍重了").location == at
    [gone] = photos(session)
    assert (gone.storage_name, gone.secret, gone.removal_reason) == (None, None, "拍重了")
    assert county.get(f"{at}/{stored.id}.jpg").status_code == 404


def test_an_activity_has_nine_photos_at_most(session: Db, client_for: ClientFor) -> None:
    activity, county = an_activity(), a_viewer(Role.COUNTY_CIVIL)
    for n in range(9):
        session.add(
            ActivityPhoto(
                owner=activity,
                region_code=activity.region_code,
                account_id=county.account_id,
                storage_name=f"{n:032x}",
                size=1,
                shows_child=Face.NO,
                digest=bytes([n]),
                secret=b"secret",
            )
        )
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    answer = photographed(client, activity, photo(), "no")
    assert answer.status_code == 422
    assert "最多放9张" in text(answer)
    assert len(photos(session)) == 9


def test_the_womens_federation_sees_no_child_on_the_others_photos(
    client_for: ClientFor, session: Db
) -> None:
    activity = an_activity()
    session.commit()
    county, fed = client_for(Role.COUNTY_CIVIL), client_for(Role.WOMENS_FED)
    photographed(county, activity, photo(), "yes")
    photographed(county, activity, photo(2), "no")
    shown, empty = photos(session)
    at = f"/activities/{activity.id}/photos"
    assert fed.get(f"{at}/{shown.id}.jpg").location == at
    assert fed.get(f"{at}/{empty.id}.jpg").mimetype == "image/jpeg"
    assert str(shown.id) not in text(fed.get(at))
    for address in (f"{at}/{empty.id}/answer", f"{at}/{empty.id}/clear", f"{at}/{empty.id}/remove"):
        assert fed.get(address).location == at
    assert photographed(fed, activity, photo(3), "no").location == at
    assert len(photos(session)) == 2
    assert actions.told_outside(a_viewer(Role.WOMENS_FED), an_item()) == []
