"""What two parents' conditions propose together, and the facts that decide it without a condition.

The text of the law stands in the data: which groups of conditions make which category, what is
left to a decision in the single case, and until when a child is a minor.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.labels import LabelledEnum
from casework.practice.rules.parsing import Entry, distinct


class Group(LabelledEnum):
    """How a condition counts when a child's eligibility is decided."""

    UNABLE = "unable", "不能履行监护责任"
    GONE = "gone", "死亡或失踪"


class About(LabelledEnum):
    """Whom a fact is about that decides without being a condition."""

    PARENT = "parent", "父母一方"
    CHILD = "child", "孩子"


@dataclass(frozen=True)
class Proposing:
    """Two parents, one in each group, whichever it is: the category that is proposed."""

    category: str
    parents: tuple[Group, Group]
    #: The words of the text.
    words: str
    source: str

    def holds(self, one: Group, other: Group) -> bool:
        """Say whether two parents are these, in either order."""
        return sorted((one.value, other.value)) == sorted(each.value for each in self.parents)


@dataclass(frozen=True)
class Standing:
    """A fact that decides without being a condition: an unknown parent, an adoption."""

    code: str
    about: About
    label: str
    date_label: str | None
    end_label: str | None
    words: str
    source: str


@dataclass(frozen=True)
class Adult:
    """Until when a child is a minor, and what comes after."""

    words: str
    source: str
    note: str


def read_proposals(table: Entry) -> tuple[Proposing, ...]:
    """Read which groups make which category."""
    found = []
    for entry in table.entries("rule"):
        with entry:
            one, other = _pair(entry)
            found.append(
                Proposing(
                    category=entry.text("proposes"),
                    parents=(one, other),
                    words=entry.text("words"),
                    source=entry.text("source"),
                )
            )
    return tuple(found)


def read_standings(table: Entry) -> Mapping[str, Standing]:
    """Read the facts that decide without being a condition, by code."""
    found = {}
    for entry in distinct(table.entries("standing")):
        with entry:
            standing = Standing(
                code=entry.text("code"),
                about=About(entry.text("of")),
                label=entry.text("label"),
                date_label=entry.text_or_none("date_label"),
                end_label=entry.text_or_none("end_label"),
                words=entry.text("words"),
                source=entry.text("source"),
            )
            found[standing.code] = standing
    return found


def read_adult(table: Entry) -> Adult:
    """Read until when a child is a minor."""
    with table.entry("adult") as entry:
        return Adult(entry.text("words"), entry.text("source"), entry.text("note"))


def group_of(entry: Entry, text: str) -> Group:
    """Return the group of that name; refuse another word."""
    try:
        return Group(text)
    except ValueError:
        raise entry.refusal("group 应为 unable 或 gone") from None


def _pair(entry: Entry) -> tuple[Group, Group]:
    groups = [group_of(entry, text) for text in entry.texts("parents")]
    if len(groups) != 2:
        raise entry.refusal("parents 应写两类，父母各一类")
    return groups[0], groups[1]
