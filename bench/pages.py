"""The pages that people wait for: the caseload of a 儿童主任 and the table of a township.

Statements and processor time against a bare hello. That they cost no more in a large province is
measured in ``bench.province``.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Engine

from bench.browsers import Browser, signed_in
from bench.figures import Figure
from bench.installations import POSTGRESQL, SQLITE, Installation, Workshop
from bench.population import employ, enrol, lay_regions, township_code, village_code
from bench.serving import Server, cpu_a_request, served
from bench.statements import noted
from casework.accounts.permissions import Role
from casework.db.base import db

TITLE = "Pages: today's caseload (30 children) and the table of a township (500)"

_STATEMENTS = 8
#: The least share of a bare hello that the caseload page may have.
_SHARE = {SQLITE: 0.12, POSTGRESQL: 0.10}
_SHARE_OF_CASELOAD = 0.75

_PATHS = {"caseload": "/today", "township": "/township"}
_SIZES = (30, 200, 500)
_PAGE = 50

#: Browsers by the number of children in the township and by page.
Townships = Mapping[int, Mapping[str, Browser]]


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield what the pages cost on both databases."""
    for installation in workshop.fresh():
        townships = _people_townships(installation)
        yield from _statements(installation, townships)
        yield from _against_hello(installation, townships, 5 if quick else 400)


# How many statements


def _people_townships(installation: Installation) -> Townships:
    """Make townships of one village each; return browsers on both pages by number of children."""
    sizes = {size: number for number, size in enumerate((*_SIZES, _PAGE), 1)}
    with installation.app.app_context():
        lay_regions(len(sizes))
        logins = {size: _people(number, size) for size, number in sizes.items()}
    return {
        size: {page: signed_in(installation, who[page], _PATHS[page]) for page in _PATHS}
        for size, who in logins.items()
    }


def _people(number: int, size: int) -> Mapping[str, str]:
    """Put so many children into a township; return the login of whoever opens each page."""
    worker = employ(Role.CHILD_DIRECTOR, village_code(number))
    supervisor = employ(Role.CHILD_SUPERVISOR, township_code(number))
    enrol(village_code(number), size, worker_id=worker.id)
    return {"caseload": worker.login, "township": supervisor.login}


def _statements(installation: Installation, townships: Townships) -> Iterator[Figure]:
    for page in _PATHS:
        counts = [_statements_of(installation, townships[size][page]) for size in _SIZES]
        on, more = installation.on, max(counts) - min(counts)
        yield Figure(f"{page}: statements", max(counts), _STATEMENTS, on=on, of="T7")
        yield Figure(f"{page}: more of them with 500 than with 30", more, 0, on=on, of="T7")


def _statements_of(installation: Installation, browser: Browser) -> int:
    browser.open()  # the first request of a minute also notes the session and seals the trail
    with noted(_engine(installation)) as sent:
        browser.open()
    return len(sent)


# Against a bare hello


def _against_hello(
    installation: Installation, townships: Townships, requests: int
) -> Iterator[Figure]:
    with served(["--config", "/dev/null", "bench.hello:app"], {}, "/", {}) as hello:
        least = _cpu(hello, installation, requests * 4)
    caseload = _page_cpu(installation, townships[30]["caseload"], requests)
    share = _SHARE[installation.on]
    yield Figure(
        "caseload: hello ÷ page, CPU",
        least / caseload,
        at_least=share,
        on=installation.on,
        of="T7",
    )
    fifty = _page_cpu(installation, townships[_PAGE]["township"], requests)
    yield Figure(
        "township of 50: caseload of 30 ÷ page, CPU",
        caseload / fifty,
        at_least=_SHARE_OF_CASELOAD,
        on=installation.on,
        of="T8",
    )


def _page_cpu(installation: Installation, browser: Browser, requests: int) -> float:
    headers = {"Cookie": browser.cookie}
    with served([], installation.environ, browser.path, headers) as server:
        return _cpu(server, installation, requests)


def _cpu(server: Server, installation: Installation, requests: int) -> float:
    """Return the CPU of one request: of the workers, and of the database that they talk to."""

    def pids() -> Sequence[int]:
        return [*server.workers(), *_backends(installation)]

    cpu_a_request(server, 20, pids)  # every worker has opened its connection
    return min(cpu_a_request(server, requests, pids) for _ in range(3))


def _backends(installation: Installation) -> Sequence[int]:
    if installation.on == SQLITE:
        return ()
    told = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with _engine(installation).connect() as connection:
        return list(connection.exec_driver_sql(told).scalars())


def _engine(installation: Installation) -> Engine:
    with installation.app.app_context():
        return db.engine
