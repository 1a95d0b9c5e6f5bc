"""What a new file does not say yet: asked for on the page after, not before it is saved."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.children.models import Child, IdState
from casework.people.models import Part
from casework.upkeep.rules import KEPT_UP

#: An older file is completed by visits and by whoever opens it.
_NEW = timedelta(days=60)


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and the page where it is filled in."""

    label: str
    endpoint: str = "children.edit"
    values: dict[str, str] = field(default_factory=dict)


def gaps_of(
    child: Child, parts: Collection[Part], address: str | None, today: date
) -> Iterator[Gap]:
    """Yield what a file that is new still lacks, the most useful first."""
    is_new = child.entered_on is not None and today - child.entered_on <= _NEW
    if not is_new or child.status not in KEPT_UP:
        return
    for part in (Part.FATHER, Part.MOTHER):
        if part not in parts:
            yield Gap(part.label, "children.person", {"part": part.value})
    lacking = {
        "就学情况": child.school_stage is None,
        "健康状况": child.health is None,
        "详细地址": address is None,
        "户籍地": child.hukou_code is None and child.hukou_address is None,
        "民族": child.ethnic_group is None,
        "证件号码": child.id_state is IdState.NONE,
    }
    yield from (Gap(label) for label, is_lacking in lacking.items() if is_lacking)
