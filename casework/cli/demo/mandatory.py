"""Three mandatory reports: one that waits, one that is being handled, one for the county alone."""

from casework.accounts import queries as accounts
from casework.db.base import db
from casework.mandatory_reports import actions, reading
from casework.mandatory_reports.models import MandatoryReport, StepKind


def file_reports() -> int:
    """Let the shown village's worker report, and the offices act; return how many there are."""
    worker, below, county = (accounts.viewer_by_login(n) for n in ("zhuren", "dudao", "xian"))
    waiting, handled, alone = (
        actions.file_report(actor=worker, content=content) for content in _SAID
    )
    report = db.session.get_one(MandatoryReport, handled)
    actions.acknowledge(actor=below, report=report)
    for kind, recipient, text in _DONE:
        actions.write_step(
            actor=county, report=report, kind=kind, recipient=recipient, text=text, tell=True
        )
    db.session.commit()
    return len({waiting, handled, alone})


# no-catalogue: invented words, as people would write them
_SAID: tuple[reading.Content, ...] = (
    {
        "danger": ["yes"],
        "police": ["called"],
        "situations": ["mr4_multi_injury"],
        "child_name": ["小禾"],
        "child_about": ["女，大约8岁，跟继父住"],
        "seen": ["中午在村口看见孩子胳膊、腿上有好几处淤青，走路一瘸一拐。"],
        "child_said": ["“叔叔喝了酒就打我，我不敢回家。”"],
        "whereabouts": ["在村委会，妇女主任陪着"],
        "police_told": ["12点40分，接警员说马上到"],
    },
    {
        "danger": ["unknown"],
        "police": ["called"],
        "situations": ["mr6_abandoned"],
        "seen": ["老师说孩子三天没来上学，家里没有大人，邻居给饭吃。"],
        "whereabouts": ["在邻居家"],
    },
    {
        "danger": ["no"],
        "police": ["not"],
        "situations": ["mr9_other"],
        "seen": ["有人反映村里一名干部常单独叫孩子去办公室。"],
        "staff": ["village"],
    },
)
# no-catalogue: invented words
_DONE = (
    (StepKind.SENT, "police", "已把情况告诉派出所，约好一起去看孩子。"),
    (StepKind.ON_SCENE, None, "民警和督导员已到邻居家，孩子平安。"),
    (StepKind.FEEDBACK, "police", "派出所已联系上孩子的姑姑，今晚接走。"),
)
