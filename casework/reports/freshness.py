"""Bringing kept figures up to date while somebody waits for the page, when that is quickly done."""

from flask import current_app
from sqlalchemy.exc import OperationalError

from casework.clock import Month
from casework.counting import counters, kept
from casework.db.base import db
from casework.db.engine import reading
from casework.db.scope import SystemScope, bind_scope
from casework.regions.codes import prefix
from casework.regions.models import Region


def bring_up_to_date(region: Region, month: Month) -> None:
    """Work off the few marks of a region, before the page's figures are read.

    This is the one thing beside the trail that a GET may write, and nobody's data: figures that
    follow from the records. It has a session and a transaction of its own; the page's own reading
    ends before it and begins anew after it. Many marks, or a database that is busy, are left to
    the worker: then the page says up to when it counts.
    """
    under = prefix(region.code)
    if str(month) not in kept.states() or not 0 < kept.waiting(under) < kept.FEW:
        return
    db.session.rollback()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with app.app_context():
        bind_scope(db.session, SystemScope("counters"))
        try:
            counters.refresh(kept.FEW, under)
            db.session.commit()
        except OperationalError:
            db.session.rollback()
    db.session.connection(execution_options=reading())
