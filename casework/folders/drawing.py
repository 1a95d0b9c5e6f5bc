"""Papers drawn from templates: as documents for files, or as pages to be printed."""

from collections.abc import Callable
from typing import Any

from flask import render_template

from casework.folders import blocks, pdf, rules
from casework.folders.actions import Folder, Mark, Pressed
from casework.folders.models import FolderForm


def presser(form: FolderForm) -> Callable[[Folder], Pressed]:
    """Return what turns a gathered folder into a file or a page."""
    return _file if form is FolderForm.PDF else _page


def _file(folder: Folder) -> Pressed:
    """Raise RuleBroken where the folder is too long for a file."""
    rules.check_length(sum(blocks.length(section.blocks) for section in folder.sections))
    return pdf.press(document("folders/_folder.html", "folder", folder.mark, folder=folder))


def _page(folder: Folder) -> Pressed:
    page = render_template(
        "folders/page.html",
        child=folder.child,
        folder=folder,
        mark=folder.mark,
        said=blocks.said,
    )
    return Pressed(page.encode(), None)


def document(template: str, kind: str, mark: Mark | None, **values: Any) -> str:
    """Return a paper as an HTML document of its own; ``kind`` names its looks."""
    return render_template(template, kind=kind, mark=mark, said=blocks.said, **values)
