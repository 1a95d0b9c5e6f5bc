"""How gunicorn serves the application; read by itself from this folder.

Behind a buffering proxy give ``WEB_CONCURRENCY`` = cores and ``CASEWORK_THREADS=1``: threads were
measured slower there. Without a proxy, as in ``make run``, threads keep slow phones apart.
"""

import os
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


def post_fork(server: Any, _worker: object) -> None:
    """Let no worker talk over a connection that its parent has opened."""
    with server.app.wsgi().app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
