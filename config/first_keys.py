"""Make the key ring of a new production installation: ``python -m config.first_keys``.

The application itself never makes keys in production; a lost key ring must be noticed, not
replaced. The files are those that CASEWORK_KEYRING and CASEWORK_ROOT_KEY name.
"""

import os
import sys

from casework.crypto.keyring import Keyring, KeyringError
from config import development
from config.settings import Settings, SettingsRefused


def main() -> None:
    try:
        settings = Settings.from_environ(development.filled(os.environ))
        Keyring.create(settings.keyring, settings.root_key, suite=settings.suite)
    except (SettingsRefused, KeyringError) as refusal:
        sys.exit(str(refusal))
    sys.stdout.write(f"密钥环 {settings.keyring}，根密钥 {settings.root_key}：请分开备份。\n")


if __name__ == "__main__":
    main()
