"""Words that go around the guards, counted: the numbers below may only fall.

Each one was looked at. A new use needs a better way, or a review that writes it down here.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.pages

CODE = Path(__file__).parents[2]

_CODE_FROM_DATA = frozenset({"eval", "exec"})

#: Calls, with how often each file may use them and why.
REVIEWED: dict[str, dict[str, int]] = {
    # SQL as text: index conditions that SQLite finds by their very words, a cache's size, a lock.
    "text": {
        "casework/allowances/models.py": 2,
        "casework/assistance/models.py": 2,
        "casework/children/models.py": 6,
        "casework/cli/demo/load.py": 1,
        "casework/counting/counters.py": 1,
        "casework/inbox/models.py": 4,
        "casework/jobs/models.py": 1,
        "casework/mandatory_reports/models.py": 2,
        "casework/needs/models.py": 2,
        "casework/pairings/models.py": 4,
        "casework/protection/models.py": 2,
        "casework/psychology/models.py": 2,
        "casework/review/queue.py": 1,
        "casework/signoff/models.py": 2,
        "casework/transfers/models.py": 2,
        "casework/upkeep/models.py": 2,
        "casework/visits/models.py": 6,
        "casework/visits/submissions.py": 1,
    },
    # Past the session's guards: how a transaction begins, the bulk path, which asks them itself,
    # the demonstration's, the searches and the tile of those coming of age, which read columns
    # within the viewer's reach, the counters, which hold nobody's data; and a second session in the
    # request's transaction, for the acts that are registered there.
    "connection": {
        "casework/children/queries/scans.py": 1,
        "casework/children/queries/search.py": 1,
        "casework/cli/demo/batch.py": 1,
        "casework/counting/cells.py": 1,
        "casework/counting/counters.py": 1,
        "casework/db/bulk.py": 1,
        "casework/db/elevation.py": 1,
        "casework/jobs/actions.py": 1,
        "casework/jobs/work.py": 1,
        "casework/oversight/tiles.py": 1,
        "casework/reports/freshness.py": 1,
        "casework/web/gate.py": 1,
    },
    "exec_driver_sql": {
        "casework/db/bulk.py": 1,
        "casework/db/engine.py": 1,
        "casework/db/migrate.py": 1,
    },
    # Subqueries in which nobody says the region; these ask an entry of a file and bits of a key.
    "has": {"casework/practice/rules/campaigns.py": 1, "casework/six_ones/queries.py": 4},
    "any": {"casework/matching/changes.py": 4},  # of arrays of numbers
    "from_statement": {},
    "bulk_update_mappings": {},
    # Markup that is not a literal, so not escaped: the shape of an icon from the package, and our
    # own texts from templates and catalogues.
    "Markup": {"casework/ui/icons.py": 1, "casework/ui/wording.py": 1},
    # Code from data.
    "eval": {},
    "exec": {},
    "system": {},
    "render_template_string": {},
}
#: The same for words that are not calls.
WORDS: dict[str, dict[str, int]] = {
    r"shell\s*=\s*True": {},
    r"\bimport (pickle|marshal|shelve)\b": {},
    # Core tables, which the guards of loading do not see: to map the wrapped key.
    r"\b__table__\b": {"casework/db/sealed.py": 1},
    r"\bverify\s*=\s*False\b": {},
}
TEMPLATE_WORDS: dict[str, dict[str, int]] = {
    r"\|\s*safe\b": {},
    r"\{%-?\s*autoescape\b": {},
    r"javascript:": {},
}


def _used(name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for path in _modules():
        count = _calls(ast.parse(path.read_text(encoding="utf-8")), name)
        found[path.relative_to(CODE).as_posix()] += count
    return dict(+found)


def _calls(tree: ast.Module, name: str) -> int:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sum(_is_meant(tree, call, name) for call in calls)


def _is_meant(tree: ast.Module, call: ast.Call, name: str) -> bool:
    function = call.func
    if isinstance(function, ast.Attribute):
        is_ours = name == "text" and not _is_sqlalchemy(function.value)
        return function.attr == name and not is_ours
    if not isinstance(function, ast.Name) or function.id != name:
        return False
    if name == "Markup":
        return not all(isinstance(argument, ast.Constant) for argument in call.args)
    return name in _CODE_FROM_DATA or name in _imported(tree)


def _is_sqlalchemy(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"sa", "sqlalchemy"}


def _imported(tree: ast.Module) -> set[str]:
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in froms for alias in node.names}


def _modules() -> list[Path]:
    return sorted([*(CODE / "casework").rglob("*.py"), *(CODE / "config").rglob("*.py")])


def _written(pattern: str, files: list[Path]) -> dict[str, int]:
    word, found = re.compile(pattern), {}
    for path in files:
        count = len(word.findall(path.read_text(encoding="utf-8")))
        if count:
            found[path.relative_to(CODE).as_posix()] = count
    return found


@pytest.mark.parametrize("name", REVIEWED)
def test_calls_that_go_around_the_guards_are_the_reviewed_ones(name: str) -> None:
    assert _used(name) == REVIEWED[name]


@pytest.mark.parametrize("pattern", WORDS)
def test_words_that_go_around_the_guards_are_the_reviewed_ones(pattern: str) -> None:
    assert _written(pattern, _modules()) == WORDS[pattern]


@pytest.mark.parametrize("pattern", TEMPLATE_WORDS)
def test_templates_escape_everything(pattern: str) -> None:
    templates = sorted((CODE / "templates").rglob("*.html"))
    assert templates
    assert _written(pattern, templates) == TEMPLATE_WORDS[pattern]


@pytest.mark.parametrize(
    ("code", "name", "count"),
    [
        ("from sqlalchemy import text\ntext('x')", "text", 1),
        ("import sqlalchemy as sa\nsa.text('x')", "text", 1),
        ("question.text('x')", "text", 0),
        ("any([])\nquery.any()", "any", 1),
        ("Child.people.has(name='x')", "has", 1),
        ("Markup('<b>')\nMarkup(name)\nMarkup(f'<b>{name}</b>')", "Markup", 2),
        ("eval('1')", "eval", 1),
    ],
)
def test_the_counting_finds_what_it_looks_for(code: str, name: str, count: int) -> None:
    assert _calls(ast.parse(code), name) == count
