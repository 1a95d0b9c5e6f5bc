"""Keys and bytes: sealed values, the keyring, keyed digests and passwords.

Nothing here knows the web or the database. ``envelope`` seals values under a data key,
``keyring`` wraps data keys and computes digests, ``passwords`` hashes what people remember.
"""
