"""The tiles of entrusted care on the desk of an office, behind those that are there."""

from casework.care_agreements.figures import EXPIRING, LAPSED, UNSIGNED
from casework.children.attention import register

register(LAPSED, EXPIRING, UNSIGNED)
