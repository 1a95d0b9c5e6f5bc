"""Accounts: who may sign in, in which role, for which regions, until when."""
