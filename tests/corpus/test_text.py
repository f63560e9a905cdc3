"""Plain text: every usual encoding, and paragraphs whether lines are broken or not."""

from __future__ import annotations

import codecs
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import OverLimit, UnreadableReport
from corpus.formats import decoding, text
from corpus.formats.decoding import decode
from corpus.report import BlockKind, Extract

ENGLISH = "The “city” fell – at last – in October. The SDF’s commander said he couldn’t put a date on it. "
GERMAN = "Die Stadt wurde im Oktober befreit. Der Sprecher erklärte, die Kämpfe würden bald aufhören. "
FRENCH = "La ville a été libérée après quatre mois de siège. Le général espérait la fin des opérations. "
POLISH = "Miasto zostało wyzwolone w październiku. Rzecznik powiedział, że walki wkrótce się skończą na południu. "
CZECH = "Město bylo osvobozeno v říjnu. Mluvčí řekl, že boje brzy skončí. Uprchlíci žili v táborech na severu. "
RUSSIAN = "Город был освобождён в октябре. Командиры сообщили, что бои продолжаются в центре города. "
ARABIC = "سقطت المدينة في أكتوبر بعد أربعة أشهر من القتال. هرب السكان إلى المخيمات في الشمال. "
JAPANESE = "市の戦いは六月に始まった。部隊は十月に市を制圧した。司令官は作戦が終わると述べた。住民は北へ逃れた。"
CHINESE = "战役于六月开始。部队在十月控制了这座城市。指挥官说行动即将结束。居民逃往北部的难民营。"
ENCODINGS = [
    *((words, code) for words in (ENGLISH, RUSSIAN, CHINESE) for code in ("utf-8", "utf-8-sig", "utf-16", "utf-32")),
    *((ENGLISH, code) for code in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252")),
    *((GERMAN, code) for code in ("cp1252", "latin-1")),
    *((FRENCH, code) for code in ("cp1252", "latin-1")),
    *((RUSSIAN, code) for code in ("cp1251", "koi8-r", "iso8859-5")),
    *((JAPANESE, code) for code in ("shift_jis", "euc-jp", "iso2022_jp")),
    (CHINESE, "gb18030"),
    (ARABIC, "cp1256"),
    (POLISH, "cp1250"),
    (CZECH, "cp1250"),
]


@pytest.mark.parametrize(("words", "code"), ENCODINGS)
def test_a_usual_encoding_is_read_right(words: str, code: str) -> None:
    """What was written comes back, character for character."""
    assert decode((words * 6).encode(code), "report.txt") == words * 6


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE])
def test_a_byte_order_mark_is_no_part_of_the_text(mark: bytes) -> None:
    """The mark says how to read; it is not read."""
    code = next(code for known, code in decoding._MARKS if known == mark)
    assert decode(mark + "Words.".encode(code), "report.txt") == "Words."


def test_few_bytes_are_taken_for_western() -> None:
    """Under 200 bytes a guess is worth nothing; Windows-1252 is the likeliest."""
    assert decode("“Café”".encode("cp1252"), "report.txt") == "“Café”"


def test_a_single_damaged_byte_is_shown_as_damage() -> None:
    """A file of UTF-8 with one bad byte keeps all else, and U+FFFD stands where the byte was."""
    assert decode(GERMAN.encode() * 9 + b"\xe9", "report.txt") == GERMAN * 9 + "\ufffd"


def test_two_encodings_in_one_file_are_refused() -> None:
    """Half UTF-8 and half Latin-1 has no right reading, so the person is told."""
    with pytest.raises(UnreadableReport, match=r"UTF-8 text with .* characters in another encoding"):
        decode((GERMAN * 20).encode() + (GERMAN * 20).encode("latin-1"), "report.txt")


@pytest.mark.parametrize("code", ["utf-16", "utf-32"])
def test_wide_text_that_breaks_off_is_refused(code: str) -> None:
    """Half a character at the end means that the file is not whole."""
    with pytest.raises(UnreadableReport, match="breaks at byte"):
        decode("The city fell.".encode(code)[:-1], "report.txt")


def test_lone_surrogates_are_refused() -> None:
    """UTF-16 with half a pair is damaged; such text could not be stored."""
    with pytest.raises(UnreadableReport, match="UTF-16-LE"):
        decode(b"\xff\xfe\x00\xd8a\x00", "report.txt")


def test_line_ends_of_all_kinds_become_one() -> None:
    """Windows, old Mac, Unicode's own, and form feeds."""
    assert decode("a\r\nb\rc\u2028d\x0ce\x85f".encode(), "report.txt") == "a\nb\nc\nd\ne\nf"


def test_a_rare_control_character_is_shown_as_damage() -> None:
    """One bell in a page is replaced; it is never stored."""
    assert decode(b"The city fell.\x07 " + b"It was late. " * 20, "report.txt").startswith("The city fell.\ufffd ")


@pytest.mark.parametrize("data", [b"\x00" * 999, b"The city\x00 fell. " * 50, b"\x01\x02 a" * 50])
def test_what_holds_zeros_or_many_control_characters_is_no_text(data: bytes) -> None:
    """Binary data is refused with the count that gave it away."""
    with pytest.raises(UnreadableReport, match="so it is not text"):
        decode(data, "report.txt")


def test_text_beyond_the_limit_is_refused_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message holds the limit and the measured length."""
    monkeypatch.setattr(decoding, "MOST_CHARACTERS", 1_000)
    with pytest.raises(OverLimit, match=r"1,001 characters, more than 1,000 \(limit\)"):
        decode(b"x" * 1_001, "report.txt")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
@settings(max_examples=300, deadline=None)
def test_text_is_never_normalised(words: str) -> None:
    """Composed, decomposed and compatibility characters all stay as they were written."""
    kept = words.replace("\u2028", "\n").replace("\u2029", "\n")
    assert decode(codecs.BOM_UTF8 + words.encode(), "report.txt") == kept


@given(st.text(alphabet=st.sampled_from("ab. \n\t-1)"), max_size=400))
@settings(max_examples=300, deadline=None)
def test_blocks_cover_every_visible_character_in_order(words: str) -> None:
    """No line is lost, no block overlaps, and the text is as it was."""
    extract = text.read(words.encode(), "report.txt")
    assert extract.text == words
    assert all(a.end <= b.start for a, b in pairwise(extract.blocks))
    assert "".join("".join(blocks(extract)).split()) == "".join(words.split())


PROSE = [
    (
        "The convoy left the city on Saturday night with about three thousand people in fifty buses and trucks, and "
        "nobody stopped it on its long way to the east, where the front had moved."
    ),
    (
        "Its passengers were fighters and their families. The council had arranged the agreement with the elders of "
        "the tribes, who had asked for it since the spring, as the spokesman recalled."
    ),
]


def blocks(extract: Extract) -> list[str]:
    """Return the words of every block."""
    return [extract.text[block.start : block.end] for block in extract.blocks]


@pytest.mark.parametrize("columns", [60, 72, 80, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n \n\n"])
def test_broken_lines_are_one_paragraph(columns: int, between: str) -> None:
    """Text broken at a column has its paragraphs back, and is not altered."""
    broken = between.join(textwrap.fill(paragraph, columns) for paragraph in PROSE)
    extract = text.read(broken.encode(), "report.txt")
    assert [" ".join(block.split()) for block in blocks(extract)] == PROSE
    assert extract.text == broken


def test_a_short_line_ends_a_paragraph_of_broken_lines() -> None:
    """Where no empty line stands between paragraphs, the last line of one gives it away."""
    broken = "\n".join(textwrap.fill(paragraph, 80) for paragraph in PROSE)
    assert [" ".join(block.split()) for block in blocks(text.read(broken.encode(), "report.txt"))] == PROSE


def test_each_line_is_a_paragraph_where_lines_are_not_broken() -> None:
    """One paragraph a line is how most texts are saved."""
    assert blocks(text.read("\n".join(PROSE).encode(), "report.txt")) == PROSE


def test_a_heading_above_a_paragraph_does_not_run_into_it() -> None:
    """A short line with nothing under it to fill it stands alone."""
    words = "Report on the city\n" + textwrap.fill(PROSE[0], 72)
    assert blocks(text.read(words.encode(), "report.txt"))[0] == "Report on the city"


def test_items_of_a_list_are_blocks_of_their_own() -> None:
    """Bullets and numbers begin an item, also among broken lines."""
    words = textwrap.fill(PROSE[0], 70) + "\n- one thing\n- another thing\n1. a third"
    kinds = [block.kind for block in text.read(words.encode(), "report.txt").blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM]
