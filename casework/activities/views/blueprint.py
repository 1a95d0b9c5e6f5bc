"""The blueprint that all pages of activities hang on."""

from flask import Blueprint

blueprint = Blueprint("activities", __name__, url_prefix="/activities")
