"""The demonstration: what ``demo load`` leaves, and where it refuses to."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Column, LargeBinary, Table, func, select

from casework import clock
from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.models import Child, IdState, Status, Stay
from casework.cli.check_due import due
from casework.cli.demo import group
from casework.cli.demo.forecast import Forecast, check_room, forecast
from casework.cli.demo.load import load
from casework.crypto.passwords import verify_password
from casework.db.base import Base, db
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import sealed_fields
from casework.db.types import Identifier, UtcInstant
from casework.errors import RuleBroken
from casework.needs.models import Need
from casework.practice import queries as practice
from casework.practice.rules import answers as answers_
from casework.visits import findings as findings_
from casework.visits.models import Mode, Outcome, Visit, VisitVersion
from tests.applications import Installation
from tests.cli.commands import Run, complaint
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer, add_regions
from tests.factories.children import a_child, load_practice

RARE = "䶮𬍛㛃𣲗𬎆堃喆㑇𠅤龘"
SMALL = ("load", "--children", "60", "--months", "3")


@pytest.fixture
def load_demo(run: Run) -> Callable[..., Result]:
    """``load_demo()``, where the practice is loaded already; more options may follow."""

    def load_demo(*options: str) -> Result:
        load_practice()
        return run(group, *SMALL, *options)

    return load_demo


@pytest.fixture
def loaded(load_demo: Callable[..., Result]) -> Result:
    """A small county."""
    result = load_demo()
    assert result.exit_code == 0, result.stderr
    return result


@pytest.fixture
def sign_ins(loaded: Result) -> dict[str, str]:
    """Password by login, as printed."""
    lines = loaded.stdout.splitlines()[2:]
    return {line.split()[0]: line.split()[-1] for line in lines}


def count(model: Any, *conditions: Any) -> int:
    statement = select(func.count()).select_from(model).where(*conditions)
    return db.session.scalar(statement) or 0


# --- what is there ---------------------------------------------------------------------------


def test_the_county_is_as_large_as_asked(loaded: Result) -> None:
    assert count(Child) == 60
    assert count(Visit) > 120
    assert count(VisitVersion) >= count(Visit)


def test_time_and_disk_are_said_beforehand(loaded: Result) -> None:
    assert loaded.stderr.splitlines()[0] == "预计约需 1 分钟、0.0 GB 磁盘空间。"
    assert forecast(1_000_000, 12).sentence == "预计约需 36 分钟、23.0 GB 磁盘空间。"


def test_nothing_starts_where_the_disk_is_too_small(tmp_path: Path) -> None:
    check_room(Forecast(1, 1e6), tmp_path)
    with pytest.raises(RuleBroken, match=r"^磁盘空间不够：需要约 1000000000\.0 GB"):
        check_room(Forecast(1, 1e18), tmp_path)


def test_every_page_has_something_to_show(loaded: Result) -> None:
    statuses = set(db.session.scalars(select(Child.status)))
    assert statuses == {
        Status.ACTIVE, Status.SUBMITTED, Status.RETURNED, Status.SUSPENDED, Status.CLOSED
    }  # fmt: skip
    today = clock.today()
    assert count(Child, Child.risk == 4) >= 1
    assert count(Child, Child.next_due_on < today) >= 2
    assert count(Child, Child.next_due_on == today) >= 1
    assert count(Child, Child.first_visit_on.is_(None), Child.status == Status.ACTIVE) >= 1
    assert count(Need) >= 1
    assert count(Child, Child.open_needs > 0) >= 1
    assert count(Visit, Visit.outcome == Outcome.NOT_MET) >= 1
    assert set(db.session.scalars(select(Visit.mode))) >= {Mode.HOME, Mode.SCHOOL, Mode.PHONE}
    assert count(Stay) > count(Child)


def test_children_near_an_age_limit_are_there_and_nobody_is_over_it(loaded: Result) -> None:
    ages = [clock.today() - c.birth_on for c in db.session.scalars(select(Child)) if c.birth_on]
    years = [age / timedelta(days=365.25) for age in ages]
    assert any(15.8 < age < 16 for age in years)
    assert any(17.8 < age < 18 for age in years)


def test_names_of_every_kind_are_there(loaded: Result) -> None:
    names = [child.name for child in db.session.scalars(select(Child))]
    assert any("·" in name and len(name) > 8 for name in names)
    assert any(
        ord(character) > 0xFFFF or character in "䶮㛃喆堃㑇龘" for n in names for character in n
    )
    assert {len(name) for name in names} >= {2, 3}


def test_brothers_and_sisters_share_a_home_and_visits(loaded: Result) -> None:
    homes = select(Stay.household_id).group_by(Stay.household_id).having(func.count() > 1)
    assert db.session.scalars(homes).first() is not None
    shared = select(Visit.encounter_id).where(Visit.encounter_id.is_not(None))
    assert len(set(db.session.scalars(shared))) < count(Visit, Visit.encounter_id.is_not(None))


def test_nobody_but_invented_people(loaded: Result) -> None:
    for child in db.session.scalars(select(Child)):
        assert child.id_number is None or child.id_number.startswith("990101")
        assert child.phone is None or child.phone.startswith("19900")
        assert (child.id_number is None) == (child.id_state is IdState.NONE)


def test_every_sealed_field_opens(loaded: Result) -> None:
    opened = 0
    for mapper in Base.registry.mappers:
        names = sealed_fields(mapper.class_)
        for row in db.session.scalars(select(mapper.class_)) if names else ():
            opened += sum(getattr(row, name) is not None for name in names)
    assert opened > 1_000


def test_codes_are_those_of_the_practice(loaded: Result) -> None:
    lists = {
        name: practice.codes(name)
        for name in ("school_stage", "health", "ethnic_group", "no_id_reason")
    }
    for child in db.session.scalars(select(Child)):
        for name, codes in lists.items():
            assert getattr(child, name) in {None, *codes}


def test_findings_are_answers_that_the_form_lets_through(loaded: Result) -> None:
    form = practice.visit_form()
    visits = {visit.id: visit for visit in db.session.scalars(select(Visit))}
    for version in db.session.scalars(select(VisitVersion)):
        answers = findings_.answers_of(version, version.findings)
        assert answers_.clean(form, answers) == answers
        visit = visits[version.visit_id]
        if version.n == visit.version:
            done = {name for name in findings_.FLAGS if getattr(visit, name)}
            assert answers_.done_flags(form, answers) == done


def test_what_files_carry_is_what_the_acts_would_have_written(run: Run, loaded: Result) -> None:
    result = run(due)
    assert (result.exit_code, result.output) == (0, "没有差异。\n")


def test_the_same_seed_and_day_make_the_same_county(
    load_demo: Callable[..., Result], installation: Installation
) -> None:
    load_demo("--seed", "7")
    first = plain_columns()
    db.session.remove()
    installation.reset()
    bind_scope(db.session, SystemScope("tests"))
    load_demo("--seed", "7")
    assert plain_columns() == first


#: What is made by the acts themselves, at this moment; reports among them.
_OF_THE_MOMENT = (
    "alembic",
    "attachment",
    "audit",
    "data_key",
    "mandatory_report",
    "practice",
    "psychology",
    "report_step",
    "reporter_record",
    "seen",  # by the numbers of the trail's entries
    "task",
)
#: Tables whose rows are made by the acts too, but say the same each time: of their own ids and
#: instants it is compared whether there are any, everything else as it is.
_SAME_BUT_FOR_THE_MOMENT = (
    "activity",
    "aid_",
    "allowance_",
    "disclosure",
    "goods_",
    "match_",
    "media_",
    "pairing",
    "payee_account",
    "payment",
    "stray_payment",
    "volunteer",
)
#: Ids that are told by the seed, whatever the moment.
_SEEDED = ("account_id", "child_id", "need_id")
#: Whose acts stand in the trail beside the one entry of the load.
_ACTING = (
    "activity",
    "aid",
    "allowance",
    "disclosure",
    "goods",
    "media",
    "pairing",
    "psychology",
    "volunteer",
)
_BY_ACTS = {Tag.FILE_ADD.value, Tag.SEALED_ACT.value} | {
    tag.value for tag in Tag if tag.value.partition(":")[0] in _ACTING
}
#: A salted digest, and when the counters were made.
_RANDOM = {"password_hash", "built_at", "refreshed_at"}


def plain_columns() -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that is neither sealed nor random by its nature."""
    rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name.startswith(_OF_THE_MOMENT):
            continue
        plain = [
            column
            for column in table.columns
            if not isinstance(column.type, LargeBinary) and column.name not in _RANDOM
        ]
        found = db.session.execute(select(*plain))
        rows[table.name] = sorted((_lasting(table, plain, row) for row in found), key=repr)
    return rows


def _lasting(table: Table, columns: Sequence[Column[Any]], row: Sequence[Any]) -> tuple[Any, ...]:
    """Return a row; of what an act makes up at its moment only whether it is there."""
    if not table.name.startswith(_SAME_BUT_FOR_THE_MOMENT):
        return tuple(row)
    pairs = zip(columns, row, strict=True)
    return tuple(value is not None if _is_of_the_moment(each) else value for each, value in pairs)


def _is_of_the_moment(column: Column[Any]) -> bool:
    """Whether a value is an instant, or the id of something that an act has made."""
    if isinstance(column.type, Identifier):
        return not column.name.endswith(("_by", *_SEEDED))
    return isinstance(column.type, UtcInstant)


# --- accounts --------------------------------------------------------------------------------


def test_there_is_a_sign_in_for_each_role(app: Flask, sign_ins: dict[str, str]) -> None:
    roles = []
    for login, password in sign_ins.items():
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        assert verify_password(account.password_hash, password)
        assert account.is_demo
        assert not account.must_change
        roles.append(account.role)
    assert set(roles) == set(Role)
    assert roles.count(Role.CHILD_DIRECTOR) == 2


def test_they_sign_in_from_this_machine_only(app: Flask, sign_ins: dict[str, str]) -> None:
    form = {"login": "zhuren", "password": sign_ins["zhuren"]}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    db.session.remove()
    client = CheckedClient(app)
    assert client.post("/sign-in", data=form, environ_overrides=elsewhere).status_code == 422
    assert client.post("/sign-in", data=form).status_code == 302


def test_no_password_lies_in_the_database(sign_ins: dict[str, str]) -> None:
    everything = "".join(
        repr(row)
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(select(table))
    )
    assert "zhuren" in everything
    assert not [password for password in sign_ins.values() if password in everything]


def test_workers_without_a_sign_in_cannot_get_in(loaded: Result) -> None:
    others = select(Account).where(Account.login.like("yanshi-%"))
    hashes = {account.password_hash for account in db.session.scalars(others)}
    assert hashes == {"!"}
    assert not verify_password("!", "!")


def test_every_child_has_the_worker_of_its_village(loaded: Result) -> None:
    statement = select(Child, Account).join(Account, Account.id == Child.worker_id)
    found = db.session.execute(statement).all()
    assert len(found) > 55
    for child, account in found:
        assert account.role is Role.CHILD_DIRECTOR
        assert account.login in {"zhuren", "zhuren2", f"yanshi-{child.region_code}"}


# --- where it refuses ------------------------------------------------------------------------


def test_one_entry_in_the_trail(loaded: Result) -> None:
    entries = db.session.scalars(select(AuditEntry)).all()
    # Reports are filed and papers handed in by the acts themselves.
    [entry] = [each for each in entries if each.tag not in _BY_ACTS]
    assert entry.tag == Tag.DEMO_LOAD.value
    assert entry.facts["children"] == 60


def test_a_second_load_is_refused(
    load_demo: Callable[..., Result], loaded: Result, installation: Installation
) -> None:
    told = complaint(load_demo())
    assert "演示数据已经装入" in told
    if db.engine.dialect.name == "sqlite":
        assert str(installation.settings.instance) in told


def test_other_children_are_left_alone(load_demo: Callable[..., Result]) -> None:
    add_regions()
    a_child(region_code=STRANGE_VILLAGE, actor=a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY))
    assert "已有其他儿童的档案" in complaint(load_demo())


def test_half_a_load_is_known_again(load_demo: Callable[..., Result], app: Flask) -> None:
    def broken_off(_stored: int) -> None:
        raise KeyboardInterrupt

    load_practice()
    db.session.commit()
    with app.app_context():
        bind_scope(db.session, SystemScope("demonstration data"))
        with pytest.raises(KeyboardInterrupt):
            load(children=60, months=2, seed=1, tell=broken_off)
    assert "没有做完" in complaint(load_demo())


def test_production_is_refused(
    load_demo: Callable[..., Result], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "IS_PRODUCTION", True)
    assert "正式环境" in complaint(load_demo())
    assert count(Account) == 0


def test_inside_a_window_the_due_dates_are_those_of_the_acts(
    load_demo: Callable[..., Result], run: Run
) -> None:
    """Every child on the list whom nobody has seen since it opened is due by its last day."""
    clock.fix_today(date(2026, 12, 20))
    assert load_demo().exit_code == 0
    window = practice.campaign("winter_2027", STRANGE_VILLAGE)
    assert count(Child, Child.in_person_due_on == window.last_on) > 1
    assert run(due).output == "没有差异。\n"
