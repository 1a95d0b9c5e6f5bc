"""The practice files of a folder, read, checked and made ready to be stored."""

import csv
import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules.allowances import read_allowances
from casework.practice.rules.assessment import read_assessment
from casework.practice.rules.assistance import read_assistance
from casework.practice.rules.calendar import read_calendar
from casework.practice.rules.campaigns import read_campaign
from casework.practice.rules.care_agreements import read_care_agreements
from casework.practice.rules.categories import CategoryBook, read_categories
from casework.practice.rules.codes import read_code_list
from casework.practice.rules.conditions import read_conditions
from casework.practice.rules.form import read_form
from casework.practice.rules.guardianship import read_guardianship
from casework.practice.rules.headers import read_headers
from casework.practice.rules.hints import read_hints
from casework.practice.rules.mandatory import read_mandatory
from casework.practice.rules.matching import read_matching
from casework.practice.rules.national import read_national
from casework.practice.rules.needs import read_needs
from casework.practice.rules.notices import read_notices
from casework.practice.rules.outgoing import read_outgoing
from casework.practice.rules.overriding import overlaid, region_of
from casework.practice.rules.pairings import read_pairings
from casework.practice.rules.parsing import Entry
from casework.practice.rules.protection import read_protection
from casework.practice.rules.psychology import read_psychology
from casework.practice.rules.publication import read_publication
from casework.practice.rules.recognition import read_recognition
from casework.practice.rules.referrals import read_referrals
from casework.practice.rules.terms import read_assessment_terms
from casework.practice.rules.visiting import VisitRules, overridden, read_visit_rules
from casework.practice.rules.volunteers import read_volunteers

#: How the codes of campaigns begin that offices write down themselves: no file has one.
OWN_CODES = ("own_", "fed_")
_COLUMNS = ["code", "label", "synonyms", "source"]
_READERS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "categories": read_categories,
    "conditions": read_conditions,
    "visit_form": read_form,
    "holidays": read_calendar,
    "header_synonyms": read_headers,
    "volunteer_headers": read_headers,
    "national_headers": read_national,
    "activity_headers": read_headers,
    "outgoing": read_outgoing,
    "review": read_hints,
}
#: Settings of which a region may set single ones otherwise, by ``[[override]]``.
REGIONAL: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "recognition": read_recognition,
    "guardianship": read_guardianship,
    "assessment_terms": read_assessment_terms,
    "care_agreements": read_care_agreements,
    "protection": read_protection,
    "psychology": read_psychology,
    "mandatory_reports": read_mandatory,
    "volunteers": read_volunteers,
    "pairings": read_pairings,
    "needs": read_needs,
    "referrals": read_referrals,
    "assistance": read_assistance,
    "allowances": read_allowances,
    "matching": read_matching,
    "notices": read_notices,
    "publication": read_publication,
}


@dataclass(frozen=True)
class Draft:
    """One table as a file has it now."""

    kind: str
    region: str
    version: str
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of the body, whatever the order of its keys."""
        text = json.dumps(self.body, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def read(folder: Path) -> list[Draft]:
    """Read all practice files of ``folder``; refuse the first mistake with file and place."""
    drafts = [_checked(folder, kind, reader) for kind, reader in _READERS.items()]
    known = read_categories(drafts[0].body)
    regional = [
        draft for kind, reader in REGIONAL.items() for draft in _settings(folder, kind, reader)
    ]
    _refuse_unknown_terms(regional, known)
    return [
        *drafts,
        *_visit_rules(folder, known),
        *regional,
        *_assessments(folder / "assessments"),
        *_assessments(folder / "psychology"),
        *_campaigns(folder / "campaigns"),
        *_code_lists(folder / "codes"),
    ]


def _checked(folder: Path, kind: str, reader: Callable[[Mapping[str, Any]], object]) -> Draft:
    body = _toml(folder, kind)
    reader(body)
    return _draft(kind, body)


def _visit_rules(folder: Path, known: CategoryBook) -> Iterator[Draft]:
    """Split the file into the nation's rules and one draft for each region that differs."""
    body = _toml(folder, "visit_rules")
    overrides = body.pop("override", [])
    nation = read_visit_rules(body)
    _refuse_unknown(nation, known)
    yield _draft("visit_rules", body)
    seen: set[str] = set()
    for override in overrides:
        region = region_of("visit_rules", override)
        if region in seen:
            raise RuleBroken(f"visit_rules.toml：地区 {region} 写了两次 override。")
        seen.add(region)
        own = {**override, "version": body["version"]}
        _refuse_unknown(overridden(nation, region, own), known)
        yield _draft("visit_rules", own, region)


def _settings(
    folder: Path, kind: str, reader: Callable[[Mapping[str, Any]], object]
) -> Iterator[Draft]:
    """Split a file into the nation's settings and one draft for each region that differs."""
    body = _toml(folder, kind)
    overrides = body.pop("override", [])
    reader(body)
    yield _draft(kind, body)
    seen: set[str] = set()
    for override in overrides:
        region = region_of(kind, override)
        if region in seen:
            raise RuleBroken(f"{kind}.toml：地区 {region} 写了两次 override。")
        seen.add(region)
        own = {**override, "version": body["version"]}
        reader(overlaid(body, own))
        yield _draft(kind, own, region)


def _refuse_unknown(rules: VisitRules, known: CategoryBook) -> None:
    """Refuse intervals for codes that do not exist, or whose due dates would betray them."""
    for code in rules.categories:
        if code not in known.by_code or known.get(code).secret:
            raise RuleBroken(f"visit_rules.toml：类别 {code} 不存在，或者是保密类别。")


def _refuse_unknown_terms(drafts: list[Draft], known: CategoryBook) -> None:
    """Refuse assessments of categories that do not exist, or that no plain column may betray."""
    for draft in drafts:
        codes = draft.body.get("categories", ()) if draft.kind == "assessment_terms" else ()
        for code in codes:
            if code not in known.by_code or known.get(code).secret:
                raise RuleBroken(f"assessment_terms.toml：类别 {code} 不存在，或者是保密类别。")


def _assessments(folder: Path) -> Iterator[Draft]:
    """Read every form of the folder; its name is its code, the folder's is its kind."""
    for path in sorted(folder.glob("*.toml")):
        body = _toml(folder, path.stem)
        template = read_assessment(body)
        if template.code != path.stem:
            raise RuleBroken(f"{folder.name}/{path.name}：code 应与文件名相同。")
        yield _draft(f"{folder.name}.{template.code}", body)


def _campaigns(folder: Path) -> Iterator[Draft]:
    """Read every campaign of the folder; its name is its code."""
    for path in sorted(folder.glob("*.toml")):
        body = _toml(folder, path.stem)
        found = read_campaign(body)
        if found.code != path.stem:
            raise RuleBroken(f"campaigns/{path.name}：code 应与文件名相同。")
        if found.is_made_here or path.stem.startswith(OWN_CODES):
            raise RuleBroken(f"campaigns/{path.name}：own_、fed_ 开头的代码留给各地自拟的活动。")
        yield campaign(body)


def campaign(body: dict[str, Any]) -> Draft:
    """Return a campaign as it is stored, whether a file or a form has it."""
    return _draft(f"campaigns.{body['code']}", body)


def _code_lists(folder: Path) -> Iterator[Draft]:
    for entry in Entry(_toml(folder, "index"), "codes/index.toml").entries("list"):
        name = entry.text("name")
        body = {**entry.values, "code": list(_entries(folder / f"{name}.csv"))}
        read_code_list(body)
        yield _draft(f"codes.{name}", body)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != _COLUMNS:
            raise RuleBroken(f"codes/{path.name}：表头应为 {','.join(_COLUMNS)}。")
        for row in rows:
            yield {**row, "synonyms": [word for word in row["synonyms"].split("|") if word]}


def _toml(folder: Path, name: str) -> dict[str, Any]:
    path = _opened(folder / f"{name}.toml")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleBroken(f"{path.name}：不是正确的 TOML 文件（{error}）。") from error
    return {key: _storable(value) for key, value in values.items()}


def _opened(path: Path) -> Path:
    if not path.is_file():
        raise RuleBroken(f"缺少业务规则文件：{path}。")
    return path


def _storable(value: Any) -> Any:
    """Return what JSON can hold: dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value


def _draft(kind: str, body: dict[str, Any], region: str = "") -> Draft:
    return Draft(kind, region, body["version"], body)
