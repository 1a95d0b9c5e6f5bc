"""Roles and what each may do: one literal table, asked by the gate, the views and the templates.

The table settles the matrix of the design; a permission arrives with its feature.
"""

from enum import StrEnum

from casework.labels import LabelledEnum


class Role(LabelledEnum):
    """What a person is to the system; one role an account."""

    CHILD_DIRECTOR = "child_director", "儿童主任"
    CHILD_SUPERVISOR = "child_supervisor", "儿童督导员"
    COUNTY_CIVIL = "county_civil", "县级民政（未保办）"
    WOMENS_FED = "womens_fed", "妇联"
    CITY_CIVIL = "city_civil", "市级民政"
    PROVINCE_CIVIL = "province_civil", "省级民政"
    VOLUNTEER = "volunteer", "志愿者"
    COUNSELLOR = "counsellor", "心理服务人员"
    AUDITOR = "auditor", "审计员"
    SYS_ADMIN = "sys_admin", "系统管理员"
    SEC_ADMIN = "sec_admin", "安全管理员"


class Permission(StrEnum):
    """One kind of act, as ``subject:act``."""

    ACCOUNT_CONFIRM = "account:confirm"
    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_RESCUE = "account:rescue"
    ACTIVITY_READ = "activity:read"
    ACTIVITY_WRITE = "activity:write"
    AGREEMENT_FILE = "agreement:file"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_WRITE = "agreement:write"
    ALLOWANCE_KEEP = "allowance:keep"
    ALLOWANCE_READ = "allowance:read"
    ANNEX_READ = "annex:read"
    ANNEX_SIGN = "annex:sign"
    ASSESSMENT_DECIDE = "assessment:decide"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_WRITE = "assessment:write"
    ASSISTANCE_GROUP = "assistance:group"
    ASSISTANCE_READ = "assistance:read"
    ASSISTANCE_WRITE = "assistance:write"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFY = "audit:verify"
    CAMPAIGN_KEEP = "campaign:keep"
    CAMPAIGN_READ = "campaign:read"
    CHILD_ASSIGN = "child:assign"
    CHILD_CLOSE = "child:close"
    CHILD_EDIT = "child:edit"
    CHILD_ENROL = "child:enrol"
    CHILD_EXPORT = "child:export"
    CHILD_LIST = "child:list"
    CHILD_MERGE = "child:merge"
    CHILD_MOVE = "child:move"
    CHILD_OPEN = "child:open"
    CHILD_REVEAL = "child:reveal"
    CHILD_REVIEW = "child:review"
    CHILD_RISK_LOWER = "child:risk-lower"
    CHILD_RISK_RAISE = "child:risk-raise"
    CHILD_SECRET = "child:secret"  # noqa: S105 - a permission: categories that nobody else sees
    CONDITION_READ = "condition:read"
    CONDITION_WRITE = "condition:write"
    DISCLOSURE_READ = "disclosure:read"
    FEEDBACK_ANSWER = "feedback:answer"
    FEEDBACK_TRACE = "feedback:trace"
    FIGURE_READ = "figure:read"
    FIGURE_SIGN = "figure:sign"
    FILE_ADD = "file:add"
    FILE_READ = "file:read"
    FILE_REMOVE = "file:remove"
    FOLDER_PRINT = "folder:print"
    GOODS_HAND_OUT = "goods:hand-out"
    GOODS_KEEP = "goods:keep"
    GUARDIANSHIP_READ = "guardianship:read"
    GUARDIANSHIP_WRITE = "guardianship:write"
    GUIDANCE_WRITE = "guidance:write"
    INBOX_READ = "inbox:read"
    MANDATORY_COUNT = "mandatory:count"
    MANDATORY_FILE = "mandatory:file"
    MANDATORY_HANDLE = "mandatory:handle"
    MATCH_RUN = "match:run"
    MEDIA_CLEAR = "media:clear"
    MEDIA_READ = "media:read"
    MEDIA_WRITE = "media:write"
    MONTH_CONFIRM = "month:confirm"
    MONTH_SIGN = "month:sign"
    NATIONAL_KEEP = "national:keep"
    NEED_CLOSE = "need:close"
    PAIRING_APPROVE = "pairing:approve"
    PAIRING_ATTEND = "pairing:attend"
    PAIRING_OWN = "pairing:own"
    PAIRING_PROPOSE = "pairing:propose"
    PAIRING_READ = "pairing:read"
    PAIRING_REQUEST = "pairing:request"
    PERSON_MERGE = "person:merge"
    PROTECTION_BEGIN = "protection:begin"
    PROTECTION_DECIDE = "protection:decide"
    PROTECTION_READ = "protection:read"
    PSYCHOLOGY_REFER = "psychology:refer"
    PSYCHOLOGY_SEE = "psychology:see"
    PSYCHOLOGY_TREAT = "psychology:treat"
    RECOGNITION_APPLY = "recognition:apply"
    RECOGNITION_CONFIRM = "recognition:confirm"
    RECOGNITION_READ = "recognition:read"
    RECOGNITION_VERIFY = "recognition:verify"
    REFERRAL_READ = "referral:read"
    REFERRAL_WRITE = "referral:write"
    REPORT_EXPORT = "report:export"
    REPORT_NAMED = "report:named"
    REPORT_READ = "report:read"
    REPORT_TOTALS = "report:totals"
    ROSTER_IMPORT = "roster:import"
    SHEET_PRINT = "sheet:print"
    SIX_ONE_READ = "six-one:read"
    SUMMARY_WRITE = "summary:write"
    TODAY_READ = "today:read"
    TOWNSHIP_READ = "township:read"
    TRANSFER_ANSWER = "transfer:answer"
    TRANSFER_READ = "transfer:read"
    TRANSFER_SEND = "transfer:send"
    VISIT_CORRECT = "visit:correct"
    VISIT_READ = "visit:read"
    VISIT_REVIEW = "visit:review"
    VISIT_WRITE = "visit:write"
    VOLUNTEER_READ = "volunteer:read"
    VOLUNTEER_VET = "volunteer:vet"
    VOLUNTEER_WRITE = "volunteer:write"


_P = Permission

#: Field work in a region of one's own.
_FIELD = frozenset(
    {
        _P.ACTIVITY_READ,
        _P.ACTIVITY_WRITE,
        _P.AGREEMENT_READ,
        _P.AGREEMENT_WRITE,
        _P.ASSESSMENT_READ,
        _P.ASSESSMENT_WRITE,
        _P.ASSISTANCE_READ,
        _P.ASSISTANCE_WRITE,
        _P.CAMPAIGN_READ,
        _P.CHILD_EDIT,
        _P.CHILD_ENROL,
        _P.CHILD_LIST,
        _P.CHILD_OPEN,
        _P.CHILD_REVEAL,
        _P.CHILD_RISK_RAISE,
        _P.CONDITION_READ,
        _P.CONDITION_WRITE,
        _P.FIGURE_READ,
        _P.FILE_ADD,
        _P.FILE_READ,
        _P.GOODS_HAND_OUT,
        _P.GUARDIANSHIP_READ,
        _P.GUARDIANSHIP_WRITE,
        _P.GUIDANCE_WRITE,
        _P.INBOX_READ,
        _P.MANDATORY_FILE,
        _P.NEED_CLOSE,
        _P.PAIRING_ATTEND,
        _P.PAIRING_READ,
        _P.PROTECTION_READ,
        _P.PSYCHOLOGY_REFER,
        _P.PSYCHOLOGY_SEE,
        _P.RECOGNITION_APPLY,
        _P.RECOGNITION_READ,
        _P.REFERRAL_READ,
        _P.REFERRAL_WRITE,
        _P.REPORT_NAMED,
        _P.REPORT_READ,
        _P.SHEET_PRINT,
        _P.SIX_ONE_READ,
        _P.VISIT_READ,
        _P.VISIT_WRITE,
    }
)

#: What a township or county decides beyond field work.
_OFFICE = _FIELD | {
    _P.ACCOUNT_RESCUE,
    _P.AGREEMENT_FILE,
    _P.ALLOWANCE_READ,
    _P.ANNEX_READ,
    _P.ASSESSMENT_DECIDE,
    _P.CHILD_ASSIGN,
    _P.CHILD_CLOSE,
    _P.CHILD_EXPORT,
    _P.CHILD_MERGE,
    _P.CHILD_MOVE,
    _P.CHILD_REVIEW,
    _P.CHILD_RISK_LOWER,
    _P.DISCLOSURE_READ,
    _P.FILE_REMOVE,
    _P.FOLDER_PRINT,
    _P.GOODS_KEEP,
    _P.MANDATORY_HANDLE,
    _P.MEDIA_READ,
    _P.MEDIA_WRITE,
    _P.MONTH_CONFIRM,
    _P.NATIONAL_KEEP,
    _P.PAIRING_APPROVE,
    _P.PAIRING_REQUEST,
    _P.PERSON_MERGE,
    _P.PROTECTION_BEGIN,
    _P.RECOGNITION_VERIFY,
    _P.REPORT_EXPORT,
    _P.ROSTER_IMPORT,
    _P.SUMMARY_WRITE,
    _P.TOWNSHIP_READ,
    _P.TRANSFER_ANSWER,
    _P.TRANSFER_READ,
    _P.TRANSFER_SEND,
    _P.VISIT_CORRECT,
    _P.VISIT_REVIEW,
    _P.VOLUNTEER_READ,
}

#: Signed totals with small figures withheld, no child.
_TOTALS = frozenset({_P.REPORT_READ, _P.REPORT_EXPORT, _P.REPORT_TOTALS})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CHILD_DIRECTOR: _FIELD | {_P.TODAY_READ},
    Role.CHILD_SUPERVISOR: _OFFICE,
    Role.COUNTY_CIVIL: _OFFICE
    | {
        _P.ALLOWANCE_KEEP,
        _P.ANNEX_SIGN,
        _P.CAMPAIGN_KEEP,
        _P.CHILD_SECRET,
        _P.FEEDBACK_ANSWER,
        _P.FIGURE_SIGN,
        _P.MANDATORY_COUNT,
        _P.MATCH_RUN,
        _P.MEDIA_CLEAR,
        _P.MONTH_SIGN,
        _P.PROTECTION_DECIDE,
        _P.RECOGNITION_CONFIRM,
    },
    # Whoever hears of harm to a child reports it, whatever else she may see: write-only.
    # 妇联 keeps the volunteers and sees what is asked for, never a file.
    Role.WOMENS_FED: _TOTALS
    | {
        _P.ACTIVITY_READ,
        _P.ACTIVITY_WRITE,
        _P.ANNEX_READ,
        _P.ANNEX_SIGN,
        _P.ASSISTANCE_GROUP,
        _P.CAMPAIGN_KEEP,
        _P.CAMPAIGN_READ,
        _P.FIGURE_READ,
        _P.FIGURE_SIGN,
        _P.MANDATORY_FILE,
        _P.MATCH_RUN,
        _P.MEDIA_CLEAR,
        _P.MEDIA_READ,
        _P.MEDIA_WRITE,
        _P.PAIRING_PROPOSE,
        _P.SUMMARY_WRITE,
        _P.VOLUNTEER_READ,
        _P.VOLUNTEER_VET,
        _P.VOLUNTEER_WRITE,
    },
    Role.CITY_CIVIL: _TOTALS | {_P.MANDATORY_FILE},
    Role.PROVINCE_CIVIL: _TOTALS | {_P.MANDATORY_FILE},
    Role.VOLUNTEER: frozenset({_P.MANDATORY_FILE, _P.PAIRING_OWN}),
    # Somebody qualified, who sees the children that were sent to her and nobody else.
    Role.COUNSELLOR: frozenset({_P.MANDATORY_FILE, _P.PSYCHOLOGY_TREAT}),
    Role.AUDITOR: frozenset({_P.AUDIT_READ, _P.AUDIT_VERIFY}),
    Role.SYS_ADMIN: frozenset({_P.ACCOUNT_MANAGE, _P.FEEDBACK_ANSWER}),
    Role.SEC_ADMIN: frozenset({_P.ACCOUNT_CONFIRM, _P.AUDIT_READ, _P.FEEDBACK_TRACE}),
}

#: Whose sessions reach no region at all: what they see was written for them, and is found by their
#: account alone. Their grants say where they belong.
BY_DOOR = frozenset({Role.VOLUNTEER})

#: The depth of region that each role is granted, in digits of the code.
GRANT_DEPTH: dict[Role, tuple[int, ...]] = {
    Role.CHILD_DIRECTOR: (12,),
    Role.CHILD_SUPERVISOR: (9,),
    Role.COUNTY_CIVIL: (6,),
    Role.WOMENS_FED: (2, 4, 6),
    Role.CITY_CIVIL: (4,),
    Role.PROVINCE_CIVIL: (2,),
    Role.VOLUNTEER: (6, 9, 12),
    Role.COUNSELLOR: (6,),
    Role.AUDITOR: (2, 4, 6),
    Role.SYS_ADMIN: (2, 4, 6),
    Role.SEC_ADMIN: (2, 4, 6),
}
