"""Workbooks in and out: reading what counties keep, writing what they receive.

Reading is done by a child process with limits (:mod:`casework.sheets.reading`): a hostile
file can end that process, never the one that serves people.
"""
