"""The process that cleans one uploaded file, and nothing else.

Started as ``python -m casework.attachments.child LIMITS``: the file on standard input; on standard
output one line of JSON and, where it was taken, the cleaned file. What a hostile file makes it do
(ask for all memory, run for ever, crash) ends here.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any, BinaryIO

from casework.attachments.kinds import HEAD_BYTES, FileKind, recognise
from casework.attachments.limits import Limits
from casework.attachments.refusals import FileRefused, too_many_bytes


def main() -> None:
    """Answer for the file on standard input."""
    limits = Limits.from_json(sys.argv[1])
    confine(limits)
    told, content = _answer(sys.stdin.buffer, limits)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.write(content)


def confine(limits: Limits) -> None:
    """Bound memory, processor time and the answer (it goes to a file); dump no core."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.result_bytes, limits.result_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(source: BinaryIO, limits: Limits) -> tuple[dict[str, Any], bytes]:
    try:
        return cleaned(source.read(limits.file_bytes + 1), limits)
    except FileRefused as refused:
        values = {name: str(value) for name, value in refused.values.items()}
        return {"refused": refused.text, "values": values}, b""


def cleaned(data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """Return what the file is, and its content drawn or written anew; raises FileRefused."""
    if len(data) > limits.file_bytes:
        raise too_many_bytes(limits.file_bytes)
    if recognise(data[:HEAD_BYTES]) is FileKind.PICTURE:
        from casework.attachments.pictures import redraw  # noqa: PLC0415 - only what is needed

        content, width, height = redraw(BytesIO(data), limits)
        return {"type": "image/jpeg", "width": width, "height": height}, content
    from casework.attachments.documents import rewrite  # noqa: PLC0415

    content, pages = rewrite(BytesIO(data), limits)
    return {"type": "application/pdf", "pages": pages}, content


if __name__ == "__main__":
    main()
