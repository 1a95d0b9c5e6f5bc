"""The practice files of a folder, read, checked and made ready to be stored."""

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casework.errors import RuleBroken
from casework.practice.rules import (
    calendar,
    categories,
    codes,
    conditions,
    form,
    headers,
    visiting,
)

_COLUMNS = ["code", "label", "synonyms", "source"]


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
    book = _toml(folder, "categories")
    known = categories.read(book)
    drafts = [_draft("categories", book)]
    for kind, check in (
        ("conditions", conditions.read),
        ("visit_form", form.read),
        ("holidays", calendar.read),
        ("header_synonyms", headers.read),
    ):
        body = _toml(folder, kind)
        check(body)
        drafts.append(_draft(kind, body))
    return [*drafts, *_visit_rules(folder, known), *_code_lists(folder / "codes")]


def _visit_rules(folder: Path, known: categories.CategoryBook) -> Iterator[Draft]:
    """Split the file into the nation's rules and one draft for each region that differs."""
    body = _toml(folder, "visit_rules")
    overrides = body.pop("override", [])
    nation = visiting.read(body)
    _refuse_unknown(nation, known)
    yield _draft("visit_rules", body)
    seen: set[str] = set()
    for override in overrides:
        region = visiting.region_of(override)
        if region in seen:
            raise RuleBroken(f"visit_rules.toml：地区 {region} 写了两次 override。")
        seen.add(region)
        own = {**override, "version": body["version"]}
        _refuse_unknown(visiting.overridden(nation, region, own), known)
        yield _draft("visit_rules", own, region)


def _refuse_unknown(rules: visiting.VisitRules, known: categories.CategoryBook) -> None:
    """Refuse intervals for codes that do not exist, or whose due dates would betray them."""
    for code in rules.categories:
        if code not in known.by_code or known.get(code).secret:
            raise RuleBroken(f"visit_rules.toml：类别 {code} 不存在，或者是保密类别。")


def _code_lists(folder: Path) -> Iterator[Draft]:
    for entry in _toml(folder, "index")["list"]:
        body = {**entry, "code": list(_entries(folder / f"{entry['name']}.csv"))}
        codes.read(body)
        yield _draft(f"codes.{entry['name']}", body)


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
