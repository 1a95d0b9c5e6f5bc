"""From an application to the list and off it again: 申请, 查验, 确认, 终止, with their terms."""
