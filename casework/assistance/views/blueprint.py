"""The blueprint that all pages of assistance hang on."""

from flask import Blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("assistance", __name__)
