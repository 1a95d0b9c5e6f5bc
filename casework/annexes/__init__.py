"""附件1 and 附件2 of a campaign, counted from the records, laid out as the notice has them."""
