"""Old Office files and RTF, made into new ones by LibreOffice where it is installed; then the new ones are read.

LibreOffice opens strangers' files in a process of its own: in a folder that is thrown away with its profile, under
limits of time, memory and size, without macros, without following links, and without a network where the system allows
that (user namespaces). What it writes is a foreign file like any other, and is read by the child of
`corpus.extraction`. Chosen over readers of these formats in Python, which print deleted and hidden text.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import OverLimit, UnreadableReport, UnsupportedFormat

# A first start takes 4 s on two busy cores, a document of 300 pages 8 s.
MOST_WALL_S = 30.0
MOST_CPU_S = 30
# LibreOffice reserves 1.5 GB of addresses and uses 0.2 GB of memory.
MOST_MEMORY_BYTES = 3 << 30
MOST_WRITTEN_BYTES = 200_000_000
MOST_BYTES = 25_000_000  # of a report

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
# The shell sets the limits, because code between fork and exec is not safe in a program of several threads.
_LIMITED = 'ulimit -c 0; ulimit -t "$1"; ulimit -v "$2"; ulimit -f "$3"; shift 3; exec "$@"'


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one old format becomes a new one.

    Args:
        kind: What the old one is called, with its article.
        reader: LibreOffice's name of it, so that it takes the file for nothing else.
        into: The new one.
        package: What Debian calls the part of LibreOffice that reads it.
    """

    kind: str
    reader: str
    into: str
    package: str


CONVERSIONS = {
    "doc": Conversion("an old Word document (DOC)", "MS Word 97", "docx", "libreoffice-writer"),
    "rtf": Conversion("an RTF document", "Rich Text Format", "docx", "libreoffice-writer"),
    "xls": Conversion("an old Excel workbook (XLS)", "MS Excel 97", "xlsx", "libreoffice-calc"),
    "ppt": Conversion("an old PowerPoint presentation (PPT)", "MS PowerPoint 97", "pptx", "libreoffice-impress"),
}


def converted(data: bytes, form: str, name: str) -> bytes:
    """Return a file in its new format.

    Args:
        data: The whole file.
        form: Its format, a key of CONVERSIONS.
        name: The file as the person knows it.

    Raises:
        UnsupportedFormat: LibreOffice is not installed.
        UnreadableReport: It could not read the file.
        OverLimit: What it wrote is larger than a report may be.
    """
    conversion, program = CONVERSIONS[form], office()
    other = f"save it as {conversion.into.upper()}"
    if program is None:
        way = f"install LibreOffice (on Debian: apt-get install {conversion.package}), or {other}"
        raise UnsupportedFormat(name, f"it is {conversion.kind}, which is read by LibreOffice only", way)
    with TemporaryDirectory(prefix="verbatim-office-", ignore_cleanup_errors=True) as folder:
        result = _run(program, conversion, data, Path(folder), name)
        if not result.is_file():
            reason = (
                f"LibreOffice could not read it: it is damaged, needs a password, or {conversion.package} is missing"
            )
            raise UnreadableReport(name, reason, other)
        if result.stat().st_size > MOST_BYTES:
            reason = (
                f"as {conversion.into.upper()} it has {result.stat().st_size / 1e6:.1f} MB, more than 25 MB (limit)"
            )
            raise OverLimit(name, reason, "split it into several reports")
        return result.read_bytes()


def office() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(program: str, conversion: Conversion, data: bytes, folder: Path, name: str) -> Path:
    """Run LibreOffice on a file and return where its result stands, if there is one."""
    source, profile = folder / "report", folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source.write_bytes(data)
    command = [
        *("/bin/sh", "-c", _LIMITED, "sh"),
        *(str(MOST_CPU_S), str(MOST_MEMORY_BYTES >> 10), str(MOST_WRITTEN_BYTES >> 9)),
        *_without_network(),
        *(program, "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *(f"--infilter={conversion.reader}", "--convert-to", conversion.into, "--outdir", str(folder / "out")),
        str(source),
    ]
    _wait(command, folder, name)
    return folder / "out" / f"report.{conversion.into}"


def _wait(command: list[str], folder: Path, name: str) -> None:
    """Run a command to its end, or end it and everything that it started."""
    process = subprocess.Popen(  # noqa: S603 - our own command; the file's name is not in it
        command,
        cwd=folder,
        env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(MOST_WALL_S)
    except subprocess.TimeoutExpired as error:
        reason = f"LibreOffice needed more than {MOST_WALL_S:g} s for it (limit)"
        raise UnreadableReport(name, reason, "save it in a newer format") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a process and its children."""
    with suppress(ProcessLookupError, PermissionError):  # nothing is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@lru_cache(maxsize=1)
def _without_network() -> tuple[str, ...]:
    """Return the command that runs another without a network, none where the system does not let us."""
    unshare = shutil.which("unshare")
    command = (unshare, "--user", "--map-root-user", "--net") if unshare else ()
    works = command and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    return command if works else ()
