"""What papers there are: attachments by title, and what was given to whom outside."""

import base64
from collections.abc import Iterator, Mapping

from casework import clock
from casework.accounts import queries as accounts
from casework.attachments import queries as attachments
from casework.attachments.models import Attachment
from casework.disclosures import queries as disclosures
from casework.errors import RuleBroken
from casework.folders.blocks import Block, Picture, Row, Words, table
from casework.folders.models import NoticeGiven
from casework.folders.queries import notices_of
from casework.folders.sections.registry import Asked
from casework.practice import queries as practice
from casework.ui.formats import chinese_date

#: So many photos are printed at most: each is a page.
MOST_PICTURES = 40
# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "photo": "照片",
    "pages": "PDF，%s页",
    "removed": "已删除：%s",
    "more": "照片超过%s张，其余的没有印出。",
    "lost": "这张照片现在打不开：%s",
    "notices": "告知和同意",
}
# no-catalogue: the paper is Chinese in every language of the pages
_HEADS = ("名称", "属于", "形式", "登记日期", "登记人")
# no-catalogue: the paper is Chinese in every language of the pages
_GIVEN_HEADS = ("日期", "提供给", "提供了什么", "依据", "经办人")
# no-catalogue: the paper is Chinese in every language of the pages
_NOTICE_HEADS = ("日期", "哪一份", "给谁", "怎么给的", "答复", "撤回日期")


def attached(asked: Asked) -> Iterator[Block]:
    """Yield the list of files; the photos as well where they were asked for."""
    found = attachments.of_child(asked.child)
    names = accounts.names_of({each.account_id for each in found})
    yield from table(
        _HEADS,
        (
            (
                _title(each),
                each.kind,
                _form(each),
                clock.local(each.created_at).date(),
                names.get(each.account_id),
            )
            for each in found
        ),
    )
    if asked.with_pictures:
        yield from _pictures([each for each in found if each.is_ready and each.is_picture])


def _title(each: Attachment) -> str:
    return each.title or f"{each.kind.label} {chinese_date(each.created_at)}"


def _form(each: Attachment) -> str:
    if not each.is_ready:
        return _W["removed"] % (each.removal_reason or "")
    return _W["pages"] % each.pages if each.pages else _W["photo"]


def _pictures(found: list[Attachment]) -> Iterator[Block]:
    for each in found[:MOST_PICTURES]:
        try:
            content = base64.b64encode(b"".join(attachments.content(each))).decode()
        except RuleBroken as broken:
            yield Words(_W["lost"] % broken.message)
        else:
            yield Picture(f"data:{each.media_type};base64,{content}", _title(each))
    if len(found) > MOST_PICTURES:
        yield Words(_W["more"] % MOST_PICTURES)


def handed_on(asked: Asked) -> Iterator[Block]:
    """Yield which data were given to whom outside, and what the family was told and said."""
    ways = practice.notices(asked.child.region_code).ways
    yield from table(
        _NOTICE_HEADS,
        (_given(row, ways) for row in notices_of(asked.child)),
        _W["notices"],
    )
    yield from table(
        _GIVEN_HEADS,
        (
            (
                line.disclosure.given_on,
                [line.kind, line.disclosure.recipient],
                list(line.fields),
                line.disclosure.basis,
                line.by,
            )
            for line in disclosures.of_child(asked.child)
        ),
    )


def _given(row: NoticeGiven, ways: Mapping[str, str]) -> Row:
    way = ways.get(row.way, row.way)
    return row.given_on, row.kind, [row.to_whom, row.note], way, row.answer_label, row.withdrawn_on
