"""Jobs: what takes longer than a page may, done by a worker, step by step, killed and resumed."""
