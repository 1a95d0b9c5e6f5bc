"""Static files: gathered, named by their content, compressed once, served for ever.

All style sheets go out as one file: on a village phone every request costs half a second of
waiting.  A name holds a digest of its content, so that browsers never have to ask again and
a new release is never mixed with an old one.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from casework.ui.old_engines import fallbacks

SOURCE = Path(__file__).resolve().parents[2] / "static"
STYLE_SHEET = "app.css"
PREFIX = "/assets/"
_STYLES_IN_ORDER = (
    "tokens",
    "base",
    "layout",
    "parts",
    "forms",
    "tables",
    "visits",
    "children",
    "files",
    "assessments",
    "agreements",
    "assistance",
    "reports",
    "inbox",
    "matching",
    "help",
    "caseloads",
    "desk",
    "charts",
    "utilities",
    "print",
)
_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(rb"\n\s*")
_DIGEST_LENGTH = 12
_A_YEAR = 31_536_000  # seconds
_COMPRESSIBLE = frozenset([".css", ".js", ".svg", ".json", ".webmanifest"])


def install_assets(app: Flask, folder: Path | None = None, source: Path = SOURCE) -> None:
    """Build the static files into ``folder`` and serve them ahead of the application.

    Templates write ``{{ asset("app.css") }}``; all addresses by plain name stand in
    ``app.extensions["assets"]``.  The folder may be shared by several processes.
    """
    built = folder or Path(app.instance_path) / "assets"
    addresses = build_assets(source, built)
    app.extensions["assets"] = addresses
    app.jinja_env.globals["asset"] = addresses.__getitem__
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(built),
        prefix=PREFIX,
        max_age=_A_YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
    )


def build_assets(source: Path, folder: Path) -> dict[str, str]:
    """Write what is not there yet; return the address of every file by its plain name."""
    folder.mkdir(parents=True, exist_ok=True)
    addresses = {}
    for name, content in _contents(source):
        hashed = _hashed_name(name, content)
        if not (folder / hashed).exists():
            _write_compressed(folder, hashed, content)
        addresses[name] = PREFIX + hashed
    return addresses


def _contents(source: Path) -> Iterator[tuple[str, bytes]]:
    styles = [(source / "css" / f"{part}.css").read_bytes() for part in _STYLES_IN_ORDER]
    style = _squeezed(b"\n".join(styles))
    yield STYLE_SHEET, style + fallbacks(style.decode()).encode()
    for path in sorted(source.iterdir()):
        if path.is_file():
            yield path.name, path.read_bytes()
    for path in sorted((source / "help").glob("*.webp")):
        yield f"help/{path.name}", path.read_bytes()


def _squeezed(style: bytes) -> bytes:
    """Without comments and indents: enough, the rest is for compression."""
    return _INDENT.sub(b"\n", _COMMENT.sub(b"", style))


def _hashed_name(name: str, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:_DIGEST_LENGTH]
    path = Path(name)
    return f"{path.stem}.{digest}{path.suffix}"


def _write_compressed(folder: Path, name: str, content: bytes) -> None:
    """Write the compressed twins first: the plain file's presence means that all are there."""
    if Path(name).suffix in _COMPRESSIBLE:
        _write(folder / f"{name}.gz", gzip.compress(content, mtime=0))
        _write(folder / f"{name}.br", brotli.compress(content))
    _write(folder / name, content)


def _write(path: Path, content: bytes) -> None:
    """Write in one step, so that another process never serves half a file."""
    half = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    half.write_bytes(content)
    half.replace(path)


def _harden(headers: dict[str, str], _path: str, _url: str) -> None:
    """Files bypass the application, so they bring their own headers."""
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
