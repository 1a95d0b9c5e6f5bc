"""The blueprint that all pages hang on."""

from flask import Blueprint

blueprint = Blueprint("summaries", __name__)
