"""What each kind of task says, and whose it is: pure."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from casework.accounts.permissions import GRANTS, Permission, Role
from casework.inbox.models import Kind, Task
from casework.regions.codes import pad, prefix

#: The sentence of each kind. Nothing of a child stands in it: it may be read over a shoulder.
SUBJECTS: dict[Kind, str] = {
    Kind.RETURNED: "有一份档案被退回，请补正后重新提交",
    Kind.SUBMITTED: "有一份新档案等您审核",
    Kind.TO_CHECK: "有一条走访记录要核对",
    Kind.RISK: "有一条降低风险等级的提议等您确认",
    Kind.DUE: "有一项需求过了办理期限",
    Kind.ENDING: "有一名儿童的类别快到年龄期限",
    Kind.DUPLICATE: "有一个证件号登记了两次，请核对",
    Kind.NUMBER: "有一个证件号填错了，请对照原件改正",
    Kind.INFORMATION: "有一条通知",
}

#: The same where the page that a task leads to says more than its kind.
SUBJECTS_OF_PAGES = {
    (Kind.INFORMATION, "assessments.show"): "有一份监护评估等您确认结论",
    (Kind.INFORMATION, "caseloads.handover"): "有一份移交名单等您核对、确认",
    (Kind.INFORMATION, "mandatory_reports.show"): "有一件急事，请马上打开处理",
    (Kind.INFORMATION, "pairings.show"): "有一对结对已同意，请陪志愿者和孩子第一次见面",
    (Kind.SUBMITTED, "pairings.show"): "妇联给一个孩子提出了志愿者，请问过监护人和孩子后答复",
    (Kind.TO_CHECK, "pairings.show"): "有一对结对要核对，请看是继续还是结束",
    (Kind.INFORMATION, "pairings.complaint"): "有一条对志愿者的投诉，请处理",
    (Kind.INFORMATION, "pairings.contact"): "志愿者说到让人担心的事，请马上打开看",
    (Kind.TO_CHECK, "pairings.contact"): "有一次结对联系要核对",
    (Kind.INFORMATION, "psychology.of_child"): "有一件急事，请马上打开处理",
    (Kind.DUE, "protection.current"): "有一件紧急保护快到日期，请办理",
    (Kind.SUBMITTED, "protection.current"): "有一件紧急保护等县里决定",
    (Kind.TO_CHECK, "protection.current"): "有一件紧急保护的档案要核对",
    (Kind.DUE, "recognition.show"): "有一份认定申请过了办理期限",
    (Kind.RETURNED, "recognition.show"): "有一份认定申请要补正，请看缺什么",
    (Kind.SUBMITTED, "recognition.show"): "有一份认定申请等您办理",
    (Kind.DUE, "referrals.show"): "有一份转介过了回复期限，请问问对方",
    (Kind.TO_CHECK, "referrals.show"): "有一份转介单提供资料的依据要核对",
    (Kind.RETURNED, "visits.show"): "有一条走访记录被退回，请看问题，更正或者答复",
}

#: Pages whose open tasks stand at the top of every page until somebody has the matter in hand.
URGENT_PAGES = ("mandatory_reports.show", "psychology.of_child")

#: What is done with once somebody has seen to it, without the system noticing.
CLOSED_BY_HAND = frozenset({Kind.TO_CHECK, Kind.RISK, Kind.ENDING, Kind.NUMBER, Kind.INFORMATION})

#: What an office is asked to do; whoever may do it there sees the task.
ASKED_OF_OFFICES = (
    Permission.CHILD_EDIT,
    Permission.CHILD_REVIEW,
    Permission.CHILD_RISK_LOWER,
    Permission.PAIRING_APPROVE,
    Permission.PAIRING_ATTEND,
    Permission.RECOGNITION_CONFIRM,
    Permission.RECOGNITION_VERIFY,
    Permission.PROTECTION_BEGIN,
    Permission.PROTECTION_DECIDE,
    Permission.TRANSFER_ANSWER,
    Permission.VISIT_CORRECT,
)

_TOWNSHIP, _COUNTY = 9, 6


@dataclass(frozen=True)
class Recipient:
    """Whose a task is: a person's, or an office's, that is whoever may do it there that day."""

    office_code: str
    permission: Permission
    account_id: UUID | None = None

    @classmethod
    def worker(cls, region_code: str, account_id: UUID | None) -> Self:
        """Return who answers for a child: the worker, else the village."""
        return cls(region_code, Permission.CHILD_EDIT, account_id)

    @classmethod
    def township(cls, region_code: str, permission: Permission) -> Self:
        """Return the office of the township that a region lies in."""
        return cls(pad(region_code[:_TOWNSHIP]), permission)

    @classmethod
    def county(cls, region_code: str, permission: Permission) -> Self:
        """Return the office of the county that a region lies in."""
        return cls(pad(region_code[:_COUNTY]), permission)


def subject(task: Task) -> str:
    """Return the sentence of a task."""
    return SUBJECTS_OF_PAGES.get((task.kind, task.endpoint), SUBJECTS[task.kind])


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, as one number of a statement can tell it."""

    unread: int
    urgent: int

    #: More tasks than anybody has stand below it.
    STEP = 1_000_000

    @classmethod
    def of(cls, number: int) -> Self:
        """Return what a number says: whole steps are urgent tasks, the rest is unread."""
        urgent, unread = divmod(number, cls.STEP)
        return cls(unread, urgent)


def is_closed_by_hand(task: Task) -> bool:
    """Say whether somebody has to say that a task is seen to."""
    led_by_page = (task.kind, task.endpoint) in SUBJECTS_OF_PAGES
    return task.kind in CLOSED_BY_HAND and not led_by_page


def common_office(one: str, other: str) -> str | None:
    """Return the lowest office, township or county, that two regions share."""
    for digits in (_TOWNSHIP, _COUNTY):
        if one[:digits] == other[:digits]:
            return pad(one[:digits])
    return None


def offices_from(code: str) -> list[str]:
    """Return an office and those above it up to the county, the nearest first."""
    return [pad(code[:size]) for size in (12, _TOWNSHIP, _COUNTY) if size <= len(prefix(code))]


def office_after_move(office_code: str, region_code: str) -> str:
    """Return the office of the same size that a new region lies in."""
    return pad(region_code[: len(prefix(office_code))])


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that may do something."""
    return [role for role in Role if permission in GRANTS[role]]
