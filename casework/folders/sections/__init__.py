"""The sections of a child's folder, in the order in which they are printed."""

from casework.accounts.permissions import Permission
from casework.folders.sections.child import basics, places, standing
from casework.folders.sections.family import (
    assessed,
    entrusted,
    family,
    guardianship,
    recognitions,
    support,
)
from casework.folders.sections.help import (
    assisted,
    cared_for,
    lacked,
    paid,
    paired,
    referred,
    took_part,
)
from casework.folders.sections.papers import attached, handed_on
from casework.folders.sections.protection import protected
from casework.folders.sections.registry import Asked, Filled, Section, filled, not_chosen, withheld
from casework.folders.sections.visits import visits

_P = Permission

SECTIONS = (
    Section("basics", "基本情况", _P.CHILD_OPEN, basics),
    Section("standing", "类别、风险和档案状态", _P.CHILD_OPEN, standing),
    Section("family", "家里人", _P.CHILD_OPEN, family),
    Section("guardianship", "监护和照看", _P.GUARDIANSHIP_READ, guardianship),
    Section("support", "保障资格", _P.CONDITION_READ, support),
    Section("recognition", "认定", _P.RECOGNITION_READ, recognitions),
    Section("assessments", "监护评估", _P.ASSESSMENT_READ, assessed),
    Section("agreements", "委托照护协议", _P.AGREEMENT_READ, entrusted),
    Section("visits", "走访记录", _P.VISIT_READ, visits),
    Section("needs", "需求", _P.CHILD_OPEN, lacked),
    Section("referrals", "转介", _P.REFERRAL_READ, referred),
    Section("pairings", "一对一结对", _P.PAIRING_READ, paired),
    Section("assistance", "帮扶", _P.ASSISTANCE_READ, assisted),
    Section("allowances", "生活补贴", _P.ALLOWANCE_READ, paid),
    Section("protection", "紧急保护", _P.PROTECTION_READ, protected),
    Section("psychology", "心理关爱", _P.PSYCHOLOGY_SEE, cared_for),
    Section("activities", "参加的活动", _P.ACTIVITY_READ, took_part),
    Section("places", "居住和迁移", _P.TRANSFER_READ, places),
    Section("attachments", "附件清单", _P.FILE_READ, attached),
    Section("disclosures", "告知、同意和资料提供", _P.DISCLOSURE_READ, handed_on),
)

__all__ = ["SECTIONS", "Asked", "Filled", "Section", "filled", "not_chosen", "withheld"]
