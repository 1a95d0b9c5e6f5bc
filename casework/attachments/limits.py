"""How much of an uploaded file is read, and what reading it may cost."""

import json
from dataclasses import asdict, dataclass

_MIB = 1024 * 1024

#: What one request may bring: one largest file, and the form around it.
REQUEST_BYTES = 21 * _MIB
#: How many files there may be about one subject, and from one person a day.
FILES_A_SUBJECT = 20
FILES_A_DAY = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one uploaded file.

    A photo of a phone has 12 to 50 million pixels as it is taken; ``longest_side`` keeps a sheet
    of paper readable (A4 at 200 dots per inch).
    """

    file_bytes: int = 20 * _MIB
    pixels: int = 40_000_000
    longest_side: int = 2400
    quality: int = 85
    pages: int = 200
    memory_bytes: int = 1024 * _MIB
    cpu_seconds: int = 20
    wall_seconds: int = 40
    result_bytes: int = 24 * _MIB

    def to_json(self) -> str:
        """Return the limits for the process that cleans."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        """Return what ``to_json`` was given."""
        return cls(**json.loads(text))
