"""The blueprint of a child's papers, and how a paper is answered with."""

from flask import Blueprint, Response, make_response

blueprint = Blueprint("folders", __name__, url_prefix="/children/<uuid:child_id>")


def as_file(content: bytes, name: str) -> Response:
    """Answer with a PDF; no name of a child stands in the name of the file."""
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
