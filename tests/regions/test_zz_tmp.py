import time,sys
from pathlib import Path
from datetime import date
import pytest
from casework.regions import actions
from casework.regions.lists import read_list
def test_all(app):
    for f in sorted(Path('/work/shared/data/regions').glob('*.csv')):
        t=time.time(); rows=read_list(f.read_text(encoding='utf-8-sig').splitlines()); r=time.time()-t
        t=time.time(); a=actions.load(rows,valid_from=date(2020,1,1)); t1=time.time()-t
        t=time.time(); b=actions.load(rows,valid_from=date(2026,1,1)); t2=time.time()-t
        print(f.name,a,round(r,2),round(t1,2),b,round(t2,2))
    assert 0
