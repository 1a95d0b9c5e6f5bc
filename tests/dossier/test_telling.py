"""What agreements say of a child's care reaches guardianship, which stands below them."""

from datetime import date

from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.children.facts import PersonFacts
from casework.dossier.telling import agreements_in_force
from casework.eligibility.actions import record_condition
from casework.eligibility.facts import Known
from casework.guardianship.picture import picture_of
from casework.people.models import Part
from tests.factories.accounts import a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
MOTHER = PersonFacts(part=Part.MOTHER, name="李梅", relation="52", situation="working_away")


def test_an_agreement_holds_from_its_first_day_to_the_day_before_its_end(session: Db) -> None:
    viewer, child = a_viewer(Role.COUNTY_CIVIL), a_child(people=(GRANDMOTHER, FATHER, MOTHER))
    assert [flag.code for flag in picture_of(viewer, child, TODAY).flags] == ["no_agreement"]
    agreement = CareAgreement(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        state=AgreementState.DRAFT,
        account_id=viewer.account_id,
        from_on=TODAY,
        until_on=date(2027, 11, 1),
        terms={},
    )
    session.add(agreement)
    session.flush()
    days = (date(2026, 10, 31), TODAY, date(2027, 10, 31), date(2027, 11, 1))
    for state, holds in (
        (AgreementState.DRAFT, [False, False, False, False]),
        (AgreementState.SIGNED, [False, True, True, False]),
        (AgreementState.FILED, [False, True, True, False]),
        (AgreementState.ENDED, [False, False, False, False]),
    ):
        agreement.state = state
        session.flush()
        assert [child.id in agreements_in_force(viewer, [child], day) for day in days] == holds
    agreement.state = AgreementState.FILED
    session.flush()
    shown = picture_of(viewer, child, TODAY)
    assert shown.flags == []
    assert "按委托照护协议，平时由奶奶照看" in shown.sentence


def test_a_recorded_condition_goes_before_the_word_of_a_ledger(session: Db) -> None:
    viewer, child = a_viewer(Role.COUNTY_CIVIL), a_child(people=(GRANDMOTHER, FATHER, MOTHER))
    known = Known(code="imprisoned", since_on=date(2026, 5, 1), until_on=date(2027, 5, 1))
    record_condition(actor=viewer, child=child, part="father", known=known)
    session.flush()
    told = [picture_of(viewer, child, day).sentence for day in (TODAY, date(2027, 5, 1))]
    assert "服刑" in told[0]
    assert "服刑" not in told[1]
    gone = Known(code="deceased", since_on=date(2026, 6, 1))
    record_condition(actor=viewer, child=child, part="father", known=gone)
    session.flush()
    assert "去世" in picture_of(viewer, child, TODAY).sentence
