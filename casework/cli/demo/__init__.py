"""The demonstration: a county that does not exist, for looking at the product and measuring it."""

from casework.cli.demo.command import group

__all__ = ["group"]
