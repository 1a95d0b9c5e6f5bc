"""What may be printed of a child, and what has to be said for it."""

from collections.abc import Collection, Sequence
from datetime import date

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.dossier.rules import Group, Veil
from casework.errors import RuleBroken
from casework.folders.models import NoticeKind
from casework.labels import LabelledEnum

#: A purpose or reason of fewer characters says nothing.
SHORTEST = 6
#: From this age on the child's own consent is asked for too (办法 art 12).
OWN_CONSENT_AGE = 14
#: So many children stand on the sheets of one printing.
MOST_SHEETS = 60
#: So many lines make a file of some seventy pages. One is set in a few seconds; a longer one would
#: outlast a server's patience, or keep everybody else from writing.
MOST_LINES = 2_000


class Lifted(LabelledEnum):
    """What is masked on paper unless it is asked for, with a reason of its own."""

    NUMBER = "number", "身份证号完整显示"
    SECRET = "secret", "印出保密类别"


class Depth(LabelledEnum):
    """How much of the visits is printed."""

    YEAR = "year", "最近一年写全，以前的列表"
    ALL = "all", "全部写全"
    LIST = "list", "只列表"


def check_purpose(purpose: str | None) -> str:
    """Return what a paper is made for; refuse nothing and a word that says nothing."""
    words = (purpose or "").strip()
    if len(words) < SHORTEST:
        raise RuleBroken("请写明打印用途，至少%(n)s个字。", "purpose", n=SHORTEST)
    return words


def check_lifted(viewer: Viewer, lifted: Collection[Lifted], reason: str | None) -> None:
    """Refuse to show anything whole without the right to, and without a reason."""
    if not lifted:
        return
    if Lifted.SECRET in lifted and not viewer.may(Permission.CHILD_SECRET):
        raise RuleBroken("您的账号不能印出保密类别。", "lifted")
    if len((reason or "").strip()) < SHORTEST:
        raise RuleBroken("请写明为什么要完整显示，至少%(n)s个字。", "reason", n=SHORTEST)


def check_chosen(chosen: Collection[str]) -> None:
    """Refuse a folder without sections."""
    if not chosen:
        raise RuleBroken("请至少选一个部分。", "sections")


def check_length(lines: int) -> None:
    """Refuse to make a file of a folder that is too long for one; as a page it may be printed."""
    if lines > MOST_LINES:
        raise RuleBroken(
            "这份档案太长（%(n)s行，一个 PDF 最多%(most)s行）。请改用“打印网页”，"
            "或者让走访记录只列表、少选几个部分、不印照片。",
            "form",
            n=lines,
            most=MOST_LINES,
        )


def veil_of(lifted: Collection[Lifted]) -> Veil:
    """Return what masks on paper: it is made for a stated purpose, so numbers alone are masked."""
    groups = {Group.CONTACT, Group.ADDRESS, Group.HEALTH}
    return Veil(frozenset(groups | ({Group.NUMBER} if Lifted.NUMBER in lifted else set())))


def needs_own_consent(age: int | None) -> bool:
    """Say whether the child itself is asked: from 14 on; of an unknown age, both are asked."""
    return age is None or age >= OWN_CONSENT_AGE


def check_day(given_on: date, today: date) -> None:
    """Refuse a day to come."""
    if given_on > today:
        raise RuleBroken("日期不能晚于今天，请核对。", "given_on")


def check_answer(kind: NoticeKind, answer: object) -> None:
    """Refuse a consent of which nobody says what was answered."""
    if kind is NoticeKind.CONSENT and not answer:
        raise RuleBroken("请选择对方的答复；还没有答复的，选“还没有答复”。", "answer")


def check_sheets(chosen: Sequence[object]) -> None:
    """Refuse sheets of nobody, and more than one village has."""
    if not chosen:
        raise RuleBroken("请至少选一个孩子。", "children")
    if len(chosen) > MOST_SHEETS:
        raise RuleBroken("一次最多打印%(n)s张，请分几次打印。", "children", n=MOST_SHEETS)
