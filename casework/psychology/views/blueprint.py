"""The blueprint that the pages of the child's workers hang on."""

from flask import Blueprint

blueprint = Blueprint("psychology", __name__)
