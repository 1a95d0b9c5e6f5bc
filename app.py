"""The composition root: settings, keys, application, commands."""

import os
import sys

from flask import Flask

from casework.cli import register_commands
from casework.crypto.keyring import Keyring, KeyringError
from casework.db.rewrap import require_keys
from casework.web.app import create_app
from config import development
from config.settings import Settings, SettingsRefused


def compose() -> Flask:
    settings = Settings.from_environ(development.filled(os.environ))
    development.make_keys(settings)
    keyring = Keyring.load(settings.keyring, settings.root_key, suite=settings.suite)
    application = create_app(settings, keyring)
    register_commands(application)
    require_keys(application)
    return application


try:
    app = compose()
except (SettingsRefused, KeyringError) as refusal:
    sys.exit(str(refusal))
