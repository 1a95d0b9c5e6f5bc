"""The arithmetic of the chain: pure functions over a row's fields and a keyed digest."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

Mac = Callable[[bytes], bytes]

GENESIS = bytes(32)

#: The fields that the digest covers, in order.
COVERED = (
    "writer",
    "n",
    "at",
    "tag",
    "actor_id",
    "region_code",
    "child_id",
    "subject_id",
    "reason_id",
    "request_id",
    "facts",
)


def link(mac: Mac, prev: bytes, row: Mapping[str, Any]) -> bytes:
    """Return the digest that binds a row to the one before it."""
    return mac(prev + canonical([row[name] for name in COVERED]))


def canonical(value: Any) -> bytes:
    """Return one and only one byte string for a value."""
    return json.dumps(
        value, default=_plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True
    ).encode()


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    message = f"cannot stand in the trail: {type(value).__name__}"
    raise TypeError(message)
