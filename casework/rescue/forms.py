"""Forms of helping with a lost password, and of being helped."""

from casework.rescue.models import Known
from casework.ui.fields import EnumField, SearchField, TextField
from casework.ui.forms import Form


class FindForm(Form):
    """Whom to help."""

    looked_for = SearchField("姓名或登录名", required=True)


class HelpForm(Form):
    """How the helper made sure of the person."""

    known_by = EnumField(
        "您怎么确认是本人",
        enum=Known,
        required=True,
        hint="微信文字、陌生号码打来的电话都不能算。拿不准就请本人当面来。",
    )


class CodeForm(Form):
    """Sign-in name and code."""

    login = TextField("登录名", required=True)
    code = TextField("验证码", required=True, hint="8个字母和数字，大小写都行")
