"""Applications to be recognised, one in each state, so that every page has something to show."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.cli.demo.accounts import SignIn
from casework.db.base import db
from casework.people.models import Part
from casework.recognition import actions
from casework.recognition.actions import Applicant
from casework.recognition.models import Recognition
from casework.recognition.rules import Opinion

_CATEGORY = "de_facto_unsupported"
#: Days since the application, what was said, and the steps after it.
_STORIES: Sequence[tuple[int, str, tuple[str, ...]]] = (
    (2, "父亲服刑三年，母亲改嫁后没有音信。", ()),
    (30, "父亲去世，母亲精神残疾二级。", ("take_up",)),
    (12, "父母都在强制隔离戒毒。", ("ask",)),
    (9, "父亲去世，母亲失联，派出所有回执。", ("verify",)),
    (15, "父亲重病，母亲一级残疾。", ("verify", "confirm")),
    (14, "母亲去世，父亲外出务工。", ("verify", "refuse")),
)
_ASKED = "缺母亲的强制隔离戒毒决定书。戒毒所的数据比对不到，请看纸质的。"
_REFUSED = "父亲在外务工，每月寄钱、每周通话，能够履行监护责任，不符合“父母双方均不能履行”的条件。"


def add_recognitions(sign_ins: Sequence[SignIn]) -> None:
    """Let children of the village that is shown be applied for, each with another outcome."""
    worker, office, county = (_viewer(sign_ins, role) for role in _ROLES)
    for child, (back, words, after) in zip(_children(worker), _STORIES, strict=False):
        carer = children.person_in(child, Part.CARER)
        recognition = actions.apply(
            actor=worker,
            child=child,
            category=_CATEGORY,
            applicant=Applicant(
                "guardian" if carer else "village",
                name=carer.name if carer else None,
                relation=carer.relation if carer else None,
            ),
            applied_on=clock.today() - timedelta(days=back),
            words=words,
            seen=["application"],
            promised=["bank_card"],
        )
        for act in after:
            _take(act, recognition, office, county)
        db.session.commit()


_ROLES = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)


def _viewer(sign_ins: Sequence[SignIn], role: Role) -> Viewer:
    login = next(each.login for each in sign_ins if each.role is role)
    return accounts.viewer_by_login(login)


def _children(worker: Viewer) -> Iterator[Child]:
    """Yield children of the worker's village who are on the list for something else."""
    statement = (
        select(Child)
        .where(children.in_reach(worker), Child.status == Status.ACTIVE)
        .order_by(Child.id)
    )
    for child in db.session.scalars(statement).all():
        if _CATEGORY not in {each.leaf for each in children.open_memberships(child)}:
            yield child


def _take(act: str, recognition: Recognition, office: Viewer, county: Viewer) -> None:
    one = recognition.id
    if act == "take_up":
        actions.take_up(actor=office, recognition_id=one)
    elif act == "ask":
        actions.ask_more(actor=office, recognition_id=one, words=_ASKED)
    elif act == "verify":
        matched = ["child_household", "guardian_identity", "parents_condition"]
        opinion = Opinion.FITS
        words = "数据比对和入户核实都做了。"
        actions.verify(
            actor=office, recognition_id=one, opinion=opinion, matched=matched, words=words
        )
    elif act == "confirm":
        actions.confirm(actor=county, recognition_id=one, words="符合规定。")
    else:
        actions.refuse(actor=county, recognition_id=one, words=_REFUSED)
