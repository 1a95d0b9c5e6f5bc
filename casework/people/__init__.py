"""People: guardians, parents, carers. Each is reached only through a child they belong to."""
