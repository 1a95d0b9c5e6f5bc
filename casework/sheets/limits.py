"""How much of a file is read, and what reading it may cost."""

import json
from dataclasses import asdict, dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one uploaded file; the defaults fit the largest county ledgers.

    ``rows`` counts rows with content, headings included.  ``last_row`` and ``last_column``
    bound the corner of the used range, because readers allocate the whole rectangle.
    ``xml_elements`` is what 5,000 full rows of 200 columns take, and a little more.
    """

    rows: int = 5_000
    last_row: int = 50_000
    last_column: int = 200
    merges: int = 10_000
    file_bytes: int = 20 * _MIB
    archive_entries: int = 200
    unpacked_bytes: int = 100 * _MIB
    unpacked_ratio: int = 100
    xml_elements: int = 3_500_000
    memory_bytes: int = 1024 * _MIB
    cpu_seconds: int = 20
    wall_seconds: int = 30
    result_bytes: int = 64 * _MIB

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))
