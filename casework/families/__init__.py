"""A carer's own page, how carers are contacted, people who are one and people who are two."""
