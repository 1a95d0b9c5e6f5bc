"""Forms of signing in, passwords and accounts."""

from wtforms.validators import ValidationError

from casework.ui.fields import PasswordField, TextField
from casework.ui.forms import Form


class SignInForm(Form):
    """Login name and password."""

    login = TextField("登录名", required=True)
    password = PasswordField("密码", required=True)


class PasswordForm(Form):
    """A new password of one's own."""

    current = PasswordField("原密码", required=True, hint="第一次登录请填写收到的一次性密码")
    password = PasswordField(
        "新密码", required=True, hint="至少 10 个字符，可以用一句自己记得住的话"
    )
    again = PasswordField("再输一遍新密码", required=True)

    def validate_again(self, field: PasswordField) -> None:
        """Ask for the same password twice."""
        if field.data != self.password.data:
            raise ValidationError("两次输入的新密码不一样，请重新输入")

    def passwords(self) -> dict[str, str]:
        """Return what the action needs."""
        return {name: self[name].data or "" for name in ("current", "password") if name in self}


class ChosenPasswordForm(PasswordForm):
    """A new password after help with a lost one: nobody knows the old one."""

    current = None  # type: ignore[assignment]  # WTForms' way to leave a field out


class ActForm(Form):
    """A button that posts: nothing but the token."""
