"""Why a file is not read at all, in words that say what to do about it."""

from casework.errors import RuleBroken

ABNORMAL = "文件过大或结构异常，未处理"
DAMAGED = "文件已损坏或不完整，请在WPS/Excel中打开检查，另存为 .xlsx 后再上传"
EMPTY_FILE = "文件是空的，请检查后重新选择"
NO_ROWS = "表中没有内容，请检查是否选错了文件"
OLD_FORMAT = "这是旧格式的表格（.xls 或 .et），请在WPS/Excel中另存为 .xlsx 后再上传"
ENCRYPTED = "文件有密码，请去掉密码后再上传"
MACROS = "文件带有宏，不能接收，请在WPS/Excel中另存为不带宏的 .xlsx 后再上传"
OTHER_SPREADSHEET = "这种表格格式不能读取，请在WPS/Excel中另存为 .xlsx 后再上传"
WEB_PAGE = "这个文件其实是网页，不是表格，请在WPS/Excel中打开后另存为 .xlsx 再上传"
ARCHIVE = "这是压缩包，请解压后选择其中的表格文件"
NOT_A_TABLE = "这不是表格文件，请选择 .xlsx 或 .csv 文件"
UNKNOWN_ENCODING = "文件的文字编码无法识别，请在WPS/Excel中另存为 .xlsx 后再上传"


class SheetRefused(RuleBroken):
    """A file that cannot be read.  ``message`` tells the user why and what to do."""


def too_many_bytes(limit: int) -> SheetRefused:
    return SheetRefused("文件超过%(most)sMB，请分成几个文件上传", most=limit // (1024 * 1024))


def too_many_rows(limit: int) -> SheetRefused:
    return SheetRefused(
        "文件超过%(most)s行，一个文件最多%(most)s行（含标题），请分成几个文件上传", most=limit
    )


def too_many_columns(limit: int) -> SheetRefused:
    return SheetRefused("表格超过%(most)s列，请删去多余的列后再上传", most=limit)


def too_far_down(limit: int) -> SheetRefused:
    return SheetRefused("表格在第%(row)s行之后还有内容，请删去多余的行后再上传", row=limit)
