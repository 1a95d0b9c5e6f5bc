"""The commands of ``flask --app app``: one module a noun."""

from flask import Flask

from casework.cli import (
    accounts,
    annexes,
    audit,
    check,
    check_due,
    children,
    counters,
    exports,
    feedback,
    inbox,
    init,
    jobs,
    keys,
    regions,
    reports,
    roster,
)
from casework.cli.demo import command as demo

_NOUNS = (
    accounts,
    audit,
    check,
    children,
    counters,
    demo,
    exports,
    feedback,
    inbox,
    jobs,
    keys,
    regions,
    reports,
    roster,
)


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    check.group.add_command(check_due.due)
    for form in (annexes.annex1, annexes.annex2):
        reports.group.add_command(form)
    app.cli.add_command(init.init)
    for noun in _NOUNS:
        app.cli.add_command(noun.group)
