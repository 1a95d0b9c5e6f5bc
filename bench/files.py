"""Photos of 10 MB handed in one after the other, through gunicorn as it is run.

What the workers hold before, at most and after, and what an upload costs against reading and
hashing the same bytes. It takes minutes, so it is run when it is asked for: ``python -m bench
files``.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import select

from bench.browsers import signed_in
from bench.figures import Figure
from bench.installations import Installation, Workshop
from bench.population import employ, enrol, lay_regions, village_code
from bench.serving import Server, served
from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.db.base import db

TITLE = "Files: 200 photos of 10 MB, one after the other"

#: With those that come before the measuring, as many as somebody may hand in on a day.
_WARMING, _UPLOADS = 4, 196
_SIZE = 10 * 1000 * 1000
_MIB = 1024 * 1024
#: How much more the workers may hold after than before: less than one of the photos.
_MORE = 8
_EDGE = "an-edge-that-stands-in-no-photo"


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the workers' memory and the time of an upload."""
    for installation in workshop.fresh()[:1]:
        yield from _handed_in(installation, 3 if quick else _UPLOADS)


def _handed_in(installation: Installation, uploads: int) -> Iterator[Figure]:
    child_id, cookie = _arranged(installation)
    photo, path = _photo(), f"/children/{child_id}/files/child/{child_id}"
    with served([], installation.environ, path, {"Cookie": cookie}) as server:
        form = _form(server)
        for number in range(_WARMING):  # every worker has loaded what it needs
            _send(server, child_id, form, photo + b"before %d" % number)
        before, most, spent = _held(server), 0, 0.0
        for number in range(uploads):
            started = time.perf_counter()
            _send(server, child_id, form, photo + b"%d" % number)
            spent += time.perf_counter() - started
            most = max(most, _held(server))
        after = _held(server)
    on, hashing = installation.on, _hashing(photo)
    yield Figure("workers before", before / _MIB, on=on, unit=" MiB")
    yield Figure("workers at most, between uploads", most / _MIB, on=on, unit=" MiB")
    yield Figure("workers after", after / _MIB, on=on, unit=" MiB")
    yield Figure("after − before", (after - before) / _MIB, _MORE, on=on, unit=" MiB")
    yield Figure("an upload", spent / uploads, on=on, unit=" s")
    yield Figure("an upload ÷ hashing its bytes", spent / uploads / hashing, on=on)


def _arranged(installation: Installation) -> tuple[UUID, str]:
    with installation.app.app_context():
        lay_regions(1)
        worker = employ(Role.CHILD_DIRECTOR, village_code(1))
        login = worker.login
        enrol(village_code(1), 1, worker_id=worker.id)
        db.session.commit()
        statement = select(Child.id).where(Child.region_code == village_code(1))
        child_id = db.session.scalars(statement).one()
    return child_id, signed_in(installation, login, "/").cookie


def _photo() -> bytes:
    """Return a JPEG of twelve million pixels that is 10 MB long."""
    output = BytesIO()
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000))
    noise.convert("RGB").save(output, "JPEG", quality=97)
    return output.getvalue()[:-2].ljust(_SIZE - 2, b"\0") + b"\xff\xd9"


@dataclass(frozen=True)
class _Form:
    """What a page with a form gave: the token, and the cookie that it belongs to."""

    token: str
    cookie: str


def _form(server: Server) -> _Form:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", server.path, headers=dict(server.headers))
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), answer.getheader("Set-Cookie", "")
    connection.close()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None  # noqa: S101 - it stands in every form
    return _Form(found[1], cookie.partition(";")[0])


def _send(server: Server, child_id: UUID, form: _Form, photo: bytes) -> None:
    """Hand a photo in, about something of its own: about one thing there is an end to files."""
    parts = [
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{form.token}\r\n',
        f'--{_EDGE}\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n',
    ]
    body = "".join(parts).encode() + photo + f"\r\n--{_EDGE}--\r\n".encode()
    headers = {
        "Cookie": form.cookie,
        "Accept": "text/plain",
        "Content-Type": f"multipart/form-data; boundary={_EDGE}",
    }
    connection = HTTPConnection("127.0.0.1", server.port)
    to = f"/children/{child_id}/files/condition/{uuid4()}"
    connection.request("POST", to, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 204:
        raise RuntimeError(f"{answer.status}: {said[:300]!r}")


def _held(server: Server) -> int:
    """Return the memory of the workers, in bytes."""
    page = os.sysconf("SC_PAGE_SIZE")
    told = (Path(f"/proc/{pid}/statm").read_text("ascii") for pid in server.workers())
    return sum(int(each.split()[1]) * page for each in told)


def _hashing(photo: bytes) -> float:
    started = time.perf_counter()
    for _ in range(20):
        hashlib.sha256(photo).digest()
    return (time.perf_counter() - started) / 20
