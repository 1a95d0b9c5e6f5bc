"""Media and photos: what appeared, a draft, a cleared one and a photo in each place; lists."""

import io
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import actions as activities
from casework.activities import queries as activity_queries
from casework.activities.rules import Facts as Held
from casework.attachments import cleaning
from casework.children.models import Child
from casework.db.base import db, new_id
from casework.media import actions, queries
from casework.media.actions.photographing import Received
from casework.media.models import Face, MediaItem, MediaState, Showing
from casework.media.rules import Facts
from tests.attachments.corpus import photo
from tests.factories.accounts import COUNTY

_REASON = "核对家庭情况"
_LIST = "活动内容,活动时间,受益儿童数\n法治课,2026-10-21,30\n"
_SAID = {"kind": "print", "title": "冬日送暖", "shows_child": "none"}
_AGREED = {"ages": "under_14", "guardian": "母亲，签字", "masking": "脸部打码"}

SAID: dict[str, dict[str, Any]] = {
    "activity_lists.tried": {},
    "activity_photos.answer": {"face": "yes"},
    "activity_photos.clear": _AGREED,
    "activity_photos.remove": {"reason": _REASON},
    "activity_photos.upload": {"face": "no"},
    "media.appear": {"published_on": "2026-10-30", "version": "2"},
    "media.correct": {**_SAID, "published_on": "2026-10-21", "reason": _REASON},
    "media.decide": {"what": "clear", "version": "1", "reason": _REASON},
    "media.new": {**_SAID, "outlet": "青禾日报"},
}
PLACED = {
    "activity_lists.hand_in": lambda place: {"region_code": _county(place)},
}
FILES = {
    "activity_lists.hand_in": (_LIST.encode, "活动清单.csv"),
    "activity_photos.upload": (lambda: photo(2), "照片.jpg"),
}
EACH_TIME = {"activity_lists.hand_in": "each list is kept; importing recognises the rows"}
NOT_TYPED = {
    "activity_photo.digest": "reckoned from a file",
    "activity_photo.secret": "made by chance",
}


def _county(place: str) -> str:
    from tests.invariants.world import PLACES  # noqa: PLC0415 - the world finds this module

    return f"{PLACES[place][:6]}000000"


def settle(world: Any, place: str, county: Viewer, director: Viewer, child: Child) -> Any:
    """Let the village have been in the papers, and have a photo of what it held."""
    activity_id = world.made[place].get("activity_id")
    if activity_id is None:
        told = Held("courses", clock.today(), "写春联", children_reached=9)
        activity_id = activities.record_activity(
            actor=director, form_id=new_id(), unit_code=child.region_code, facts=told
        ).id
    activity = activity_queries.get(county, activity_id)
    received = Received("照片.jpg", cleaning.clean(io.BytesIO(photo())), None)
    actions.add_photos(actor=county, activity=activity, received=[received], face=Face.UNKNOWN)
    [there] = queries.photos_of(activity)
    draft, cleared = (_item(county, child, is_draft=True) for _each in range(2))
    actions.clear(actor=county, item=cleared, version=1, is_looked_at=True)
    db.session.flush()
    assert cleared.state is MediaState.CLEARED
    told_of = _item(county, child, is_draft=False)
    made = {"item_id": told_of, "draft_id": draft, "cleared_id": cleared, "photo_id": there}
    return {"activity_id": activity_id, **{name: each.id for name, each in made.items()}}


def _item(county: Viewer, child: Child, *, is_draft: bool) -> MediaItem:
    facts = Facts(
        "tv",
        "全覆盖走访",
        published_on=None if is_draft else clock.today(),
        shows_child=Showing.NONE if is_draft else Showing.NAMED_OR_FACE,
    )
    return actions.record_item(
        actor=county, form_id=new_id(), unit_code=child.region_code, facts=facts, is_draft=is_draft
    )


def walk(_made: Any, _director: Any, county: Any, fed: Any, _child_id: str) -> None:
    """Say everything that is sealed of media and photos, and put it right."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk finds this module by itself

    words = dict.fromkeys(("title", "outlet", "text", "guardian", "own", "masking"), MARK)
    told = {**words, "kind": "tv", "link": f"https://example.cn/{MARK}", "ages": "both"}
    for who in (county, fed):
        at = who.fill_in("/media/new", **told, shows_child="named_or_face").location
        assert MARK in who.read(at)
        who.fill_in(f"{at}/correct", title=f"{MARK}了", reason=MARK)
        assert f"{MARK}了" in who.read(at)
        assert MARK in who.read("/media/")
    file = (
        io.BytesIO(f"活动内容,活动时间,受益儿童数\n{MARK},2026-10-21,5\n".encode()),
        f"{MARK}.csv",
    )
    tried = county.fill_in("/activities/import", region_code=COUNTY, file=file).location
    assert MARK in county.read(tried)
    county.fill_in(tried)
    activity_id = _activity_of(county, tried)
    at = f"/activities/{activity_id}/photos"
    county.fill_in(at, file=(io.BytesIO(photo(3)), f"{MARK}.jpg"), face="unknown")
    _photo(county, at, MARK)


def _activity_of(county: Any, _tried: str) -> str:
    """Return an activity of the county: the newest that was recorded."""
    from casework.activities.models import Activity  # noqa: PLC0415 - for the walk alone
    from casework.db.scope import SystemScope, bind_scope  # noqa: PLC0415 - for the walk alone

    with county.client.application.app_context():
        bind_scope(db.session, SystemScope("tests"))
        return str(db.session.query(Activity).order_by(Activity.id.desc()).limit(1).one().id)


def _photo(county: Any, at: str, mark: str) -> None:
    from tests.invariants.walk import _ids  # noqa: PLC0415 - the walk finds this module by itself

    [photo_id, *_rest] = _ids(county.read(at), f"{at}/")
    shown = f"{at}/{photo_id}"
    county.client.get(f"{shown}.jpg")
    county.fill_in(f"{shown}/clear", ages="both", guardian=mark, own=mark, masking=mark)
    county.fill_in(f"{shown}/remove", reason=mark)
