"""How much may go out, for how long, and what stays masked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.errors import NotFound, RuleBroken
from casework.exchange.models import Export, ExportState
from casework.labels import LabelledEnum
from casework.ui.formats import masked_id, masked_phone

#: How many children a file may hold at most (security.md §3.6).
MOST_ROWS = {Role.CHILD_SUPERVISOR: 500, Role.COUNTY_CIVIL: 5_000}
#: Files are kept so long (security.md, 14.2.7), and handed out so often.
KEPT = timedelta(days=7)
MOST_DOWNLOADS = 3
#: A reason of fewer characters says nothing.
SHORTEST_REASON = 6
HIDDEN = "已隐去"


class Opened(LabelledEnum):
    """What may be asked for whole, with a reason."""

    NUMBER = "number", "证件号码"
    CONTACT = "contact", "电话"
    ADDRESS = "address", "住址"
    HEALTH = "health", "健康和备注"


def most_rows(viewer: Viewer) -> int:
    """Return how many children the viewer may take out in one file; none without a figure."""
    return MOST_ROWS.get(viewer.role, 0)


def check_size(viewer: Viewer, found: int) -> None:
    """Refuse an empty list and one that is too long."""
    if found == 0:
        raise RuleBroken("这份名单里没有儿童，没有可导出的内容。")
    if found > most_rows(viewer):
        raise RuleBroken(
            "这份名单超过%(most)s人，一次最多导出%(most)s人。请先用筛选缩小范围，再导出。",
            most=most_rows(viewer),
        )


def check_reason(viewer: Viewer, opened: Collection[Opened], reason: str | None) -> None:
    """Refuse to open anything without the right to, and without a reason."""
    if not opened:
        return
    if not viewer.may(Permission.CHILD_REVEAL):
        raise RuleBroken("您的账号不能导出完整的证件号码、电话和住址。", "opened")
    if len((reason or "").strip()) < SHORTEST_REASON:
        raise RuleBroken("请写明为什么要完整内容，至少%(n)s个字。", "reason", n=SHORTEST_REASON)


def check_handing_out(export: Export, at: datetime) -> None:
    """Raise NotFound where the file is gone, RuleBroken where it was taken often enough."""
    if export.downloads >= MOST_DOWNLOADS:
        raise RuleBroken(
            "这份文件已经下载%(n)s次，不能再下载。还需要的，请重新导出。", n=MOST_DOWNLOADS
        )
    if export.state is not ExportState.READY or export.expires_at <= at:
        raise NotFound


@dataclass(frozen=True)
class Veil:
    """Shows what was asked for and masks the rest; nothing stays nothing."""

    opened: frozenset[Opened] = frozenset()

    def number(self, value: str | None) -> str | None:
        """Return an ID number, or its last character."""
        return self._masked(Opened.NUMBER, value, masked_id(value))

    def phone(self, value: str | None) -> str | None:
        """Return a phone number, or its last two digits."""
        return self._masked(Opened.CONTACT, value, masked_phone(value))

    def address(self, value: str | None) -> str | None:
        """Return an address, or that there is one."""
        return self._masked(Opened.ADDRESS, value, HIDDEN)

    def health(self, value: str | None) -> str | None:
        """Return what concerns health, or that something does."""
        return self._masked(Opened.HEALTH, value, HIDDEN)

    def _masked(self, kind: Opened, value: str | None, mask: str) -> str | None:
        return value if kind in self.opened or not value else mask
