"""What a load will take, said before it begins: minutes and disk, and no start without room."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from casework.errors import RuleBroken

_GIGABYTE = 1e9
#: Measured on two cores, from 3,000 to 100,000 children and from 2 to 36 months, on SQLite and
#: on PostgreSQL: what a file takes by itself, and what each month of visits adds.
_SECONDS_A_CHILD, _SECONDS_A_MONTH = 0.0013, 0.00007
_BYTES_A_CHILD, _BYTES_A_MONTH = 7_000, 950
#: The write-ahead log and the sorting of large indexes come on top while it runs.
_RESERVE = 1.25
_LEAST_MINUTES = 1


@dataclass(frozen=True)
class Forecast:
    """How long a load takes and how much disk it needs, both roughly."""

    seconds: float
    disk: float

    @property
    def sentence(self) -> str:
        """The forecast for whoever has started it."""
        minutes = max(_LEAST_MINUTES, round(self.seconds / 60))
        return f"预计约需 {minutes} 分钟、{self.disk / _GIGABYTE:.1f} GB 磁盘空间。"


def forecast(children: int, months: int) -> Forecast:
    """Return what a county of so many children with so many months of visits takes."""
    seconds = children * (_SECONDS_A_CHILD + months * _SECONDS_A_MONTH)
    disk = children * (_BYTES_A_CHILD + months * _BYTES_A_MONTH) * _RESERVE
    return Forecast(seconds, disk)


def check_room(expected: Forecast, folder: Path) -> None:
    """Raise RuleBroken where the disk of the database cannot hold it."""
    free = shutil.disk_usage(folder).free
    if free < expected.disk:
        raise RuleBroken(
            "磁盘空间不够：需要约 %(needed).1f GB，只剩 %(free).1f GB。请减少儿童数或月数。",
            needed=expected.disk / _GIGABYTE,
            free=free / _GIGABYTE,
        )
