"""The blueprint of the small changes."""

from flask import Blueprint

blueprint = Blueprint("upkeep", __name__, url_prefix="/children")
