from tests.accounts.conftest import hashed

__all__ = ["hashed"]
