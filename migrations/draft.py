"""Draft the next migration from what the models have become: ``make migration NAME="visit mood"``.

The draft is numbered and compares the models with a database that has seen every migration so
far. It is a beginning: read it, name its constraints, move data, then run the migration tests.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from casework.db import migrate
from casework.db.engine import prepare_engine


def main(message: str) -> None:
    """Write ``migrations/versions/NNNN_message.py``."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'draft.db'}")
        prepare_engine(engine)
        if migrate.scripts().get_heads():
            migrate.upgrade(engine)
        with engine.begin() as connection:
            command.revision(
                migrate.config(connection), message, autogenerate=True, rev_id=next_number()
            )
        engine.dispose()


def next_number() -> str:
    """Return the number after the newest migration's, in four digits."""
    numbers = [re.match(r"\d{4}", path.name) for path in (migrate.FOLDER / "versions").glob("*.py")]
    return f"{max((int(found[0]) for found in numbers if found), default=0) + 1:04d}"


if __name__ == "__main__":
    main(sys.argv[1])
