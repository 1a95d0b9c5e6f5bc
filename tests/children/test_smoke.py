from tests.factories.children import *
from tests.factories.accounts import *
from casework.children import actions, queries
from casework.needs.actions import open_need
def test_smoke(session, app):
    c = a_child()
    session.flush()
    print(vars(c))
    actions.close(actor=a_viewer(Role.COUNTY_CIVIL), child=c, reason="adopted")
    session.commit()
    actions.reopen(actor=a_viewer(Role.COUNTY_CIVIL), child=c, reason="returned", leaves=["orphan_scattered"])
    n = open_need(actor=a_viewer(Role.COUNTY_CIVIL), child=c, kind="medical", detail=None)
    actions.move(actor=a_viewer(Role.COUNTY_CIVIL), child=c, region_code=FAR_VILLAGE, address="x")
    session.commit()
    assert n.region_code == FAR_VILLAGE
    print(c.version, c.open_needs, c.next_due_on)
def test_speed(session, app):
    import time, cProfile
    a_child(facts=replace(FACTS, id_number=an_id_number()))
    session.flush()
    actor=a_viewer(Role.COUNTY_CIVIL)
    t=time.perf_counter()
    p=cProfile.Profile(); p.enable()
    for n in range(100):
        c=a_child(facts=replace(FACTS, id_number=an_id_number(sequence=4+2*n)), people=[GRANDMOTHER, FATHER], actor=actor)
    p.disable(); p.dump_stats("/tmp/enrol.prof")
    print("per child ms", (time.perf_counter()-t)*10, c.version, c.id_state)
