"""The blueprint that all pages of reports hang on."""

from flask import Blueprint

blueprint = Blueprint("mandatory_reports", __name__, url_prefix="/mandatory")
