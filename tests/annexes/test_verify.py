"""What was signed is checked with the trail: touched or gone, it is named."""

from sqlalchemy.orm import Session, scoped_session

from casework.annexes import verify
from casework.audit import verify as trail
from tests.factories.accounts import COUNTY
from tests.factories.annexes import an_act, fed, signed_by

Db = scoped_session[Session]
_HERE = (COUNTY[:6],)


def test_a_signed_form_is_computed_again_and_a_touched_one_is_named(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    row = signed_by(office)
    session.commit()
    assert verify.verify(_HERE) == []
    assert verify.fits(row)
    row.__dict__["n"] = 7
    assert not verify.fits(row)
    session.expunge_all()
    assert verify.verify(("98",)) == []
    assert verify.verify in trail._further


def test_a_form_that_is_gone_is_missed_by_the_trail(session: Db) -> None:
    office = fed()
    an_act(office, COUNTY, helpers={"judge": 2})
    row = signed_by(office)
    session.commit()
    assert list(verify._lost(_HERE, {row.id: row.digest.hex()})) == []
    [fault] = verify._lost(_HERE, {})
    assert fault.where == "青禾县上报的附件"
