import time
from sqlalchemy import select, insert
from tests.factories.children import *
from tests.factories.accounts import *
from casework.children.models import Child
from casework.db.sealed import DataKeyRow, keyring, new_key_row
from casework.db.base import db
def test_scan(session, app):
    c=a_child(); session.flush()
    from casework.children import rules
    for n in range(2000):
        ch=Child(case_number=f"X{n:06}", region_code=VILLAGE, township_code=TOWNSHIP, status=Status.ACTIVE, sex="1", id_state="none" and __import__('casework.children.models',fromlist=['IdState']).IdState.NONE, name="张三", search_text=rules.search_text("张小三"))
        session.add(ch)
    session.commit()
    st=select(Child.id, Child.search_text.column, DataKeyRow.wrapped).join(DataKeyRow, DataKeyRow.owner_id==Child.id)
    for _ in range(3):
        t=time.process_time()
        rows=session.execute(st).all()
        t1=time.process_time()
        attr=Child.search_text
        n=0
        for id_, box, wrapped in rows:
            n+= "zxs" in attr.open(box, wrapped, owner=id_, row=id_)
        t2=time.process_time()
        print(len(rows), "fetch ms/5000", (t1-t)/len(rows)*5e6, "open ms/5000", (t2-t1)/len(rows)*5e6)
