"""The pages of the import: hand in, look, import once."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from casework import clock
from casework.accounts.models import Account
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.jobs.models import Job, JobState
from casework.jobs.worker import NOT_THERE
from casework.roster.actions import staging
from casework.roster.models import Upload, UploadState
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.children import FACTS, a_child, an_id_number
from tests.factories.jobs import work_off
from tests.factories.register import a_ledger

ClientFor = Callable[..., CheckedClient]
Rows = scoped_session[Session]


@pytest.fixture
def browser(county: Viewer, client_for: ClientFor) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL)


def hand_in(
    client: CheckedClient, content: bytes, region: str = COUNTY, name: str = "台账.csv"
) -> TestResponse:
    file = FileStorage(io.BytesIO(content), name, "file")
    boundary, body = encode_multipart({"region_code": region, "file": file})
    answer = client.post(
        "/roster/", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    work_off(client.application)
    return answer


def press(client: CheckedClient, address: str, button: str, **said: str) -> TestResponse:
    """Press a button, let the worker do it, and look at the page again."""
    answer = client.post(f"{address}/{button}", data=said)
    work_off(client.application)
    if answer.status_code != 302:
        return answer
    return client.get(answer.headers["Location"])


def the_upload(session: Rows) -> Upload:
    return session.scalars(select(Upload)).one()


def names(session: Rows) -> list[str]:
    return sorted(child.name for child in session.scalars(select(Child)))


def test_a_ledger_is_handed_in_looked_at_and_imported(
    browser: CheckedClient, session: Rows
) -> None:
    answer = hand_in(browser, a_ledger({}, {"姓名": "李晓", "类别": ""}, {"姓名": ""}))
    address = answer.headers["Location"]
    page = browser.get(address).get_data(as_text=True)
    assert "导入这 2 人" in page
    assert "没有姓名" in page
    assert "先按困境儿童登记" in page
    assert names(session) == []
    done = press(browser, address, "import").get_data(as_text=True)
    assert "导入完成" in done
    assert names(session) == ["李晓", "陈雨桐"]
    assert the_upload(session).counts == {
        "new": 2, "changed": 0, "unchanged": 0, "doubtful": 1, "refused": 1, "imported": 2,
        "left": 0, "far": 0, "shared_numbers": 0,
    }  # fmt: skip
    assert "台账.csv" in browser.get("/roster/").get_data(as_text=True)


def test_numbers_known_elsewhere_are_told_of_in_one_sentence(
    browser: CheckedClient, session: Rows
) -> None:
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    number = an_id_number()
    facts = replace(FACTS, id_kind="resident_id", id_number=number)
    a_child(name="罗子涵", region_code=STRANGE_VILLAGE, actor=stranger, facts=facts)
    address = hand_in(browser, a_ledger({"身份证号": number})).headers["Location"]
    assert "已在系统中登记" not in browser.get(address).get_data(as_text=True)
    done = press(browser, address, "import").get_data(as_text=True)
    assert "有 1 个证件号已在系统中登记" in done
    assert "罗子涵" not in done


def test_pressing_twice_imports_once(browser: CheckedClient, session: Rows) -> None:
    address = hand_in(browser, a_ledger({})).headers["Location"]
    for _ in range(2):
        for _ in range(2):  # two tabs
            answer = browser.post(f"{address}/import")
            assert answer.headers["Location"] == address
        work_off(browser.application)
    assert names(session) == ["陈雨桐"]
    tags = session.scalars(select(AuditEntry.tag)).all()
    assert tags.count("roster:import") == 1
    assert "已经导入过" in browser.get(address).get_data(as_text=True)


def test_only_who_may_import_gets_in(county: Viewer, client_for: ClientFor) -> None:
    for role in Role:
        if Permission.ROSTER_IMPORT not in GRANTS[role]:
            assert client_for(role).get("/roster/").status_code == 403
            assert hand_in(client_for(role), a_ledger({})).status_code == 403


def test_another_persons_upload_is_not_there(
    browser: CheckedClient, client_for: ClientFor, session: Rows
) -> None:
    address = hand_in(browser, a_ledger({})).headers["Location"]
    buttons = ("import", "check", "stop", "take-back")
    for other in (client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)):
        assert other.get(address).status_code == 404
        assert other.get(f"{address}/progress").status_code == 404
        assert {other.post(f"{address}/{button}").status_code for button in buttons} == {404}
        assert "台账.csv" not in other.get("/roster/").get_data(as_text=True)
    assert names(session) == []


def test_another_region_is_not_offered_and_not_taken(browser: CheckedClient, session: Rows) -> None:
    assert "远山县" not in browser.get("/roster/").get_data(as_text=True)
    answer = hand_in(browser, a_ledger({}), region=STRANGE_COUNTY)
    assert answer.status_code == 422
    assert session.scalars(select(Upload)).all() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7", "这不是表格文件"),
        ("随便写的一句话\n".encode(), "没有找到表头"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_imports_nothing(
    browser: CheckedClient, session: Rows, content: bytes, reason: str
) -> None:
    address = hand_in(browser, content).headers["Location"]
    for answer in (browser.get(address), press(browser, address, "import")):
        assert answer.status_code == 422
        assert reason in answer.get_data(as_text=True)
    assert the_upload(session).state is UploadState.REFUSED


def test_nothing_handed_in_is_said_at_the_field(browser: CheckedClient) -> None:
    nothing = browser.post("/roster/", data={"region_code": COUNTY})
    empty = hand_in(browser, b"")
    assert (nothing.status_code, empty.status_code) == (422, 422)
    assert "这个文件是空的" in empty.get_data(as_text=True)


@pytest.mark.parametrize(("megabytes", "status"), [(2, 302), (21, 413)])
def test_a_ledger_may_have_20_megabytes(
    browser: CheckedClient, session: Rows, megabytes: int, status: int
) -> None:
    assert hand_in(browser, bytes(megabytes * 1024 * 1024)).status_code == status
    assert len(session.scalars(select(Upload.id)).all()) == (status == 302)


def test_what_was_handed_in_lies_sealed_under_its_uploader(
    browser: CheckedClient, session: Rows, county: Viewer
) -> None:
    content = a_ledger({})
    hand_in(browser, content, name="石桥镇的台账.csv")
    row = session.execute(text("SELECT filename, content FROM upload")).one()
    for box in map(bytes, row):
        assert not any(plain.encode() in box for plain in ("陈雨桐", "石桥镇", "王秀英"))
    upload = the_upload(session)
    assert (upload.owner_id(), upload.content) == (county.account_id, content)


def test_an_expired_upload_is_gone_for_its_uploader_and_then_altogether(
    browser: CheckedClient, session: Rows
) -> None:
    address = hand_in(browser, a_ledger({})).headers["Location"]
    press(browser, address, "import")
    the_upload(session).expires_at = clock.now() - timedelta(seconds=1)
    assert browser.get(address).status_code == 404
    assert address not in browser.get("/roster/").get_data(as_text=True)
    hand_in(browser, a_ledger({"姓名": "李晓"}))
    assert [upload.state for upload in session.scalars(select(Upload))] == [UploadState.CHECKED]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:purge")).one()
    assert entry.facts == {"uploads": 1}


def test_a_ledger_without_news_offers_no_import(browser: CheckedClient) -> None:
    content = a_ledger({})
    address = hand_in(browser, content).headers["Location"]
    press(browser, address, "import")
    again = browser.get(hand_in(browser, content).headers["Location"]).get_data(as_text=True)
    assert "没有新的内容" in again


def test_a_township_imports_into_itself(
    county: Viewer, client_for: ClientFor, session: Rows
) -> None:
    browser = client_for(Role.CHILD_SUPERVISOR)
    content = a_ledger({}, {"乡镇": "白塔乡", "村（社区）": "东坡村", "姓名": "李晓"})
    address = hand_in(browser, content, region="990101001000").headers["Location"]
    press(browser, address, "import")
    assert names(session) == ["陈雨桐"]


def test_the_page_says_how_far_it_is_and_looks_again_by_itself(
    browser: CheckedClient, session: Rows
) -> None:
    file = FileStorage(io.BytesIO(a_ledger({})), "台账.csv", "file")
    boundary, body = encode_multipart({"region_code": COUNTY, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    address = browser.post("/roster/", data=body, content_type=kind).headers["Location"]
    page = browser.get(address).get_data(as_text=True)
    assert "正在试算" in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert f'data-poll="{address}/progress"' in page
    part = browser.get(f"{address}/progress").get_data(as_text=True)
    assert "正在排队" in part
    assert "data-over" not in part
    work_off(browser.application)
    assert "data-over" in browser.get(f"{address}/progress").get_data(as_text=True)
    assert "试算结果" in browser.get(address).get_data(as_text=True)


def test_a_dry_run_is_stopped_and_made_again(browser: CheckedClient, session: Rows) -> None:
    address = hand_in(browser, a_ledger({})).headers["Location"]
    browser.post(f"{address}/check")
    browser.post(f"{address}/stop")
    work_off(browser.application)
    stopped = browser.get(address)
    assert (stopped.status_code, "没有试算完" in stopped.get_data(as_text=True)) == (422, True)
    assert "试算结果" in press(browser, address, "check").get_data(as_text=True)


def test_an_import_that_was_stopped_goes_on_or_is_taken_back(
    browser: CheckedClient, session: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK", 1)
    address = hand_in(browser, a_ledger({}, {"姓名": "李晓"}, {"姓名": "周小满"})).headers[
        "Location"
    ]

    def breaks(*_: object) -> None:
        raise RuleBroken("中断。")

    with monkeypatch.context() as patched:
        patched.setattr(staging, "_finish", breaks)
        page = press(browser, address, "import").get_data(as_text=True)
    assert "导入没有完成" in page
    assert "中断。" in page
    assert "导入完成" in press(browser, address, "import").get_data(as_text=True)
    assert len(names(session)) == 3
    assert "导入已撤回" in press(browser, address, "take-back").get_data(as_text=True)


def test_the_same_file_is_known_again(browser: CheckedClient, session: Rows) -> None:
    content = a_ledger({})
    first = hand_in(browser, content).headers["Location"]
    assert "此文件已于" not in browser.get(first).get_data(as_text=True)
    press(browser, first, "import")
    again = hand_in(browser, content).headers["Location"]
    assert "此文件已于" in browser.get(again).get_data(as_text=True)
    press(browser, first, "take-back")
    assert "此文件已于" not in browser.get(again).get_data(as_text=True)


def test_an_account_that_may_not_any_more_imports_nothing(
    browser: CheckedClient, session: Rows, county: Viewer
) -> None:
    """A job acts with what its requester may do at that moment."""
    address = hand_in(browser, a_ledger({})).headers["Location"]
    browser.post(f"{address}/import")
    session.get_one(Account, county.account_id).disabled_at = clock.now()
    work_off(browser.application)
    job = session.scalars(select(Job).order_by(Job.created_at.desc())).first()
    assert job is not None
    assert (job.state, job.error) == (JobState.FAILED, NOT_THERE)
    assert names(session) == []


def test_jobs_and_rows_name_nobody(browser: CheckedClient, session: Rows) -> None:
    """Ids, states and numbers: nothing of what the ledger says, nor its name."""
    address = hand_in(browser, a_ledger({}, {"姓名": ""}), name="石桥镇.csv").headers["Location"]
    press(browser, address, "import")
    told = [
        str(row._asdict()) for name in ("job", "roster_row", "upload")
        for row in session.execute(text(f"SELECT * FROM {name}"))  # noqa: S608 - our own tables
    ]  # fmt: skip
    assert len(told) == 4
    for word in ("陈雨桐", "王秀英", "柳树村", "19900000001", "2016-03-15", "石桥镇", "没有姓名"):
        assert not [row for row in told if word in row or word.encode().hex() in row]


def test_findings_are_kept_for_the_workbook_that_goes_back(
    browser: CheckedClient, session: Rows
) -> None:
    hand_in(browser, a_ledger({"姓名": ""}, {"姓名": "李晓", "类别": ""}))
    found = the_upload(session).findings or []
    assert found == [
        {"sheet": "台账", "row": 2, "why": "没有姓名", "kind": "refused"},
        {"sheet": "台账", "row": 3, "why": found[1]["why"], "kind": "doubtful"},
    ]
    assert "先按困境儿童登记" in found[1]["why"]


def test_columns_that_nobody_is_sure_of_wait_for_somebody(
    browser: CheckedClient, session: Rows
) -> None:
    address = hand_in(browser, "娃娃,哪里的\n陈雨桐,柳树村\n".encode()).headers["Location"]
    assert the_upload(session).state is UploadState.UNSURE
    asked = browser.get(address)
    assert asked.headers["Location"] == f"{address}/columns"
    page = browser.get(asked.headers["Location"]).get_data(as_text=True)
    assert "表头里的栏目一个也没有认出" in page
    said = {"column_0": "child.name", "column_1": "village"}
    browser.post(f"{address}/columns", data=said)
    work_off(browser.application)
    assert "导入这 1 人" in browser.get(address).get_data(as_text=True)
