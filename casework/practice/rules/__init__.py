"""The practice as pure, frozen values: read from plain tables, refused with a clear sentence."""
