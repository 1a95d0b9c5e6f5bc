"""The blueprint that all pages of oversight hang on."""

from flask import Blueprint

# Whoever draws the desk knows its tiles.
from casework.oversight import tiles as _tiles  # noqa: F401

blueprint = Blueprint("oversight", __name__)
