"""The register of everything about a child that was given to somebody outside."""
