"""Chinese words for filters, orders and the acts of the trail."""

from casework.audit.tags import Tag
from casework.oversight.queries import Show, Sort

SHOW_LABELS = {
    Show.ALL: "全部",
    Show.OVERDUE: "已逾期",
    Show.WEEK: "7天内到期",
    Show.HIGH_RISK: "风险较高",
    Show.NOT_THIS_MONTH: "本月未走访",
    Show.UNASSIGNED: "未明确专人",
}

SORT_LABELS = {
    Sort.DUE: "按到期先后",
    Sort.RISK: "按风险高低",
    Sort.LAST: "按上次走访",
    Sort.VILLAGE: "按村",
}

TAG_LABELS = {
    Tag.ACCOUNT_ADD: "新建账号",
    Tag.ACCOUNT_DISABLE: "停用或恢复账号",
    Tag.ACCOUNT_PASSWORD: "修改密码",
    Tag.ACCOUNT_RESET: "重置密码",
    Tag.ACCOUNT_SESSION_END: "结束登录",
    Tag.ACCOUNT_SIGN_IN: "登录",
    Tag.ACCOUNT_SIGN_IN_REFUSED: "登录被拒绝",
    Tag.ACCOUNT_SIGN_OUT: "退出登录",
    Tag.AUDIT_READ: "查看日志",
    Tag.AUDIT_VERIFY: "核验日志",
    Tag.CHILD_CLOSE: "儿童退出",
    Tag.CHILD_EDIT: "修改档案",
    Tag.CHILD_ENROL: "新建档案",
    Tag.CHILD_LIST: "查看名单",
    Tag.CHILD_MOVE: "迁移",
    Tag.CHILD_OPEN: "打开档案",
    Tag.CHILD_RECATEGORISE: "变更类别",
    Tag.CHILD_REOPEN: "恢复在册",
    Tag.CHILD_REVEAL: "查看隐去内容",
    Tag.CHILD_REVIEW: "审核档案",
    Tag.CHILD_RISK: "调整风险",
    Tag.CHILD_SEARCH: "查找儿童",
    Tag.CHILD_TWIN_DECIDE: "核对重复证件号",
    Tag.CHILD_TWIN_SUSPECT: "证件号重复，上报核对",
    Tag.DEMO_LOAD: "载入演示数据",
    Tag.KEYS_ROTATE: "更换密钥",
    Tag.NEED_CLOSE: "办结需求",
    Tag.NEED_OPEN: "登记需求",
    Tag.PRACTICE_LOAD: "载入业务规则",
    Tag.REGION_LOAD: "载入行政区划",
    Tag.REPORT_EXPORT: "导出报表",
    Tag.REPORT_READ: "查看报表",
    Tag.ROSTER_IMPORT: "导入台账",
    Tag.ROSTER_PURGE: "删除过期台账",
    Tag.ROSTER_TRY: "试算台账",
    Tag.ROSTER_UPLOAD: "上传台账",
    Tag.SECURITY_DENIED: "越权被拒绝",
    Tag.SECURITY_SEAL_BROKEN: "密文校验失败",
    Tag.SYSTEM_SCOPE: "系统维护",
    Tag.TASK_CLOSE: "办结待办",
    Tag.VISIT_CORRECT: "更正走访",
    Tag.VISIT_OPEN: "查看走访",
    Tag.VISIT_QUARANTINE: "走访隔离待查",
    Tag.VISIT_RECORD: "登记走访",
    Tag.VISIT_TO_CHECK: "走访待核对",
}
