"""The blueprint that the pages hang on."""

from flask import Blueprint

blueprint = Blueprint("national", __name__, url_prefix="/national")
