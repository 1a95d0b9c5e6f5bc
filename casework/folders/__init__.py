"""The paper folder: one child's whole file, blank sheets for days without a phone, notices."""
