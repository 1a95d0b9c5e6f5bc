"""附件1 and 附件2: a campaign's forms, computed from records, overridden with a reason, signed."""
