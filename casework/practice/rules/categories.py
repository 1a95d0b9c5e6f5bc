"""The categories of children: base codes, their parents, and the bits that counts are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules import wording
from casework.practice.rules.parsing import Entry, distinct

_HIGHEST_BIT = 30


@dataclass(frozen=True)
class Category:
    """One base code. Bit and parent are frozen: history and counts are stored by them."""

    code: str
    label: str
    #: A few characters for lists; empty for a secret category.
    short: str
    #: Place in the mask; a secret category has none and appears in no plain column.
    bit: int | None
    parent: str | None
    #: Full years at which the category ends; None where the region decides.
    age_limit: int | None
    #: May be given to a child; false for a heading that only sums up.
    assignable: bool
    #: Counts as in care; false for over-18s who only draw an allowance.
    in_care: bool
    secret: bool
    #: For a secret category: the plain code under which the child is counted and listed.
    counted_as: str | None
    definition: str
    decided_by: str
    source: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class CategoryBook:
    """All categories of one edition, in the order in which lists show them."""

    version: str
    entries: tuple[Category, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Category]:
        return {category.code: category for category in self.entries}

    @cached_property
    def assignable(self) -> tuple[Category, ...]:
        """Those that may be given to a child."""
        return tuple(category for category in self.entries if category.assignable)

    @cached_property
    def counted(self) -> tuple[Category, ...]:
        """Those that appear in counts: every one with a bit."""
        return tuple(category for category in self.entries if category.bit is not None)

    @cached_property
    def care_mask(self) -> int:
        """Bits of the categories that make a child counted as in care."""
        return sum(1 << self.bit(category.code) for category in self.counted if category.in_care)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return wording.index(
            ((category.code, (category.label, *category.synonyms)) for category in self.assignable),
            "categories.toml",
        )

    def get(self, code: str) -> Category:
        """Return a category; refuse an unknown code."""
        try:
            return self.by_code[code]
        except KeyError:
            raise RuleBroken(
                "没有这个儿童类别：%(code)s，请重新选择。", "category", code=code
            ) from None

    def label(self, code: str) -> str:
        return self.get(code).label

    def short(self, code: str) -> str:
        """Return the name for lists; a secret category bears that of its counted code."""
        return self.get(self.counted_as(code)).short

    def counted_as(self, code: str) -> str:
        """Return the code that may stand in a plain column."""
        return self.get(code).counted_as or code

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the parents of the counted code, nearest first."""
        parent = self.get(self.counted_as(code)).parent
        return (parent, *self.ancestors(parent)) if parent else ()

    def with_ancestors(self, codes: Iterable[str]) -> frozenset[str]:
        """Return counted codes and all their parents: what counts and visit rules look at."""
        counted = {self.counted_as(code) for code in codes}
        return frozenset(counted.union(*(self.ancestors(code) for code in counted)))

    def descendants(self, code: str) -> tuple[str, ...]:
        """Return the counted codes below ``code``."""
        return tuple(c.code for c in self.counted if code in self.ancestors(c.code))

    def bit(self, code: str) -> int:
        """Return the place in the mask of the counted code."""
        bit = self.get(self.counted_as(code)).bit
        if bit is None:
            raise RuleBroken("儿童类别 %(code)s 没有统计位。", "category", code=code)
        return bit

    def mask(self, codes: Iterable[str]) -> int:
        """Return the bits of the counted codes and their parents."""
        return sum(1 << self.bit(code) for code in self.with_ancestors(codes))

    def leaves(self, mask: int) -> tuple[str, ...]:
        """Return the codes of a mask that are not merely parents of others in it."""
        held = [category.code for category in self.counted if mask >> self.bit(category.code) & 1]
        parents = {parent for code in held for parent in self.ancestors(code)}
        return tuple(code for code in held if code not in parents)

    def from_synonym(self, text: str) -> str | None:
        """Return the code that a ledger means by ``text``, or None."""
        return self._words.get(wording.plain(text))


def read_categories(body: Mapping[str, Any]) -> CategoryBook:
    """Read the table of categories; refuse one that contradicts itself."""
    with Entry(body, "categories.toml") as table:
        table.text("title")
        book = CategoryBook(
            version=table.text("version"),
            entries=tuple(_category(entry) for entry in distinct(table.entries("category"))),
        )
    _refuse_contradictions(book)
    return book


def refuse_thaw(old: CategoryBook, new: CategoryBook) -> None:
    """Refuse a new edition that drops a code or changes its bit, parent or secrecy."""
    for category in old.entries:
        successor = new.by_code.get(category.code)
        if successor is None or _frozen(successor) != _frozen(category):
            # no-catalogue: about a seed
            raise RuleBroken(
                f"categories.toml：已发布的类别 {category.code} 不得删除，"
                "也不得改 bit、parent、secret。请恢复原样，另加新的类别。"
            )


def _category(entry: Entry) -> Category:
    with entry:
        secret = entry.flag("secret")
        return Category(
            code=entry.text("code"),
            label=entry.text("label"),
            short="" if secret else entry.text("short"),
            bit=None if secret else entry.number("bit"),
            parent=entry.text_or_none("parent"),
            age_limit=entry.number_or_none("age_limit"),
            assignable=entry.flag("assignable", default=True),
            in_care=entry.flag("in_care", default=True),
            secret=secret,
            counted_as=entry.text("counted_as") if secret else None,
            definition=entry.text("definition"),
            decided_by=entry.text("decided_by"),
            source=entry.text("source"),
            synonyms=entry.texts("synonyms"),
        )


def _refuse_contradictions(book: CategoryBook) -> None:
    bits = [category.bit for category in book.counted if category.bit is not None]
    if len(set(bits)) != len(bits) or max(bits, default=0) > _HIGHEST_BIT:
        # no-catalogue: about a seed
        raise RuleBroken(f"categories.toml：bit 不得重复，也不得大于{_HIGHEST_BIT}。")
    known: set[str | None] = {None}
    for category in sorted(book.entries, key=lambda category: category.secret):
        if category.parent not in known or category.counted_as not in known:
            # no-catalogue: about a seed
            raise RuleBroken(
                f"categories.toml：{category.code} 的 parent 或 counted_as 不对，"
                "应为排在它前面的非保密类别。"
            )
        if not category.secret:
            known.add(category.code)
    book.from_synonym("")  # builds the index: a word of two meanings is refused


def _frozen(category: Category) -> tuple[int | None, str | None, bool]:
    return category.bit, category.parent, category.secret
