"""LibreOffice reads old formats in a process of its own: under limits, in a folder that is thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from corpus import conversion
from corpus.conversion import CONVERSIONS, converted, office
from corpus.errors import RefusedReport, UnreadableReport, UnsupportedFormat
from corpus.extraction import Extractor

RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Times;}}\f0 The city fell.{\v hidden words}{\deleted gone} It was Monday.\par}"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice that does what a test writes into it."""
    path = tmp_path / "soffice"
    monkeypatch.setattr(conversion, "office", lambda: str(path))
    return path


def does(program: Path, script: str) -> None:
    """Let the stand-in run a script of the shell."""
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def leftovers() -> list[Path]:
    """Return the folders of conversions that are still there."""
    return list(Path(tempfile.gettempdir()).glob("verbatim-office-*"))


@pytest.mark.parametrize("form", CONVERSIONS)
def test_without_libreoffice_it_is_said_how_to_get_it(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what else can be done."""
    monkeypatch.setattr(conversion, "office", lambda: None)
    with pytest.raises(UnsupportedFormat) as refusal:
        converted(RTF, form, f"report.{form}")
    assert refusal.value.reason == f"it is {CONVERSIONS[form].kind}, which is read by LibreOffice only"
    assert "apt-get install libreoffice-" in refusal.value.remedy
    assert f"save it as {CONVERSIONS[form].into.upper()}" in refusal.value.remedy


def test_a_conversion_that_hangs_is_ended_with_its_children(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In time, and nothing stays behind."""
    does(program, "sleep 600 & echo $! >/dev/null; sleep 600")
    monkeypatch.setattr(conversion, "MOST_WALL_S", 0.5)
    before = leftovers()
    with pytest.raises(UnreadableReport, match=r"needed more than 0\.5 s for it \(limit\)"):
        converted(RTF, "rtf", "report.rtf")
    assert leftovers() == before


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$", "exec /nonexistent"])
def test_a_conversion_that_fails_is_one_refusal(script: str, program: Path) -> None:
    """However it ends."""
    does(program, script)
    with pytest.raises(UnreadableReport, match="LibreOffice could not read it"):
        converted(RTF, "rtf", "report.rtf")


def test_what_it_may_write_is_limited(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unfolds without end does not fill the disk."""
    monkeypatch.setattr(conversion, "MOST_WRITTEN_BYTES", 1 << 20)
    does(program, "mkdir out; while :; do head -c 100000 /dev/zero >>out/report.docx || exit 1; done")
    with Extractor() as extractor, pytest.raises(RefusedReport):
        extractor.extract_bytes(RTF, "report.rtf")


def test_it_knows_nothing_of_the_environment(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no home; and the file's name is not in its command."""
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    does(program, 'mkdir out; env >out/report.docx; echo "$@" >>out/report.docx')
    told = converted(RTF, "rtf", "../evil; name.rtf").decode()
    assert "secret" not in told
    assert "evil" not in told
    assert "HOME=/root" not in told


@pytest.mark.slow
def test_rtf_is_read_as_word_shows_it() -> None:
    """Without hidden words; the format is told as what the file is."""
    if office() is None:
        pytest.skip("LibreOffice is not installed")
    with Extractor() as extractor:
        extract = extractor.extract_bytes(RTF, "report.rtf")
        assert "The city fell." in extract.text
        assert "It was Monday." in extract.text
        assert "hidden" not in extract.text
        assert extract.format == "rtf"
        with pytest.raises(UnreadableReport, match="its name says plain text, its content is an RTF document"):
            extractor.extract_bytes(RTF, "report.txt")
        assert leftovers() == []


@pytest.mark.slow
def test_rubbish_in_an_old_container_is_refused() -> None:
    """LibreOffice cannot read it, and says nothing; we do."""
    if office() is None:
        pytest.skip("LibreOffice is not installed")
    rubbish = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 9_000 + "WordDocument".encode("utf-16-le") + b"\xff" * 9_000
    )
    with Extractor() as extractor, pytest.raises(UnreadableReport, match="LibreOffice could not read it"):
        extractor.extract_bytes(rubbish, "report.doc")
