"""What a text may not hold when it leaves the house, found by the guard of publications."""

from dataclasses import dataclass

from casework.accounts.viewer import Viewer
from casework.media import guard
from casework.texts import Text


@dataclass(frozen=True)
class Finding:
    """Something that has to be changed before a text leaves the house."""

    #: What was found, as people say it.
    what: str
    #: The words of the text.
    where: str
    #: What to do.
    advice: str


def findings(text: str, viewer: Viewer) -> list[Finding]:
    """Return what must not be published, each word once.

    No way around it: also what may be an ordinary word has to be put otherwise.
    """
    found = {each.found: each for each in guard.guarded(text, viewer)}
    return [
        Finding(each.kind.label, where, Text("请%(advice)s。", advice=each.advice))
        for where, each in found.items()
    ]
