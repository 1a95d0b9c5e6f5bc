"""Who a volunteer is and what she can do: one form to put her on the register and to change it."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, pad, prefix
from casework.texts import Text
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    IdNumberField,
    LongTextField,
    NameField,
    NumberField,
    PastDateField,
    PhoneField,
    TextField,
    TickField,
)
from casework.ui.forms import Form
from casework.volunteers import rules
from casework.volunteers.facts import VolunteerFacts
from casework.volunteers.models import Volunteer
from casework.volunteers.places import Places
from casework.volunteers.rules import Reach

_NOTE = 200


class VolunteerForm(Form):
    """What the register says of one person."""

    name = NameField("姓名", required=True)
    kind = DropdownField(
        "志愿者类别", required=True, hint="一位志愿者只报一个类别，按最主要的身份选。"
    )
    sex = ChoiceField("性别")
    phone = PhoneField("电话")
    id_number = IdNumberField("身份证号码", hint="查询违法犯罪记录时要用。暂时没有的可以以后补。")
    organisation = TextField("工作单位或所属组织")
    township = DropdownField("在哪个乡镇（街道）", required=True)
    village = TextField("在哪个村（社区）", hint="知道的填，不知道的空着。")
    reach = EnumField("愿意去多远", enum=Reach, required=True)
    capacity = NumberField("最多同时结对几个孩子", least=1, most=99, unit="人", required=True)
    skills = ChoicesField("能做什么")
    languages = ChoicesField("会说什么话")
    free_times = ChoicesField("什么时候有空")
    joined_on = PastDateField("从哪天开始做志愿者")
    note = LongTextField("备注", max_length=_NOTE, rows=2)
    is_another = TickField("核对过了，确实是另一个人")

    def __init__(self, viewer: Viewer, volunteer: Volunteer | None = None) -> None:
        self.viewer, self.volunteer = viewer, volunteer
        super().__init__(data=self._known())

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the codes and places before what was sent is read; cover what is known."""
        self.kind.choices = list(practice.codes("volunteer_kind").items())
        self.sex.choices = [pair for pair in practice.codes("sex").items() if pair[0] in ("1", "2")]
        self.skills.choices = list(practice.codes("volunteer_skill").items())
        self.languages.choices = list(practice.codes("contact_language").items())
        self.free_times.choices = list(practice.codes("free_time").items())
        self.township.choices = _places(self.viewer)
        super().process(*args, **options)
        known = self.volunteer
        if known is not None:
            _cover(self.phone, rules.shown_phone(known))
            _cover(self.id_number, rules.shown_number(known))

    def _known(self) -> dict[str, Any]:
        known = self.volunteer
        if known is None:
            region = self.viewer.regions[0] if self.viewer.regions else ""
            usual = practice.volunteers(region).capacity.usual
            return {"capacity": usual, "reach": Reach.TOWNSHIP, "joined_on": clock.today()}
        is_village = level_of(known.base_code) is Level.VILLAGE
        told = ("name", "kind", "sex", "organisation", "capacity", "skills", "languages")
        return {
            **{name: getattr(known, name) for name in (*told, "free_times", "note")},
            "township": pad(known.base_code[:9]),
            "village": regions.get(known.base_code).name if is_village else None,
            "reach": rules.reach_of(known),
        }

    def facts(self) -> VolunteerFacts:
        """Return what was filled in; raise RuleBroken for a village that there is not."""
        base: str = self.township.data
        if self.village.data:
            base = Places(base).village_in(base, self.village.data)
        names = ("name", "kind", "sex", "phone", "id_number", "organisation", "capacity", "note")
        many = ("skills", "languages", "free_times")
        told: dict[str, Any] = {name: self[name].data for name in names}
        told |= {name: tuple(self[name].data) for name in many}
        return VolunteerFacts(
            base_code=base, reach_code=rules.reach_code(base, self.reach.data), **told
        )

    @property
    def asks_about_doubles(self) -> bool:
        """Whether somebody like this is on the register already."""
        return bool(self.is_another.errors or self.is_another.data)


def _places(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the counties and townships in reach; of a whole province the counties alone."""
    found: list[tuple[str, str]] = []
    for code in viewer.regions:
        below = prefix(code)
        levels = (Level.COUNTY,) if len(below) == 2 else (Level.COUNTY, Level.TOWNSHIP)
        places = {region.code: region.name for region in regions.within_prefix(below, levels)}
        found += [(each, _named(places, each, is_one=len(below) == 6)) for each in places]
    return found


def _named(places: dict[str, str], code: str, *, is_one: bool) -> str:
    county = places.get(pad(code[:6]), "")
    if level_of(code) is Level.COUNTY:
        return Text("%(county)s（县直单位）", county=county)
    return places[code] if is_one else f"{county}{places[code]}"


def _cover(field: Any, shown: str | None) -> None:
    if shown:
        field.description = Text("已有：%(number)s。不改就空着。", number=shown)
