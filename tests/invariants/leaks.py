"""Looking for values that should be sealed, in whatever way a program may have written them."""

import base64
import json
import subprocess
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url, text

from casework.identifiers import pinyin_of
from tests import postgres
from tests.databases import open_engine

#: Names of encodings, each with a positive control in the tests.
ENCODINGS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "hex",
    "HEX",
    "percent",
    "json",
    "base64+0",
    "base64+1",
    "base64+2",
    "pinyin",
)


def needles(value: str) -> dict[str, bytes]:
    """Return what to look for, by the name of the encoding; only what tells more than ``value``."""
    raw = value.encode()
    found = {
        "utf-8": raw,
        "utf-16-le": value.encode("utf-16-le"),
        "utf-16-be": value.encode("utf-16-be"),
        "gb18030": value.encode("gb18030"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "percent": urllib.parse.quote(value).encode(),
        "json": json.dumps(value)[1:-1].encode(),
        "pinyin": pinyin_of(value)[0].encode(),
    }
    return found | {f"base64+{offset}": _base64(raw, offset) for offset in range(3)}


def _base64(raw: bytes, offset: int) -> bytes:
    """Return the characters that stand for ``raw`` alone, begun ``offset`` bytes into a group."""
    encoded = base64.b64encode(bytes(offset) + raw)
    first = -(-offset * 4 // 3)
    whole = (offset + len(raw)) // 3 * 4
    return encoded[first:whole]


def sought(values: Iterable[str]) -> dict[bytes, str]:
    """Return every needle of several values with what it would show."""
    return {
        needle: f"{value} as {encoding}"
        for value in values
        for encoding, needle in needles(value).items()
        if needle
    }


def found_in(content: bytes, wanted: Mapping[bytes, str]) -> list[str]:
    """Return what a content shows of the wanted values."""
    return sorted({shown for needle, shown in wanted.items() if needle in content})


def files_under(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file, the names too being content."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield f"name of {path}", str(path).encode()
            if path.is_file():
                yield str(path), path.read_bytes()


def database(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield what lies in a database: files of SQLite, a dump and the raw rows of PostgreSQL."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        for suffix in ("", "-wal", "-shm"):
            path = file.with_name(file.name + suffix)
            yield f"database{suffix}", path.read_bytes()
        return
    yield "pg_dump", _dump(address.set(drivername="postgresql").render_as_string())
    yield from _rows(url)


def _dump(address: str) -> bytes:
    program = postgres.binaries() / "pg_dump"
    done = subprocess.run([program, "--dbname", address], check=True, capture_output=True)
    return done.stdout


def _rows(url: str) -> Iterator[tuple[str, bytes]]:
    engine = open_engine(url)
    with engine.connect().execution_options(system=True) as connection:
        names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in connection.scalars(names).all():
            rows = connection.execute(text(f'SELECT * FROM "{name}"'))
            cells = (cell for row in rows for cell in row if cell is not None)
            yield name, b"\n".join(map(_bytes, cells))


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
