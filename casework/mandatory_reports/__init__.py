"""强制报告: kept apart from everything else, under keys of their own."""
