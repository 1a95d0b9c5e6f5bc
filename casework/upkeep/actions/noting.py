"""What every small change has in common: version, history field by field, trail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.actions.history import note_change, store_unless_overtaken, touch
from casework.children.facts import Told
from casework.children.models import Child, ChildPerson
from casework.children.rules import ChangedMeanwhile
from casework.errors import RuleBroken
from casework.upkeep import rules


@dataclass
class Noting:
    """One small change of one file on its way into the history."""

    actor: Viewer
    child: Child
    #: Which small change it is: the source in the history.
    kind: str
    told: Told
    changed: list[str] = field(default_factory=list)

    def note(self, name: str, old: object, new: object) -> None:
        """Keep that a field has another value; an equal one is no change."""
        if old == new:
            return
        self.changed.append(name)
        note_change(
            self.child,
            name,
            old,
            new,
            account_id=self.actor.account_id,
            source=self.kind,
            told=self.told,
        )

    def put(self, row: Child | ChildPerson, **values: Any) -> None:
        """Write values into the file or into what it knows of a person, with their history."""
        part = f"{row.part}." if isinstance(row, ChildPerson) else ""
        for name, new in values.items():
            self.note(f"{part}{name}", getattr(row, name), new)
            setattr(row, name, new)

    def finish(self) -> list[str]:
        """Count it as a change of the file; return the codes of what changed."""
        if self.changed:
            touch(self.child)
            _tell(self.actor, self.child, self.changed)
            store_unless_overtaken()
        return self.changed


def begin(*, actor: Viewer, child: Child, version: int, kind: str, told: Told) -> Noting:
    """Begin a small change on the version of the file that it was made on.

    Raises ChangedMeanwhile when the file has moved on, RuleBroken when it is closed or the change
    is still to come.
    """
    if version != child.version:
        raise ChangedMeanwhile
    if child.status not in rules.KEPT_UP:
        raise RuleBroken("档案已退出，要先恢复在册才能修改。")
    if told.from_on > clock.today():
        raise RuleBroken("日期不能晚于今天，请核对。", "on")
    return Noting(actor, child, kind, told)


def _tell(actor: Viewer, child: Child, changed: Iterable[str]) -> None:
    record(
        Tag.CHILD_EDIT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        fields=list(changed),
    )
