"""What a developer need not prepare: places, secrets and keys under the instance folder.

Nothing here touches production: there ``filled`` returns the environment as it is.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from casework.crypto.keyring import Keyring
from config.settings import ROOT, Settings, SettingsRefused

_LOCAL_HOSTS = "127.0.0.1,localhost,[::1]"


def filled(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with development's defaults; make the secret where it is missing."""
    if environ.get("CASEWORK_ENV", "development") != "development":
        return environ
    instance = ROOT / environ.get("CASEWORK_INSTANCE", "instance")
    defaults = {
        "CASEWORK_INSTANCE": str(instance),
        "CASEWORK_DATABASE_URL": f"sqlite:///{instance / 'casework.db'}",
        "CASEWORK_KEYRING": str(instance / "keyring.json"),
        "CASEWORK_ROOT_KEY": str(instance / "root.key"),
        "CASEWORK_HOSTS": _LOCAL_HOSTS,
    }
    if "CASEWORK_SECRET_KEY" not in environ:
        defaults["CASEWORK_SECRET_KEY"] = _secret(instance / "secret.key")
    return {**defaults, **environ}


def make_keys(settings: Settings) -> None:
    """Make the key ring of a fresh development instance.

    Beside an existing database a lost key ring is not replaced: everything sealed would be
    unreadable, and the loss would show only later. Raises SettingsRefused then.
    """
    if settings.is_production or settings.keyring.exists():
        return
    if (settings.instance / "casework.db").exists():
        message = f"无法启动：有数据库但没有密钥环 {settings.keyring}，请找回密钥环或移走数据库"
        raise SettingsRefused(message)
    _private_folder(settings.keyring.parent)
    Keyring.create(settings.keyring, settings.root_key, suite=settings.suite)


def _secret(path: Path) -> str:
    """Return the secret kept at ``path``, made on first use, readable by its owner alone."""
    _private_folder(path.parent)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")


def _private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
