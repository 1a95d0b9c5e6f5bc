from casework.audit import record
from casework.audit.tags import Tag
from sqlalchemy import select, func
from casework.audit.models import AuditEntry
import pytest
@pytest.mark.parametrize("n", range(3))
def test_one(n, session, client, app):
    r = client.get("/accounts/sign-in")
    print(r.status_code, r.request.path)
    print(app.url_map)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    record.record(list(Tag)[0], actor_id=None)
    session.commit()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1
