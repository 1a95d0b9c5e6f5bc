"""What media told of the winter: pieces that appeared, one put up for checking, two drafts."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.media import actions
from casework.media.models import Showing
from casework.media.rules import Ages, Consent, Facts

# no-catalogue: invented words
_PUBLISHED = (
    ("fulian", "print", "青禾日报", "青禾县“把爱带回家”关爱儿童活动启动", 20),
    ("fulian", "new_media", "青禾妇联微信公众号", "家庭教育公开课走进青集镇", 16),
    ("fulian", "new_media", "青禾妇联微信公众号", "巾帼志愿者陪留守儿童写春联", 11),
    ("xian", "tv", "青禾电视台", "我县开展困境儿童全覆盖走访", 9),
    ("xian", "radio", "青禾之声", "未成年人保护法进村宣讲", 6),
)
# no-catalogue: invented words
_CONSENT = Consent(Ages.UNDER_14, "母亲，当面签字同意")
# no-catalogue: invented words
_SHOWN = Facts(
    kind="new_media",
    title="温暖的冬天",
    outlet="青集镇微信公众号",
    shows_child=Showing.NAMED_OR_FACE,
)
# no-catalogue: invented words
_DRAFTS = (
    (
        "fulian",
        Facts(
            kind="new_media",
            title="爱心妈妈的一个下午",
            outlet="青禾妇联微信公众号",
            text="志愿者和孩子们一起读书、画画。",
            shows_child=Showing.ANONYMOUS,
            consent=_CONSENT,
            masking="只拍背影",
        ),
    ),
    (
        "xian",
        Facts(
            kind="print",
            title="冬日送暖",
            outlet="青禾日报",
            text="工作人员为2名孤儿送去棉被，联系电话19900700001。",
        ),
    ),
)


def add_media(seed: int) -> int:
    """Let 妇联, a township and the county write down what appeared; return how many there are."""
    appeared = [*_appeared()]
    for n, (login, facts) in enumerate(appeared):
        _record(login, f"{seed}/media/{n}", facts)
    for n, (login, facts) in enumerate(_DRAFTS):
        _record(login, f"{seed}/drafts/{n}", facts, is_draft=True)
    db.session.commit()
    return len(appeared) + len(_DRAFTS)


def _appeared() -> Iterator[tuple[str, Facts]]:
    today = clock.today()
    for login, kind, outlet, title, days_ago in _PUBLISHED:
        day = today - timedelta(days=days_ago)
        yield login, Facts(kind=kind, title=title, outlet=outlet, published_on=day)
    yield "dudao", Facts(**{**vars(_SHOWN), "published_on": today - timedelta(days=3)})


def _record(login: str, key: str, facts: Facts, *, is_draft: bool = False) -> None:
    actor = accounts.viewer_by_login(login)
    actions.record_item(
        actor=actor,
        form_id=UUID(int=Dice(key).below(2**63)),
        unit_code=actor.regions[0],
        facts=facts,
        is_draft=is_draft,
    )
