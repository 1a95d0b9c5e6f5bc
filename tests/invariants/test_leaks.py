"""What is sealed is to be read nowhere: not in the database, its journal, logs, files, addresses.

Values that nothing else contains are put into every sealed field through the pages themselves
(``walk``). Then everything that the program left behind is searched for them, in each encoding.
"""

import base64
import binascii
import json
import logging
import tempfile
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select, text

from casework import clock
from casework.db.base import Base, db
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import sealed_fields
from tests.applications import TODAY, Installation
from tests.databases import TestDatabase
from tests.invariants import features, leaks
from tests.invariants.leaks import ENCODINGS
from tests.invariants.walk import BORN, CHILD_NUMBER, MARK, MARK_SPOKEN, PHONE, TYPED, logged_into
from tests.invariants.walk import walk as walk_everywhere

pytestmark = pytest.mark.pages

#: Sealed fields in which nobody can type, and why.
_NOT_TYPED = {
    "aid_group.kind": "a code of a list",
    "aid_share.kind": "a code of a list",
    "account.name": "given by the operator at the machine",
    "assessment.answers": "codes of a form",
    "assessment.level": "a code of a form",
    "assessment.proposed": "a code of a form",
    "assessment.scores": "points of a form",
    "care_agreement.end_reason": "a code of a list",
    "attachment.digest": "reckoned from a file",
    "attachment.secret": "made by chance",
    "care_spell.arrangement": "a code of a list",
    "care_spell.carer": "an id of a tie",
    "care_spell.told_by": "a code of a list",
    "category_membership.entry_reason": "a code of a list",
    "category_membership.exit_reason": "a code of a list",
    "category_membership.leaf": "a code of a list",
    "child.ethnic_group": "a code of a list",
    "child.health": "a code of a list",
    "child.hukou_code": "a region's code",
    "child.id_kind": "a code of a list",
    "child.no_id_reason": "a code of a list",
    "child.school_stage": "a code of a list",
    "child_change.told_by": "a code of a list",
    "child_person.evidence": "a code of a list",
    "child_person.relation": "a code of a list",
    "child_person.situation": "a code of a list",
    "file_check.source": "a code of a list",
    "feedback.author": "an account's id",
    "disclosure.fields": "codes of a list",
    "export.child_ids": "ids of rows",
    "export.title": "a place and filters, in our words",
    "guardianship_spell.guardians": "ids of ties",
    "guardianship_spell.kind": "a code of a list",
    "guardianship_spell.note": "on no form: the words of packages above",
    "guidance.body": "a code of a list",
    "guidance.kind": "a code of a list",
    "guidance.recipients": "ids of ties",
    "form_layout.columns": "codes of fields",
    "form_layout.content": "a packed workbook",
    "mandatory_report.barred": "ids of accounts",
    "match_proposal.detail": "words and codes of ours",
    "match_proposal.refusal": "what the rule says, in our words",
    "need.kind": "a code of a list",
    "need.solution": "a code of a list",
    "reporter_record.account": "an account's id",
    "recognition.category": "a code of a list",
    "recognition.materials": "codes, ids and days",
    "referral.fields": "codes of a list",
    "recognition_step.detail": "codes and days",
    "recognition_step.explanation": "what the rule says, in codes and days",
    "protection_case.brought_by": "a code of a list",
    "protection_case.circle": "a code of ours",
    "protection_case.decide_by_on": "a day",
    "protection_case.decided_on": "a day",
    "protection_case.ended_by": "a code of a list",
    "protection_case.grounds": "codes of a list",
    "protection_case.limit_on": "a day",
    "protection_case.papers": "codes and days",
    "protection_case.placement": "a code of a list",
    "protection_case.review_on": "a day",
    "protection_case.state": "a code of ours",
    "protection_step.kind": "a code of ours",
    "psychology_case.outcome": "a code of a list",
    "psychology_mark.sign": "a code of a form",
    "pairing_brief.age_band": "a code of a list",
    "pairing_brief.meeting_point": "refused where it says anything of the child",
    "pairing_brief.needs": "codes of a list",
    "pairing_brief.next_on": "a day",
    "pairing_complaint.by_whom": "a code of ours",
    "pairing_contact.facts": "codes of lists and minutes",
    "pairing_request.age_band": "a code of a list",
    "pairing_request.free_times": "codes of a list",
    "pairing_request.languages": "codes of a list",
    "pairing_request.needs": "codes of a list",
    "pairing_request.sex_wish": "a code of a list",
    "parent_condition.code": "a code of a list",
    "parent_condition.measures": "codes and numbers",
    "parent_condition.part": "father, mother or child",
    "payee_account.relation": "a code of a list",
    "payment.amount": "a sum of money",
    "payment.kind": "a code of a list",
    "roster_row.line": "deleted as soon as the row is done",
    "roster_row.why": "rows and reasons, in our words",
    "stray_payment.why": "a code of ours",
    "transfer.confirmed_on": "a day",
    "volunteer.free_times": "codes of a list",
    "volunteer.languages": "codes of a list",
    "volunteer.sex": "a code of a list",
    "volunteer.skills": "codes of a list",
}


@dataclass
class Traces:
    """Where everything is that the program has written."""

    installation: Installation
    folder: Path

    def shown(self, *values: str) -> list[str]:
        """Return the values that can be read, and where."""
        wanted = leaks.sought(values or TYPED)
        return [
            f"{place}: {shown}"
            for place, content in self._contents()
            for shown in leaks.found_in(content, wanted)
        ]

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        yield from leaks.database(self.installation.settings.database_url)
        yield from leaks.files_under(self.folder)

    @property
    def log(self) -> str:
        """Everything that was logged."""
        return (self.folder / "program.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def traces(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    """An installation through which the whole walk went, everything it wrote in one folder."""
    folder = tmp_path_factory.mktemp("traces")
    temporary = folder / "tmp"
    temporary.mkdir()
    clock.fix_today(TODAY)
    with pytest.MonkeyPatch.context() as patch, logged_into(folder / "program.log"):
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", str(temporary))
        made = Installation(folder, database, database.copy())
        made.app.config["PROPAGATE_EXCEPTIONS"] = False
        walk_everywhere(made)
        yield Traces(made, folder)
    made.close()


def test_the_walk_reached_every_sealed_field(traces: Traces) -> None:
    """Else the search would prove nothing about the fields it left out."""
    with traces.installation.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        reached = {label for label, value in _opened() if _is_typed(value)}
    missing = _labels() - reached
    assert missing == {*_NOT_TYPED, *features.merged("NOT_TYPED")}


def _labels() -> set[str]:
    mappers = Base.registry.mappers
    return {one.label for each in mappers for one in sealed_fields(each.class_).values()}


def _opened() -> Iterator[tuple[str, str]]:
    """Yield every sealed value of the database, opened, with its label."""
    for mapper in Base.registry.mappers:
        fields = sealed_fields(mapper.class_)
        for row in db.session.scalars(select(mapper.class_)) if fields else ():
            for name, one in fields.items():
                value = getattr(row, name)
                yield (
                    one.label,
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value),
                )


def _is_typed(value: str) -> bool:
    return any(canary in value for canary in (*TYPED, BORN))


def test_nothing_sealed_can_be_read_anywhere(traces: Traces) -> None:
    assert traces.shown() == []


def test_cookies_name_nobody(traces: Traces) -> None:
    """Not even for their owner, who can open them."""
    signer = SecureCookieSessionInterface().get_signing_serializer(traces.installation.app)
    assert signer is not None
    values = [line.partition("casework=")[2].partition(";")[0] for line in traces.log.splitlines()]
    opened = [json.dumps(signer.loads(value), ensure_ascii=False) for value in values if value]
    assert opened
    assert [cookie for cookie in opened if _is_typed(cookie)] == []


def test_the_failing_requests_were_logged(traces: Traces) -> None:
    """Else the log would prove nothing about failures."""
    assert "Traceback" in traces.log
    assert "child_change" in traces.log


# Positive controls: each encoding, and each place, would be noticed


def _written(encoding: str, value: str) -> bytes:
    """Write a value the way other programs do, not the way ``leaks`` does."""
    raw = value.encode()
    match encoding.partition("+")[0]:
        case "hex":
            return binascii.hexlify(b"before " + raw + b" after")
        case "HEX":
            return binascii.hexlify(b"before " + raw + b" after").upper()
        case "percent":
            return urllib.parse.urlencode({"q": f"前{value}后"}).encode()
        case "json":
            return json.dumps({"arguments": [1, f"前{value}后"]}).encode()
        case "base64":
            return base64.b64encode(b"x" * (3 + int(encoding[-1])) + raw + b"end")
        case "pinyin":
            return f"..{MARK_SPOKEN}..".encode()
        case _:
            return f"前{value}后".encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_would_be_noticed(encoding: str, tmp_path: Path) -> None:
    noise = b"\x00\xff" * 500
    (tmp_path / "left.bin").write_bytes(noise + _written(encoding, MARK) + noise)
    contents = [content for _place, content in leaks.files_under(tmp_path)]
    shown = [found for each in contents for found in leaks.found_in(each, leaks.sought([MARK]))]
    assert f"{MARK} as {encoding}" in shown


@pytest.mark.parametrize("value", [PHONE, CHILD_NUMBER])
@pytest.mark.parametrize("encoding", [each for each in ENCODINGS if each != "pinyin"])
def test_numbers_would_be_noticed_in_each_encoding(encoding: str, value: str) -> None:
    assert leaks.found_in(_written(encoding, value), leaks.sought([value]))


def test_a_value_in_the_database_would_be_noticed(traces: Traces) -> None:
    """Also while it lies in the journal alone."""
    planted = "渡口柏枝汀兰"
    with traces.installation.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        connection.execute(text("UPDATE login_session SET device = :said"), {"said": planted})
    shown = traces.shown(planted)
    assert [place for place in shown if "as utf-8" in place], shown


def test_a_value_in_a_column_of_bytes_would_be_noticed(traces: Traces) -> None:
    planted = "渡口柏枝汀芷"
    with traces.installation.app.app_context(), db.engine.begin() as connection:
        connection.execution_options(system=True)
        connection.execute(text("UPDATE audit_head SET mac = :said"), {"said": planted.encode()})
    assert traces.shown(planted)


def test_a_value_in_a_log_or_a_file_would_be_noticed(traces: Traces) -> None:
    planted = "渡口柏枝汀蕙"
    logging.getLogger("casework").warning("%s", planted)
    (traces.folder / "tmp" / f"{planted}.csv").write_text("x", encoding="utf-8")
    shown = traces.shown(planted)
    assert any("program.log" in place for place in shown)
    assert any(place.startswith("name of ") for place in shown)
