"""When a parent's condition counts: by what it is measured, from which day, and what proves it."""

from dataclasses import dataclass

from casework.labels import LabelledEnum
from casework.practice.rules.parsing import Entry


class Measure(LabelledEnum):
    """By what it is told whether a condition is met."""

    AT_ONCE = "at_once", "从发生之日起"
    GRADE = "grade", "看残疾类别和等级"
    LISTED = "listed", "看是否在病种目录内"
    TERM = "term", "看决定的期限"
    ELAPSED = "elapsed", "看实际满多久"


#: Measures that mean nothing without a number of months.
_IN_MONTHS = (Measure.TERM, Measure.ELAPSED)


@dataclass(frozen=True)
class Band:
    """Grades of disability that count, of some kinds or of any (GB/T 26341)."""

    grades: tuple[str, ...]
    #: Empty for every kind.
    kinds: tuple[str, ...]

    def holds(self, kind: str, grade: str) -> bool:
        """Say whether a certificate of this kind and grade counts."""
        return grade in self.grades and (not self.kinds or kind in self.kinds)

    def may_hold(self, kind: str | None, grade: str | None) -> bool:
        """Say whether it may count, where one of both is not known yet."""
        of_kind = kind is None or not self.kinds or kind in self.kinds
        return of_kind and (grade is None or grade in self.grades)


@dataclass(frozen=True)
class Threshold:
    """What a condition asks for before it counts, and the papers that prove it."""

    measure: Measure
    #: How many months the term, or the time that has passed, must at least have.
    months: int | None
    bands: tuple[Band, ...]
    #: Any one of these groups of papers is enough; within a group all of them are needed.
    proofs: tuple[tuple[str, ...], ...]
    #: What the day is called from which it counts.
    date_label: str
    #: What the day is called on which it ends; None for what does not end.
    end_label: str | None
    #: The words of the text that it comes from.
    words: str


def read_threshold(entry: Entry, evidence: tuple[str, ...]) -> Threshold:
    """Read the threshold of a condition; refuse a measure that lacks what it measures by."""
    measure = _measure(entry)
    months = entry.number_or_none("months")
    bands = tuple(_band(band) for band in entry.entries("grade"))
    if (measure in _IN_MONTHS) != (months is not None):
        raise entry.refusal("months 与 measure 不合：term、elapsed 要写月数，其他不写")
    if (measure is Measure.GRADE) != bool(bands):
        raise entry.refusal("[[condition.grade]] 与 measure 不合：只有 grade 要写等级")
    return Threshold(
        measure=measure,
        months=months,
        bands=bands,
        proofs=_proofs(entry, evidence),
        date_label=entry.text("date_label"),
        end_label=entry.text_or_none("end_label"),
        words=entry.text("words"),
    )


def _measure(entry: Entry) -> Measure:
    try:
        return Measure(entry.text("measure"))
    except ValueError:
        raise entry.refusal("measure 应为 at_once、grade、listed、term 或 elapsed") from None


def _band(entry: Entry) -> Band:
    with entry:
        return Band(grades=entry.texts("grades"), kinds=entry.texts("kinds"))


def _proofs(entry: Entry, evidence: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    groups = []
    for group in entry.entries("proof"):
        with group:
            groups.append(group.texts("all"))
    if {paper for group in groups for paper in group} != set(evidence) or not all(groups):
        raise entry.refusal("[[condition.proof]] 里的材料应与 evidence 相同")
    return tuple(groups)
