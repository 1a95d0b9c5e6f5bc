"""What is overdue stands on the worker's day and on the office's desk: a number is a list."""

from datetime import timedelta

import pytest

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import attention, coming
from casework.pairings import overdue as _overdue  # noqa: F401 - its tiles are registered by then
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import logged, paired


def _shown(viewer: Viewer, code: str) -> list[object]:
    tile, today = attention.get(code), clock.today()
    listed = attention.page(tile, viewer, today).rows
    counted = attention.counts(viewer, today, 9, [tile])[code]
    assert sum(counted.values()) == len(listed)
    return [entry.child_id for entry in listed]


@pytest.mark.usefixtures("session")
def test_an_overdue_contact_and_a_worry_are_before_worker_and_office_until_seen_to() -> None:
    one = paired(a_child())
    worker, office = a_viewer(), a_viewer(Role.CHILD_SUPERVISOR)
    due_on = one.pairing.next_contact_due_on
    assert due_on is not None
    clock.fix_today(due_on)
    assert _shown(office, "pairing-overdue") == []
    assert not any("没联系" in each.about for each in coming.coming(worker, due_on, due_on))
    clock.fix_today(due_on + timedelta(days=1))
    assert _shown(office, "pairing-overdue") == [one.child.id]
    found = coming.coming(worker, clock.today(), clock.today())
    assert [each.child_id for each in found if "没联系" in each.about] == [one.child.id]
    logged(one, was_made=False, worry="没人接电话")
    logged(one, was_made=False, worry="还是没人接")
    assert _shown(office, "pairing-overdue") == [one.child.id]
    assert _shown(office, "pairing-worries") == [one.child.id]
    logged(one)
    assert _shown(office, "pairing-overdue") == []
