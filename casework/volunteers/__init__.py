"""The register of volunteers: who they are, whether they may be near a child, what they can do."""
