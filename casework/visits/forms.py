"""The visit form of an edition, made of fields as the practice describes it."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import request
from wtforms import HiddenField
from wtforms.fields.core import Field

from casework.children.models import Child
from casework.needs.models import Need
from casework.practice.rules.form import Kind, Question, VisitForm
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    ChoicesField,
    DateField,
    LongTextField,
    TextField,
    TickField,
    read_date,
)
from casework.ui.forms import Form, typed_before
from casework.visits.prefill import Opening
from casework.visits.reading import (
    CLIENT_ID,
    DROPPED,
    FORM_VERSION,
    SIBLINGS,
    SOLVED,
    STILL,
    VISITED_ON,
    Content,
    identifier,
    need_field,
    needs_field,
    raise_field,
)

#: Fields of a correction beside the form's own.
VERSION = "version"
WHY = "why"
WHY_NOTE = "why_note"
_REASONS = [(word, word) for word in ("补充漏记的", "点错、写错了", "日期不对", "其他")]
_LONGEST_REASON = 100

_NOT_CONTENT = frozenset({"csrf_token", VERSION, WHY, WHY_NOTE})
_LARGEST_NUMBER = 999_999_999


def content() -> Content:
    """Return what was said on the form, as it arrived, without what belongs to the page."""
    return {name: values for name, values in request.form.lists() if name not in _NOT_CONTENT}


def open_form_id() -> UUID | None:
    """Return the UUID in the address of an open form, which its visit will have, if any."""
    return identifier(request.args.get("form"))


def day_on_paper() -> date | None:
    """Return the day in the address of a form that is filled in from paper, if it names one."""
    try:
        return read_date(request.args.get("on", ""))
    except ValueError:
        return None


def new_visit_form(opening: Opening, *, client_id: UUID, risk: int) -> Form:
    """Return the form of a new visit, filled in as it opens."""
    fields: dict[str, Field] = {
        CLIENT_ID: HiddenField(),
        FORM_VERSION: HiddenField(),
        SIBLINGS: _siblings(opening.siblings),
        **{need_field(need.id): _promised(opening.form, need) for need in opening.promised},
        **visit_fields(opening.form, risk=risk),
    }
    given = {CLIENT_ID: str(client_id), FORM_VERSION: opening.form.version}
    return _class("NewVisitForm", fields)(formdata=typed_before(), data=given | _filled_in(opening))


def correction_form(opening: Opening, *, version: int, risk: int) -> Form:
    """Return the form of a correction, filled in with what the visit says now."""
    fields: dict[str, Field] = {
        VERSION: HiddenField(),
        **visit_fields(opening.form, risk=risk),
        WHY: ChoiceField("为什么更正", choices=_REASONS, required=True),
        WHY_NOTE: TextField("具体说明", max_length=_LONGEST_REASON),
    }
    given = {VERSION: str(version), WHY: _REASONS[0][0]}
    return _class("CorrectionForm", fields)(data=given | _filled_in(opening))


def reason_of(form: Any) -> str:
    """Return why a visit is corrected, in one line."""
    return "：".join(part for part in (form.why.data, form.why_note.data) if part)


def version_of(form: Any) -> int:
    """Return the number of the version that a correction was opened with; 0 for none."""
    return int(form.version.data) if str(form.version.data).isdecimal() else 0


def visit_fields(form: VisitForm, *, risk: int) -> dict[str, Field]:
    """Return the fields of an edition by name; ``risk`` is the child's level today."""
    fields: dict[str, Field] = {VISITED_ON: DateField("走访日期")}
    for question in form:
        fields |= dict(_asked(form, question, risk))
    return fields


def _asked(form: VisitForm, question: Question, risk: int) -> Iterator[tuple[str, Field]]:
    """Yield a question's own field and those that open with an answer to it."""
    yield question.code, _field(question)
    if question.has_detail:
        yield question.detail_code, _detail(question)
    needs = dict.fromkeys(option.need for option in question.options if option.need)
    if needs and question.has_detail:
        choices = [(code, form.need_label(code)) for code in needs]
        yield needs_field(question), ChoicesField("要办的事（可选）", choices=choices)
    if any(option.risk and option.risk > risk for option in question.options):
        yield raise_field(question), TickField("同时调高风险等级，马上生效")


def _field(question: Question) -> Field:
    hint = question.hint or ""
    choices = [(option.code, option.label) for option in question.options]
    alarming = [option.code for option in question.options if option.abnormal]
    match question.kind:
        case Kind.CHOICE:
            return ChoiceField(question.label, choices=choices, alarming=alarming, hint=hint)
        case Kind.CHOICES:
            return ChoicesField(question.label, choices=choices, alarming=alarming, hint=hint)
        case Kind.TEXT:
            return LongTextField(question.label, max_length=question.max_length, rows=3, hint=hint)
        case Kind.DATE:
            return DateField(question.label, hint=hint)
        case Kind.NUMBER:
            return AmountField(
                question.label,
                unit=question.unit or "",
                most=question.most or _LARGEST_NUMBER,
                hint=hint,
            )


def _detail(question: Question) -> Field:
    """Return the text that an answer opens; it asks in the form's words where there is one way."""
    prompts = {option.prompt or "" for option in question.options if option.opens_detail}
    label = prompts.pop() if len(prompts) == 1 else ""
    return LongTextField(label or "请写明情况", max_length=question.max_length, rows=2)


def _siblings(children: Sequence[Child]) -> Field:
    choices = [(str(child.id), child.name) for child in children]
    return ChoicesField("兄弟姐妹这次也见到了谁", choices=choices)


def _promised(form: VisitForm, need: Need) -> Field:
    """Return the question about a need that is open: none of its tiles has to be tapped."""
    return ChoiceField(
        form.need_label(need.kind),
        choices=[(STILL, "还没办好"), (SOLVED, "办好了"), (DROPPED, "不用办了")],
        hint=need.detail or "",
    )


def _filled_in(opening: Opening) -> dict[str, Any]:
    filled = {
        code: _data(opening.form.by_code[code].kind, value)
        if code in opening.form.by_code
        else value
        for code, value in opening.answers.items()
    }
    return {VISITED_ON: opening.visited_on, **filled}


def _data(kind: Kind, value: Any) -> Any:
    match kind:
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.NUMBER:
            return Decimal(value)
        case _:
            return value


def _class(name: str, fields: dict[str, Field]) -> type[Form]:
    return type(name, (Form,), fields)
