"""What is stored of a file is what it shows, and what cannot be stored is told in plain words."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from casework.attachments import cleaning, refusals
from casework.attachments.child import cleaned
from casework.attachments.limits import Limits
from casework.attachments.refusals import FileRefused
from tests.attachments import corpus
from tests.attachments.corpus import CANARY, SCRIPT

LIMITS = Limits()
DARK, LIGHT = (200, 20, 20), (255, 255, 255)


def picture_of(data: bytes, limits: Limits = LIMITS) -> Image.Image:
    told, content = cleaned(data, limits)
    assert told["type"] == "image/jpeg"
    picture = Image.open(BytesIO(content))
    assert (told["width"], told["height"]) == picture.size
    return picture


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefused) as refused:
        cleaned(data, limits)
    return str(refused.value.message)


def _is_like(picture: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = picture.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize(
    "data",
    [
        corpus.photo(),
        corpus.png(),
        corpus.png(mode="P"),
        corpus.webp(),
        corpus.saved(corpus.drawn(mode="CMYK"), comment=CANARY),
        corpus.saved(corpus.drawn(mode="L"), comment=CANARY),
    ],
    ids=["phone", "png", "palette", "webp", "cmyk", "grey"],
)
def test_a_picture_is_drawn_anew_from_its_pixels(data: bytes) -> None:
    assert CANARY in data
    told, content = cleaned(data, LIMITS)
    assert CANARY not in content
    assert b"script" not in content
    picture = Image.open(BytesIO(content))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (told["width"], told["height"]) == (60, 40)
    assert content.endswith(b"\xff\xd9")


def test_the_canary_is_where_cameras_put_things() -> None:
    """The test above proves nothing if Pillow does not write what it is asked to."""
    picture = Image.open(BytesIO(corpus.photo()))
    assert picture.getexif().get_ifd(0x8825)[29] == CANARY.decode()
    assert {"comment", "xmp", "icc_profile"} <= set(picture.info)


@pytest.mark.parametrize(
    ("orientation", "size", "dark", "light"),
    [
        (1, (60, 40), (10, 20), (50, 20)),
        (2, (60, 40), (50, 20), (10, 20)),
        (3, (60, 40), (50, 20), (10, 20)),
        (6, (40, 60), (20, 10), (20, 50)),
        (8, (40, 60), (20, 50), (20, 10)),
    ],
)
def test_a_photo_stands_upright(
    orientation: int, size: tuple[int, int], dark: tuple[int, int], light: tuple[int, int]
) -> None:
    picture = picture_of(corpus.photo(orientation))
    assert picture.size == size
    assert _is_like(picture, dark, DARK)
    assert _is_like(picture, light, LIGHT)


def test_colours_stay_whatever_they_were_written_in() -> None:
    for data in (corpus.saved(corpus.drawn(mode="CMYK")), corpus.png(mode="P")):
        picture = picture_of(data)
        assert _is_like(picture, (10, 20), DARK)
        assert _is_like(picture, (50, 20), LIGHT)


def test_what_lets_light_through_lies_on_white_paper() -> None:
    assert _is_like(picture_of(corpus.glass()), (4, 4), LIGHT)


def test_sixteen_bits_of_grey_are_not_burnt_out() -> None:
    deep = Image.new("I;16", (8, 8), 128 * 256)
    assert _is_like(picture_of(corpus.saved(deep, "PNG")), (4, 4), (128, 128, 128))


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    limits = Limits(longest_side=30)
    assert picture_of(corpus.photo(), limits).size == (30, 20)
    assert picture_of(corpus.photo(6), limits).size == (20, 30)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read() -> None:
    data = corpus.bomb()
    assert len(data) < 50_000
    assert "4000" in refusal(data)
    # Pillow only warns of one that is not twice too large.
    assert "像素" in refusal(corpus.photo(), Limits(pixels=2_000))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", refusals.EMPTY),
        (corpus.photo()[:900], refusals.DAMAGED_PICTURE),
        (corpus.png()[:120], refusals.DAMAGED_PICTURE),
        (b"\xff\xd8\xff\xe0" + SCRIPT * 20, refusals.DAMAGED_PICTURE),
        (corpus.animated("WEBP"), refusals.MOVING),
        (corpus.animated("PNG"), refusals.MOVING),
        (corpus.animated("GIF"), refusals.MOVING),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", refusals.HEIC),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", refusals.VIDEO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.WEB_PAGE),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", refusals.WEB_PAGE),
        (b"PK\x03\x04 word/document.xml", refusals.OFFICE),
        (bytes.fromhex("D0CF11E0A1B11AE1"), refusals.OFFICE),
        (SCRIPT + corpus.photo(), refusals.WEB_PAGE),
        (b"GIF89a" + corpus.photo(), refusals.MOVING),
        (b"BM and more", refusals.UNKNOWN),
        (b"%PDF-1.7 and nothing else", refusals.DAMAGED_DOCUMENT),
        (corpus.document()[:300], refusals.DAMAGED_DOCUMENT),
        (corpus.document(encryption=pikepdf.Encryption(user="1", owner="2")), refusals.ENCRYPTED),
        (corpus.document(encryption=pikepdf.Encryption(user="", owner="2")), refusals.ENCRYPTED),
    ],
)
def test_what_cannot_be_stored_is_refused_in_plain_words(data: bytes, told: str) -> None:
    assert refusal(data) == told


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "20 MB" in refusal(b"\xff\xd8\xff" + bytes(LIMITS.file_bytes))


def _opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def _everything(pdf: pikepdf.Pdf) -> bytes:
    """Return all that a document says, unpacked."""
    output = BytesIO()
    pdf.save(
        output,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return output.getvalue()


def test_a_document_keeps_its_pages_and_nothing_that_acts_or_tells() -> None:
    data = corpus.document()
    assert CANARY in data
    told, content = cleaned(data, LIMITS)
    assert told == {"type": "application/pdf", "pages": 1}
    with _opened(content) as pdf:
        said = _everything(pdf)
        assert CANARY not in said
        for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"/Annot", b"script", b"/Author"):
            assert word not in said
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        page = pdf.pages[0]
        assert [float(edge) for edge in page.MediaBox] == [0, 0, 200, 100]
        # What somebody wrote onto the page is part of it now, and the photo is there.
        names = [str(each) for each in page.Resources.XObject]
        assert "/AA" in names
        assert len(names) == 2
        photo = Image.open(BytesIO(page.Resources.XObject["/AA"].read_raw_bytes()))
        assert _is_like(photo, (10, 20), DARK)


def test_a_photo_that_a_scanner_packed_once_more_is_cleaned_too() -> None:
    def pack(made: pikepdf.Pdf) -> None:
        import zlib  # noqa: PLC0415

        image = made.pages[0].Resources.XObject["/AA"]
        packed = zlib.compress(image.read_raw_bytes())
        both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        image.write(packed, filter=both)

    _told, content = cleaned(corpus.document(pack), LIMITS)
    with _opened(content) as pdf:
        assert CANARY not in _everything(pdf)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda made: setattr(made.Root, "AcroForm", pikepdf.Dictionary(XFA=[])), "LIVE_FORM"),
        (
            lambda made: setattr(made.Root, "AcroForm", pikepdf.Dictionary(NeedAppearances=True)),
            "LIVE_FORM",
        ),
        (
            lambda made: setattr(
                made.pages[0].Resources.XObject["/AA"], "Filter", pikepdf.Name.JPXDecode
            ),
            "UNCLEANABLE",
        ),
        (
            lambda made: setattr(
                made.pages[0].Resources.XObject["/AA"],
                "Filter",
                pikepdf.Array([pikepdf.Name.ASCIIHexDecode, pikepdf.Name.DCTDecode]),
            ),
            "UNCLEANABLE",
        ),
    ],
)
def test_a_document_that_cannot_be_cleaned_is_refused(change: object, told: str) -> None:
    assert refusal(corpus.document(change)) == getattr(refusals, told)  # type: ignore[arg-type]


def test_a_document_of_too_many_pages_is_refused() -> None:
    def lengthen(made: pikepdf.Pdf) -> None:
        made.pages.extend([made.pages[0]] * 3)

    assert "3 页" in refusal(corpus.document(lengthen), Limits(pages=3))


def test_a_file_is_cleaned_in_a_process_of_its_own() -> None:
    found = cleaning.clean(BytesIO(corpus.photo(6)))
    content = b"".join(found.pieces())
    assert (found.media_type, found.size, found.pages) == ("image/jpeg", len(content), None)
    assert (found.width, found.height) == (40, 60)
    assert CANARY not in content
    found.close()
    with pytest.raises(FileRefused) as refused:
        cleaning.clean(BytesIO(corpus.bomb()))
    assert "4000" in str(refused.value.message)


@pytest.mark.parametrize("limits", [Limits(memory_bytes=1 << 20), Limits(wall_seconds=0)])
def test_a_process_that_asks_for_too_much_is_ended_and_the_person_told(limits: Limits) -> None:
    with pytest.raises(FileRefused) as refused:
        cleaning.clean(BytesIO(corpus.photo()), limits)
    assert refused.value.message == refusals.ABNORMAL


def test_a_file_that_is_too_large_never_reaches_the_process() -> None:
    with pytest.raises(FileRefused, match="0 MB"):
        cleaning.clean(BytesIO(corpus.photo()), Limits(file_bytes=100))
