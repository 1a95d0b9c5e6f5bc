"""What stands in the menu: each entry with the permission that its page needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, request, url_for

from casework.accounts.access import viewer_or_none
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
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


@dataclass(frozen=True)
class Section:
    """Some items of the side bar: those without a heading stand open, others fold."""

    label: str | None
    items: Sequence[Item]

    @property
    def is_open(self) -> bool:
        """Whether the page that is looked at is one of them."""
        return any(item.active for item in self.items)


INBOX = "inbox.index"

#: What everybody has stands last.
_LAST = ("feedback.index", "help.show", "accounts.me")
#: What a page of one's own leads to by itself.
_ON_ONE_S_PAGE = {INBOX, "rescue.index", *_LAST}

#: More entries than a side bar holds fold under headings; fewer stand as they are.
_MOST_UNFOLDED = 13

#: What folds under which heading, by endpoint; everything else stands above them.
FOLDED = {
    "帮扶": (
        "needs.index",
        "referrals.index",
        "pairings.index",
        "matching.index",
        "volunteers.index",
        "assistance.index",
        "assistance.stock",
        "allowances.index",
        "psychology.index",
    ),
    "集中活动": (
        "activities.index",
        "campaigns.index",
        "six_ones.show",
        "annexes.show",
        "media.index",
    ),
    "保障与保护": (
        "care_agreements.index",
        "recognition.index",
        "eligibility.index",
        "protection.index",
    ),
    "月报与数字": ("signoff.month", "figures.index", "summaries.index"),
    "管理": (
        "caseloads.posts",
        "transfers.index",
        "roster.index",
        "exchange.index",
        "national.index",
        "disclosures.index",
        "rescue.index",
    ),
}

ENTRIES = (
    Entry("home.today", "今日", "calendar2-check", Permission.TODAY_READ),
    Entry("oversight.desk", "工作台", "grid-1x2", Permission.TOWNSHIP_READ),
    Entry("pairings.own_index", "我的结对", "heart", Permission.PAIRING_OWN),
    Entry("counselling.index", "我的个案", "heart-pulse", Permission.PSYCHOLOGY_TREAT),
    Entry(INBOX, "待办", "inbox", Permission.INBOX_READ, on_phone=False),
    Entry("review.queue", "走访审核", "clipboard-check", Permission.VISIT_REVIEW, on_phone=False),
    Entry("children.index", "儿童", "people", Permission.CHILD_LIST),
    Entry("visits.index", "记录", "journal-text", Permission.VISIT_READ),
    Entry("blank_sheets.index", "纸质走访表", "printer", Permission.SHEET_PRINT, on_phone=False),
    Entry("needs.index", "需求", "clipboard-check", Permission.NEED_CLOSE, on_phone=False),
    Entry("referrals.index", "转介", "send", Permission.REFERRAL_READ, on_phone=False),
    Entry("pairings.index", "一对一结对", "people", Permission.PAIRING_READ, on_phone=False),
    Entry("pairings.requests", "结对请求", "people", Permission.PAIRING_PROPOSE),
    Entry("matching.index", "匹配", "shuffle", Permission.MATCH_RUN, on_phone=False),
    Entry("volunteers.index", "志愿者", "person-hearts", Permission.VOLUNTEER_READ, on_phone=False),
    Entry("assistance.index", "帮扶台账", "gift", Permission.ASSISTANCE_READ, on_phone=False),
    Entry("assistance.stock", "物资发放", "box-seam", Permission.GOODS_HAND_OUT, on_phone=False),
    Entry("assistance.groups", "帮扶登记", "gift", Permission.ASSISTANCE_GROUP, on_phone=False),
    Entry("activities.index", "活动", "calendar-event", Permission.ACTIVITY_READ, on_phone=False),
    Entry("campaigns.index", "活动方案", "flag", Permission.CAMPAIGN_READ, on_phone=False),
    Entry("six_ones.show", "六个一", "list-check", Permission.SIX_ONE_READ, on_phone=False),
    Entry(
        "annexes.show",
        "附件1、附件2",
        "file-earmark-spreadsheet",
        Permission.ANNEX_READ,
        on_phone=False,
    ),
    Entry("media.index", "宣传报道", "megaphone", Permission.MEDIA_READ, on_phone=False),
    Entry(
        "allowances.index",
        "生活补贴",
        "wallet2",
        Permission.ALLOWANCE_READ,
        on_phone=False,
    ),
    Entry(
        "psychology.index",
        "心理关爱",
        "heart-pulse",
        Permission.PSYCHOLOGY_SEE,
        on_phone=False,
    ),
    Entry(
        "care_agreements.index",
        "委托照护",
        "file-earmark-text",
        Permission.AGREEMENT_READ,
        on_phone=False,
    ),
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
    Entry("reports.coverage", "覆盖月报", "bar-chart", Permission.REPORT_NAMED),
    Entry("totals.show", "汇总月报", "bar-chart", Permission.REPORT_TOTALS),
    Entry("signoff.month", "月报上报", "check2-square", Permission.MONTH_CONFIRM, on_phone=False),
    Entry("figures.index", "数字", "123", Permission.FIGURE_READ, on_phone=False),
    Entry(
        "summaries.index",
        "总结和通稿",
        "journal-text",
        Permission.SUMMARY_WRITE,
        on_phone=False,
    ),
    Entry("caseloads.posts", "队伍", "person-badge", Permission.CHILD_ASSIGN, on_phone=False),
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
    Entry(
        "national.index",
        "全国系统核对",
        "clipboard-data",
        Permission.NATIONAL_KEEP,
        on_phone=False,
    ),
    Entry(
        "disclosures.index",
        "资料提供登记",
        "journal-arrow-up",
        Permission.DISCLOSURE_READ,
        on_phone=False,
    ),
    Entry("oversight.trail", "操作日志", "shield-check", Permission.AUDIT_READ),
    Entry("rescue.to_confirm", "重置确认", "person-check", Permission.ACCOUNT_CONFIRM),
    Entry("accounts.index", "账号", "person-gear", Permission.ACCOUNT_MANAGE),
    Entry("rescue.index", "协助重设密码", "key", Permission.ACCOUNT_RESCUE, on_phone=False),
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
        "without_tab": partial(_without_tab, viewer) if viewer else list,
        "navigation": _sections(viewer) if viewer and not viewer.must_change else [],
    }


def _sections(viewer: Viewer) -> list[Section]:
    """Return the menu in order: what stands open, what folds, and what everybody has."""
    offered = _offered(viewer)
    folded = FOLDED if len(offered) > _MOST_UNFOLDED else {}
    under = {endpoint: label for label, endpoints in folded.items() for endpoint in endpoints}
    parts: dict[str | None, list[Item]] = {None: [], **{label: [] for label in folded}}
    for entry in offered:
        if entry.endpoint not in _LAST:
            parts[under.get(entry.endpoint)].append(_item(entry))
    last = [_item(entry) for entry in offered if entry.endpoint in _LAST]
    return [Section(*part) for part in (*parts.items(), (None, last)) if part[1]]


def _without_tab(viewer: Viewer) -> list[Item]:
    """Return what a phone has no tab for."""
    return [
        _item(entry)
        for entry in _offered(viewer)
        if not entry.on_phone and entry.endpoint not in _ON_ONE_S_PAGE
    ]


def _offered(viewer: Viewer) -> list[Entry]:
    return [e for e in ENTRIES if e.permission is None or viewer.may(e.permission)]


def _item(entry: Entry) -> Item:
    here = request.blueprint, request.endpoint
    return Item(
        entry.label,
        url_for(entry.endpoint),
        entry.icon,
        _is_here(entry.endpoint, here),
        entry.on_phone,
        unread_tasks() if entry.endpoint == INBOX else None,
    )


def _is_here(endpoint: str, here: tuple[str | None, str | None]) -> bool:
    blueprint, current = here
    shared = sum(e.endpoint.startswith(f"{blueprint}.") for e in ENTRIES) > 1
    return endpoint == current if shared else endpoint.startswith(f"{blueprint}.")
