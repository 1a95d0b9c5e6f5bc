"""The tiles of the desk: what waits for the township, for the county, and what is late.

Each counts children: one with two applications is one child to see to.
"""

from datetime import date

from sqlalchemy import func, select

from casework.accounts.viewer import Viewer
from casework.children.attention import Rows, Subject, Tile, register
from casework.recognition import queries, steps
from casework.recognition.models import Recognition, RecognitionState

_S = RecognitionState
_AT_COUNTY = frozenset({_S.VERIFIED, _S.ENDING})
_WAITING = steps.OPEN | _AT_COUNTY


def _children(viewer: Viewer, states: frozenset[RecognitionState]) -> Rows:
    named = sorted(states, key=lambda state: state.value)
    return (
        select(
            Recognition.region_code,
            func.min(Recognition.due_on).label("due_on"),
            Recognition.child_id.label("id"),
            Recognition.child_id,
        )
        .where(queries.in_reach(viewer), Recognition.state.in_(named))
        .group_by(Recognition.region_code, Recognition.child_id)
    )


def _to_verify(viewer: Viewer, _on: date) -> Rows:
    return _children(viewer, steps.AT_TOWNSHIP)


def _to_confirm(viewer: Viewer, _on: date) -> Rows:
    return _children(viewer, _AT_COUNTY)


def _late(viewer: Viewer, on: date) -> Rows:
    return _children(viewer, _WAITING).where(Recognition.due_on < on)


register(
    Tile(
        "recognition-late",
        "认定超期",
        "认定申请过了查验、补正或者确认的期限。",
        "hourglass-bottom",
        "late",
        Subject.CHILD,
        _late,
        "办理期限",
    ),
    Tile(
        "recognition-to-verify",
        "认定待查验",
        "认定申请等乡镇（街道）查验。",
        "clipboard-check",
        "soon",
        Subject.CHILD,
        _to_verify,
        "查验期限",
    ),
    Tile(
        "recognition-to-confirm",
        "认定待确认",
        "查验完毕的申请和提出终止的，等县级民政确认。",
        "check2-square",
        "soon",
        Subject.CHILD,
        _to_confirm,
        "确认期限",
    ),
)
