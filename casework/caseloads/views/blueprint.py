"""The blueprint that all pages of caseloads hang on."""

from flask import Blueprint

blueprint = Blueprint("caseloads", __name__)
