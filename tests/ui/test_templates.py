"""Rules that every template keeps, whoever wrote it."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, flash, render_template

from casework.errors import RuleBroken
from casework.ui.fields import ChoiceField, ChoicesField, LongTextField, NumberField, TextField
from casework.ui.forms import Form
from casework.ui.icons import icon
from casework.web.navigation import Item, Section
from tests.ui.conftest import Render

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [
    path
    for path in TEMPLATES
    if '{% extends "layout.html" %}' in path.read_text(encoding="utf-8")
    and not path.name.startswith("_")
]
ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("[0-9]*.html"))
TODAY = date(2026, 11, 7)
EVIL = '"><script>alert(1)</script>'


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def _faults(find: Callable[[str], object], paths: Iterable[Path] = TEMPLATES) -> dict[str, object]:
    """Return what was found in templates, by name; one test walks them all, for speed."""
    found = {name_of(path): find(path.read_text(encoding="utf-8")) for path in paths}
    return {name: fault for name, fault in found.items() if fault}


def test_every_template_compiles(bare_app: Flask) -> None:
    for name in map(name_of, TEMPLATES):
        assert bare_app.jinja_env.get_template(name).name == name


def test_a_page_says_its_title_once() -> None:
    assert _faults(lambda source: "{% block title %}" not in source, PAGES) == {}
    assert _faults(lambda source: "<h1" in source, PAGES) == {}


def test_nothing_stands_inline() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*src=)")
    assert _faults(inline.findall) == {}
    assert inline.findall('<p style="x">')
    assert inline.findall("<script>x</script>")


def test_no_placeholder_stands_for_a_label() -> None:
    assert _faults(lambda source: "placeholder=" in source) == {}


def test_every_form_that_posts_carries_a_token() -> None:
    forms = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
    token = re.compile(r"csrf_token|hidden_fields\(|hidden_tag\(")

    def bare(source: str) -> list[str]:
        return [form[:120] for form in forms.findall(source) if not token.search(form)]

    assert _faults(bare) == {}


def test_every_icon_exists() -> None:
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r"""icon\(\s*["']([a-z0-9-]+)["']""", source):
            assert icon(name), path


def test_every_class_has_a_rule() -> None:
    rules = "".join(style.read_text() for style in (ROOT / "static/css").glob("*.css"))
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", rules))
    assert _faults(lambda source: _plain_classes(_without_comments(source)) - known) == {}


def _without_comments(source: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)


def _plain_classes(source: str) -> set[str]:
    """Class names written out; those that are put together when drawn are left out."""
    said = re.findall(r'class="((?:[^"{]|\{[{%].*?[%}]\})*)"', source)
    names = " ".join(re.sub(r"\{[{%].*?[%}]\}", "\0", one) for one in said).split()
    return {name for name in names if "\0" not in name}


def page(render: Render, body: str = "", **context: Any) -> str:
    head = '{% extends "layout.html" %}{% block title %}今日 & 走访{% endblock %}'
    return render(head + body, **context)


def test_title_and_heading_are_the_same(render: Render) -> None:
    drawn = page(render)
    assert "<title>今日 & 走访</title>" in drawn
    assert "<h1>今日 & 走访</h1>" in drawn
    assert drawn.count("<h1") == 1
    assert '<html lang="zh-CN">' in drawn


def test_a_page_below_another_has_a_way_back(render: Render) -> None:
    drawn = page(render, "{% block back %}/today{% endblock %}")
    assert 'class="back" href="/today"' in drawn
    assert 'class="back"' not in page(render)


def test_the_menu_is_drawn_once_with_the_current_place(render: Render) -> None:
    today = Item("今日", "/today", "calendar2-check", active=True, on_phone=True)
    accounts = Item("账号", "/accounts", "person-gear", active=False, on_phone=False)
    posts = Item("队伍", "/posts", "person-badge", active=True, on_phone=False)
    places = [
        Section(None, [today, accounts]),
        Section("管理", [posts]),
        Section("帮扶", [accounts]),
    ]
    viewer = SimpleNamespace(role=SimpleNamespace(label="儿童主任"))
    drawn = page(render, navigation=places, viewer=viewer, urgent_tasks=int)
    assert drawn.count("<nav") == 1
    assert re.search(r'href="/today" aria-current="page"', drawn)
    assert re.search(r'class="desktop-only"><a href="/accounts"', drawn)
    assert re.search(r'<details class="menu-fold" open><summary>.*管理', drawn)
    assert re.search(r'<details class="menu-fold"><summary>.*帮扶', drawn)
    assert 'action="/sign-out"' in drawn
    assert "儿童主任" in drawn


def test_somebody_unknown_gets_no_menu(render: Render) -> None:
    assert "<nav" not in page(render, navigation=[], viewer=None)


def test_a_demonstration_says_so_on_every_page(render: Render) -> None:
    assert "虚构" in page(render, is_demo=True)
    assert "虚构" not in page(render, is_demo=False)


def test_messages_are_shown_with_their_kind(bare_app: Flask) -> None:
    with bare_app.test_request_context("/"):
        flash("已保存", "done")
        flash(EVIL, "error")
        drawn = render_template("errors/404.html")
    assert "flash-done" in drawn
    assert "flash-error" in drawn
    assert "<script>alert" not in drawn


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_says_why_and_what_to_do(asking: None, code: str) -> None:
    drawn = render_template(f"errors/{code}.html", request_id="0197f3c2")
    title = re.search("<title>(.+?)</title>", drawn)
    assert title
    assert f"<h1>{title[1]}</h1>" in drawn
    assert "请" in drawn
    assert "0197f3c2" in drawn


def test_all_expected_error_pages_are_there() -> None:
    assert set(ERRORS) >= {"400", "403", "404", "409", "413", "422", "429", "500", "503"}


class Visit(Form):
    class Meta:
        csrf = False

    mode = ChoiceField("走访方式", choices=[("home", EVIL)], required=True)
    found = ChoicesField("发现的情况", choices=[("a", "情绪低落")], hint=EVIL)
    place = TextField("地点", required=True)
    people = NumberField("人数", unit="人")
    note = LongTextField("记录")


FORM = """{% from "_macros/forms.html" import field, error_summary, save_bar %}
{{ error_summary(form) }}{% for f in form %}{{ field(f) }}{% endfor %}
{{ save_bar("保存", "/today") }}"""


def test_a_form_is_drawn_with_labels_and_without_alarm(render: Render) -> None:
    drawn = render(FORM, form=Visit())
    assert "error-summary" not in drawn
    for label in ("地点", "人数", "记录"):
        assert re.search(rf'<label class="asked" for="\w+">{label}', drawn)
    assert drawn.count("<fieldset") == drawn.count("<legend") == 2
    assert drawn.count("必填") == 2
    assert "可多选" in drawn
    assert 'href="/today"' in drawn
    assert "<script>" not in drawn


def test_a_faulty_form_leads_to_its_fields(bare_app: Flask) -> None:
    with bare_app.test_request_context("/", method="POST", data={"place": EVIL}):
        form = Visit()
        form.validate_on_submit()
        form.reject(RuleBroken("本月已上报"))
        drawn = bare_app.jinja_env.from_string(FORM).render(form=form)
    assert re.search(r'role="alert" tabindex="-1" autofocus', drawn)
    assert "<li>本月已上报</li>" in drawn
    assert '<a href="#mode-0">请选择“走访方式”</a>' in drawn
    assert 'id="mode-error"' in drawn
    assert 'aria-describedby="mode-error"' in drawn
    assert "<script>" not in drawn


DUE = '{% from "_macros/badges.html" import due_badge %}{{ due_badge(due_on, today) }}'


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-4, "逾期4天", "late"),
        (0, "今天到期", "soon"),
        (3, "还有3天", "soon"),
        (7, "还有7天", "soon"),
        (8, "还有8天", "calm"),
    ],
)
def test_a_due_badge_says_it_in_words_icon_and_colour(
    render: Render, days: int, words: str, tone: str
) -> None:
    drawn = render(DUE, due_on=TODAY + timedelta(days=days), today=TODAY)
    assert words in drawn
    assert f"badge-{tone}" in drawn
    assert "<svg" in drawn


def test_a_child_without_a_due_date_has_a_badge_too(render: Render) -> None:
    assert "未定日期" in render(DUE, due_on=None, today=TODAY)


@pytest.mark.parametrize(
    ("level", "words"),
    [(4, "高风险"), (3, "中高风险"), (2, "中低风险"), (1, "低风险"), (None, "未评估")],
)
def test_a_risk_badge_names_the_level(render: Render, level: int | None, words: str) -> None:
    source = '{% from "_macros/badges.html" import risk_badge %}{{ risk_badge(level) }}'
    assert words in render(source, level=level)


def test_a_child_card_escapes_and_names_its_call(render: Render) -> None:
    source = """{% from "_macros/cards.html" import child_card %}
    {{ child_card("/c", name, "女 9岁", ["石桥村", None], none, "late", "/call") }}"""
    drawn = render(source, name=EVIL)
    assert "<script>" not in drawn
    assert "tone-late" in drawn
    assert 'href="/call" aria-label="给' in drawn
    assert drawn.count("<span>石桥村</span>") == 1


def test_a_table_has_a_caption_and_can_be_scrolled_by_keyboard(render: Render) -> None:
    source = """{% from "_macros/tables.html" import table %}
    {% call table(caption) %}<tbody><tr><td>1</td></tr></tbody>{% endcall %}"""
    drawn = render(source, caption=EVIL)
    assert "<script>" not in drawn
    assert '<caption class="visually-hidden">' in drawn
    assert 'role="region"' in drawn
    assert 'tabindex="0"' in drawn


def test_a_figure_leads_to_its_list(render: Render) -> None:
    source = '{% from "_macros/figures.html" import figure %}{{ figure("逾期", 31, "/late") }}'
    drawn = render(source)
    assert 'href="/late"' in drawn
    assert 'aria-label="逾期 31"' in drawn


def test_filters_are_at_hand_in_templates(render: Render) -> None:
    source = "{{ day|date }} {{ day|day }} {{ name|masked_name }} {{ 0.8731|percent }}"
    assert render(source, day=TODAY, name="王一二") == "2026年11月7日 11月7日 王** 87.3%"
