"""What goes wrong with keys before anything can be opened."""


class KeyringError(Exception):
    """The keyring or its root key cannot be used; nothing starts without them.

    The message is Chinese, one line, for the operator: which file, what is wrong, what to do.
    """
