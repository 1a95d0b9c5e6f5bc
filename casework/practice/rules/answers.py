"""Answers to a visit form: checking, carrying over, what they propose, and how they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules.form import Kind, Option, Question, VisitForm
from casework.texts import Text

#: By question code; a list of option codes for choices, text for everything else.
Answers = dict[str, str | list[str]]


@dataclass(frozen=True)
class Line:
    """One answered question, as people read it."""

    code: str
    label: str
    text: str
    abnormal: bool


def clean(form: VisitForm, raw: Mapping[str, Any]) -> Answers:
    """Return the answers in the order of the form, without what was not asked.

    Blank answers, details of options that open none, and questions whose condition does not hold
    are left out. Raises RuleBroken (with the question's code) for an answer that the form does
    not offer. Nothing has to be answered: see ``missing``.
    """
    for code in raw:
        form.question(code.removesuffix("_detail"))
    answers: Answers = {}
    for question in form:
        if not is_asked(question, answers):
            continue
        value = _value(question, raw.get(question.code))
        if value:
            answers[question.code] = value
        detail = _text(question, raw.get(question.detail_code))
        if detail and opens_detail(question, answers):
            answers[question.detail_code] = detail
    return answers


def missing(form: VisitForm, answers: Mapping[str, Any]) -> list[Question]:
    """Return the core questions that were asked and not answered."""
    return [q for q in form.core if is_asked(q, answers) and not answers.get(q.code)]


def carried(form: VisitForm, last: Mapping[str, Any]) -> Answers:
    """Return what "as last time" puts into a new form: slow facts that the form still offers."""
    answers: Answers = {}
    for question in form.slow:
        chosen = [option.code for option in chosen_options(question, last)]
        if chosen:
            answers[question.code] = chosen if question.kind is Kind.CHOICES else chosen[0]
            if last.get(question.detail_code) and opens_detail(question, answers):
                answers[question.detail_code] = last[question.detail_code]
    return answers


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the answers so far call for the question."""
    return all(
        set(_codes(answers.get(code))) & set(options) for code, options in question.when.items()
    )


def opens_detail(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a chosen option asks for details."""
    return any(option.opens_detail for option in chosen_options(question, answers))


def chosen_options(question: Question, answers: Mapping[str, Any]) -> list[Option]:
    """Return the chosen options in the order of the form; unknown codes are passed over."""
    codes = _codes(answers.get(question.code))
    return [option for option in question.options if option.code in codes]


def proposed_needs(form: VisitForm, answers: Mapping[str, Any]) -> list[str]:
    """Return the kinds of need that the answers propose, each once, in the form's order."""
    return list(dict.fromkeys(o.need for o in _all_chosen(form, answers) if o.need))


def proposed_risk(form: VisitForm, answers: Mapping[str, Any]) -> int | None:
    """Return the highest risk level that an answer proposes, or None."""
    return max((o.risk for o in _all_chosen(form, answers) if o.risk), default=None)


def done_flags(form: VisitForm, answers: Mapping[str, Any]) -> frozenset[str]:
    """Return the done-flags that the answers set: policy_told, psych_care, safety_checked."""
    return frozenset(option.done for option in _all_chosen(form, answers) if option.done)


def alerts(form: VisitForm, answers: Mapping[str, Any]) -> list[str]:
    """Return what must be done at once."""
    return [option.alert for option in _all_chosen(form, answers) if option.alert]


def described(form: VisitForm, answers: Mapping[str, Any]) -> list[Line]:
    """Return the answers as people read them, with the labels of the form's own edition."""
    return [_line(question, answers) for question in form if answers.get(question.code)]


def _all_chosen(form: VisitForm, answers: Mapping[str, Any]) -> Iterator[Option]:
    return (option for question in form for option in chosen_options(question, answers))


def _line(question: Question, answers: Mapping[str, Any]) -> Line:
    chosen = chosen_options(question, answers)
    if question.options:
        text = Text("%(options)s", options=[option.label for option in chosen])
    else:
        text = Text("%(n)s%(unit)s", n=answers[question.code], unit=question.unit or "")
    detail = answers.get(question.detail_code)
    return Line(
        question.code,
        question.label,
        Text("%(answer)s：%(detail)s", answer=text, detail=detail) if detail else text,
        abnormal=any(option.abnormal for option in chosen),
    )


def _codes(value: Any) -> list[str]:
    if not value:
        return []
    return value if isinstance(value, list) else [str(value)]


def _value(question: Question, value: Any) -> str | list[str]:
    match question.kind:
        case Kind.CHOICE:
            return _choice(question, value)
        case Kind.CHOICES:
            return _choices(question, value)
        case Kind.TEXT:
            return _text(question, value)
        case Kind.DATE:
            return _date(question, value)
        case Kind.NUMBER:
            return _number(question, value)


def _choice(question: Question, value: Any) -> str:
    codes = _choices(question, value)
    if len(codes) > 1:
        raise RuleBroken("“%(question)s”只能选一项。", question.code, question=question.label)
    return codes[0] if codes else ""


def _choices(question: Question, value: Any) -> list[str]:
    codes = _codes(value)
    unknown = [code for code in codes if code not in question.by_code]
    if unknown:
        raise RuleBroken(
            "“%(question)s”没有这个选项，请重新选择。", question.code, question=question.label
        )
    chosen = [option for option in question.options if option.code in codes]
    for option in chosen:
        if option.alone and len(chosen) > 1:
            raise RuleBroken(
                "“%(question)s”选了“%(option)s”，就不要再选其他项。",
                question.code,
                question=question.label,
                option=option.label,
            )
    return [option.code for option in chosen]


def _text(question: Question, value: Any) -> str:
    text = str(value or "").strip()
    if len(text) > question.max_length:
        raise RuleBroken(
            "“%(question)s”最多%(most)s个字，现在%(length)s个字，请删短一些。",
            question.code,
            question=question.label,
            most=question.max_length,
            length=len(text),
        )
    return text


def _date(question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError:
        raise RuleBroken(
            "“%(question)s”的日期不对，请重新选择。", question.code, question=question.label
        ) from None


def _out_of_bounds(question: Question) -> RuleBroken:
    text = "“%(question)s”应填不小于0的数字。"
    if question.most:
        text = "“%(question)s”应填不小于0的数字，最多%(most)s。"
    return RuleBroken(text, question.code, question=question.label, most=question.most)


def _number(question: Question, value: Any) -> str:
    if value in (None, ""):
        return ""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise RuleBroken(
            "“%(question)s”应填数字。", question.code, question=question.label
        ) from None
    if not number.is_finite() or not 0 <= number <= (question.most or number):
        raise _out_of_bounds(question)
    return format(number.normalize(), "f")
