"""What children were given (帮扶救助): a ledger, goods in stock and their handing out."""
