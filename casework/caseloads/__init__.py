"""Caseloads: who holds which post, who covers for whom, and children handed to the next worker."""
