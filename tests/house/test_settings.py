from datetime import date
from pathlib import Path

import pytest

from casework.crypto.envelope import Suite
from casework.crypto.keyring import Keyring
from config import development
from config.settings import REQUIRED, Settings, SettingsRefused

COMPLETE = {
    "CASEWORK_ENV": "production",
    "CASEWORK_INSTANCE": "/var/lib/casework",
    "CASEWORK_DATABASE_URL": "postgresql://casework@/casework",
    "CASEWORK_KEYRING": "/etc/casework/keyring.json",
    "CASEWORK_ROOT_KEY": "/etc/casework/root.key",
    "CASEWORK_SECRET_KEY": "k" * 43,
    "CASEWORK_HOSTS": "casework.example.gov.cn, 10.1.2.3",
}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_environ(environ)
    return str(refused.value)


def test_a_complete_environment_makes_settings() -> None:
    settings = Settings.from_environ(COMPLETE)
    assert settings.is_production
    assert settings.database_url == "postgresql+psycopg://casework@/casework"
    assert settings.hosts == ("casework.example.gov.cn", "10.1.2.3")
    assert settings.profile == "default"
    assert settings.suite is Suite.AES_256_GCM
    assert settings.today is None


def test_production_names_every_missing_variable_in_one_line() -> None:
    message = refusal({"CASEWORK_ENV": "production"})
    assert all(name in message for name in REQUIRED)
    assert "\n" not in message


@pytest.mark.parametrize("name", REQUIRED)
def test_production_has_no_default_for(name: str) -> None:
    message = refusal({**COMPLETE, name: " "})
    assert name in message
    assert not any(other in message for other in REQUIRED if other != name)


def test_all_faults_are_named_at_once() -> None:
    message = refusal(
        {
            "CASEWORK_ENV": "production",
            "CASEWORK_DATABASE_URL": "mysql://somewhere",
            "CASEWORK_SECRET_KEY": "short",
            "CASEWORK_PROFILE": "lax",
            "CASEWORK_SUITE": "rot13",
            "CASEWORK_TODAY": "2026-11-01",
        }
    )
    for name in ("KEYRING", "DATABASE_URL", "SECRET_KEY", "PROFILE", "SUITE", "TODAY"):
        assert f"CASEWORK_{name}" in message


def test_an_unknown_environment_is_refused() -> None:
    assert "CASEWORK_ENV" in refusal({**COMPLETE, "CASEWORK_ENV": "staging"})


def test_a_fixed_day_is_for_development_only() -> None:
    environ = {**COMPLETE, "CASEWORK_ENV": "development", "CASEWORK_TODAY": "2026-11-01"}
    assert Settings.from_environ(environ).today == date(2026, 11, 1)
    assert "CASEWORK_TODAY" in refusal({**environ, "CASEWORK_TODAY": "1.11.2026"})
    assert "CASEWORK_TODAY" in refusal({**environ, "CASEWORK_ENV": "production"})


def test_secrets_are_not_printed() -> None:
    settings = Settings.from_environ(COMPLETE)
    assert settings.secret_key not in f"{settings!r} {settings}"


def test_development_needs_nothing(tmp_path: Path) -> None:
    environ = development.filled({"CASEWORK_INSTANCE": str(tmp_path / "instance")})
    settings = Settings.from_environ(environ)
    assert not settings.is_production
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'casework.db'}"
    assert "127.0.0.1" in settings.hosts


def test_development_keeps_what_is_given(tmp_path: Path) -> None:
    given = {"CASEWORK_INSTANCE": str(tmp_path), "CASEWORK_DATABASE_URL": "postgresql:///mine"}
    assert development.filled(given)["CASEWORK_DATABASE_URL"] == "postgresql:///mine"


def test_developments_secret_is_made_once_and_private(tmp_path: Path) -> None:
    given = {"CASEWORK_INSTANCE": str(tmp_path / "instance")}
    first = development.filled(given)["CASEWORK_SECRET_KEY"]
    assert development.filled(given)["CASEWORK_SECRET_KEY"] == first
    assert (tmp_path / "instance" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700


def test_developments_keys_are_made_once_and_private(tmp_path: Path) -> None:
    settings = Settings.from_environ(development.filled({"CASEWORK_INSTANCE": str(tmp_path)}))
    development.make_keys(settings)
    made = settings.keyring.read_bytes()
    development.make_keys(settings)
    assert settings.keyring.read_bytes() == made
    assert settings.keyring.stat().st_mode & 0o077 == 0
    assert settings.root_key.stat().st_mode & 0o077 == 0
    assert Keyring.load(settings.keyring, settings.root_key).current == 1


def test_a_lost_key_ring_is_not_replaced_beside_a_database(tmp_path: Path) -> None:
    settings = Settings.from_environ(development.filled({"CASEWORK_INSTANCE": str(tmp_path)}))
    (tmp_path / "casework.db").touch()
    with pytest.raises(SettingsRefused, match=r"keyring\.json"):
        development.make_keys(settings)


def test_production_is_never_filled_in() -> None:
    given = {"CASEWORK_ENV": "production"}
    assert development.filled(given) == given


def test_the_example_names_every_variable() -> None:
    example = Path(development.__file__).with_name("example.env").read_text(encoding="utf-8")
    assert all(f"{name}=" in example for name in COMPLETE)


NOTIFY = {"CASEWORK_NOTIFY_URL": "https://gateway.example/", "CASEWORK_NOTIFY_SECRET": "x" * 32}


def test_nothing_is_sent_unless_an_address_is_set() -> None:
    assert Settings.from_environ(COMPLETE).notify_url is None
    assert Settings.from_environ({**COMPLETE, **NOTIFY}).notify_url == "https://gateway.example/"


@pytest.mark.parametrize(
    "wrong",
    [{"CASEWORK_NOTIFY_URL": "http://gateway.example/"}, {"CASEWORK_NOTIFY_SECRET": "short"}],
)
def test_a_gateway_is_reached_over_https_and_with_a_secret(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsRefused, match=next(iter(wrong))):
        Settings.from_environ({**COMPLETE, **NOTIFY, **wrong})


BUCKET = {
    "CASEWORK_S3_ENDPOINT": "https://s3.example.gov.cn/",
    "CASEWORK_S3_BUCKET": "casework-files",
    "CASEWORK_S3_KEY": "key-of-the-bucket",
    "CASEWORK_S3_SECRET": "secret-of-the-bucket",
}


def test_a_bucket_is_set_whole_or_not_at_all() -> None:
    assert Settings.from_environ(COMPLETE).bucket is None
    bucket = Settings.from_environ({**COMPLETE, **BUCKET}).bucket
    assert bucket is not None
    assert (bucket.endpoint, bucket.region) == ("https://s3.example.gov.cn", "us-east-1")
    assert "of-the-bucket" not in repr(bucket)
    for name in BUCKET:
        message = refusal({**COMPLETE, **{k: v for k, v in BUCKET.items() if k != name}})
        assert name in message


def test_a_bucket_without_https_is_for_development_alone() -> None:
    plain = {**COMPLETE, **BUCKET, "CASEWORK_S3_ENDPOINT": "http://127.0.0.1:8333"}
    assert "CASEWORK_S3_ENDPOINT" in refusal(plain)
    assert Settings.from_environ({**plain, "CASEWORK_ENV": "development"}).bucket is not None
