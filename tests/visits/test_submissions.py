"""What arrives is kept whole before any rule is asked, and once however often it comes."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import NotFound
from casework.visits import submissions
from casework.visits.models import Submission, SubmissionState, Visit
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.factories.visits import a_visit, arrive, said

pytestmark = pytest.mark.usefixtures("session")


def visits() -> int:
    return db.session.scalar(select(func.count()).select_from(Visit)) or 0


def states() -> list[SubmissionState]:
    return list(db.session.scalars(select(Submission.state).order_by(Submission.created_at)))


def test_the_same_form_twice_is_one_submission_and_one_visit() -> None:
    child, content = a_child(), said()
    first, second = arrive(child.id, content), arrive(child.id, content)
    assert first.id == second.id
    assert first.receipt == second.receipt
    assert visits() == 1


def test_two_forms_that_say_the_same_are_two_visits() -> None:
    child = a_child()
    assert arrive(child.id, said()).receipt != arrive(child.id, said()).receipt
    assert visits() == 2


def test_the_same_uuid_with_other_content_goes_into_quarantine() -> None:
    child, client_id = a_child(), uuid4()
    first = arrive(child.id, said(client_id=client_id))
    other = arrive(child.id, said(client_id=client_id, health="minor"))
    assert other.id != first.id
    assert states() == [SubmissionState.KEPT, SubmissionState.QUARANTINED]
    assert visits() == 1
    assert arrive(child.id, said(client_id=client_id, health="minor")).id == other.id


def test_somebody_elses_uuid_goes_into_quarantine_too() -> None:
    child, content = a_child(), said()
    mine = arrive(child.id, content)
    theirs = arrive(child.id, content, a_viewer(Role.CHILD_SUPERVISOR))
    assert theirs.state is SubmissionState.QUARANTINED
    assert theirs.receipt != mine.receipt
    assert visits() == 1


def test_the_uuid_of_a_visit_that_no_form_made_goes_into_quarantine() -> None:
    child = a_child()
    known = a_visit(child)
    db.session.execute(delete(Submission))
    db.session.expunge(known)
    other = a_child(name="周小满", people=())
    taken = arrive(other.id, said(client_id=known.id))
    assert taken.state is SubmissionState.QUARANTINED
    assert visits() == 1


def test_a_form_without_a_uuid_is_known_again_by_what_it_says() -> None:
    child = a_child()
    content = {**said(), "client_id": ["not-a-uuid"]}
    assert arrive(child.id, content).id == arrive(child.id, content).id
    assert visits() == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_child_out_of_reach_and_one_that_is_not_are_told_alike(*, known: bool) -> None:
    load_practice()
    county = a_viewer(Role.COUNTY_CIVIL, "990102000000")
    child_id = a_child(region_code=STRANGE_VILLAGE, actor=county).id if known else uuid4()
    submission = arrive(child_id, said(), a_viewer())
    assert submission.state is SubmissionState.KEPT
    assert submission.body["health"] == ["good"]
    assert visits() == 0
    assert Tag.VISIT_TO_CHECK.value in _tags()


def test_what_was_out_of_reach_becomes_a_visit_when_it_comes_again_in_reach() -> None:
    worker = a_viewer()
    child, content = a_child(region_code=NEXT_VILLAGE), said()
    arrive(child.id, content, worker)
    assert visits() == 0
    arrive(child.id, content, a_viewer(Role.CHILD_SUPERVISOR))
    child.region_code = worker.regions[0]
    arrive(child.id, content, worker)
    assert visits() == 1


def test_a_quarantine_stands_in_the_trail_and_says_nothing_of_the_child() -> None:
    child, client_id = a_child(), uuid4()
    arrive(child.id, said(client_id=client_id))
    arrive(child.id, said(client_id=client_id, health="minor"))
    db.session.commit()
    statement = select(AuditEntry).where(AuditEntry.tag == Tag.VISIT_QUARANTINE.value)
    entry = db.session.scalars(statement).one()
    assert entry.child_id is None


def test_a_receipt_can_be_read_out() -> None:
    receipt = arrive(a_child().id, said()).receipt
    first, second, third = receipt.split("-")
    assert (len(first), len(second), len(third)) == (3, 3, 4)
    assert receipt.replace("-", "").isdigit()


def test_only_its_author_sees_a_submission() -> None:
    submission = arrive(a_child().id, said())
    assert submissions.own(a_viewer(), submission.id) is submission
    for somebody, wanted in ((a_viewer(Role.COUNTY_CIVIL), submission.id), (a_viewer(), uuid4())):
        with pytest.raises(NotFound):
            submissions.own(somebody, wanted)


def _tags() -> Sequence[str]:
    db.session.commit()
    return db.session.scalars(select(AuditEntry.tag)).all()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["good", "minor", "illness"])),
        min_size=1,
        max_size=12,
    )
)
def test_any_order_and_any_repetition_comes_to_each_visit_once(
    app: object, arrivals: list[tuple[int, str]]
) -> None:
    child = a_child(people=())
    forms = [uuid4() for _ in range(3)]
    first_said: dict[UUID, str] = {}
    for number, health in arrivals:
        client_id = forms[number]
        first_said.setdefault(client_id, health)
        kept = arrive(child.id, said(client_id=client_id, health=health))
        expected = SubmissionState.KEPT if first_said[client_id] == health else None
        assert kept.state is (expected or SubmissionState.QUARANTINED)
    statement = select(Visit.id).where(Visit.child_id == child.id)
    assert set(db.session.scalars(statement)) == set(first_said)


def test_a_fault_of_ours_leaves_the_submission_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    child = a_child()

    def fail(*_: object, **__: object) -> None:
        db.session.execute(delete(AuditEntry).where(AuditEntry.id < 0))
        raise KeyError("a fault")

    with monkeypatch.context() as broken:
        broken.setattr("casework.visits.actions.recording._record", fail)
        kept = arrive(child.id, said(client_id=(client_id := uuid4())))
    db.session.commit()
    assert visits() == 0
    assert states() == [SubmissionState.KEPT]
    again = arrive(child.id, dict(kept.body))
    assert again.id == kept.id
    assert db.session.scalars(select(Visit.id)).all() == [client_id]
