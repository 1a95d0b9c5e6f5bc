"""Sizes of modules, functions and views: median, p90 and the longest. Aims, not limits."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]

#: Where a module, a function or a view that is longer usually hides a second noun or a step.
LOOK_AGAIN = {"module": 300, "function": 40, "view": 25}
_LONGEST = 5


@dataclass(frozen=True, order=True)
class Size:
    """How many lines a thing has."""

    lines: int
    name: str


def main() -> None:
    """Print a table for modules, functions and views, and the longest of each."""
    sizes = measured(ROOT)
    print(f"{'':10}{'count':>7}{'median':>8}{'p90':>6}{'longest':>9}")
    for kind, found in sizes.items():
        if found:
            print(_row(kind, [size.lines for size in found]))
    for kind, found in sizes.items():
        for size in sorted(found, reverse=True)[:_LONGEST]:
            mark = "  look again" if size.lines > LOOK_AGAIN[kind] else ""
            print(f"{kind:10}{size.lines:5}  {size.name}{mark}")


def measured(root: Path) -> dict[str, list[Size]]:
    """Measure the product's own code, without tests and migrations."""
    sizes: dict[str, list[Size]] = {"module": [], "function": [], "view": []}
    for path in [
        root / "app.py",
        *(root / "config").glob("*.py"),
        *(root / "casework").rglob("*.py"),
    ]:
        source = path.read_text(encoding="utf-8")
        name = str(path.relative_to(root))
        sizes["module"].append(Size(len(source.splitlines()), name))
        for function in _functions(ast.parse(source)):
            lines = (function.end_lineno or 0) - function.lineno + 1
            sizes[_kind(function)].append(Size(lines, f"{name}:{function.name}"))
    return sizes


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def _kind(function: ast.FunctionDef) -> str:
    return "view" if any(map(_is_route, function.decorator_list)) else "function"


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"route", "get", "post"}
    )


def _row(kind: str, lines: list[int]) -> str:
    p90 = quantiles(lines, n=10)[-1] if len(lines) > 1 else lines[0]
    return f"{kind:10}{len(lines):7}{median(lines):8.0f}{p90:6.0f}{max(lines):9}"


if __name__ == "__main__":
    main()
