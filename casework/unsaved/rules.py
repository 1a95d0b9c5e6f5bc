"""What of a form is worth keeping: pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

LIFETIME = timedelta(hours=2)
#: As many bytes of names and texts; the longest form of ours has a tenth of that.
LARGEST = 64 * 1024
#: The newest so many forms of one account are kept.
AT_MOST = 5

#: Never kept, whatever form they stand on: secrets, and the token that belongs to a page.
SECRET = frozenset({"again", "csrf_token", "current", "password"})


class TooMuch(Exception):
    """More was typed than is kept."""


def worth_keeping(fields: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Return what was typed, without secrets; empty for a mere button. Raises TooMuch."""
    typed = {name: list(values) for name, values in fields if name not in SECRET}
    if _bytes(typed) > LARGEST:
        raise TooMuch
    return typed if any(value.strip() for values in typed.values() for value in values) else {}


def _bytes(typed: Mapping[str, Sequence[str]]) -> int:
    # Lone surrogates are what a browser never sends and an attacker does.
    texts = [*typed, *(value for values in typed.values() for value in values)]
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
