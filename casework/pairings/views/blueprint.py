"""The blueprint that all pages of pairing hang on."""

from flask import Blueprint

blueprint = Blueprint("pairings", __name__)
