"""What is sent with a request: files stay in memory, whatever their size.

Werkzeug would lay larger ones onto the disk for a moment, in plain.
"""

import os
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
        return os.fdopen(os.memfd_create("upload"), "w+b")
