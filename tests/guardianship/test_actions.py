"""Who answers and who cares, written through the acts."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions as files
from casework.children import queries as children
from casework.children.facts import ChildFacts, PersonFacts, Teller, Told
from casework.children.models import Child
from casework.errors import NotFound, RuleBroken
from casework.guardianship import actions, queries
from casework.guardianship.caring import Source
from casework.guardianship.history import lines_of
from casework.guardianship.models import CareSpell, GuardianshipSpell
from casework.guardianship.picture import Picture, picture_of
from casework.people.models import Part
from casework.upkeep import actions as upkeep
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child, an_id_number
from tests.factories.visits import a_visit

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
AUNT = PersonFacts(part=Part.OTHER, name="陈桂花", relation="90", phone="19900000003")
MOTHER = PersonFacts(part=Part.MOTHER, name="李梅", relation="52", situation="working_away")


@pytest.fixture
def county(session: Db) -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL)


@pytest.fixture
def child(session: Db) -> Child:
    return a_child(people=(GRANDMOTHER, FATHER, MOTHER, AUNT))


def tie(child: Child, part: Part) -> Any:
    links = [link for link, _ in children.people_of(child) if link.part == part.value]
    return next(link.id for link in links if link.until_on is None)


def holder(child: Child, part: Part) -> str | None:
    found = children.person_in(child, part)
    return found.name if found else None


def picture(viewer: Viewer, child: Child) -> Picture:
    return picture_of(viewer, child, TODAY)


# --- guardianship ------------------------------------------------------------------------------


def test_a_term_ends_the_one_before_and_leaves_its_trace(
    county: Viewer, child: Child, session: Db
) -> None:
    first = actions.begin_guardianship(
        actor=county, child=child, kind="parent", from_on=date(2026, 3, 1)
    )
    second = actions.begin_guardianship(
        actor=county, child=child, kind="temp_civil", office="青禾县民政局", reason="监护情况变更"
    )
    session.commit()
    assert (first.until_on, second.from_on, second.until_on) == (TODAY, TODAY, None)
    assert queries.guardianship_on(child, date(2026, 10, 31)) is first
    assert queries.guardianship_on(child, TODAY) is second
    assert queries.guardianship_on(child, date(2026, 2, 28)) is None
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.tag == "guardianship:change")
    ).all()
    assert [entry.subject_id for entry in entries] == [first.id, second.id]
    stored = session.connection().exec_driver_sql("SELECT * FROM guardianship_spell").all()
    assert "temp_civil" not in repr(stored)
    assert "青禾县民政局" not in repr(stored)


def test_what_is_told_late_takes_its_place_in_between(county: Viewer, child: Child) -> None:
    days = [date(2026, 3, 1), date(2026, 9, 1), date(2026, 6, 1)]
    spells = [
        actions.begin_guardianship(
            actor=county, child=child, kind="parent", from_on=day, note=str(day)
        )
        for day in days
    ]
    assert [(s.from_on, s.until_on) for s in sorted(spells, key=lambda s: s.from_on)] == [
        (date(2026, 3, 1), date(2026, 6, 1)),
        (date(2026, 6, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), None),
    ]


def test_what_is_no_guardianship_is_refused(county: Viewer, child: Child) -> None:
    for kind in ("entrusted", "friendship"):
        with pytest.raises(RuleBroken) as refusal:
            actions.begin_guardianship(actor=county, child=child, kind=kind)
        assert refusal.value.field == "kind"
    with pytest.raises(RuleBroken) as refusal:
        actions.begin_guardianship(
            actor=county, child=child, kind="parent", from_on=TODAY + timedelta(days=1)
        )
    assert refusal.value.field == "from_on"
    with pytest.raises(RuleBroken) as refusal:
        actions.begin_guardianship(
            actor=county, child=child, kind="kin_statutory", guardians=[uuid4()]
        )
    assert refusal.value.field == "guardians"
    assert queries.guardianships_of(child) == []


def test_told_twice_it_is_one_term(county: Viewer, child: Child) -> None:
    said: dict[str, Any] = {"kind": "kin_statutory", "guardians": [tie(child, Part.OTHER)]}
    first = actions.begin_guardianship(actor=county, child=child, **said)
    assert actions.begin_guardianship(actor=county, child=child, **said) is first
    cared: dict[str, Any] = {"arrangement": "relatives", "carer": tie(child, Part.FATHER)}
    spell = actions.begin_care(actor=county, child=child, **cared)
    assert actions.begin_care(actor=county, child=child, **cared) is spell


def test_the_files_guardian_follows_and_nobody_is_lost(county: Viewer, child: Child) -> None:
    aunt = tie(child, Part.OTHER)
    actions.begin_guardianship(actor=county, child=child, kind="kin_statutory", guardians=[aunt])
    assert holder(child, Part.GUARDIAN) == "陈桂花"
    actions.begin_guardianship(actor=county, child=child, kind="parent")
    assert holder(child, Part.GUARDIAN) is None
    kept = children.person_in(child, Part.OTHER)
    assert kept is not None
    assert (kept.name, kept.phone) == ("陈桂花", "19900000003")


def test_only_an_office_that_may_enters_a_kind(county: Viewer, child: Child) -> None:
    village, township = a_viewer(Role.CHILD_DIRECTOR), a_viewer(Role.CHILD_SUPERVISOR)
    may = {
        village: {"parent", "kin_statutory", "temp_village"},
        township: {
            "parent",
            "kin_statutory",
            "temp_village",
            "testamentary",
            "agreed",
            "designated",
        },
    }
    kinds = ["parent", "kin_statutory", "temp_village", "testamentary", "agreed", "designated"]
    kinds += ["temp_civil", "long_civil", "court_changed"]
    for viewer, allowed in may.items():
        for kind in kinds:
            said: dict[str, Any] = {"kind": kind, "from_on": TODAY, "office": "某单位"}
            if kind in allowed:
                actions.enter_guardianship(actor=viewer, child=child, **said)
            else:
                with pytest.raises(RuleBroken) as refusal:
                    actions.enter_guardianship(actor=viewer, child=child, **said)
                assert refusal.value.field == "kind"
    for kind in kinds:
        actions.enter_guardianship(actor=county, child=child, kind=kind, from_on=TODAY, office="甲")
    with pytest.raises(RuleBroken):
        actions.enter_guardianship(actor=county, child=child, kind="entrusted", from_on=TODAY)


def test_people_are_named_where_people_answer(county: Viewer, child: Child) -> None:
    with pytest.raises(RuleBroken) as refusal:
        actions.enter_guardianship(actor=county, child=child, kind="agreed", from_on=TODAY)
    assert refusal.value.field == "guardians"
    new = PersonFacts(part=Part.OTHER, name="陈桂芳", relation="90")
    spell = actions.enter_guardianship(
        actor=county, child=child, kind="agreed", from_on=TODAY, newcomer=new, basis={"paper": None}
    )
    assert holder(child, Part.GUARDIAN) == "陈桂芳"
    assert spell.basis == {"article": "民法典第三十条"}
    again = actions.enter_guardianship(
        actor=county, child=child, kind="agreed", from_on=TODAY, newcomer=new, basis={}
    )
    assert again is spell


def test_temporary_guardianship_is_never_refused_for_a_missing_paper(
    county: Viewer, session: Db
) -> None:
    bare = a_child(people=(), facts=ChildFacts(name="身份不明儿童"), name="身份不明儿童")
    village = a_viewer(Role.CHILD_DIRECTOR)
    spell = actions.enter_guardianship(
        actor=village, child=bare, kind="temp_village", from_on=TODAY
    )
    assert spell.until_on is None
    spell = actions.begin_guardianship(actor=county, child=bare, kind="temp_civil")
    files.close(actor=county, child=bare, reason="adopted")
    closed = actions.begin_guardianship(actor=county, child=bare, kind="long_civil")
    assert queries.guardianship_on(bare, TODAY) is closed
    assert actions.begin_care(actor=county, child=bare, arrangement="rescue_body").until_on is None


# --- actual care -------------------------------------------------------------------------------


def test_another_carer_holds_the_part_and_the_one_before_stays_in_the_file(
    county: Viewer, child: Child, session: Db
) -> None:
    aunt = tie(child, Part.OTHER)
    actions.begin_care(
        actor=county, child=child, arrangement="relatives", carer=aunt, told_by=Teller.NEIGHBOUR
    )
    assert holder(child, Part.CARER) == "陈桂花"
    kept = children.person_in(child, Part.OTHER)
    assert kept is not None
    assert (kept.name, kept.phone) == ("王秀英", "19900000001")
    assert "平时由姑姑照看" in picture(county, child).sentence


def test_a_placement_ends_the_carer_and_boarding_does_not(county: Viewer, child: Child) -> None:
    actions.begin_care(actor=county, child=child, arrangement="boarding")
    assert holder(child, Part.CARER) == "王秀英"
    assert "平时住校，回家由奶奶照看" in picture(county, child).sentence
    actions.begin_care(
        actor=county, child=child, arrangement="welfare_institution", place="县福利院"
    )
    assert holder(child, Part.CARER) is None
    assert "住在县福利院" in picture(county, child).sentence


def test_alone_is_pointed_out_and_the_risk_only_proposed(county: Viewer, child: Child) -> None:
    actions.begin_care(actor=county, child=child, arrangement="alone")
    shown = picture(county, child)
    assert [flag.code for flag in shown.flags if flag.tone == "late"] == ["alone"]
    assert (shown.proposed_risk, child.risk) == (4, 2)
    with pytest.raises(RuleBroken):
        actions.begin_care(actor=county, child=child, arrangement="with the wolves")
    with pytest.raises(RuleBroken):
        actions.enter_care(actor=county, child=child, arrangement="relatives", from_on=TODAY)


def test_a_young_carer_is_pointed_out(county: Viewer, child: Child) -> None:
    sister = PersonFacts(
        part=Part.OTHER, name="陈雨欣", relation="75", id_number=an_id_number(date(2009, 5, 1))
    )
    files.set_person(actor=county, child=child, facts=sister)
    link = next(link for link, p in children.people_of(child) if p.name == "陈雨欣")
    actions.begin_care(actor=county, child=child, arrangement="relatives", carer=link.id)
    assert "carer_minor" in [flag.code for flag in picture(county, child).flags]


# --- the newest word holds ---------------------------------------------------------------------


def test_a_carer_told_through_upkeep_is_the_carer_of_the_page(county: Viewer, child: Child) -> None:
    aunt = tie(child, Part.OTHER)
    actions.begin_care(actor=county, child=child, arrangement="relatives", carer=aunt)
    new = PersonFacts(part=Part.CARER, name="赵秀兰", relation="64")
    told = Told(by=Teller.GUARDIAN, from_on=TODAY)
    upkeep.change_carer(actor=county, child=child, version=child.version, told=told, carer=new)
    shown = picture(county, child)
    assert (shown.care.source, shown.care.carer and shown.care.carer.word) == (Source.TIE, "外婆")
    # … and told on this page again, it is that one.
    actions.begin_care(actor=county, child=child, arrangement="alone")
    assert picture(county, child).care.is_alone
    assert holder(child, Part.CARER) is None


def test_a_visit_that_finds_it_otherwise_is_believed_and_says_whom_the_file_names(
    county: Viewer, child: Child
) -> None:
    a_visit(child, carer="paternal_grandparents")
    assert picture(county, child).care.source is Source.TIE  # nothing new
    a_visit(child, carer="alone")
    shown = picture(county, child)
    assert shown.care.is_alone
    assert shown.care.outdated is not None
    assert shown.care.outdated.word == "奶奶"
    assert "alone" in [flag.code for flag in shown.flags]
    actions.begin_care(
        actor=county, child=child, arrangement="relatives", carer=tie(child, Part.OTHER)
    )
    assert picture(county, child).care.carer is not None


# --- striking ----------------------------------------------------------------------------------


def test_a_struck_term_stays_to_be_read_and_holds_no_day(county: Viewer, child: Child) -> None:
    first = actions.begin_guardianship(
        actor=county, child=child, kind="parent", from_on=date(2026, 3, 1)
    )
    wrong = actions.begin_guardianship(
        actor=county, child=child, kind="kin_statutory", guardians=[tie(child, Part.OTHER)]
    )
    with pytest.raises(RuleBroken) as refusal:
        actions.strike_entry(actor=county, child=child, spell_id=wrong.id, reason=" ")
    assert refusal.value.field == "reason"
    actions.strike_entry(actor=county, child=child, spell_id=wrong.id, reason="登记错了孩子")
    assert (first.until_on, wrong.until_on, wrong.strike_reason) == (None, TODAY, "登记错了孩子")
    assert queries.guardianship_on(child, TODAY) is first
    assert len(queries.guardianships_of(child)) == 2
    assert holder(child, Part.GUARDIAN) is None
    with pytest.raises(RuleBroken):
        actions.strike_entry(actor=county, child=child, spell_id=wrong.id, reason="再来一次")
    with pytest.raises(NotFound):
        actions.strike_entry(actor=county, child=child, spell_id=uuid4(), reason="没有这条")


def test_the_carer_of_before_comes_back_when_a_term_is_struck(county: Viewer, child: Child) -> None:
    aunt = tie(child, Part.OTHER)
    spell = actions.begin_care(
        actor=county, child=child, arrangement="relatives", carer=aunt, from_on=TODAY
    )
    assert holder(child, Part.CARER) == "陈桂花"
    actions.strike_entry(actor=county, child=child, spell_id=spell.id, reason="听错了")
    assert holder(child, Part.CARER) == "王秀英"
    assert "平时由奶奶照看" in picture(county, child).sentence
    # Her term goes on as if nothing had been said, and the aunt is a relative again.
    carers = [link for link, p in children.people_of(child) if p.name == "王秀英"]
    assert [link.part for link in carers if link.until_on is None] == ["carer"]
    assert [link.from_on for link in carers if link.until_on is None] == [child.entered_on]
    assert holder(child, Part.OTHER) == "陈桂花"


def test_a_village_strikes_nothing_that_the_county_entered(county: Viewer, child: Child) -> None:
    spell = actions.begin_guardianship(actor=county, child=child, kind="temp_civil")
    village = a_viewer(Role.CHILD_DIRECTOR)
    with pytest.raises(RuleBroken):
        actions.strike_entry(actor=village, child=child, spell_id=spell.id, reason="不对")
    assert spell.struck_at is None


# --- with the child ----------------------------------------------------------------------------


def test_everything_goes_with_the_child(county: Viewer, child: Child, session: Db) -> None:
    actions.begin_guardianship(actor=county, child=child, kind="temp_civil", reason="监护情况变更")
    actions.begin_care(actor=county, child=child, arrangement="foster", place="张家")
    files.move(actor=county, child=child, region_code=NEXT_VILLAGE, address="河湾村一组")
    session.commit()
    for column in (GuardianshipSpell.region_code, CareSpell.region_code):
        assert session.scalars(select(column)).all() == [NEXT_VILLAGE]
    assert "民政部门临时监护；住在寄养家庭（张家）" in picture(county, child).sentence
    kept = a_child(name="陈雨彤", region_code=NEXT_VILLAGE, people=())
    actions.begin_guardianship(actor=county, child=kept, kind="parent", from_on=date(2026, 3, 1))
    choice = files.Choice((kept.version, child.version))
    files.merge(
        actor=county, kept_id=kept.id, ended_id=child.id, choice=choice, reason="同一个孩子"
    )
    session.commit()
    [spell, _before], [care] = queries.guardianships_of(kept), queries.care_of(kept)
    assert (spell.kind, spell.reason, care.place) == ("temp_civil", "监护情况变更", "张家")
    assert queries.guardianship_on(kept, TODAY) is spell
    terms = lines_of(county, kept).guardianship
    assert [(term.from_on, term.until_on) for term in terms] == [
        (TODAY, None),
        (date(2026, 3, 1), TODAY),
    ]
    assert queries.guardianships_of(child) == []
