"""The visit form: sections, questions and options of one edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.parsing import Entry, distinct
from casework.practice.rules.visiting import version_of

_LONGEST_TEXT = 500
_DETAIL = "_detail"
_DONE = ("policy_told", "psych_care", "safety_checked")


class Kind(LabelledEnum):
    """How a question is answered."""

    CHOICE = "choice", "单选"
    CHOICES = "choices", "多选"
    TEXT = "text", "文字"
    DATE = "date", "日期"
    NUMBER = "number", "数字"


@dataclass(frozen=True)
class Option:
    """One answer that can be tapped."""

    code: str
    label: str
    #: Opens the detail text.
    abnormal: bool = False
    #: Excludes all others (没有、都没问题).
    alone: bool = False
    #: What to write in the detail text; given also where nothing is abnormal but more is asked.
    prompt: str | None = None
    #: Kind of need that it proposes.
    need: str | None = None
    #: Risk level that it proposes.
    risk: int | None = None
    #: Done-flag of the visit that it sets.
    done: str | None = None
    #: What to do at once.
    alert: str | None = None

    @property
    def opens_detail(self) -> bool:
        return self.abnormal or self.prompt is not None


@dataclass(frozen=True)
class Question:
    """One question; its detail text, where an option opens one, is answered under detail_code."""

    code: str
    label: str
    kind: Kind
    source: str
    hint: str | None
    options: tuple[Option, ...]
    #: Tapped at each visit.
    core: bool
    #: Changes slowly: "as last time" carries it.
    slow: bool
    #: Says something of the home: holds for brothers and sisters who were seen there too.
    shared: bool
    #: Kept plain on the visit itself, not among the sealed findings.
    plain: bool
    default: str | None
    #: Asked only where other questions were answered so: codes of options by question.
    when: Mapping[str, tuple[str, ...]]
    max_length: int
    unit: str | None
    #: The largest number accepted.
    most: int | None

    @cached_property
    def by_code(self) -> Mapping[str, Option]:
        return {option.code: option for option in self.options}

    @property
    def detail_code(self) -> str:
        return self.code + _DETAIL

    @property
    def has_detail(self) -> bool:
        return any(option.opens_detail for option in self.options)


@dataclass(frozen=True)
class Section:
    """Questions under one heading; a folded one is opened by a tap."""

    code: str
    label: str
    folded: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class NeedKind:
    """Something a child may lack, and in how many working days it is seen to."""

    code: str
    label: str
    working_days: int
    source: str


@dataclass(frozen=True)
class VisitForm:
    """One edition of the form."""

    version: str
    sections: tuple[Section, ...]
    needs: Mapping[str, NeedKind]

    def __iter__(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        return {question.code: question for question in self}

    @cached_property
    def slow(self) -> tuple[Question, ...]:
        """What "as last time" carries."""
        return tuple(question for question in self if question.slow)

    @cached_property
    def core(self) -> tuple[Question, ...]:
        """What is tapped at each visit."""
        return tuple(question for question in self if question.core)

    def question(self, code: str) -> Question:
        """Return a question; refuse an unknown code."""
        try:
            return self.by_code[code]
        except KeyError:
            raise RuleBroken(
                "走访记录表（%(version)s）里没有“%(code)s”这一题。",
                code,
                version=self.version,
                code=code,
            ) from None

    def need_label(self, code: str) -> str:
        """Return the label of a kind of need; the code itself where an old form had another."""
        return self.needs[code].label if code in self.needs else code


def read_form(body: Mapping[str, Any]) -> VisitForm:
    """Read a form; refuse options, conditions and needs that point nowhere."""
    with Entry(body, "visit_form.toml") as table:
        table.text("title")
        table.text("source")
        needs = {need.code: need for need in map(_need, distinct(table.entries("need")))}
        form = VisitForm(
            version=version_of(table),
            sections=tuple(_section(entry, needs) for entry in distinct(table.entries("section"))),
            needs=needs,
        )
    _refuse_contradictions(form)
    return form


def _need(entry: Entry) -> NeedKind:
    with entry:
        return NeedKind(
            code=entry.text("code"),
            label=entry.text("label"),
            working_days=entry.number("working_days"),
            source=entry.text("source"),
        )


def _section(entry: Entry, needs: Mapping[str, NeedKind]) -> Section:
    with entry:
        return Section(
            code=entry.text("code"),
            label=entry.text("label"),
            folded=entry.flag("folded"),
            questions=tuple(_question(each, needs) for each in entry.entries("question")),
        )


def _question(entry: Entry, needs: Mapping[str, NeedKind]) -> Question:
    with entry:
        return Question(
            code=entry.text("code"),
            label=entry.text("label"),
            kind=_kind(entry),
            source=entry.text("source"),
            hint=entry.text_or_none("hint"),
            options=_options(entry, needs),
            core=entry.flag("core"),
            slow=entry.flag("slow"),
            shared=entry.flag("shared"),
            plain=entry.flag("plain"),
            default=entry.text_or_none("default"),
            when=_when(entry),
            max_length=entry.number_or_none("max_length") or _LONGEST_TEXT,
            unit=entry.text_or_none("unit"),
            most=entry.number_or_none("most"),
        )


def _kind(entry: Entry) -> Kind:
    try:
        return Kind(entry.text("kind"))
    except ValueError:
        kinds = "、".join(kind.value for kind in Kind)
        raise entry.refusal(f"kind 应为 {kinds} 之一") from None


def _options(entry: Entry, needs: Mapping[str, NeedKind]) -> tuple[Option, ...]:
    if entry.text_or_none("options_from") == "need":
        return tuple(Option(need.code, need.label, need=need.code) for need in needs.values())
    return tuple(_option(each, needs) for each in distinct(entry.entries("option")))


def _option(entry: Entry, needs: Mapping[str, NeedKind]) -> Option:
    with entry:
        option = Option(code=entry.text("code"), label=entry.text("label"))
        option = replace(
            option,
            abnormal=entry.flag("abnormal"),
            alone=entry.flag("alone"),
            prompt=entry.text_or_none("prompt"),
            need=entry.text_or_none("need"),
            risk=entry.number_or_none("risk"),
            done=entry.text_or_none("done"),
            alert=entry.text_or_none("alert"),
        )
    if option.need not in (None, *needs):
        raise entry.refusal(f"没有这种需求：{option.need}")
    if option.done not in (None, *_DONE):
        raise entry.refusal(f"没有这种完成标志：{option.done}")
    if option.risk not in (None, 1, 2, 3, 4):
        raise entry.refusal("risk 应为1至4")
    return option


def _when(entry: Entry) -> dict[str, tuple[str, ...]]:
    with entry.entry("when") as when:
        return {code: when.texts(code) for code in when.values}


def _refuse_contradictions(form: VisitForm) -> None:
    seen: dict[str, Question] = {}
    for question in form:
        where = f"visit_form.toml {question.code}"
        if question.code in seen or question.code.endswith(_DETAIL):
            # no-catalogue: about a seed
            raise RuleBroken(f"{where}：题目代码重复，或者以 {_DETAIL} 结尾。")
        if bool(question.options) != (question.kind in (Kind.CHOICE, Kind.CHOICES)):
            # no-catalogue: about a seed
            raise RuleBroken(f"{where}：单选、多选题要有选项，其他题不要。")
        if question.default not in (None, *question.by_code):
            # no-catalogue: about a seed
            raise RuleBroken(f"{where}：default 不在选项中。")
        for code, options in question.when.items():
            if code not in seen or not set(options) <= set(seen[code].by_code):
                # no-catalogue: about a seed
                raise RuleBroken(f"{where}：when 要指前面的题和它的选项。")
        seen[question.code] = question
