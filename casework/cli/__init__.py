"""The commands of ``flask --app app``: one module a noun."""

from flask import Flask

from casework.cli import init


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    app.cli.add_command(init.init)
