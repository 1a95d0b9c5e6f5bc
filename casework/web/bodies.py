"""What is sent with a request: files stay in memory, whatever their size.

Werkzeug would lay larger ones onto the disk for a moment, in plain.
"""

import os
from functools import cached_property
from typing import IO

import flask


class Request(flask.Request):
    """A request whose files lie in memory outside of the process's own, until it is over."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug chooses by it
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        file = os.fdopen(os.memfd_create("upload"), "w+b")
        self._kept.append(file)
        return file

    @cached_property
    def _kept(self) -> list[IO[bytes]]:
        return []

    def close(self) -> None:
        """Let go of the files, also of one that was still on its way when the answer was given."""
        super().close()
        for file in self._kept:
            file.close()
