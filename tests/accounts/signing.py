"""Signing in as people do, also wrongly."""

from werkzeug.test import TestResponse

from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD


def sign_in(
    client: CheckedClient, login: str = "liu", password: str = PASSWORD, network: str = "127.0.0.1"
) -> TestResponse:
    return client.post(
        "/sign-in", data={"login": login, "password": password},
        environ_overrides={"REMOTE_ADDR": network},
    )  # fmt: skip


def is_in(client: CheckedClient) -> bool:
    return client.get("/me").status_code == 200


def fail(client: CheckedClient, times: int, login: str = "liu", network: str = "127.0.0.1") -> None:
    for _ in range(times):
        sign_in(client, login, "guess", network)
