"""Making papers of a child, and noting which notice was given; each leaves its line."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.folders import queries, rules
from casework.folders.models import (
    FolderForm,
    FolderPrint,
    NoticeAnswer,
    NoticeGiven,
    NoticeKind,
)
from casework.folders.rules import Depth, Lifted
from casework.folders.sections import SECTIONS, Asked, Filled, filled, not_chosen, withheld
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.ui.formats import chinese_date

_FORM = "notice.form"
#: Characters that nobody mistakes for one another on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Mark:
    """What stands on every page, so that a leaf says whose it is: who, when, what for, number."""

    by: str
    login: str
    at: datetime
    purpose: str
    number: str

    @property
    def when(self) -> str:
        """The moment, written in Chinese in every language of the pages."""
        return f"{chinese_date(self.at)} {clock.local(self.at):%H:%M}"


@dataclass(frozen=True)
class Folder:
    """One child's whole file, gathered for somebody at one moment."""

    child: Child
    place: str
    mark: Mark
    sections: list[Filled]
    #: What was asked for and may not be read by whoever asked, and what was not asked for.
    withheld: list[str]
    not_chosen: list[str]
    lifted: frozenset[Lifted]


@dataclass(frozen=True)
class Pressed:
    """What a folder became: the bytes of a file, and how many pages they are."""

    content: bytes
    pages: int | None


def make_folder(
    *,
    actor: Viewer,
    child: Child,
    sections: Collection[str],
    purpose: str | None,
    form: FolderForm,
    press: Callable[[Folder], Pressed],
    lifted: Collection[Lifted] = (),
    reason: str | None = None,
    depth: Depth = Depth.YEAR,
    with_pictures: bool = False,
) -> tuple[FolderPrint, Pressed]:
    """Make the folder of a child in reach; ``press`` turns what was gathered into what goes out.

    What went out is kept nowhere; its line says who made it for what, with which sections.
    Raises RuleBroken without a purpose, without sections, and for a number without a reason.
    """
    rules.check_chosen(sections)
    words = rules.check_purpose(purpose)
    rules.check_lifted(actor, lifted, reason)
    mark = mark_of(actor, words)
    asked = Asked(actor, child, frozenset(lifted), depth, with_pictures)
    folder = Folder(
        child=child,
        place=regions.full_name(child.region_code),
        mark=mark,
        sections=filled(SECTIONS, asked, sections),
        withheld=withheld(SECTIONS, actor, sections),
        not_chosen=not_chosen(SECTIONS, sections),
        lifted=frozenset(lifted),
    )
    pressed = press(folder)
    is_file = form is FolderForm.PDF
    row = FolderPrint(
        owner=child,
        region_code=child.region_code,
        account_id=actor.account_id,
        number=mark.number,
        form=form,
        pages=pressed.pages,
        digest=hashlib.sha256(pressed.content).digest() if is_file else None,
        purpose=words,
        sections=[each.code for each in folder.sections],
        lifted=sorted(each.value for each in lifted),
        reason=reason if lifted else None,
    )
    db.session.add(row)
    record(
        Tag.FOLDER_PRINT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=row.id,
        seen=[child.id],
        reason="；".join(each for each in (words, row.reason) if each),
        sections=row.sections,
        lifted=row.lifted,
        form=form.value,
        number=row.number,
    )
    return row, pressed


def mark_of(actor: Viewer, purpose: str) -> Mark:
    """Return what stands on every page of a paper that is made now."""
    name = accounts.get(actor.account_id).name
    number = f"{clock.today():%Y%m%d}-{''.join(secrets.choice(_SIGNS) for _ in range(5))}"
    return Mark(name, actor.login, clock.now(), purpose, number)


def print_sheets(*, actor: Viewer, place_code: str, printed: Collection[Child]) -> None:
    """Note that blank sheets with these children's names were printed."""
    record(
        Tag.SHEET_PRINT,
        actor_id=actor.account_id,
        region_code=place_code,
        seen=[child.id for child in printed],
        sheets=len(printed),
    )


def print_notice(*, actor: Viewer, child: Child, kind: NoticeKind) -> None:
    """Note that a sheet with the child's name was printed."""
    record(
        Tag.NOTICE_PRINT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        seen=[child.id],
        kind=kind.value,
    )


def note_given(
    *,
    actor: Viewer,
    child: Child,
    form_id: UUID,
    kind: NoticeKind,
    given_on: date,
    to_whom: str,
    way: str,
    answer: NoticeAnswer | None = None,
    note: str | None = None,
) -> NoticeGiven:
    """Note that a family was given a sheet; the same form twice is one line.

    Raises RuleBroken for a day to come, and for a consent of which nobody says what it was.
    """
    practice_ = practice.notices(child.region_code)
    rules.check_day(given_on, clock.today())
    rules.check_answer(kind, answer)
    told = answer.value if answer and kind is NoticeKind.CONSENT else None
    client_id = _derived(actor, child, form_id)
    known = queries.notice_of_form(child, client_id)
    if known is not None:
        return known
    row = NoticeGiven(
        owner=child,
        region_code=child.region_code,
        client_id=client_id,
        account_id=actor.account_id,
        kind=kind,
        edition=practice_.version,
        given_on=given_on,
        to_whom=to_whom,
        way=way,
        answer=told,
        note=note,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same form, at the same moment
        db.session.expire_all()
        return queries.notice_of_form(child, client_id) or row
    _tell(Tag.NOTICE_GIVE, actor, child, row)
    return row


def take_back(*, actor: Viewer, child: Child, notice: NoticeGiven) -> None:
    """Note that a consent was taken back today; what was taken back stays so."""
    if notice.kind is not NoticeKind.CONSENT or notice.answer != NoticeAnswer.AGREED.value:
        raise RuleBroken("只有同意过的才能撤回。")
    if notice.withdrawn_on is None:
        notice.withdrawn_on = clock.today()
        _tell(Tag.NOTICE_WITHDRAW, actor, child, notice)


def _derived(actor: Viewer, child: Child, form_id: UUID) -> UUID:
    """Return an id that nobody else's form can have taken."""
    told = f"{actor.account_id}:{child.id}:{form_id}"
    return UUID(bytes=keyring().digest(_FORM, told))


def _tell(tag: Tag, actor: Viewer, child: Child, row: NoticeGiven) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=row.id,
    )
