"""A few papers that were photographed: drawn here, with nothing on them but lines."""

from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.accounts.models import Account
from casework.attachments import actions, cleaning
from casework.attachments.models import SubjectKind
from casework.children.models import Child, Status
from casework.db.base import db

#: So many children have one.
_MOST = 6
_TITLES = ("户口簿首页", "出生医学证明")  # no-catalogue: what somebody wrote
_SIZE = (900, 1200)


def add_papers() -> None:
    """Hand a paper in for each of the first children, by whoever answers for them."""
    statement = (
        select(Child, Account)
        .join(Account, Account.id == Child.worker_id)
        .where(Child.status == Status.ACTIVE)
        .order_by(Child.id)
        .limit(_MOST)
    )
    found = db.session.execute(statement).all()
    paper = cleaning.clean(BytesIO(_drawn()))
    for number, (child, worker) in enumerate(found):
        actions.add(
            actor=accounts.viewer_of(worker),
            child=child,
            kind=SubjectKind.CHILD,
            subject_id=child.id,
            cleaned=paper,
            name="IMG_0001.jpg",
            title=_TITLES[number % len(_TITLES)],
        )
    paper.close()


def _drawn() -> bytes:
    paper = Image.new("RGB", _SIZE, (250, 248, 240))
    pencil = ImageDraw.Draw(paper)
    pencil.rectangle((60, 60, 840, 1140), outline=(150, 40, 40), width=6)
    for row in range(200, 1100, 90):
        pencil.line((110, row, 790, row), fill=(120, 120, 120), width=3)
    output = BytesIO()
    paper.save(output, "JPEG")
    return output.getvalue()
