"""Files made to do harm: each is refused in time, and the process that asked lives on."""

import random
import resource
import subprocess
from contextlib import suppress

import pytest

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.reading import read_workbook
from casework.sheets.refusals import SheetRefused
from tests.sheets.samples import packed, roster, sheet_xml, xlsx

SECONDS = 10
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR_CORNER = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = (
    '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
# Noise keeps the ratio of packed to unpacked where it raises no suspicion.
NOISE = {"xl/media/noise.bin": random.Random(1).randbytes(1 << 20)}
OUTSIDE = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """What the user is told; it must come in time, counted in the reading process's own work."""
    start = _worked()
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data, "台账.xlsx", limits)
    assert _worked() - start < SECONDS
    return refused.value.message


def _worked() -> float:
    """The processor seconds of all reading processes so far: other load does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def blanks(count: int) -> bytes:
    """A sheet that is mostly blanks, which pack a thousand to one."""
    return sheet_xml(CELL).encode().replace(b"<sheetData>", b"<sheetData>" + b" " * count)


def test_a_sheet_that_unpacks_to_far_more_than_memory_allows() -> None:
    bomb = packed(blanks(300 << 20))

    assert len(bomb) < 1 << 20
    assert refusal(bomb) == refusals.ABNORMAL


def test_a_sheet_far_denser_than_any_ledger() -> None:
    assert refusal(packed(blanks(90 << 20))) == refusals.ABNORMAL


def test_an_archive_that_understates_what_it_unpacks_to() -> None:
    sheet = blanks(150 << 20)
    honest = packed(sheet)
    size = len(sheet).to_bytes(4, "little")
    lying = honest.replace(size, (4096).to_bytes(4, "little"))

    assert lying != honest
    assert refusal(lying) in {refusals.DAMAGED, refusals.ABNORMAL}


def test_two_cells_in_opposite_corners() -> None:
    message = refusal(packed(sheet_xml(CELL + FAR_CORNER)))

    assert message == "表格在第50000行之后还有内容，请删去多余的行后再上传"


def test_a_corner_written_without_references() -> None:
    rows = CELL + '<row r="1048576"><c><v>1</v></c></row>'

    assert "50000行" in refusal(packed(sheet_xml(rows)))


def test_more_columns_than_any_ledger_has() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="GS1"><v>1</v></c></row>'

    assert refusal(packed(sheet_xml(rows))) == "表格超过200列，请删去多余的列后再上传"


def test_the_widest_allowed_rectangle_is_read() -> None:
    rows = CELL + '<row r="50000"><c r="GR50000"><v>1</v></c></row>'
    (sheet,) = read_workbook(packed(sheet_xml(rows)), "a.xlsx").sheets

    assert [row.number for row in sheet.rows] == [1, 50_000]


def test_styled_blank_cells_may_lie_anywhere() -> None:
    rows = CELL + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (sheet,) = read_workbook(packed(sheet_xml(rows)), "a.xlsx").sheets

    assert [row.number for row in sheet.rows] == [1]


@pytest.mark.parametrize("definition", [ENTITIES, OUTSIDE, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_definitions(definition: str, encoding: str) -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    sheet = sheet_xml(cell, definition).encode(encoding)

    assert refusal(packed(sheet)) == refusals.ABNORMAL


def test_definitions_in_any_other_part() -> None:
    strings = f"{ENTITIES}<sst><si><t>&i;</t></si></sst>"

    assert refusal(packed(sheet_xml(CELL), {"xl/sharedStrings.xml": strings})) == (
        refusals.ABNORMAL
    )


def test_an_archive_inside_an_archive() -> None:
    inner = packed(sheet_xml(CELL))

    outer = packed(sheet_xml(CELL), {"xl/embeddings/a.zip": inner})

    assert [sheet.name for sheet in read_workbook(outer, "a.xlsx").sheets] == ["台账"]


def test_a_thousand_sheets() -> None:
    more = {f"xl/worksheets/sheet{number}.xml": sheet_xml(CELL) for number in range(2, 1001)}

    assert refusal(packed(sheet_xml(CELL), more)) == refusals.ABNORMAL


def test_far_too_many_rows() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_001))

    assert refusal(packed(sheet_xml(rows))).startswith("文件超过5000行")


def test_far_too_many_merged_ranges() -> None:
    merges = '<mergeCell ref="A1:B2"/>' * 100_000
    sheet = sheet_xml(f"{CELL}</sheetData><mergeCells>{merges}</mergeCells><sheetData>")

    assert refusal(packed(sheet, NOISE)) == refusals.ABNORMAL


def test_far_too_many_elements() -> None:
    assert refusal(packed(sheet_xml(CELL + "<x/>" * 3_600_000), NOISE)) == refusals.ABNORMAL


def test_elements_nested_a_million_deep() -> None:
    assert refusal(packed(sheet_xml("<a>" * 1_000_000), NOISE)) == refusals.DAMAGED


@pytest.mark.parametrize("kept", [0.999, 0.9, 0.5, 0.01])
def test_truncated_workbooks(kept: float) -> None:
    whole = roster("county-ledger.xlsx")

    assert refusal(whole[: int(len(whole) * kept)]) == refusals.DAMAGED


def test_a_workbook_without_its_sheet() -> None:
    broken = packed(sheet_xml(CELL)).replace(b"sheet1.xml", b"sheet9.xml", 1)

    assert refusal(broken) == refusals.DAMAGED


def test_damaged_bytes_end_in_a_refusal_or_a_workbook() -> None:
    whole = bytearray(xlsx([["姓名", "性别"], ["张三", "男"]]))
    chance = random.Random(20261101)
    for _ in range(12):
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(SheetRefused):
            assert read_workbook(bytes(damaged), "台账.xlsx").sheets


def test_a_reader_that_asks_for_too_much_memory_ends_alone() -> None:
    limits = Limits(memory_bytes=256 << 20, last_row=1_048_576, last_column=16_384)

    assert refusal(packed(sheet_xml(CELL + FAR_CORNER)), limits) == refusals.ABNORMAL


def test_a_reader_that_takes_too_long_ends_alone() -> None:
    assert refusal(packed(sheet_xml(CELL)), Limits(wall_seconds=0)) == refusals.ABNORMAL


def test_a_reader_that_says_too_much_ends_alone() -> None:
    table = "姓名\n" + "张三\n" * 3000

    assert refusal(table.encode(), Limits(result_bytes=4096)) == refusals.ABNORMAL


def test_a_reader_that_uses_too_much_processor_ends_alone() -> None:
    busy = packed(sheet_xml("<x/>" * 10_000_000))
    limits = Limits(cpu_seconds=1, unpacked_ratio=10_000, xml_elements=10**9)

    assert refusal(busy, limits) == refusals.ABNORMAL


def test_the_reader_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*arguments: object, env: dict[str, str], **options: object) -> object:
        given.append(env)
        return run(*arguments, env=env, **options)  # type: ignore[call-overload]

    monkeypatch.setenv("CASEWORK_SECRET_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", spy)
    read_workbook("姓名\n张三\n".encode(), "a.csv")

    assert [name for name in given[0] if name.startswith("CASEWORK")] == []
