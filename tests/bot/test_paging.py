"""`page` as it is typed: a PNG and a line that says what it shows, or what to do instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from corpus.boxes import pack
from corpus.report import Block, Extract
from corpus.store import Store
from tests.fakes.additions import addition, of_extract
from tests.fakes.printed import printed

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder with a printed report of 60 sentences and a text."""
    made = printed(60)
    extract = Extract(made.text, (Block(0, len(made.text), page=1),), format="pdf", boxes=pack(made.lines))
    folder = tmp_path / "data"
    with Store(folder, durable=False) as store:
        store.add(of_extract(extract, made.pdf, "survey.pdf", title="Water and bread"))
        store.add(addition("The city fell on Monday.", "city.txt"))
    return str(folder)


def crossing(folder: str) -> tuple[int, int]:
    """Return the number of the sentence that stands on pages 1 and 2, and how many there are."""
    made = printed(60)
    turn = next(line.start for line in made.lines if line.page == 2)
    with Store(Path(folder), writable=False) as store:
        spans = store.spans(1)
    return next(n for n, (start, end) in enumerate(spans, 1) if start < turn < end), len(spans)


def test_the_picture_is_written_and_told(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which page, whose, which sentence, where."""
    target = tmp_path / "page.png"
    assert main(["--data", data, "page", "1", "--sentence", "3", "-o", str(target)]) == 0
    assert target.read_bytes().startswith(PNG)
    assert capsys.readouterr().out == f"Wrote page 1 of “Water and bread”, sentence 3 marked, to {target}.\n"


def test_a_sentence_on_two_pages_is_drawn_on_either(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first unless another is named."""
    target, (number, _) = tmp_path / "page.png", crossing(data)
    sentence = ["--sentence", str(number), "-o", str(target)]
    assert main(["--data", data, "page", "1", *sentence]) == 0
    assert "Wrote page 1" in (said := capsys.readouterr().out)
    assert said.endswith(" It stands on page 2 too.\n")
    assert main(["--data", data, "page", "1", "2", *sentence, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target), "page": 2, "pages": [1, 2]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1", "--sentence", "999"], "Report 1 has 60 sentences, and no sentence 999: `show 1` lists them."),
        (["1", "7", "--sentence", "3"], "The sentence is not on page 7: it stands on page 1."),
        (["2", "--sentence", "1"], "Report 2 (city.txt) has no pages: it is of the format text; `show 2`"),
        (["9", "--sentence", "1"], "There is no report 9: `reports` lists those there are."),
    ],
)
def test_what_cannot_be_drawn_is_told_with_what_to_do(
    arguments: list[str], words: str, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and no file."""
    target = tmp_path / "page.png"
    assert main(["--data", data, "page", *arguments, "-o", str(target)]) == 1
    assert words in capsys.readouterr().err
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_told(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason that the system gives."""
    target = tmp_path / "missing" / "page.png"
    assert main(["--data", data, "page", "1", "--sentence", "3", "-o", str(target)]) == 1
    assert (
        capsys.readouterr().err == f"{target} cannot be written: No such file or directory; choose another with -o.\n"
    )


@pytest.mark.parametrize("number", ["0", "x", "-1", "1.5"])
def test_a_number_that_is_none_is_wrong_usage(number: str, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, as for every command."""
    with pytest.raises(SystemExit) as ended:
        main(["--data", data, "page", "1", "--sentence", number, "-o", "page.png"])
    assert ended.value.code == 2
    assert "--sentence" in capsys.readouterr().err
