"""What guardians were told: 教育提醒, 训诫, 家庭教育指导, as dated acts with their result."""
