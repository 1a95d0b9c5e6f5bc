"""What stands in the menu: each entry with the permission that its page needs."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from casework.accounts.access import viewer_or_none
from casework.accounts.permissions import Permission
from casework.inbox.unread import unread_tasks, urgent_tasks


@dataclass(frozen=True)
class Entry:
    """One place in the menu."""

    endpoint: str
    label: str
    icon: str
    permission: Permission | None
    on_phone: bool = True


@dataclass(frozen=True)
class Item:
    """An entry as the layout draws it."""

    label: str
    url: str
    icon: str
    active: bool
    on_phone: bool
    #: What waits behind it, where that is counted.
    count: int | None = None


INBOX = "inbox.index"

ENTRIES = (
    Entry("home.today", "今日", "calendar2-check", Permission.TODAY_READ),
    Entry("oversight.desk", "工作台", "grid-1x2", Permission.TOWNSHIP_READ),
    Entry(INBOX, "待办", "inbox", Permission.INBOX_READ, on_phone=False),
    Entry("review.queue", "走访审核", "clipboard-check", Permission.VISIT_REVIEW, on_phone=False),
    Entry("children.index", "儿童", "people", Permission.CHILD_LIST),
    Entry("visits.index", "记录", "journal-text", Permission.VISIT_READ),
    Entry(
        "care_agreements.index",
        "委托照护",
        "file-earmark-text",
        Permission.AGREEMENT_READ,
        on_phone=False,
    ),
    Entry("reports.coverage", "覆盖月报", "bar-chart", Permission.REPORT_NAMED),
    Entry("totals.show", "汇总月报", "bar-chart", Permission.REPORT_TOTALS),
    Entry("signoff.month", "月报上报", "check2-square", Permission.MONTH_CONFIRM, on_phone=False),
    Entry("caseloads.posts", "队伍", "person-badge", Permission.CHILD_ASSIGN, on_phone=False),
    Entry(
        "recognition.index",
        "认定",
        "patch-check",
        Permission.RECOGNITION_VERIFY,
        on_phone=False,
    ),
    Entry(
        "eligibility.index",
        "保障资格核对",
        "list-check",
        Permission.TOWNSHIP_READ,
        on_phone=False,
    ),
    Entry(
        "protection.index",
        "紧急保护",
        "shield-exclamation",
        Permission.PROTECTION_BEGIN,
        on_phone=False,
    ),
    Entry(
        "transfers.index",
        "迁出迁入",
        "arrow-left-right",
        Permission.TRANSFER_READ,
        on_phone=False,
    ),
    Entry(
        "roster.index",
        "导入台账",
        "file-earmark-spreadsheet",
        Permission.ROSTER_IMPORT,
        on_phone=False,
    ),
    Entry("exchange.index", "导出", "download", Permission.CHILD_EXPORT, on_phone=False),
    Entry("oversight.trail", "操作日志", "shield-check", Permission.AUDIT_READ),
    Entry("rescue.to_confirm", "重置确认", "person-check", Permission.ACCOUNT_CONFIRM),
    Entry("accounts.index", "账号", "person-gear", Permission.ACCOUNT_MANAGE),
    Entry("rescue.index", "协助重设密码", "key", Permission.ACCOUNT_RESCUE, on_phone=False),
    Entry("matching.index", "匹配", "shuffle", Permission.MATCH_RUN, on_phone=False),
    Entry("feedback.index", "投诉建议", "chat-left-text", None, on_phone=False),
    Entry("help.show", "使用帮助", "question-circle", None, on_phone=False),
    Entry("accounts.me", "我的", "person-circle", None),
)


def install_navigation(app: Flask) -> None:
    """Offer ``navigation``, ``viewer``, ``may`` and ``is_demo`` to every template."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    viewer = viewer_or_none()
    return {
        "viewer": viewer,
        "may": viewer.may if viewer else (lambda _permission: False),
        "Permission": Permission,
        "unread_tasks": unread_tasks,
        "urgent_tasks": urgent_tasks,
        "is_demo": bool(viewer and viewer.is_demo),
        "navigation": _items() if viewer and not viewer.must_change else [],
    }


def _items() -> list[Item]:
    viewer = viewer_or_none()
    here = request.blueprint, request.endpoint
    return [
        Item(
            e.label,
            url_for(e.endpoint),
            e.icon,
            _is_here(e.endpoint, here),
            e.on_phone,
            unread_tasks() if e.endpoint == INBOX else None,
        )
        for e in ENTRIES
        if viewer is not None and (e.permission is None or viewer.may(e.permission))
    ]


def _is_here(endpoint: str, here: tuple[str | None, str | None]) -> bool:
    blueprint, current = here
    shared = sum(e.endpoint.startswith(f"{blueprint}.") for e in ENTRIES) > 1
    return endpoint == current if shared else endpoint.startswith(f"{blueprint}.")
