"""Every table of the product in one metadata, for migrations and for the test that compares."""

import importlib
import importlib.util
import pkgutil

from sqlalchemy import MetaData

import casework
from casework.db.base import Base


def metadata() -> MetaData:
    """Import every ``casework.*.models`` and return the metadata they fill."""
    importlib.import_module("casework.db.sealed")
    for package in pkgutil.iter_modules(casework.__path__, "casework."):
        models = f"{package.name}.models"
        if package.ispkg and importlib.util.find_spec(models) is not None:
            importlib.import_module(models)
    return Base.metadata
