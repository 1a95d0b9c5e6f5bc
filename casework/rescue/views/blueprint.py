"""The blueprint that both ways of helping hang on."""

from flask import Blueprint

blueprint = Blueprint("rescue", __name__)
