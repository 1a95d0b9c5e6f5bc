"""How gunicorn serves the application; read by itself from this folder.

Behind a buffering proxy give ``WEB_CONCURRENCY`` = cores and ``CASEWORK_THREADS=1``: threads were
measured slower there. Without a proxy, as in ``make run``, threads keep slow phones apart.

Background jobs (dry runs and imports of ledgers) are done by ``flask --app app jobs work``. With
``CASEWORK_JOBS=beside``, as in ``make run``, gunicorn starts one and ends it with itself. In
production let the service manager keep one or two running beside gunicorn, with the same
settings and a restart after failure; they may be killed at any time and go on where they were.
"""

import os
import subprocess
import sys
from typing import Any

from casework.db.base import db

wsgi_app = "app:app"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
threads = int(os.environ.get("CASEWORK_THREADS", "8"))
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True

# Settings and keys are read before the first worker starts: a refusal is one line and the end.
preload_app = True


#: The worker that was started beside.
_beside: list["subprocess.Popen[bytes]"] = []


def when_ready(_server: Any) -> None:
    """Start the worker of background jobs, where that was asked for."""
    if os.environ.get("CASEWORK_JOBS") == "beside":
        command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "work", "--beside"]
        _beside.append(subprocess.Popen(command))  # noqa: S603 - a command of our own


def on_exit(_server: Any) -> None:
    """End the worker; it finishes the step that it is at."""
    for worker in _beside:
        worker.terminate()


def post_fork(server: Any, _worker: object) -> None:
    """Let no worker talk over a connection that its parent has opened."""
    with server.app.wsgi().app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
