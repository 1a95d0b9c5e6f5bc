from flask import render_template_string

from casework.ui.wording import say


def test_what_is_put_in_is_escaped(asking: None) -> None:
    shown = render_template_string("{{ _('%(name)s 的记录', name=name) }}", name="<b>张三</b>")
    assert shown == "&lt;b&gt;张三&lt;/b&gt; 的记录"


def test_a_doubled_per_cent_sign_is_one_with_and_without_values(asking: None) -> None:
    assert say("100%%") == "100%"
    assert say("%(n)s%%", n=5) == "5%"


def test_a_text_stays_itself_however_often_it_is_said(asking: None) -> None:
    assert [say("今日"), say("今日")] == ["今日", "今日"]
    assert [say("%(n)s 人", n=1), say("%(n)s 人", n=2)] == ["1 人", "2 人"]
