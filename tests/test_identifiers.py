"""ID numbers, phones, names and notes: the corpus of what people really type."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.identifiers import (
    IdentifierHint,
    IdKind,
    IdProblem,
    NameNote,
    NameProblem,
    PhoneKind,
    PhoneProblem,
    check_id_number,
    check_name,
    check_phone,
    clean_text,
    expected_check_digit,
    has_lone_surrogate,
    looks_like_identifier,
    normalise_id_number,
    normalise_name,
    normalise_phone,
    pinyin_of,
    to_eighteen,
)

TODAY = date(2026, 11, 1)
BOY = "990101201503150011"
GIRL = "99010120150315002X"

birth_dates = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
sequences = st.integers(min_value=0, max_value=999)


def id_number(birth_on: date, sequence: int) -> str:
    seventeen = f"990101{birth_on:%Y%m%d}{sequence:03d}"
    return seventeen + expected_check_digit(seventeen)


@given(birth_dates, sequences)
def test_a_right_number_tells_birth_date_and_sex(birth_on: date, sequence: int) -> None:
    checked = check_id_number(id_number(birth_on, sequence), today=TODAY)

    assert checked.problem is None
    assert checked.is_well_formed
    assert checked.check_digit_ok
    assert checked.birth_on == birth_on
    assert checked.sex == ("1" if sequence % 2 else "2")


@given(birth_dates, sequences, st.integers(0, 17), st.integers(1, 9))
def test_no_single_wrong_digit_passes(
    birth_on: date, sequence: int, position: int, shift: int
) -> None:
    number = id_number(birth_on, sequence)
    old = number[position]
    new = "0" if old == "X" else str((int(old) + shift) % 10)
    wrong = number[:position] + new + number[position + 1 :]

    assert not check_id_number(wrong).check_digit_ok


@given(birth_dates, sequences, st.data())
def test_any_way_of_typing_a_number_means_that_number(
    birth_on: date, sequence: int, data: st.DataObject
) -> None:
    number = id_number(birth_on, sequence)
    full_width = {character: chr(ord(character) + 0xFEE0) for character in number}
    typed = data.draw(st.sampled_from(["", "身份证号:", "公民身份号码：", "'", "ID:"]))
    for character in number:
        variant = data.draw(st.sampled_from([character, character.lower(), full_width[character]]))
        typed += variant + data.draw(st.sampled_from(["", "", "", " ", "-", "\u3000", "\u200b"]))

    assert normalise_id_number(typed) == number


@given(st.text())
def test_normalising_an_id_number_twice_changes_nothing(text: str) -> None:
    once = normalise_id_number(text)

    assert normalise_id_number(once) == once
    assert check_id_number(text).number == once


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", IdProblem.EMPTY),
        (" \u3000-", IdProblem.EMPTY),
        ("99010120150315001", IdProblem.WRONG_LENGTH),
        ("9901012015031500111", IdProblem.WRONG_LENGTH),
        ("99010120150315001①", IdProblem.WRONG_CHARACTERS),
        ("٩٩٠١٠١٢٠١٥٠٣١٥٠٠١١", IdProblem.WRONG_CHARACTERS),
        ("99010120150315001²", IdProblem.WRONG_CHARACTERS),
        ("9901012015031500X1", IdProblem.WRONG_CHARACTERS),
        ("未落户", IdProblem.WRONG_CHARACTERS),
        ("990101201503150012", IdProblem.CHECK_DIGIT),
        ("990101201502290012", IdProblem.NO_SUCH_DATE),
        ("990101201513010013", IdProblem.NO_SUCH_DATE),
        ("990101189912310017", IdProblem.BORN_BEFORE_1900),
        ("990101150315001", IdProblem.FIFTEEN_DIGITS),
        ("990101151315001", IdProblem.WRONG_LENGTH),
    ],
)
def test_each_fault_has_its_own_problem(typed: str, problem: IdProblem) -> None:
    assert check_id_number(typed).problem is problem


def test_date_and_check_digit_are_judged_apart() -> None:
    right_digit_no_such_day = check_id_number("990101201502290012")

    assert right_digit_no_such_day.check_digit_ok
    assert right_digit_no_such_day.birth_on is None
    wrong_digit = check_id_number("990101201503150012")
    assert not wrong_digit.check_digit_ok
    assert wrong_digit.birth_on == date(2015, 3, 15)


def test_birth_after_today_is_a_problem_only_when_today_is_given() -> None:
    unborn = id_number(date(2026, 11, 2), 1)

    assert check_id_number(unborn, today=TODAY).problem is IdProblem.BORN_AFTER_TODAY
    assert check_id_number(unborn).problem is None


def test_an_old_number_becomes_its_modern_form() -> None:
    modern = to_eighteen("990101650315001")

    assert modern.startswith("99010119650315001")
    assert check_id_number(modern).problem is None


def test_an_old_number_still_tells_birth_date_and_sex() -> None:
    checked = check_id_number("990101650315001")

    assert (checked.birth_on, checked.sex) == (date(1965, 3, 15), "1")


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        ("990101", IdKind.CITIZEN),
        ("320722", IdKind.CITIZEN),
        ("810000", IdKind.RESIDENCE_PERMIT),
        ("820000", IdKind.RESIDENCE_PERMIT),
        ("830000", IdKind.RESIDENCE_PERMIT),
        ("931840", IdKind.FOREIGNER),
    ],
)
def test_the_first_digits_tell_whose_number_it_is(region: str, kind: IdKind) -> None:
    seventeen = f"{region}20150315001"

    assert check_id_number(seventeen + expected_check_digit(seventeen)).kind is kind


def test_an_unknown_region_is_no_problem() -> None:
    seventeen = "00000020150315001"

    assert check_id_number(seventeen + expected_check_digit(seventeen)).problem is None


def test_neither_repr_nor_message_shows_the_number() -> None:
    checked = check_id_number("990101201503150012")

    assert checked.problem is not None
    assert "2015" not in repr(checked)
    assert not re.search("[0-9]{4}", checked.problem.message)


@pytest.mark.parametrize(
    ("typed", "stored", "kind"),
    [
        ("19900220464", "19900220464", PhoneKind.MOBILE),
        ("+86 199-0022-0464", "19900220464", PhoneKind.MOBILE),
        ("0086 19900220464", "19900220464", PhoneKind.MOBILE),
        ("8619900220464", "19900220464", PhoneKind.MOBILE),
        ("１９９００２２０４６４", "19900220464", PhoneKind.MOBILE),
        ("手机：199 0022 0464", "19900220464", PhoneKind.MOBILE),
        ("\u202d19900220464\u202c", "19900220464", PhoneKind.MOBILE),
        ("(0518)87212345", "0518-87212345", PhoneKind.LANDLINE),
        ("051887212345", "0518-87212345", PhoneKind.LANDLINE),
        ("010-62345678", "010-62345678", PhoneKind.LANDLINE),
        ("+86 518 8721 2345", "0518-87212345", PhoneKind.LANDLINE),
        ("87212345", "87212345", PhoneKind.LANDLINE),
        ("12349", "12349", PhoneKind.SERVICE),
        ("400-810-1234", "4008101234", PhoneKind.SERVICE),
    ],
)
def test_phones_are_cleaned(typed: str, stored: str, kind: PhoneKind) -> None:
    checked = check_phone(typed)

    assert (checked.number, checked.kind, checked.problem) == (stored, kind, None)
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", PhoneProblem.EMPTY),
        ("199002204645", PhoneProblem.WRONG_LENGTH),
        ("1990022046", PhoneProblem.WRONG_LENGTH),
        ("12900220464", PhoneProblem.NO_SUCH_NUMBER),
        ("问邻居", PhoneProblem.WRONG_CHARACTERS),
        ("١٩٩٠٠٢٢٠٤٦٤", PhoneProblem.WRONG_CHARACTERS),
        ("19900220464/19900220465", PhoneProblem.SEVERAL),
        ("19900220464、19900220465", PhoneProblem.SEVERAL),
    ],
)
def test_wrong_phones_are_told_apart(typed: str, problem: PhoneProblem) -> None:
    assert check_phone(typed).problem is problem


@given(st.text())
def test_normalising_a_phone_twice_changes_nothing(text: str) -> None:
    once = normalise_phone(text)

    assert normalise_phone(once) == once


@pytest.mark.parametrize(
    "name",
    [
        "𬭎",
        "㛃䶮",
        "王𰻝",
        "李〇",
        "𮯠",
        "\U00031350",
        "阿依古丽·买买提",
        "奴热艾力·" + "买买提" * 15,
        "ئايگۈل",
        "བསྟན་འཛིན",
        "O'Neil Smith-Jones",
        "张三（小名）",
    ],
)
def test_every_character_people_are_called_by_is_accepted(name: str) -> None:
    checked = check_name(name)

    assert checked.problem is None
    assert checked.name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("dot", "‧・•．·･∙⋅.")
def test_every_dot_is_stored_as_the_one_dot(dot: str) -> None:
    assert normalise_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"
    assert normalise_name(f"阿依古丽 {dot} 买买提") == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张　三", "张三"),
        ("  张三\n", "张三"),
        ("Mary   Ann", "Mary Ann"),
        ("J. Smith", "J. Smith"),
        ("\u202e张三\u202c", "张三"),
        ("张\u00ad三", "张三"),
        ("张\u0000三", "张三"),
        ("张\ud800三", "张三"),
        ("\ufeff张\u200b三", "张三"),
    ],
)
def test_names_are_trimmed_and_cleaned(typed: str, stored: str) -> None:
    assert normalise_name(typed) == stored


def test_names_are_never_replaced_by_compatibility_forms() -> None:
    # NFKC would turn the circled and the radical forms into other characters.
    assert normalise_name("⻢") == "⻢"
    assert normalise_name("Ａｎｎ") == "Ａｎｎ"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NameProblem.EMPTY),
        ("\u3000 ", NameProblem.EMPTY),
        ("·", NameProblem.EMPTY),
        ("李" * 101, NameProblem.TOO_LONG),
        ("张3", NameProblem.DIGITS),
        ("张３", NameProblem.DIGITS),
        ("张٣", NameProblem.DIGITS),
        ("张①", NameProblem.DIGITS),
        ("张😀", NameProblem.SYMBOLS),
        ("张🫠", NameProblem.SYMBOLS),
        ("张+李", NameProblem.SYMBOLS),
        ("张\ufffe", NameProblem.SYMBOLS),
        ("=张三", NameProblem.SYMBOLS),
        ("无", NameProblem.NOT_A_NAME),
        ("不详", NameProblem.NOT_A_NAME),
        ("--", NameProblem.NOT_A_NAME),
    ],
)
def test_what_is_no_name_is_refused(typed: str, problem: NameProblem) -> None:
    assert check_name(typed).problem is problem


def test_length_counts_code_points() -> None:
    assert check_name("𬭎" * 100).problem is None


def test_hidden_characters_are_removed_with_a_note() -> None:
    checked = check_name("张\u200b三")

    assert checked.name == "张三"
    assert checked.notes == (NameNote.HIDDEN_REMOVED,)


def test_private_use_characters_of_old_files_become_the_real_ones() -> None:
    old = bytes.fromhex("FE59").decode("gb18030")

    assert old == "\ue81e"
    assert check_name(f"{old}王").name == "\u9fb4王"
    assert check_name(f"{old}王").notes == ()
    assert normalise_name("\ue816") == "\U00020087"
    assert normalise_name("\ue863") == bytes.fromhex("FE9F").decode("gb18030")


def test_other_private_use_characters_are_kept_and_flagged() -> None:
    checked = check_name("王\ue000")

    assert checked.problem is None
    assert checked.notes == (NameNote.RARE_UNCONFIRMED,)


@given(st.text(max_size=60))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)

    assert normalise_name(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not has_lone_surrogate(once)


@given(st.text(alphabet=st.characters(codec="gb18030", categories=["Lo"]), min_size=1, max_size=99))
def test_letters_of_gb18030_are_never_refused(name: str) -> None:
    assert check_name(f"{name}李").problem is None


def test_notes_keep_emoji_and_lines_but_nothing_a_database_refuses() -> None:
    note = clean_text(" 孩子很好😀\r\n下次\x00再来\x07\ud800 ")

    assert note == "孩子很好😀\n下次再来"


def test_reading_direction_controls_become_visible() -> None:
    assert clean_text("abc\u202edef") == "abc[U+202E]def"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "'; DROP", "../../x"])
def test_markup_is_only_text(text: str) -> None:
    assert clean_text(text) == text


@given(st.text())
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize(
    ("note", "hint"),
    [
        (f"身份证{BOY}", IdentifierHint.ID_NUMBER),
        ("990101 20150315 0011", IdentifierHint.ID_NUMBER),
        ("９９０１０１２０１５０３１５００２ｘ", IdentifierHint.ID_NUMBER),
        ("老证 990101650315001", IdentifierHint.ID_NUMBER),
        ("爸爸电话19900220464", IdentifierHint.PHONE),
        ("199-0022-0464", IdentifierHint.PHONE),
        ("补贴1300元，2026年10月7日发放", None),
        ("流水号 20261007000000001234567", None),
        ("", None),
    ],
)
def test_notes_that_hold_a_number_are_noticed(note: str, hint: IdentifierHint | None) -> None:
    assert looks_like_identifier(note) is hint


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单晓明", "shanxiaoming", "sxm"),
        ("曾桂兰", "zengguilan", "zgl"),
        ("仇英", "qiuying", "qy"),
        ("区志强", "ouzhiqiang", "ozq"),
        ("解缙", "xiejin", "xj"),
        ("查良镛", "zhaliangyong", "zly"),
        ("任小红", "renxiaohong", "rxh"),
        ("朴永生", "piaoyongsheng", "pys"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟明", "moqiming", "mqm"),
        ("吕布", "lvbu", "lb"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("J. Smith", "jsmith", "js"),
        ("", "", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, full: str, initials: str) -> None:
    assert pinyin_of(name) == (full, initials)
