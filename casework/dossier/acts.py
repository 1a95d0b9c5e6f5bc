"""What may be done to a file, by its status: the rows of the menu under the child's page."""

from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.children.models import Status
from casework.children.steps import BY_ACT

_OPEN = frozenset({Status.ACTIVE, Status.SUBMITTED, Status.RETURNED, Status.DRAFT})
_ANY = frozenset(Status)
_NOT_CLOSED = frozenset(Status) - {Status.CLOSED}


@dataclass(frozen=True)
class Act:
    """One row: where it leads, what it is called, who may, when it makes sense."""

    endpoint: str
    label: str
    icon: str
    permission: Permission
    statuses: frozenset[Status]
    #: It posts at once, without a page of its own.
    at_once: bool = False


ACTS = (
    Act(
        "children.accept",
        "审核通过，列入在册",
        "check-circle",
        Permission.CHILD_REVIEW,
        BY_ACT["accept"].before,
        at_once=True,
    ),
    Act(
        "children.send_back",
        "退回补正",
        "arrow-return-left",
        Permission.CHILD_REVIEW,
        BY_ACT["send_back"].before,
    ),
    Act(
        "children.submit",
        "提交乡镇审核",
        "send",
        Permission.CHILD_EDIT,
        BY_ACT["submit"].before,
        at_once=True,
    ),
    Act("children.edit", "修改档案", "pencil", Permission.CHILD_EDIT, _OPEN),
    Act("children.categories", "变更类别", "tags", Permission.CHILD_EDIT, _OPEN),
    Act("children.risk", "调整风险", "exclamation-triangle", Permission.CHILD_RISK_RAISE, _OPEN),
    Act("children.worker", "明确责任人", "person-check", Permission.CHILD_ASSIGN, _OPEN),
    Act("folders.new", "打印整份档案", "printer", Permission.FOLDER_PRINT, _ANY),
    Act("children.move", "迁移", "house-door", Permission.CHILD_MOVE, _NOT_CLOSED),
    Act(
        "transfers.send",
        "迁出本县",
        "arrow-left-right",
        Permission.TRANSFER_SEND,
        BY_ACT["transfer"].before,
    ),
    Act(
        "children.close",
        "退出或暂停",
        "box-arrow-right",
        Permission.CHILD_CLOSE,
        BY_ACT["close"].before,
    ),
    Act(
        "merging.choose",
        "合并重复档案",
        "intersect",
        Permission.CHILD_MERGE,
        _NOT_CLOSED,
    ),
    Act(
        "children.resume",
        "结束暂停，恢复在册",
        "arrow-counterclockwise",
        Permission.CHILD_CLOSE,
        BY_ACT["resume"].before,
        at_once=True,
    ),
    Act(
        "children.reopen",
        "恢复在册",
        "arrow-counterclockwise",
        Permission.CHILD_CLOSE,
        BY_ACT["reopen"].before,
    ),
)


def acts_on(status: Status) -> list[Act]:
    """Return the acts that make sense for a file of this status."""
    return [act for act in ACTS if status in act.statuses]
