import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from docx import Document
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.care_agreements import paper, queries
from casework.care_agreements.blocks import Step, Terms
from casework.care_agreements.models import AgreementState, CareAgreement, CareContact
from casework.children.models import Child
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.agreements import CARER, a_draft, a_left_behind_child, an_agreement
from tests.factories.children import a_child
from tests.invariants.pages import main_form

Db = scoped_session[Session]


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def at(agreement: CareAgreement, page: str = "") -> str:
    return f"/children/{agreement.child_id}/agreements/{agreement.id}{page}"


def as_opened(client: CheckedClient, address: str, /, **said: Any) -> Any:
    """Send the form of a page as it opens, with what is tapped on it."""
    form = main_form(text(client.get(address)))
    return client.post(address, data=form.data(**said))


def test_a_routine_agreement_takes_few_taps_and_types_nothing_but_the_child_s_words(
    director: CheckedClient, session: Db
) -> None:
    child = a_left_behind_child()
    taps = {  # beside one for each page that is saved
        "parents": {},
        "carer": {"health": "1"},
        "term": {},
        "opinion": {"heard": "asked", "agrees": "willing", "words": "奶奶做饭好吃"},
        "bars": {"declared": "no", "verified": "no"},
        "support": {"urgent": "yes"},
        "sign": {"how": "paper"},
        "notices": {"school_on": "2026-11-01", "village_on": "2026-11-01"},
    }
    address = director.post(f"/children/{child.id}/agreements/start").location
    pressed = 1
    for page, said in taps.items():
        assert address.endswith(f"/{page}")
        answer = as_opened(director, address, **said)
        assert answer.status_code == 302, f"{page}: {text(answer)}"
        address, pressed = answer.location, pressed + 1 + len(said)
    assert pressed <= 20
    [agreement] = queries.of_child(child)
    assert agreement.state is AgreementState.SIGNED
    terms = Terms(agreement.terms)
    assert [side.phone for side in terms.sides] == ["19900000002", "19900000003"]
    assert (terms.carer.number, terms.carer.health) == (CARER.id_number, "1")
    assert terms.block(Step.OPINION)["asked_by"] == "测试儿童主任"
    page = text(director.get(address))
    assert "还没有拍照上传签好字的协议" in page
    assert "有效" in page


def test_numbers_are_told_by_their_end_until_the_paper_is_printed(
    director: CheckedClient, session: Db
) -> None:
    child = a_left_behind_child()
    agreement = a_draft(child)
    for page in ("/parents", "/carer", "/support", "/sign", ""):
        shown = text(director.get(at(agreement, page)))
        assert "19900000002" not in shown, page
        assert str(CARER.id_number) not in shown, page
    assert "*********02" in text(director.get(at(agreement, "/parents")))
    printed = text(director.get(at(agreement, "/print")))
    assert "19900000002" in printed
    assert str(CARER.id_number) in printed


def test_a_page_can_be_gone_back_to_and_what_was_typed_is_there(
    director: CheckedClient, session: Db
) -> None:
    child = a_left_behind_child()
    agreement = a_draft(child)
    as_opened(director, at(agreement, "/opinion"), heard="asked", words="想妈妈", agrees="unsure")
    assert "想妈妈" in text(director.get(at(agreement, "/opinion")))
    # The same page again, as it stands, changes nothing; what it opens with goes on as well.
    before = dict(agreement.terms)
    assert as_opened(director, at(agreement, "/opinion")).status_code == 302
    assert agreement.terms == before
    for page in ("parents", "carer", "support"):
        as_opened(director, at(agreement, f"/{page}"))
        known = Terms(before).block(page)
        assert known.items() <= Terms(agreement.terms).block(page).items(), page
    again = director.post(f"/children/{child.id}/agreements/start").location
    assert again == at(agreement, "/term")  # goes on where it was left
    assert session.scalar(select(func.count()).select_from(CareAgreement)) == 1


def test_a_faulty_page_comes_back_as_it_was(director: CheckedClient, session: Db) -> None:
    agreement = a_draft(a_left_behind_child())
    for step, wrong, kept in (
        ("parents", {"father_phone": "12"}, "12"),
        ("carer", {"name": "", "address": "河边小屋"}, "河边小屋"),
        ("term", {"reason": "other", "reason_note": ""}, "请写明具体原因"),
        ("term", {"last_on": "2026-10-31"}, "不能早于"),
        ("term", {"last_on": "2034-03-15"}, "满18周岁"),
        ("opinion", {"heard": "", "words": "想妈妈"}, "想妈妈"),
        ("bars", {"declared": "yes"}, "请点出有的是哪一项"),
        ("support", {"amount": "很多", "extra": "过年回家"}, "过年回家"),
        ("sign", {"how": "", "witness": "老李"}, "老李"),
        ("notices", {"school_on": "2026-11-02", "school_to": "王老师"}, "王老师"),
        ("end", {"reason": "other", "note": ""}, "请写明原因"),
    ):
        before = dict(agreement.terms)
        answer = as_opened(director, at(agreement, f"/{step}"), **wrong)
        assert answer.status_code == 422, step
        assert kept in text(answer), step
        assert (agreement.state, agreement.terms) == (AgreementState.DRAFT, before), step


def test_a_bar_that_applies_says_what_to_do(director: CheckedClient, session: Db) -> None:
    agreement = a_draft(a_left_behind_child())
    said = {"declared": "yes", "declared_bars": ["bar_vice"]}
    assert as_opened(director, at(agreement, "/bars"), **said).status_code == 302
    answer = as_opened(director, at(agreement, "/sign"), how="paper")
    assert answer.status_code == 422
    for told in ("有恶习", "换一位受委托人", "临时照料", "110"):
        assert told in text(answer)


def test_the_village_may_verify_some_and_leave_others_open(
    director: CheckedClient, session: Db
) -> None:
    agreement = a_draft(a_left_behind_child())
    said = {"declared": "no", "verified": "yes", "open_bars": ["bar_disease"]}
    assert as_opened(director, at(agreement, "/bars"), **said).status_code == 302
    verified = Terms(agreement.terms).bars("verified")
    assert (verified["bar_disease"], verified["bar_vice"]) == ("not_yet", "no")
    assert 'value="bar_disease" checked' in text(director.get(at(agreement, "/bars")))


def test_what_was_signed_is_signed_once_and_changed_no_more(
    director: CheckedClient, session: Db
) -> None:
    agreement = a_draft(a_left_behind_child())
    form = main_form(text(director.get(at(agreement, "/sign")))).data(how="remote")
    assert director.post(at(agreement, "/sign"), data=form).status_code == 302
    again = director.post(at(agreement, "/sign"), data=form)
    assert (again.status_code, "已经签了" in text(again)) == (422, True)
    assert director.get(at(agreement, "/carer")).location == at(agreement)
    answer = director.post(at(agreement, "/carer"), data={"name": "李四"})
    assert answer.status_code == 422
    # What the village finds out later is kept, and says loudly what to do.
    known = Terms(agreement.terms).bars("declared")
    found = {"declared": "yes", "declared_bars": ["bar_other"], "verified": "yes"}
    found |= {"verified_bars": ["bar_vice"]}
    assert director.post(at(agreement, "/bars"), data=found).location == at(agreement)
    assert Terms(agreement.terms).bars("declared") == known
    assert "换一位受委托人" in text(director.get(at(agreement)))
    director.post(at(agreement, "/paper"))
    assert agreement.paper_due_on is None


def test_contact_takes_one_tap_and_twice_is_once(director: CheckedClient, session: Db) -> None:
    agreement = an_agreement(a_left_behind_child())
    for _time in range(2):
        answer = director.post(at(agreement, "/contact"), data={"whom": "child"})
        assert answer.status_code == 302
    [contact] = session.scalars(select(CareContact)).all()
    assert (contact.with_child, contact.with_carer) == (True, False)
    wrong = director.post(at(agreement, "/contact"), data={"note": "妈妈来过电话"})
    assert (wrong.status_code, "妈妈来过电话" in text(wrong)) == (422, True)
    full = {"whom": "both", "by": "video", "told_by": "carer", "note": "寄了冬衣"}
    as_opened(director, at(agreement, "/contact"), **full)
    page = text(director.get(at(agreement)))
    assert "寄了冬衣" in page
    assert "和孩子、照护人都联系了" in page


def test_filing_is_the_township_s(
    client_for: Callable[..., CheckedClient], director: CheckedClient, session: Db
) -> None:
    agreement = an_agreement(a_left_behind_child())
    assert director.post(at(agreement, "/file")).status_code == 403
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    draft = a_draft(a_left_behind_child(name="陈小二"))
    supervisor.post(at(draft, "/file"))
    assert draft.state is AgreementState.DRAFT
    for _time in range(2):
        assert supervisor.post(at(agreement, "/file")).location == at(agreement)
    assert agreement.state is AgreementState.FILED
    assert "已备案" in text(supervisor.get(at(agreement)))


def test_a_year_later_it_is_renewed(director: CheckedClient, session: Db) -> None:
    child = a_left_behind_child()
    agreement = an_agreement(child)
    clock.fix_today(agreement.until_on)
    page = text(director.get(at(agreement)))
    assert "已到期" in page
    assert "续签" in page
    answer = director.post(at(agreement, "/renew"))
    assert answer.location.endswith("/parents")
    assert director.post(at(agreement, "/renew")).location == answer.location
    assert "陈建国" in text(director.get(answer.location))
    director.post(at(agreement, "/end"), data={"reason": "mutual"})
    assert "双方商定" in text(director.get(at(agreement)))


def test_the_child_s_page_says_it_in_one_line(director: CheckedClient, session: Db) -> None:
    child = a_left_behind_child()
    address = f"/children/{child.id}"
    assert "还没有委托照护协议" in text(director.get(address))
    an_agreement(child)
    page = text(director.get(address))
    assert "由王秀英照护，到2027年10月31日" in page
    assert "爸妈这周联系了吗" in page
    other = a_child(name="李小满", categories=("orphan",), people=())
    assert 'id="agreement"' not in text(director.get(f"/children/{other.id}"))


def test_elsewhere_is_like_missing_and_without_permission_there_is_nothing(
    client_for: Callable[..., CheckedClient], director: CheckedClient, session: Db
) -> None:
    own, far = a_left_behind_child(), a_left_behind_child(region_code=NEXT_VILLAGE)
    mine, other = an_agreement(own), an_agreement(far)
    for page in ("", "/carer", "/sign", "/print", "/agreement.docx", "/notices", "/end"):
        mixed = f"/children/{own.id}/agreements/{other.id}{page}"
        for address in (at(other, page), mixed, f"/children/{own.id}/agreements/{uuid4()}{page}"):
            assert director.get(address).status_code == 404, address
        assert client_for(Role.AUDITOR).get(at(mine, page)).status_code == 403
    for page in ("/contact", "/renew", "/paper"):
        assert director.post(at(other, page), data={"whom": "both"}).status_code == 404
    assert director.get(f"/children/{far.id}/agreements").status_code == 404
    assert director.post(f"/children/{far.id}/agreements/start").status_code == 404


# --- on paper ----------------------------------------------------------------------------------


def words_of(content: bytes) -> str:
    made = Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in made.paragraphs), *cells])


def test_page_and_document_say_the_same_and_guardianship_stays(
    director: CheckedClient, session: Db
) -> None:
    child: Child = a_left_behind_child()
    agreement = a_draft(child, verified={"bar_vice": "no"})
    printed, answer = (
        text(director.get(at(agreement, "/print"))),
        director.get(at(agreement, "/agreement.docx")),
    )
    document, made = words_of(answer.data), paper.paper_of(child, agreement)
    assert "草稿" in printed
    assert "草稿" in document
    wanted = [made.title, made.opening, made.guardian_line, *made.signatures]
    wanted += [sentence for part in made.parts for sentence in part.sentences]
    wanted += [value for value in paper.facts_of(made).values() if value]
    for each in wanted:
        assert each in document, each
        assert each in printed or re.sub("“|”", "", each) in printed, each
    assert "监护人仍是父母" in document
    assert "一式4份" in document
    disposition = answer.headers["Content-Disposition"]
    assert disposition.isascii()
    assert child.case_number in disposition
    with ZipFile(io.BytesIO(answer.data)) as archive:
        told = archive.read("docProps/core.xml").decode()
    assert child.name not in told
    assert "python-docx" not in told
    signed = an_agreement(a_left_behind_child(name="陈小二"))
    assert "草稿 未签" not in text(director.get(at(signed, "/print")))


# --- figures -----------------------------------------------------------------------------------


def figures_of(page: str) -> dict[str, int]:
    found = re.findall(r'show=([a-z]+)"[^>]*><b>(\d+)</b>', page)
    return {name: int(number) for name, number in found}


def test_every_figure_opens_exactly_its_children(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    names = ("陈未签", "陈有效", "陈到期", "陈快到", "陈终止")
    by_name = {name: a_left_behind_child(name=name) for name in names}
    a_left_behind_child(name="邻村", region_code=NEXT_VILLAGE)
    a_child(name="李小满", categories=("orphan",))  # owed nothing
    today = clock.today()
    terms = {
        "陈有效": (today, today.replace(year=2027)),
        "陈到期": (today.replace(year=2025), today),
        "陈快到": (today.replace(year=2025), today.replace(month=12)),
    }
    for name, term in terms.items():
        an_agreement(by_name[name], term=term)
    ended = an_agreement(by_name["陈终止"])
    ended.state = AgreementState.ENDED
    session.commit()
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    expected = {
        "should": {*names, "邻村"},
        "signed": {"陈有效", "陈到期", "陈快到"},
        "valid": {"陈有效", "陈快到"},
        "expiring": {"陈快到"},
        "lapsed": {"陈到期"},
        "unsigned": {"陈未签", "陈终止", "邻村"},
    }
    page = text(supervisor.get("/agreements"))
    assert figures_of(page) == {name: len(found) for name, found in expected.items()}
    everybody = {*names, "邻村", "李小满"}
    for name, found in expected.items():
        listed = text(supervisor.get(f"/agreements?show={name}"))
        assert {each for each in everybody if f">{each}<" in listed} == found, name
        here = text(supervisor.get(f"/agreements?show={name}&place={VILLAGE}"))
        assert {each for each in everybody if f">{each}<" in here} == found - {"邻村"}, name
        desk = supervisor.get(f"/desk/agreements-{name}")
        assert desk.status_code == (200 if name in ("expiring", "lapsed", "unsigned") else 404)
    for wrong in ("show=nothing", f"place={'9' * 12}", "place=x"):
        assert supervisor.get(f"/agreements?{wrong}").status_code == 404
    own = text(client_for(Role.CHILD_DIRECTOR).get("/agreements"))
    assert figures_of(own)["should"] == 5


def test_today_leads_to_what_comes_up(director: CheckedClient, session: Db) -> None:
    child = a_left_behind_child(worker_id=a_viewer(Role.CHILD_DIRECTOR).account_id)
    an_agreement(child)
    clock.fix_today(clock.today().replace(day=15))
    page = text(director.get("/today/coming"))
    assert "有一阵没听说爸妈和孩子联系了" in page
    assert f"/children/{child.id}/agreements" in page
