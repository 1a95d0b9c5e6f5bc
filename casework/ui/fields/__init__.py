"""The fields of our forms.

Every field takes the same words besides WTForms' own: ``required=True`` (refuses an empty
answer and says so at the label) and ``hint="…"`` (a line of help between label and field).
An empty answer is always ``None``, or ``[]`` where several may be chosen.
"""

from casework.ui.fields.choices import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    EnumsField,
    Option,
    TickField,
)
from casework.ui.fields.dates import DateField, MonthField, PastDateField, read_date
from casework.ui.fields.files import FileField
from casework.ui.fields.numbers import AmountField, NumberField
from casework.ui.fields.texts import (
    CodeField,
    IdNumberField,
    LongTextField,
    NameField,
    PasswordField,
    PhoneField,
    SearchField,
    TextField,
)

__all__ = [
    "AmountField",
    "ChoiceField",
    "ChoicesField",
    "CodeField",
    "DateField",
    "DropdownField",
    "EnumField",
    "EnumsField",
    "FileField",
    "IdNumberField",
    "LongTextField",
    "MonthField",
    "NameField",
    "NumberField",
    "Option",
    "PasswordField",
    "PastDateField",
    "PhoneField",
    "SearchField",
    "TextField",
    "TickField",
    "read_date",
]
