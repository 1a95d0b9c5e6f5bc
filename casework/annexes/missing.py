"""What a form is still without: said above it, so that somebody can complete the records."""

from collections.abc import Iterator
from decimal import Decimal

from casework.annexes.counting import Held
from casework.annexes.sheets import Book
from casework.practice.rules.campaigns import ANNEX_2
from casework.texts import Text


def doubtful(book: Book) -> list[Held]:
    """Return the activities that are put up for checking; they count all the same."""
    return [each for each in book.held if each.doubt is not None]


def missing(book: Book) -> list[Text]:
    """Return in words what is not there yet."""
    return [*_of_activities(book), *_of_gifts(book), *_of_note(book)]


def _of_activities(book: Book) -> Iterator[Text]:
    if not book.held:
        yield Text("还没有登记这次活动的任何一项活动。")
    nobody = sum(1 for each in book.held if not each.reached)
    if nobody:
        yield Text("有%(n)s项活动没有填到场的儿童和家长（人次）。", n=nobody)


def _of_gifts(book: Book) -> Iterator[Text]:
    if book.asked.campaign.annex(ANNEX_2) is None:
        return
    sheet = book.sheet(ANNEX_2)
    unhosted = sum(1 for each in book.held if each.is_unhosted)
    if unhosted:
        yield Text("有%(n)s项活动没有填承办单位（部门）。", n=unhosted)
    given = [line for line in sheet.lines if line.mode is not None]
    worthless = sum(1 for line in given if sheet.cells[line.value].shown is None)
    if worthless:
        yield Text("附件2有%(n)s行没有价值：台账里没有填。", n=worthless)
    partly = sum(1 for gift in book.gifts if gift.value is None) if not worthless else 0
    if partly:
        yield Text("附件2有%(n)s笔捐赠没有填价值，没有计入。", n=partly)
    nobody = sum(1 for line in given if sheet.cells[line.children].shown == Decimal(0))
    if nobody:
        yield Text("附件2有%(n)s行没有受益儿童数：台账里没有填人数。", n=nobody)


def _of_note(book: Book) -> Iterator[Text]:
    asks = any("{contact}" in annex.note for annex in book.asked.campaign.annexes)
    if asks and not book.contact.is_complete:
        yield Text("备注里的联系人、电话、电子邮箱还没有填全，打印后请手填。")
    if book.asked.campaign.deadline_on is None:
        yield Text("这次活动没有填报送截止日期。")
