import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from casework.ui.assets import SOURCE, build_assets
from casework.ui.icons import icon

KILOBYTE = 1024


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    folder = tmp_path / "assets"
    return folder, build_assets(SOURCE, folder)


def test_names_carry_a_digest_of_the_content(built: tuple[Path, dict[str, str]]) -> None:
    _, addresses = built
    assert re.fullmatch(r"/assets/app\.[0-9a-f]{12}\.css", addresses["app.css"])
    assert set(addresses) >= {"app.css", "app.js", "mark.svg"}


def test_compressed_twins_hold_the_same(built: tuple[Path, dict[str, str]]) -> None:
    folder, addresses = built
    plain = folder / Path(addresses["app.css"]).name
    content = plain.read_bytes()
    assert gzip.decompress(Path(f"{plain}.gz").read_bytes()) == content
    assert brotli.decompress(Path(f"{plain}.br").read_bytes()) == content


def test_a_second_start_writes_nothing(built: tuple[Path, dict[str, str]]) -> None:
    folder, addresses = built
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert build_assets(SOURCE, folder) == addresses
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_changed_file_gets_a_new_address(tmp_path: Path) -> None:
    source = tmp_path / "static"
    (source / "css").mkdir(parents=True)
    for style in (SOURCE / "css").iterdir():
        (source / "css" / style.name).write_text("a{}")
    (source / "app.js").write_text("1")
    before = build_assets(source, tmp_path / "built")
    (source / "app.js").write_text("2")
    after = build_assets(source, tmp_path / "built")
    assert before["app.css"] == after["app.css"]
    assert before["app.js"] != after["app.js"]


def test_every_style_sheet_goes_out(built: tuple[Path, dict[str, str]]) -> None:
    folder, addresses = built
    sheet = (folder / Path(addresses["app.css"]).name).read_text()
    for style in (SOURCE / "css").iterdir():
        rule = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL).split("{")[0].strip()
        assert rule in sheet, style.name


def test_style_and_script_stay_small(built: tuple[Path, dict[str, str]]) -> None:
    folder, addresses = built
    sent = [Path(f"{folder / Path(address).name}.br") for address in addresses.values()]
    assert sum(path.stat().st_size for path in sent if path.exists()) < 20 * KILOBYTE


def test_files_are_served_compressed_and_for_ever(bare_app: Flask) -> None:
    address = bare_app.extensions["assets"]["app.css"]
    answer = bare_app.test_client().get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    answer.close()


def test_an_icon_is_drawn_for_the_eye_only() -> None:
    drawn = icon("telephone-fill", 24)
    assert 'class="icon"' in drawn
    assert 'width="24"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "<path" in drawn


def test_an_unknown_icon_is_a_fault() -> None:
    with pytest.raises(LookupError, match="no such icon"):
        icon("no-such-thing")
