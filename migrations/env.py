"""Run by alembic with the connection that ``casework.db.migrate`` holds."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from migrations import every_model


def render_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write the product's own column types by name, with their import."""
    if kind != "type" or not type(item).__module__.startswith("casework."):
        return False
    autogen.imports.add(f"from {type(item).__module__} import {type(item).__name__}")
    return f"{type(item).__name__}()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_model.metadata(),
    render_as_batch=True,
    render_item=render_type,
    compare_type=True,
    compare_server_default=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
