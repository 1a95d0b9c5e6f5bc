"""The commands of ``flask --app app``: one module a noun."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from casework.cli import accounts, audit, init, keys, regions

_LATER = ("roster", "reports", "check", "demo", "children")


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    app.cli.add_command(init.init)
    for module in (accounts, audit, keys, regions):
        app.cli.add_command(module.group)
    for name in _LATER:  # TEMPORARY
        if find_spec(f"casework.cli.{name}"):
            app.cli.add_command(import_module(f"casework.cli.{name}").group)
