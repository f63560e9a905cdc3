"""Lexical search finds names and numbers, follows the store, and is made again whatever is wrong with its files."""

from __future__ import annotations

import json
import math
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexUnwritable
from index.lexical import LexicalIndex, Searchable
from index.words import words
from tests.fakes.disks import no_file_larger_than

ROOT = Path(__file__).parents[2]
RAQQA = Searchable(
    1,
    10,
    "Raqqa, the last days",
    [
        "US-led forces took 1,000 prisoners near Deir al-Zor.",
        "Ilham Ahmed co-chairs the council.",
        "Nothing else was said.",
    ],
)
CANAL = Searchable(2, 20, "The Ever Given", ["The ship is 400 metres long.", "Wilhelm Röntgen was not on board."])


def asked(index: LexicalIndex, question: str, reports: set[int] | None = None) -> list[int]:
    """Return the sentence ids found for a question."""
    return index.search(words(question), 50, reports).tolist()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an index of two reports, closed."""
    index = LexicalIndex(tmp_path / "lexical")
    index.update(2, [], [RAQQA, CANAL])
    return tmp_path / "lexical"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who is Ilham Ahmed?", 11),
        ("1000", 10),
        ("1,000", 10),
        ("U.S.", 10),
        ("al-Zor", 10),
        ("zor", 10),
        ("400", 20),
        ("Rontgen", 21),
        ("RÖNTGEN", 21),
    ],
)
def test_names_and_numbers_are_found_however_they_are_written(folder: Path, question: str, sentence: int) -> None:
    """Vectors lose them; this search is there so that they are not lost."""
    assert asked(LexicalIndex(folder), question)[0] == sentence


def test_the_title_is_searched_with_every_sentence(folder: Path) -> None:
    """A sentence under a title on the subject need not repeat it."""
    assert sorted(asked(LexicalIndex(folder), "raqqa")) == [10, 11, 12]


def test_words_that_stand_nowhere_find_nothing(folder: Path) -> None:
    """Nor does a question without words."""
    assert asked(LexicalIndex(folder), "volcano ash") == []
    assert asked(LexicalIndex(folder), "?!") == []


def test_only_the_reports_asked_for_are_searched(folder: Path) -> None:
    """And an empty scope is not the same as none."""
    index = LexicalIndex(folder)
    assert set(asked(index, "was the raqqa ship", {2})) == {20, 21}
    assert asked(index, "was the raqqa ship", set()) == []
    assert asked(index, "was the raqqa ship", {99}) == []


def test_dropped_reports_are_never_found(folder: Path) -> None:
    """At once, and after opening again."""
    index = LexicalIndex(folder)
    index.update(3, [1], [])
    for now in (index, LexicalIndex(folder)):
        assert asked(now, "Ilham Ahmed raqqa") == []
        assert asked(now, "Röntgen") == [21]
        assert now.seq == 3


def test_a_report_that_was_half_added_before_a_crash_is_not_there_twice(folder: Path) -> None:
    """Following drops what it adds, so doing it twice is doing it once."""
    index = LexicalIndex(folder)
    index.update(2, [1, 2], [RAQQA, CANAL])
    assert asked(index, "Röntgen") == [21]
    assert index.rarity(["ahm"]) == LexicalIndex(folder).rarity(["ahm"])


def test_rarity_and_mean_length_are_those_of_a_count_by_hand(folder: Path) -> None:
    """ln(1 + 4.5 / 1.5) for a word in one of five sentences, ln(1 + 5.5 / 0.5) for one in none."""
    index, [ahmed] = LexicalIndex(folder), words("Ahmed")
    assert index.rarity([ahmed, "volcano"]) == {
        ahmed: pytest.approx(math.log(4)),
        "volcano": pytest.approx(math.log(12)),
    }
    total = sum(len(words(text)) for text in (*RAQQA.sentences, *CANAL.sentences))
    assert index.mean_length == pytest.approx(total / 5)


def test_an_empty_index_has_a_mean_length_of_one(tmp_path: Path) -> None:
    """Nothing is divided by zero."""
    index = LexicalIndex(tmp_path / "lexical")
    assert (index.mean_length, index.seq) == (1.0, 0)
    assert asked(index, "anything") == []


def test_every_damaged_file_makes_the_index_begin_anew(folder: Path, tmp_path: Path) -> None:
    """One changed bit anywhere: tantivy would panic or find other sentences, so its files are never read then."""
    kept = sorted(file for file in folder.iterdir() if file.stat().st_size and not file.name.startswith("."))
    assert len(kept) > 5
    for file in kept:
        harmed = Path(shutil.copytree(folder, tmp_path / f"harmed-{file.name}"))
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 4
        (harmed / file.name).write_bytes(content)
        index = LexicalIndex(harmed)
        assert index.seq == 0, file.name
        index.update(2, [], [RAQQA, CANAL])
        assert asked(index, "Röntgen") == [21]


def test_every_missing_file_makes_the_index_begin_anew(folder: Path, tmp_path: Path) -> None:
    """The watermark too: an index without one may hold anything."""
    for file in sorted(file for file in folder.iterdir() if not file.name.startswith(".")):
        harmed = Path(shutil.copytree(folder, tmp_path / f"harmed-{file.name}"))
        (harmed / file.name).unlink()
        assert LexicalIndex(harmed).seq == 0, file.name


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seq": "x"}', '{"unknown": 1}', "\udc80"])
def test_a_watermark_that_makes_no_sense_makes_the_index_begin_anew(folder: Path, content: str) -> None:
    """Whatever stands in it."""
    (folder / "watermark.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    assert LexicalIndex(folder).seq == 0


def test_an_index_of_another_version_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other words would be in it."""
    monkeypatch.setattr("index.lexical._FORMAT", "99.1")
    assert LexicalIndex(folder).seq == 0


def test_a_closed_index_is_opened_with_all_that_it_held(folder: Path) -> None:
    """Nothing is made again without need."""
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir() if file.name != "watermark.json"}
    index = LexicalIndex(folder)
    assert index.seq == 2
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before


@pytest.mark.parametrize("room", [0, 200, 2_000, 20_000])
def test_a_full_disk_is_told_in_a_sentence_and_mended_by_the_next_update(folder: Path, room: int) -> None:
    """The index is a copy: it begins anew when there is space again."""
    index = LexicalIndex(folder)
    big = Searchable(3, 30, "Big", [f"word number{n} of long{n * 7919} text" for n in range(3_000)])
    with no_file_larger_than(room), pytest.raises(IndexUnwritable, match=r"cannot be written .*free some space"):
        index.update(3, [], [big])
    index.update(3, [1, 2, 3], [RAQQA, CANAL, big])
    assert asked(index, "Röntgen") == [21]
    assert LexicalIndex(folder).seq == 3


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    """As where a file is in its place."""
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(IndexUnwritable, match=r"rights, and ask again\. The reports are untouched"):
        LexicalIndex(tmp_path / "index" / "lexical")


WRITER = """
import sys, pathlib
from index import lexical
index = lexical.LexicalIndex(pathlib.Path(sys.argv[1]))
writer = index._index.writer(50_000_000, 1)
half = lexical.Searchable(3, 30, "Half", ["A half added sentence."] * 500)
if sys.argv[2] == "commit":
    index._write(writer, [], [half])
else:
    lexical._add(writer, half)
print("at work", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["open", "commit"])
def test_after_kill_9_in_mid_update_the_index_follows_on(folder: Path, moment: str) -> None:
    """Before the commit, and between commit and watermark: orphan files and locks of the dead block nothing."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), moment], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"at work\n"
        child.send_signal(signal.SIGKILL)
    for orphan in ("0" * 32 + ".idx", "0" * 32 + ".term"):
        (folder / orphan).write_bytes(b"orphan")
    index = LexicalIndex(folder)
    third = Searchable(3, 30, "Third", ["The third report came later."])
    index.update(3, [3] if index.seq else [], [third] if index.seq else [RAQQA, CANAL, third])
    assert asked(index, "half added") == []
    assert asked(index, "came later") == [30]
    assert asked(LexicalIndex(folder), "Röntgen") == [21]


def test_two_hundred_reports_keep_their_words_apart(tmp_path: Path) -> None:
    """Each name is found in its own sentence, after updates in several steps."""
    index = LexicalIndex(tmp_path / "lexical")
    for step in range(4):
        batch = [Searchable(n, n * 10, "", [f"name{n} spoke"]) for n in range(step * 50 + 1, step * 50 + 51)]
        index.update(step + 1, [], batch)
    for n in (1, 50, 51, 137, 200):
        assert asked(index, f"name{n}")[0] == n * 10
    held = json.loads((tmp_path / "lexical" / "watermark.json").read_text().partition("\n")[2])
    assert len(held["lengths"]) == 200
