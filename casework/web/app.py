"""Making the application: the only list of blueprints."""

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Protocol

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from casework import clock
from casework.accounts.session import install_sessions
from casework.attachments.s3 import Bucket, S3Store
from casework.attachments.store import LocalStore, install_store
from casework.crypto.keyring import Keyring
from casework.db.base import db
from casework.db.engine import engine_options, prepare_engine
from casework.db.sealed import install_keyring
from casework.rescue.notices import install_notices
from casework.ui.language import install_language, spoken
from casework.ui.toolkit import install_toolkit
from casework.web.bodies import Request
from casework.web.errors import install_errors
from casework.web.gate import install_gate
from casework.web.headers import install_headers
from casework.web.language import install_choice
from casework.web.navigation import install_navigation
from casework.web.seal import install_sealing
from casework.web.unit_of_work import install_unit_of_work
from casework.web.unsaved import install_unsaved

ROOT = Path(__file__).resolve().parents[2]

#: Each module offers ``blueprint``.
BLUEPRINTS = (
    "accounts.views",
    "rescue.views",
    "feedback.views",
    "help.views",
    "inbox.views",
    "caseloads.views",
    "children.views",
    "attachments.views",
    "disclosures.views",
    "eligibility.views",
    "guardianship.views",
    "guidance.views",
    "assessments.views",
    "needs.views",
    "pairings.views",
    "volunteers.views",
    "protection.views",
    "transfers.views",
    "upkeep.views",
    "intake.views",
    "referrals.views",
    "recognition.views",
    "visits.views",
    "psychology.views",
    "psychology.counselling_views",
    "care_agreements.views",
    "assistance.views",
    "activities.views",
    "allowances.views",
    "campaigns.views",
    "mandatory_reports.views",
    "matching.views",
    "activities.imports.views",
    "media.views",
    "media.photo_views",
    "dossier.views",
    "dossier.merging_views",
    "families.views",
    "folders.views",
    "folders.sheet_views",
    "home.views",
    "oversight.views",
    "reports.views",
    "review.views",
    "signoff.views",
    "summaries.views",
    "six_ones.views",
    "roster.layouts_views",
    "totals.views",
    "annexes.views",
    "exchange.views",
    "national.views",
    "figures.views",
    "web.health",
    "web.language",
)

#: Modules that register what pages and requests do not name: jobs, rounds, marks of what changed,
#: cards, tiles, and what one floor tells another.
WORK = (
    "activities.cards",
    "activities.counted",
    "activities.imports.work",
    "allowances.card",
    "allowances.counted",
    "annexes.verify",
    "assessments.card",
    "assessments.coming",
    "assessments.tiles",
    "assistance.cards",
    "assistance.counted",
    "attachments.cards",
    "attachments.work",
    "campaigns.work",
    "care_agreements.card",
    "care_agreements.counted",
    "care_agreements.desk",
    "care_agreements.soon",
    "children.naming",
    "counting.counted",
    "counting.marking",
    "counting.work",
    "disclosures.cards",
    "dossier.telling",
    "eligibility.showing",
    "folders.cards",
    "guardianship.cards",
    "guidance.cards",
    "mandatory_reports.counted",
    "mandatory_reports.work",
    "pairings.cards",
    "pairings.counted",
    "pairings.following",
    "pairings.counted_contacts",
    "pairings.overdue",
    "national.card",
    "national.following",
    "national.selection",
    "national.work",
    "needs.counted",
    "protection.counted",
    "matching.work",
    "media.counted",
    "media.work",
    "protection.elsewhere",
    "psychology.card",
    "psychology.counted",
    "psychology.desk",
    "psychology.listening",
    "recognition.cards",
    "recognition.tiles",
    "recognition.work",
    "referrals.cards",
    "referrals.counted",
    "referrals.work",
    "roster.work",
    "summaries.verify",
    "summaries.windows",
    "six_ones.card",
    "six_ones.counted",
    "volunteers.counted",
    "volunteers.work",
    "visits.counted",
)

#: Modules that guard rows wherever a session is used.
GUARDS = ("annexes.frozen", "signoff.frozen", "summaries.frozen")

_MEGABYTE = 1024 * 1024


class Settings(Protocol):
    """What the application needs to know of its surroundings."""

    @property
    def is_production(self) -> bool: ...
    @property
    def instance(self) -> Path: ...
    @property
    def database_url(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def hosts(self) -> tuple[str, ...]: ...
    @property
    def profile(self) -> str: ...
    @property
    def notify_url(self) -> str | None: ...
    @property
    def notify_secret(self) -> str | None: ...
    @property
    def bucket(self) -> Bucket | None: ...
    @property
    def today(self) -> date | None: ...


def create_app(settings: Settings, keyring: Keyring) -> Flask:
    """Put the application together from complete settings and an open key ring."""
    app = Flask("casework", root_path=str(ROOT), static_folder=None)
    app.request_class = Request
    app.config.update(_configuration(settings))
    if settings.is_production:
        # Exactly one proxy stands in front: it ends TLS and names the caller.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    clock.fix_today(settings.today)
    install_keyring(app, keyring)
    bucket = settings.bucket
    install_store(app, S3Store(bucket) if bucket else LocalStore(settings.instance / "files"))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    install_language(app)  # before Babel: it says where the catalogue lies
    Babel(app, default_locale="zh", default_timezone="Asia/Shanghai", locale_selector=spoken)
    install_sessions(app)
    install_toolkit(app)
    install_choice(app)
    install_navigation(app)
    install_notices(app)
    install_unsaved(app)
    install_sealing(app)
    install_errors(app)
    install_headers(app)
    install_unit_of_work(app)
    install_gate(app)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"casework.{name}").blueprint)
    for name in (*WORK, *GUARDS):
        import_module(f"casework.{name}")
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "TRUSTED_HOSTS": list(settings.hosts) or None,
        "MAX_CONTENT_LENGTH": _MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": _MEGABYTE,
        "MAX_FORM_PARTS": 1_000,
        "SESSION_COOKIE_NAME": "__Host-casework" if settings.is_production else "casework",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "SIGN_IN_PROFILE": settings.profile,
        "NOTIFY_URL": settings.notify_url,
        "NOTIFY_SECRET": settings.notify_secret,
        "INSTANCE": settings.instance,
        "IS_PRODUCTION": settings.is_production,
    }
