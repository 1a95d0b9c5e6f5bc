"""What people send: an example for every address that takes a form.

An address without one fails the matrix, so that no form arrives untested.
"""

import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from casework.clock import today
from casework.visits.steps import Token
from tests.attachments.corpus import photo
from tests.factories.accounts import PASSWORD, REGIONS
from tests.factories.exchange import a_form
from tests.invariants import features
from tests.invariants.pages import main_form
from tests.invariants.routes import Route, addresses, role_for
from tests.invariants.world import PLACES, RETURNED_AT, THIRD_COUNTY, World
from tests.matching.arranging import volunteer_of

Data = Mapping[str, Any]

_REASON = "核对家庭情况"
_NEW_NUMBER = "99010120170504006X"
_VOLUNTEERS = "姓名,类别,电话\n何立,法官,19900700909\n"
_PAYMENTS = "姓名,身份证号,金额\n吴小雨,,1400\n"
_LEDGER = "姓名,性别,身份证号,村（社区）,类别\n吴小雨,女,,柳树村,留守儿童\n"

_GIVEN = {
    "item": "助学金",
    "kind": "education",
    "mode": "cash",
    "source": "charity",
    "value": "500",
    "given_on": "2026-10-30",
}

#: Beside what stands on the page: what has to be said, and what would otherwise stay the same.
_SAID: dict[str, Data] = {
    "accounts.password": {
        "current": PASSWORD,
        "password": "树下有风也有雨水2026",
        "again": "树下有风也有雨水2026",
    },
    "accounts.sign_in": {"login": "nobody-here", "password": "a wrong password"},
    "accounts.sign_out": {},
    "accounts.sign_out_everywhere": {},
    "accounts.switch": {},
    "allowances.drop": {},
    "allowances.explain": {"code": "late_bank", "words": _REASON},
    "allowances.file": {},
    "allowances.files": {"month": "2026-10"},
    "allowances.pay_file": {"month": "2026-10", "purpose": _REASON},
    "allowances.payee": {"holder": "何桂兰", "number": "6200990087654321"},
    "allowances.standards": {
        "kind": "dfu_allowance",
        "tier": "scattered",
        "amount": "1500",
        "from_month": "2026-11",
        "document": "某民发〔2026〕3号",
    },
    "allowances.stray": {"code": "elsewhere", "words": _REASON},
    "allowances.strike": {"reason": _REASON},
    "allowances.whole_payee": {"purpose": _REASON},
    "assessments.answers": {"food": "thin", "food_note": "比同龄孩子瘦"},
    "assessments.decide": {"level": "g_normal", "reason": _REASON},
    "assessments.finish": {"child_words": "想妈妈"},
    "assessments.new": {"template": "screening"},
    "assessments.second": {"second": "other", "name": "何老师", "office": "石桥小学"},
    "assistance.correct": {"what": "correct", "quantity": "2", "reason": _REASON},
    "assistance.correct_count": {"what": "correct", "children": "4", "reason": _REASON},
    "assistance.export": {},
    "assistance.hand_out": {},
    "assistance.index": {"giver": "纺织"},
    "assistance.new": {**_GIVEN, "counted_children": "3"},
    "assistance.new_batch": {
        "item": "冬季爱心包",
        "quantity": "30",
        "unit": "portion",
        "each": "1",
        "value": "100",
        "source": "charity",
        "came_on": "2026-10-30",
    },
    "assistance.new_group": {**_GIVEN, "children": "30"},
    "assistance.own_group": {"what": "correct", "children": "6", "reason": _REASON},
    "assistance.rest": {"move": "returned", "quantity": "1", "reason": _REASON},
    "assistance.tick": {"client": "018f5e2a-7c00-7000-8000-0123456789ac"},
    "attachments.remove": {"reason": _REASON},
    "attachments.upload": {"title": "户口簿"},
    "caseloads.cancel": {},
    "caseloads.end_cover": {},
    "caseloads.give": {},
    "caseloads.new_cover": {"reason": _REASON},
    "caseloads.receive": {},
    "caseloads.start": {},
    "caseloads.without": {"reason": _REASON},
    "care_agreements.contact": {"whom": "both", "note": _REASON},
    "care_agreements.end": {"reason": "mutual", "note": _REASON},
    "care_agreements.file": {},
    "care_agreements.notices": {"school_on": "2026-10-30", "school_to": "班主任"},
    "care_agreements.paper_came": {},
    "care_agreements.renew": {},
    "care_agreements.sign": {"how": "paper"},
    "care_agreements.start": {},
    "care_agreements.step": {"declared": "no", "verified": "not_yet"},
    "children.accept": {},
    "children.categories": {"leaves": ["orphan"], "exit_reason": ["not_eligible"]},
    "children.close": {"kind": "close", "exit_reason": "adopted", "note": "由亲戚收养"},
    "children.edit": {"school": "石桥小学二年级", "confirmed": "y"},
    "children.end_person": {},
    "children.move": {"address": "新村五组"},
    "children.new": {"looked_for": "吴小雨"},
    "children.person": {"name": "何桂兰", "relation": "62", "phone": "19900123457"},
    "children.reopen": {"leaves": ["left_behind_rural"]},
    "children.resume": {},
    "children.risk": {"level": "4", "reason": _REASON},
    "children.search": {"looked_for": "吴小雨"},
    "children.send_back": {"reason": _REASON},
    "children.shared_number": {"verdict": "wrong_here", "note": _REASON},
    "children.submit": {},
    "children.worker": {"account_id": "nobody"},
    "counselling.accept": {},
    "counselling.close": {"outcome": "better", "words": _REASON},
    "counselling.hand_over": {"words": _REASON},
    "counselling.screen": {"on_day": "2026-10-30", "low": "some", "words": _REASON},
    "counselling.session": {"on_day": "2026-10-30", "way": "face", "words": _REASON},
    "dossier.call": {"reason": _REASON},
    "dossier.reveal": {"groups": ["contact", "address", "health", "number"], "reason": _REASON},
    "guardianship.care": {
        "arrangement": "relatives",
        "carer": "other",
        "name": "何桂兰",
        "relation": "62",
        "phone": "19900123457",
        "place": "村东头",
        "told_by": "neighbour",
        "reason": _REASON,
    },
    "guardianship.change": {
        "kind": "temp_village",
        "guardians": [],
        "office": "柳树村村民委员会",
        "number": "柳村〔2026〕1号",
        "reason": "监护情况变更",
    },
    "guardianship.strike": {"reason": _REASON},
    "guidance.follow": {"result": _REASON, "again_on": ""},
    "guidance.new": {
        "kind": "dissuasion",
        "body": "village",
        "given_by": "村儿童主任",
        "said": _REASON,
        "answer": "以后注意",
    },
    "language.choose": {"language": "en", "back": "/me"},
    "intake.enrol": {
        "name": "吴小雨",
        "sex": "2",
        "no_id_reason": "unregistered",
        "birth_on": "2017-05-04",
        "categories": ["left_behind_rural"],
        "carer_name": "吴梅",
        "carer_relation": "52",
        "carer_phone": "19900123456",
        "entry_reason": "survey",
    },
    "families.contact": {
        "barred": "other",
        "barred_note": _REASON,
        "means": "wechat",
        "times": ["evening"],
    },
    "families.merge": {"name_from": "this", "number_from": "this", "reason": _REASON},
    "families.reveal": {"groups": ["contact", "address", "number"], "reason": _REASON},
    "families.split": {"number_goes": "stays", "reason": _REASON},
    "inbox.close": {},
    "inbox.follow": {},
    "inbox.read": {},
    "inbox.read_all": {},
    "eligibility.adoption": {"since_on": "2026-09-01"},
    "eligibility.change": {"months": "24"},
    "eligibility.end": {"why": "over", "until_on": "2026-10-20"},
    "eligibility.record": {"since_on": "2026-05-04", "months": "18"},
    "eligibility.whereabouts": {"whereabouts": "在外省的电子厂", "heard_on": "2026-10-20"},
    "exchange.add_layout": {"name": "市民政局登记表"},
    "exchange.download": {},
    "exchange.layout": {},
    "exchange.new": {"shape": "roster", "opened": ["number"], "reason": _REASON},
    "exchange.remove_layout": {},
    "mandatory_reports.acknowledge": {},
    "mandatory_reports.add": {"text": "又看见了"},
    "mandatory_reports.bar": {},
    "mandatory_reports.change_officer": {},
    "mandatory_reports.forward": {"place_words": "第三县", "reason": _REASON},
    "mandatory_reports.new": {"danger": "yes", "seen": "胳膊上有伤"},
    "mandatory_reports.officers": {},
    "mandatory_reports.put_to_place": {"place_words": "青禾县"},
    "mandatory_reports.reopen": {"reason": _REASON},
    "mandatory_reports.reporter": {"reason": _REASON},
    "mandatory_reports.write": {"recipient": "police", "text": "已联系派出所"},
    "needs.change": {"urgency": "urgent"},
    "matching.decide": {"act": "all"},
    "matching.index": {"seed": "7"},
    "matching.propose": {"note": _REASON},
    "needs.close": {"result": "solved", "outcome": "已送到"},
    "needs.confirm": {"by": "child", "satisfied": "yes"},
    "needs.new": {"kind": "goods", "detail": "冬衣"},
    "needs.reopen": {"why": _REASON},
    "needs.show": {"words": _REASON},
    "referrals.answer": {"outcome": "solved", "words": _REASON},
    "referrals.check": {"note": _REASON},
    "referrals.end": {"state": "closed", "note": _REASON},
    "referrals.new": {"recipient": "县人民医院", "about": _REASON},
    "referrals.send": {},
    "oversight.forget_filter": {},
    "oversight.keep_filter": {"name": "本周的"},
    "oversight.rename_filter": {"name": "柳树村的"},
    "oversight.verify": {},
    "pairings.change": {"decision": "pause", "words": _REASON},
    "pairings.decide": {"decision": "decline", "words": _REASON},
    "pairings.meet": {"place": "文化站"},
    "pairings.propose": {"note": _REASON},
    "pairings.publish": {"alias": "伙伴B12", "needs": ["reading"]},
    "pairings.take_back": {"words": _REASON},
    "pairings.withdraw": {"why": _REASON},
    "recognition.ask": {"words": _REASON},
    "recognition.decide": {"decision": "refuse", "words": _REASON},
    "recognition.decide_end": {"decision": "keep_on", "words": _REASON},
    "recognition.go_on": {"words": _REASON},
    "recognition.new": {"category": "orphan_scattered", "applicant_kind": "guardian"},
    "recognition.propose_end": {
        "ended_on": "2026-10-20",
        "exit_reason": "parents_returned",
        "words": _REASON,
    },
    "recognition.supplement": {"words": _REASON},
    "recognition.take_up": {},
    "recognition.verify": {"opinion": "unsure", "words": _REASON},
    "recognition.withdraw": {"words": _REASON},
    "roster.answer": {"agreed": "yes"},
    "roster.check": {},
    "feedback.new": {"kind": "suggestion", "desk": "county", "text": "字再大一点"},
    "feedback.show": {"answer": "下个版本改"},
    "feedback.work": {},
    "rescue.ask_reset": {},
    "rescue.confirm_reset": {},
    "rescue.enter": {"login": "nobody-here", "code": "ABCD-EFGH"},
    "rescue.find": {"looked_for": "测试"},
    "rescue.give": {"known_by": "face"},
    "rescue.show_reset": {},
    "rescue.told": {},
    "pairings.brief": {"meeting_point": "文化站", "contact": "儿童主任"},
    "pairings.complaint": {"words": _REASON},
    "pairings.contact": {"words": _REASON, "counts": "yes"},
    "pairings.new_complaint": {"by_whom": "carer", "words": _REASON},
    "pairings.new_contact": {"was_made": "made", "way": "phone", "words": _REASON},
    "pairings.own_contact": {
        "client_id": "018f5e2a-7c00-7000-8000-0123456789ac",
        "was_made": "made",
        "way": "phone",
        "worry": _REASON,
    },
    "protection.circle": {"circle": "village"},
    "protection.decide": {"decided_by": "青禾县民政局"},
    "protection.end": {"reason": "found"},
    "protection.found": {"grounds": ["unidentified"], "placement": "rescue_body"},
    "protection.home": {"guardianship": "parent", "words": _REASON},
    "protection.long": {"ground": "parents_dead"},
    "protection.new": {"grounds": ["guardian_refuses"], "placement": "village"},
    "protection.paper": {"paper": "health_check", "there": "y"},
    "protection.place": {"placement": "foster", "place": "河湾村王家"},
    "protection.review": {"words": _REASON},
    "psychology.consent": {"answer": "agreed", "words": _REASON},
    "psychology.refer": {"why": _REASON, "consent": "agreed"},
    "psychology.settle": {"words": _REASON},
    "review.accept": {"seen": "1.0"},
    "review.accept_several": {},
    "review.answer": {"words": _REASON},
    "review.give_back": {"question": "其他问题", "reason": _REASON},
    "review.remark": {"words": _REASON},
    "review.spot_check": {"result": "differs", "spoken_with": "carer", "note": _REASON},
    "review.take_back": {"seen": str(Token(1, RETURNED_AT))},
    "roster.import_": {},
    "roster.layout": {},
    "roster.stop": {},
    "roster.take_back": {},
    "signoff.ask": {},
    "signoff.changes": {"reason": _REASON, "checked": "y"},
    "signoff.confirm": {},
    "signoff.give_reasons": {},
    "signoff.sign": {"checked": "y"},
    "signoff.withdraw": {},
    "upkeep.address": {"address": "新村五组", "told_by": "guardian"},
    "upkeep.carer": {
        "who": "other",
        "name": "何桂兰",
        "relation": "62",
        "phone": "19900123457",
        "told_by": "neighbour",
    },
    "upkeep.parents": {"parts": ["father"], "situation": "at_home", "told_by": "guardian"},
    "upkeep.phone": {"whose": "child", "phone": "19900123458", "told_by": "self"},
    "upkeep.school": {"school_stage": "primary", "school": "河湾小学", "told_by": "school"},
    "upkeep.source": {"source": "seen"},
    "upkeep.unchanged": {"client_id": "018f5e2a-7c00-7000-8000-0123456789ab"},
    "upkeep.undo": {},
    "merging.merge": {"reason": _REASON},
    "transfers.accept": {"address": "新村五组"},
    "transfers.outside": {
        "place": "外省某县",
        "moved_on": "2026-10-20",
        "letter": "某民函〔2026〕9号",
        "confirmed_on": "2026-10-30",
        "reason": _REASON,
    },
    "transfers.refuse": {"reason": _REASON},
    "transfers.send": {
        "to_region_code": THIRD_COUNTY,
        "moved_on": "2026-10-20",
        "reason": _REASON,
        "note": "住在外婆家",
    },
    "transfers.withdraw": {"reason": _REASON},
    "volunteers.account": {"login": "newcomer"},
    "volunteers.check": {
        "result": "clear",
        "checked_on": "2026-10-20",
        "unit": "青禾县公安局",
    },
    "volunteers.conduct": {"agreed": "y", "agreed_on": "2026-10-21"},
    "volunteers.export": {"opened": ["phone"], "purpose": "通知参加培训"},
    "volunteers.find": {"looked_for": "周文静"},
    "volunteers.leave": {"left_on": "2026-11-01"},
    "volunteers.reveal": {"opened": ["phone"], "purpose": "通知参加培训"},
    "volunteers.take_back": {},
    "volunteers.training": {"topic": "防溺水", "on_day": "2026-10-21", "minutes": "90"},
    "volunteers.tried": {},
    "visits.correct": {"outcome": "carer_seen", "why_note": "写错了"},
    "visits.new": {"outcome": "child_seen", "psych": "ok", "health": "good"},
}

#: What depends on the place that is asked for.
_PLACED: dict[str, Callable[[str], Data]] = {
    "caseloads.cover": lambda _place: {"last_on": _in_days(30)},
    "caseloads.new_cover": lambda _place: {"from_on": _in_days(40), "last_on": _in_days(45)},
    "intake.enrol": lambda place: {"region_code": PLACES[place]},
    # The second file of a place has the place's code as its number (see World).
    "merging.choose": lambda place: {"case_number": PLACES[place]},
    "transfers.accept": lambda place: {"region_code": PLACES[place]},
    "children.move": lambda place: {"region_code": PLACES[place], "on": today().isoformat()},
    "upkeep.address": lambda place: {"region_code": PLACES[place]},
    "exchange.add_layout": lambda place: {"region_code": f"{PLACES[place][:6]}000000"},
    "exchange.new": lambda place: {"place": PLACES[place]},
    "roster.index": lambda place: {"region_code": f"{PLACES[place][:6]}000000"},
    "volunteers.edit": lambda place: _volunteer(place, "19900700901"),
    "volunteers.hand_in": lambda place: {"region_code": f"{PLACES[place][:6]}000000"},
    "volunteers.new": lambda place: {
        **_volunteer(place, "19900700903"),
        "joined_on": "2026-10-01",
    },
    "matching.propose": lambda place: {"volunteer": str(volunteer_of(PLACES[place]))},
    "protection.found": lambda place: {"region_code": PLACES[place]},
    "signoff.sign": lambda place: {
        f"why_{code}": _REASON for code in REGIONS if code.startswith(PLACES[place][:6])
    },
}


def _volunteer(place: str, phone: str) -> Data:
    return {
        "name": "周文静",
        "kind": "teacher",
        "township": f"{PLACES[place][:9]}000",
        "reach": "township",
        "capacity": "2",
        "phone": phone,
        "organisation": "石桥中心小学",
    }


def _in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


class Examples:
    """The examples of a world; what stands on a page is asked for once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[tuple[str, str], Data] = {}

    def of(self, route: Route, place: str) -> Data:
        """Return what is sent to an address for a place: the page as it opens, and the example.

        Raises KeyError where nobody has thought of one.
        """
        if route.endpoint not in {**_SAID, **_PLACED, **_more("SAID"), **_more("PLACED")}:
            raise KeyError(route.endpoint)
        key = route.endpoint, place
        if key not in self._known:
            self._known[key] = self._as_opened(route, place)
        return {**self._known[key], **_files(route)}

    def _as_opened(self, route: Route, place: str) -> Data:
        known = {**_SAID, **_more("SAID")}
        said = {**known.get(route.endpoint, {}), **_placed(route, place)}
        if route.endpoint == "assistance.tick":
            said["child"] = str(self.world.child(place))
        if "GET" not in (route.rule.methods or ()):
            return said
        client, address = self.world.office_of(place), addresses(self.world, route, None, place)[0]
        page = client.get(address, follow_redirects=True)
        if page.status_code == 403:  # not for an office: as whoever it is for sees it
            page = self.world.client(role_for(route)).get(address, follow_redirects=True)
        if page.status_code != 200:  # a page for others: the example alone
            return said
        form = main_form(page.get_data(as_text=True))
        return form.data(**{**form.first_choices(), **said})


def _placed(route: Route, place: str) -> Data:
    placed = {**_PLACED, **_more("PLACED")}
    return placed[route.endpoint](place) if route.endpoint in placed else {}


@cache
def _more(name: str) -> dict[str, Any]:
    return features.merged(name)


def _files(route: Route) -> Data:
    """Return what is read only once, so made anew."""
    files: dict[str, tuple[Callable[[], bytes], str]] = {
        "attachments.upload": (photo, "照片.jpg"),
        "allowances.files": (_PAYMENTS.encode, "发放.csv"),
        "exchange.add_layout": (a_form, "登记表.xlsx"),
        "roster.index": (_LEDGER.encode, "名册.csv"),
        "volunteers.hand_in": (_VOLUNTEERS.encode, "志愿者.csv"),
        **_more("FILES"),
    }
    if route.endpoint not in files:
        return {}
    content, name = files[route.endpoint]
    field = "files" if route.endpoint == "attachments.upload" else "file"
    return {field: (io.BytesIO(content()), name)}
