"""Rules of files: pure."""

import re
from collections.abc import Collection

from casework.attachments.limits import FILES_A_DAY, FILES_A_SUBJECT
from casework.errors import RuleBroken
from casework.identifiers import clean_text

LONGEST_TITLE = 40
_LONGEST_NAME = 80
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\n\t]+')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_name(name: str) -> str | None:
    """Return a file's name as it is shown: no path, no signs that deceive, at most 80 characters.

    The end of the name stays where it says what kind of file it was.
    """
    last = re.split(r"[\\/]", clean_text(name))[-1]
    told = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    if len(told) > _LONGEST_NAME:
        suffix = _SUFFIX.search(told)
        end = suffix[0] if suffix else ""
        told = told[: _LONGEST_NAME - len(end)] + end
    return told or None


def check_room(about_subject: Collection[object], today_by_account: int) -> None:
    """Raise RuleBroken where a subject has its files, or a person has handed in enough a day."""
    if len(about_subject) >= FILES_A_SUBJECT:
        raise RuleBroken(
            "这里最多存 %(most)s 个文件，这个没有保存。请先删除不要的，或者把几页合成一个 PDF。",
            most=FILES_A_SUBJECT,
        )
    if today_by_account >= FILES_A_DAY:
        raise RuleBroken(
            "一天最多上传 %(most)s 个文件，这个文件没有保存，请明天再传。", most=FILES_A_DAY
        )


def check_reason(reason: str | None) -> str:
    """Return why a file is removed; raise RuleBroken where nobody says."""
    told = (reason or "").strip()
    if not told:
        raise RuleBroken("请写明为什么删除。", "reason")
    return told
