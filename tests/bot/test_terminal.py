"""The commands that keep, check, verify and measure, run as they are typed."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path

import pytest

from bot.cli import main
from bot.remembered import Asked, Remembered
from corpus.store import Store
from index.answer import Query, Searched
from index.retrieval import SENTENCE_VECTORS
from tests.fakes.additions import addition
from tests.fakes.hashing import HashedWords

TEXT = "The dam at Tabqa was taken on 10 May 2017.\n\nNobody was hurt, said Ida Stone.\n"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder with one report."""
    (tmp_path / "dam.txt").write_text(TEXT, encoding="utf-8")
    folder = str(tmp_path / "data")
    assert main(["--data", folder, "add", str(tmp_path / "dam.txt"), "--date", "2017-05-11"]) == 0
    return folder


def test_check_finds_nothing_wrong_with_a_sound_folder(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Configuration, store, model and searches are each named."""
    assert main(["--data", data, "check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [one["wrong"] for one in found] == [None] * 7
    assert [one["checked"] for one in found][:4] == [
        *("configuration", "embedding model", "store (1 report)", "searches and reader")
    ]


def test_check_says_what_is_lost_without_ocr_and_libreoffice(
    data: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is a fault: the exit code is that of a sound folder."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("corpus.recognition.DATA", ())
    assert main(["--data", data, "check"]) == 0
    told = capsys.readouterr().out
    assert "- OCR (eng): not installed: scans and other pages without text are added without their words" in told
    assert "- LibreOffice: not installed: DOC, RTF, XLS and PPT are refused" in told
    assert "✓ page pictures" in told


def test_check_looks_at_every_server_and_goes_on_after_a_damaged_one(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged store of one server is named, and the next one is checked all the same."""
    for server in ("41", "42"):
        Store(Path(data, "servers", server)).close()
    Path(data, "servers", "41", "corpus.db").write_bytes(b"x" * 9_000)
    Path(data, "servers", "42", "asked.db").write_bytes(b"x" * 9_000)
    assert main(["--data", data, "check"]) == 1
    told = capsys.readouterr().out
    assert "✗ server 41: store: " in told
    assert "✓ server 42: store (0 reports)" in told
    assert "asked.db is damaged: move it away, no report is in it" in told


def test_check_names_a_report_whose_original_is_altered(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One changed byte is found, and the exit code says so."""
    original = next((Path(data) / "originals").iterdir())
    original.write_bytes(original.read_bytes()[:-2] + b"x\n")
    assert main(["--data", data, "check"]) == 1
    assert "dam.txt" in capsys.readouterr().out


def _embedded_by_another(data: str) -> None:
    with Store(Path(data)) as store:
        (report,) = store.reports()
        made = addition(TEXT, embedder=HashedWords())
        store.set_vectors(report.id, {SENTENCE_VECTORS: made.vectors[SENTENCE_VECTORS]})


def test_vectors_of_another_model_are_named_and_repaired(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` says what to do; `check --repair` does it."""
    _embedded_by_another(data)
    assert main(["--data", data, "check"]) == 1
    assert "check --repair" in capsys.readouterr().out
    assert main(["--data", data, "check", "--repair"]) == 0
    assert "embedding again" in capsys.readouterr().err


def test_a_question_after_a_change_of_the_model_embeds_again_and_is_answered(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to know of `check --repair`: an update is followed by the first question, visibly, and once."""
    _embedded_by_another(data)
    assert main(["--data", data, "ask", "when was the dam at Tabqa taken?"]) in (0, 1)
    seen = capsys.readouterr()
    assert "10 May 2017" in seen.out
    assert "embedding again" in seen.err
    assert main(["--data", data, "ask", "when was the dam at Tabqa taken?"]) in (0, 1)
    assert "embedding again" not in capsys.readouterr().err


def test_a_backup_comes_back_by_the_commands(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `backup` wrote, `restore` brings into another folder."""
    file, other = str(tmp_path / "all.zip"), str(tmp_path / "other")
    assert main(["--data", data, "backup", file]) == 0
    assert main(["--data", other, "restore", file]) == 0
    assert main(["--data", other, "show", "1"]) == 0
    assert "Nobody was hurt, said Ida Stone." in capsys.readouterr().out
    assert main(["--data", other, "restore", file]) == 1


def test_a_backup_holds_no_question_longer_than_it_may_be_kept(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither when it is written nor when it is restored a year later; a server's questions come back with it."""
    server = Path(data, "servers", "42")
    Store(server).close()
    now = datetime.now(UTC)
    for age, words in ((200, "an old secret"), (1, "who was hurt?")):
        asked = Asked(0, 1, 2, words, Query(words), False, True, Searched(1, 1, 0, None), ())
        with closing(
            Remembered(server / "asked.db", at_most=9, now=repeat(now - timedelta(days=age)).__next__)
        ) as book:
            book.keep(asked)
    file, other = tmp_path / "all.zip", tmp_path / "other"
    assert main(["--data", data, "backup", str(file)]) == 0
    assert "1 report of 2 servers" in capsys.readouterr().out
    assert b"an old secret" not in file.read_bytes()
    assert b"who was hurt?" in file.read_bytes()
    assert main(["--data", str(other), "restore", str(file)]) == 0
    with closing(Remembered(other / "servers" / "42" / "asked.db", at_most=9)) as book:
        assert [one.question for one in book.since(365)] == ["who was hurt?"]
    assert main(["--data", data, "backup", "--reports-only", str(file)]) == 0
    assert b"who was hurt?" not in file.read_bytes()


@pytest.mark.parametrize(
    ("quote", "code", "verdict"),
    [
        ("taken on 10 May 2017", 0, "exact"),
        ("Nobody was hurt, said Ida Stein.", 1, "differs"),
        ("Cheese.", 1, "absent"),
    ],
)
def test_verify_tells_exact_from_misquoted_from_absent(
    data: str, quote: str, code: int, verdict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 0 for an exact quote only; people and programs are told the same."""
    assert main(["--data", data, "verify", quote, "--json"]) == code
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["verdict"] == verdict
    assert main(["--data", data, "verify", quote]) == code


def test_evaluate_writes_a_line_a_question(tmp_path: Path) -> None:
    """Ids are those of the set, best first; the confidence is a number."""
    lines = ["The dam was taken in May.", "The road is long."]
    sentences = [{"id": f"s{n}", "doc": "d", "n": n, "text": text, "meta": {}} for n, text in enumerate(lines)]
    (tmp_path / "s.jsonl").write_text("\n".join(map(json.dumps, sentences)), encoding="utf-8")
    question = {"id": "q", "doc": "d", "question": "when was the dam taken?"}
    (tmp_path / "q.jsonl").write_text(json.dumps(question), encoding="utf-8")
    files = [str(tmp_path / name) for name in ("s.jsonl", "q.jsonl")]
    for mode in ("open", "report"):
        assert main(["evaluate", *files, "--predictions", str(tmp_path / "out.jsonl"), "--mode", mode]) == 0
        (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["ranked"] == ["s0", "s1"]
        assert 0 <= json.loads(line)["confidence"] <= 1


def test_a_set_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names file and line."""
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n{', encoding="utf-8")
    bad = str(tmp_path / "bad.jsonl")
    assert main(["evaluate", bad, bad, "--predictions", str(tmp_path / "out")]) == 1
    assert "bad.jsonl, line 2" in capsys.readouterr().err


def test_collections_are_listed_opened_and_closed(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `add --collection` makes is seen by nobody in Discord until somebody opens it."""
    (tmp_path / "memo.txt").write_text("The memo is short.", encoding="utf-8")
    assert main(["--data", data, "add", str(tmp_path / "memo.txt"), "--collection", "legal"]) == 0
    assert "Nobody in Discord sees the collection 'legal'" in capsys.readouterr().out
    for option, opened in (([], False), (["--open", "legal"], True), (["--close", "legal"], False)):
        assert main(["--data", data, "collections", *option, "--json"]) == 0
        found = {one["name"]: one for one in json.loads(capsys.readouterr().out.splitlines()[-1])}
        assert (found["legal"]["everyone"], found["legal"]["reports"]) == (opened, 1)
    assert main(["--data", data, "collections", "--open", "nothing"]) == 1
    assert main(["--data", data, "collections"]) == 0
    assert "nobody" in capsys.readouterr().out
