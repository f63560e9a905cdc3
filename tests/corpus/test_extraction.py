"""Reading in a child process: what comes back is an extract or one refusal, whatever becomes of the child."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import child
from corpus.errors import EmptyReport, OverLimit, RefusedReport, UnreadableReport
from corpus.extraction import READING, Extractor
from corpus.report import BlockKind, Source

WORDS = "The city fell on Monday. The convoy had left on Saturday."
SAY = "import sys; say = lambda *parts: (sys.stdout.buffer.write(b''.join(parts)), sys.stdout.flush())\n"
LENGTH = "length = lambda size: size.to_bytes(8, 'big')\n"
MISBEHAVIOURS = {
    "exits": "raise SystemExit(3)",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "hangs": "import time; time.sleep(600)",
    "prints rubbish": SAY + "say(b'rubbish ' * 99); sys.stdin.buffer.read()",
    "answers too much": SAY + LENGTH + "say(length(1 << 40)); sys.stdin.buffer.read()",
    "answers no JSON": SAY + LENGTH + "say(length(3), b'{{{'); sys.stdin.buffer.read()",
    "answers a list": SAY + LENGTH + "say(length(2), b'[]'); sys.stdin.buffer.read()",
    "answers nothing": SAY + LENGTH + "say(length(2), b'{}'); sys.stdin.buffer.read()",
    "steps for ever": SAY + "say(bytes([255, 0, 0, 1, 0, 0, 0, 2]) * 300); sys.stdin.buffer.read()",
    "breaks off": SAY + LENGTH + "say(length(99), b'{')",
}
MISBEHAVING = replace(READING, module="misbehaving", wall_s=1.0)


@pytest.fixture
def extractor() -> Iterator[Extractor]:
    """An extractor with the real child."""
    with Extractor() as reading:
        yield reading


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A small text."""
    path = tmp_path / "report.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


def pid_of(extractor: Extractor) -> int:
    """Return the process number of the running child."""
    assert extractor._child.pid is not None
    return extractor._child.pid


def test_text_and_blocks_come_back(extractor: Extractor, report: Path) -> None:
    """What the format read is what the caller gets."""
    extract = extractor.extract(report)
    assert extract.text == WORDS
    assert [(block.start, block.end, block.kind) for block in extract.blocks] == [(0, len(WORDS), BlockKind.PARAGRAPH)]


def test_facts_come_back_with_their_source(extractor: Extractor, tmp_path: Path) -> None:
    """A date that the file claims is marked as the file's."""
    path = tmp_path / "report.md"
    path.write_text("---\ntitle: Ship\ndate: 2021-03-29\n---\n# Ship\n\nWords.", encoding="utf-8")
    extract = extractor.extract(path)
    assert (extract.metadata.title, extract.metadata.date_source, extract.format) == ("Ship", Source.FILE, "markdown")
    assert extract.blocks[0].level == 1


def test_the_given_name_counts_and_not_the_path(extractor: Extractor, tmp_path: Path) -> None:
    """An attachment is stored under a hash; its kind is claimed by the name it came with."""
    path = tmp_path / "0123abcd"
    path.write_text("# Ship\n\nWords.", encoding="utf-8")
    assert extractor.extract(path, name="ship.md").text == "Ship\n\nWords."
    with pytest.raises(UnreadableReport, match=r"^ship\.pdf was not added: its name says a PDF"):
        extractor.extract(path, name="ship.pdf")


def test_one_child_serves_many_files(extractor: Extractor, report: Path) -> None:
    """Starting the parsers costs more than reading a report."""
    extractor.extract(report)
    first = pid_of(extractor)
    extractor.extract(report)
    assert pid_of(extractor) == first


def test_a_dead_child_is_started_again(extractor: Extractor, report: Path) -> None:
    """A child killed between two files is not missed."""
    extractor.extract(report)
    os.kill(pid_of(extractor), signal.SIGKILL)
    time.sleep(0.1)
    assert extractor.extract(report).text == WORDS


@pytest.mark.parametrize("way", MISBEHAVIOURS)
def test_whatever_the_child_does_is_one_refusal(
    way: str, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit, signal, hang, rubbish or too much: the file is refused, in time, and the next child is fresh."""
    (tmp_path / "misbehaving.py").write_text(MISBEHAVIOURS[way], encoding="utf-8")
    monkeypatch.setattr(child, "_ROOT", tmp_path)
    begin = time.monotonic()
    with Extractor(MISBEHAVING) as reading, pytest.raises(UnreadableReport) as refusal:
        reading.extract(report)
    assert str(refusal.value).startswith("report.txt was not added: ")
    assert refusal.value.remedy == "save it as plain text"
    assert time.monotonic() - begin < 5.0


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("exits", "its parser ended without an answer (exit 3)"),
        ("crashes", "its parser was ended by the system (SIGSEGV)"),
        ("aborts", "reading it most likely needed more than 1,024 MiB of memory (limit)"),
        ("hangs", "reading it took longer than 1 s (limit)"),
        ("answers no JSON", "its parser gave an answer that makes no sense"),
    ],
)
def test_a_refusal_says_at_which_stage_and_by_which_limit(
    way: str, reason: str, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person can tell a hang from a crash."""
    (tmp_path / "misbehaving.py").write_text(MISBEHAVIOURS[way], encoding="utf-8")
    monkeypatch.setattr(child, "_ROOT", tmp_path)
    with Extractor(MISBEHAVING) as reading, pytest.raises(UnreadableReport) as refusal:
        reading.extract(report)
    assert refusal.value.reason == reason


def limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Extractor:
    """Return an extractor whose child has the real limits and reads every file by this code."""
    code = f"""
import sys
sys.path.insert(0, {str(child._ROOT)!r})
import corpus.extraction_worker as worker, corpus.formats as formats
worker.MOST_CPU_S = 1
def read(data, name, form=None):
    {body}
formats.read = read
worker.main()
"""
    (tmp_path / "limited.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(child, "_ROOT", tmp_path)
    return Extractor(replace(READING, module="limited", wall_s=20.0))


def test_a_parser_that_takes_all_memory_is_refused(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child may have 1 GiB; the parent and the machine stay as they were."""
    with limited(tmp_path, monkeypatch, "return bytearray(2 << 30)") as reading:
        with pytest.raises(OverLimit, match=r"more than 1,024 MiB of memory \(limit\)"):
            reading.extract(report)
        assert pid_of(reading)


def test_a_parser_that_computes_for_ever_is_refused(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system ends a child that uses up its processor time."""
    reading = limited(tmp_path, monkeypatch, "while True: pass")
    with reading, pytest.raises(UnreadableReport, match=r"s of processor time \(limit\)"):
        reading.extract(report)


def test_processor_time_is_counted_for_each_file(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small files are no large one."""
    body = (
        "from time import process_time as now; begin = now()\n    while now() < begin + 0.4: pass\n    raise KeyError"
    )
    with limited(tmp_path, monkeypatch, body) as reading:
        for _ in range(4):
            with pytest.raises(UnreadableReport, match=r"its parser failed \(KeyError\)"):
                reading.extract(report)


def test_a_parser_may_not_write_files(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that makes its parser write gets nothing written."""
    target = tmp_path / "written"
    body = f"import os; os.write(os.open({str(target)!r}, os.O_CREAT | os.O_WRONLY), b'x')"
    with limited(tmp_path, monkeypatch, body) as reading, pytest.raises(UnreadableReport, match="OSError"):
        reading.extract(report)
    assert target.stat().st_size == 0


def test_the_child_knows_nothing_of_the_environment(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token reaches the process that reads foreign files."""
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    with (
        limited(
            tmp_path, monkeypatch, "import os; raise KeyError if 'DISCORD_TOKEN' not in os.environ else OSError"
        ) as r,
        pytest.raises(UnreadableReport, match="KeyError"),
    ):
        r.extract(report)


def test_the_child_ends_with_its_parent(report: Path) -> None:
    """End of file on its input is the end of the child."""
    reading = Extractor()
    reading.extract(report)
    process = reading._child._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    reading.close()


def test_closing_ends_the_child_and_opens_no_leak(report: Path) -> None:
    """Extractors leave neither processes nor open files."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with Extractor() as reading:
            reading.extract(report)
            pid = pid_of(reading)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_files_from_several_threads_wait_for_one_another(extractor: Extractor, tmp_path: Path) -> None:
    """Replies are never mixed up."""
    paths = [tmp_path / f"{n}.txt" for n in range(8)]
    for n, path in enumerate(paths):
        path.write_text(f"This is report number {n}.", encoding="utf-8")
    texts: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda n=n, path=path: texts.update({n: extractor.extract(path).text}))
        for n, path in enumerate(paths)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {n: f"This is report number {n}." for n in range(8)}


def test_nothing_but_a_regular_file_is_opened(extractor: Extractor, tmp_path: Path) -> None:
    """A folder, a device, a pipe or nothing at all is refused at once."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, Path("/dev/zero"), pipe, tmp_path / "missing.txt", tmp_path / "a\x00b"):
        with pytest.raises(UnreadableReport):
            extractor.extract(path)
    assert extractor._child.pid is None


def test_a_file_beyond_the_limit_is_not_even_read(extractor: Extractor, tmp_path: Path) -> None:
    """Size is looked at before anything else, and the message holds both numbers."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(26_000_000)
    with pytest.raises(OverLimit) as refusal:
        extractor.extract(path)
    expected = "large.txt was not added: it has 26.0 MB, more than 25 MB (limit); split it into several reports."
    assert str(refusal.value) == expected


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"... !!! ---", b"\xef\xbb\xbf", "\u200b\u2060".encode()])
def test_a_file_without_a_word_is_empty(extractor: Extractor, tmp_path: Path, data: bytes) -> None:
    """No word, no report."""
    path = tmp_path / "empty.txt"
    path.write_bytes(data)
    with pytest.raises(EmptyReport):
        extractor.extract(path)


def test_every_refusal_can_be_copied(extractor: Extractor, tmp_path: Path) -> None:
    """Refusals keep name, reason and remedy apart, for messages of other shapes."""
    path = tmp_path / "image.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(RefusedReport) as refusal:
        extractor.extract(path)
    assert refusal.value.name == "image.txt"
    assert refusal.value.reason == "its name says plain text, its content is a PNG image"
    assert refusal.value.remedy == "give it the name that fits its content"


def test_an_interrupted_reading_leaves_no_reply_behind(
    extractor: Extractor, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one file's child would still have said never answers for the next file."""

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(child, "exchange", interrupted)
        with pytest.raises(KeyboardInterrupt):
            extractor.extract(report)
    assert extractor._child.pid is None
    assert extractor.extract(report).text == WORDS


def test_the_parent_keeps_its_own_signals(extractor: Extractor, report: Path) -> None:
    """Ctrl-C in a terminal stays the parent's, and its handlers are untouched."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)}
    extractor.extract(report)
    assert {number: signal.getsignal(number) for number in before} == before
    assert os.getpgid(pid_of(extractor)) != os.getpgid(0)
