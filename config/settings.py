"""The settings of an installation: read once from the environment, complete or refused.

``Settings.from_environ`` knows no defaults for secrets and places: in production each variable is
given, or the start is refused in one line that names every missing one. In development
``config.development`` fills the gaps beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.attachments.s3 import Bucket
from casework.crypto.envelope import Suite

ROOT = Path(__file__).parents[1]

ENVIRONMENTS = ("development", "production")
PROFILES = ("default", "dengbao3")
SUITES = {"aes": Suite.AES_256_GCM, "sm4": Suite.SM4_GCM}
SECRET_LENGTH = 32

#: Variables without which nothing starts, and what each is for (shown when it is missing).
REQUIRED = {
    "CASEWORK_DATABASE_URL": "数据库地址",
    "CASEWORK_KEYRING": "密钥环文件",
    "CASEWORK_ROOT_KEY": "根密钥文件",
    "CASEWORK_SECRET_KEY": "会话签名密钥",
    "CASEWORK_HOSTS": "对外域名，多个用逗号分开",
}

#: All four or none: the bucket for sealed files.
BUCKET = ("CASEWORK_S3_ENDPOINT", "CASEWORK_S3_BUCKET", "CASEWORK_S3_KEY", "CASEWORK_S3_SECRET")

#: The driver that a plain address stands for.
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_SCHEMES = ("sqlite", "postgresql+psycopg")


class SettingsRefused(Exception):
    """The environment does not make a complete set of settings; the message is one line."""


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides. Secrets stay out of its printed form."""

    env: str
    instance: Path
    database_url: str
    keyring: Path
    root_key: Path
    secret_key: str
    hosts: tuple[str, ...]
    profile: str
    suite: Suite
    today: date | None
    #: Where "you have a task" is posted to, and what that is signed with; None sends nothing.
    notify_url: str | None = None
    notify_secret: str | None = None
    #: The bucket that sealed files lie in; None keeps them in the instance's folder.
    bucket: Bucket | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; raise SettingsRefused with every fault at once."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        faults = [*_missing(given), *_invalid(given)]
        if faults:
            raise SettingsRefused("无法启动：" + "；".join(faults))
        return cls(
            env=given.get("CASEWORK_ENV", "development"),
            instance=ROOT / given.get("CASEWORK_INSTANCE", "instance"),
            database_url=with_driver(given["CASEWORK_DATABASE_URL"]),
            keyring=ROOT / given["CASEWORK_KEYRING"],
            root_key=ROOT / given["CASEWORK_ROOT_KEY"],
            secret_key=given["CASEWORK_SECRET_KEY"],
            hosts=_hosts(given["CASEWORK_HOSTS"]),
            profile=given.get("CASEWORK_PROFILE", "default"),
            suite=SUITES[given.get("CASEWORK_SUITE", "aes")],
            today=_day(given.get("CASEWORK_TODAY")),
            notify_url=given.get("CASEWORK_NOTIFY_URL"),
            notify_secret=given.get("CASEWORK_NOTIFY_SECRET"),
            bucket=_bucket(given),
        )

    @property
    def is_production(self) -> bool:
        """Whether real children's records are kept here."""
        return self.env == "production"

    def __repr__(self) -> str:
        """Name the installation without its secrets."""
        return f"<Settings {self.env} at {self.instance}>"


def with_driver(url: str) -> str:
    """Return a database address that names its driver."""
    scheme, mark, rest = url.partition("://")
    return _DRIVERS.get(scheme, scheme) + mark + rest


def _missing(given: Mapping[str, str]) -> list[str]:
    names = [f"{name}（{purpose}）" for name, purpose in REQUIRED.items() if name not in given]
    return ["缺少环境变量 " + "、".join(names)] if names else []


def _invalid(given: Mapping[str, str]) -> list[str]:
    faults = [
        *_unknown_choice(given, "CASEWORK_ENV", ENVIRONMENTS),
        *_unknown_choice(given, "CASEWORK_PROFILE", PROFILES),
        *_unknown_choice(given, "CASEWORK_SUITE", tuple(SUITES)),
    ]
    url = given.get("CASEWORK_DATABASE_URL")
    if url and with_driver(url).partition("://")[0] not in _SCHEMES:
        faults.append("CASEWORK_DATABASE_URL 须以 sqlite:// 或 postgresql:// 开头")
    secret = given.get("CASEWORK_SECRET_KEY")
    if secret and len(secret) < SECRET_LENGTH:
        faults.append(f"CASEWORK_SECRET_KEY 太短，至少 {SECRET_LENGTH} 个字符")
    return faults + _invalid_notify(given) + _invalid_bucket(given) + _invalid_today(given)


def _unknown_choice(given: Mapping[str, str], name: str, known: tuple[str, ...]) -> list[str]:
    if given.get(name, known[0]) in known:
        return []
    return [f"{name} 只能是 {' 或 '.join(known)}"]


def _invalid_notify(given: Mapping[str, str]) -> list[str]:
    url = given.get("CASEWORK_NOTIFY_URL")
    if url is None:
        return []
    faults = [] if url.startswith("https://") else ["CASEWORK_NOTIFY_URL 须以 https:// 开头"]
    if len(given.get("CASEWORK_NOTIFY_SECRET", "")) < SECRET_LENGTH:
        faults.append(
            f"设了 CASEWORK_NOTIFY_URL 就要设 CASEWORK_NOTIFY_SECRET，至少 {SECRET_LENGTH} 个字符"
        )
    return faults


def _bucket(given: Mapping[str, str]) -> Bucket | None:
    if "CASEWORK_S3_ENDPOINT" not in given:
        return None
    endpoint, name, key, secret = (given[variable] for variable in BUCKET)
    region = given.get("CASEWORK_S3_REGION", "us-east-1")
    return Bucket(endpoint.rstrip("/"), name, key, secret, region)


def _invalid_bucket(given: Mapping[str, str]) -> list[str]:
    missing = [name for name in BUCKET if name not in given]
    if len(missing) == len(BUCKET):
        return []
    faults = ["对象存储的设置不全，还缺 " + "、".join(missing)] if missing else []
    is_production = given.get("CASEWORK_ENV") == "production"
    schemes = ("https://",) if is_production else ("https://", "http://")
    if not given.get("CASEWORK_S3_ENDPOINT", schemes[0]).startswith(schemes):
        faults.append(f"CASEWORK_S3_ENDPOINT 须以 {' 或 '.join(schemes)} 开头")
    return faults


def _invalid_today(given: Mapping[str, str]) -> list[str]:
    text = given.get("CASEWORK_TODAY")
    if text is None:
        return []
    if given.get("CASEWORK_ENV") == "production":
        return ["CASEWORK_TODAY 只能用于开发环境，请删除"]
    try:
        _day(text)
    except ValueError:
        return ["CASEWORK_TODAY 须写成 2026-11-01 的样子"]
    return []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())
