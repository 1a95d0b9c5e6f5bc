"""Why a file is not taken, in words that say what to do instead."""

from casework.errors import RuleBroken

EMPTY = "文件是空的，请重新拍照或重新选择。"
DAMAGED_PICTURE = "照片不完整或已损坏，请重新拍一张，或者打开照片截屏后上传截图。"
DAMAGED_DOCUMENT = "PDF 不完整或已损坏，请重新导出，或者把纸质材料拍成照片上传。"
ABNORMAL = "文件过大或结构异常，没有保存。请把材料拍成照片上传。"
HEIC = (
    "这是 HEIC 格式的照片，系统打不开。请在手机的相机设置里改成“兼容性最佳”（JPG）再拍，"
    "或者打开照片截屏后上传截图。"
)
MOVING = "这是动图，系统只存照片。请截屏后上传截图。"
VIDEO = "这是视频，系统只存照片和 PDF。请截屏后上传截图。"
WEB_PAGE = "这个文件其实是网页或矢量图，不是照片。请截屏后上传截图。"
OFFICE = "这是 Word、Excel 或压缩文件。请另存为 PDF 再上传，或者把纸质材料拍成照片。"
UNKNOWN = "只能上传照片（JPG、PNG、WebP）和 PDF。请把材料拍成照片上传。"
ENCRYPTED = "PDF 有密码，请去掉密码后再上传，或者打印出来拍成照片。"
LIVE_FORM = "这个 PDF 是动态表单，存下来会看不到内容。请用“打印”另存为普通 PDF，或者拍成照片。"
UNCLEANABLE = "这个 PDF 里有系统不能清理的图片。请打印出来拍成照片，或者截屏后上传截图。"
BUSY = "同时上传的人太多，这个文件还没有保存，请过一会儿再试。"


class FileRefused(RuleBroken):
    """A file that is not taken; ``message`` tells the person why and what to do."""


def too_many_bytes(limit: int) -> FileRefused:
    """Return the refusal of a file that is too large."""
    return FileRefused(
        "文件超过 %(most)s MB，没有保存。请拍照时把照片大小调小，或者把 PDF 分成几个文件。",
        most=limit // (1024 * 1024),
    )


def too_many_pixels(limit: int) -> FileRefused:
    """Return the refusal of a picture that is too large to be drawn."""
    return FileRefused(
        "照片超过 %(most)s 万像素，系统打不开。请在相机设置里把照片大小调小后再拍，"
        "或者打开照片截屏后上传截图。",
        most=limit // 10_000,
    )


def too_many_pages(limit: int) -> FileRefused:
    """Return the refusal of a document that is too long."""
    return FileRefused("PDF 超过 %(most)s 页，请分成几个文件上传。", most=limit)
