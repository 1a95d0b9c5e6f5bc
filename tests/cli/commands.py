"""Asking commands as a shell does, and what they answer when they fail."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]


def complaint(result: Result) -> str:
    """Return the one plain line of a command that failed."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    return result.stderr.strip()
