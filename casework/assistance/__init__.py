"""Assistance (帮扶救助): who received what from whom, the stock of goods, and handing them out."""
