"""The command line, as people and programs use it: real processes, real files, one sentence for every refusal."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import COMMANDS, EXAMPLES, parser
from corpus.store import Store

ROOT = Path(__file__).parents[2]
QUESTION = "who leads the SDF political wing?"
TEN = (
    "Who expected the operation to end on Monday?",
    "What did the Reuters correspondent see?",
    "Who left Raqqa on Saturday night?",
    "When did the battle inside Raqqa start?",
    "Which city did Islamic State lose in July?",
    "Who is the spokesman of the coalition?",
    "Where is Islamic State forced back to?",
    "How many foreign jihadists were left?",
    "What did the commander call Monday's fighting?",
    "Who co-chairs the SDF's political affiliate?",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """A data folder that holds the seed report, added by the command line."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    ran = verbatim(folder, "add", str(shared / "reports" / "seed.txt"), "--json")
    assert ran.returncode == 0, ran.stderr
    return folder


def verbatim(
    data: Path, *arguments: str | bytes, timeout_s: float = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(data) | variables,
        cwd=ROOT,
        timeout=timeout_s,
        check=False,
    )


def environment(data: Path) -> dict[str, str]:
    """Return the variables of a process: none of ours but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    return kept | {"VERBATIM_DATA": str(data), "COLUMNS": "200", "PYTHONWARNINGS": "error"}


def told(ran: subprocess.CompletedProcess[str]) -> Any:
    """Return what a process wrote for programs."""
    return json.loads(ran.stdout)


def check_quotes(folder: Path, answer: dict[str, Any]) -> None:
    """Check that every quote is the slice of the report's text that it names."""
    with Store(folder, writable=False) as store:
        for quote in answer["quotes"]:
            assert quote["text"] == store.text(quote["report"]["id"])[quote["start"] : quote["end"]]


# The first answer ----------------------------------------------------------------------------------------------------


def test_the_first_question_to_an_empty_folder_is_answered_from_the_samples(data: Path) -> None:
    """With the sentence that names the person, the title and the date; twice the same."""
    for _ in range(2):
        ran = verbatim(data, "ask", QUESTION)
        assert "Ilham Ahmed, a Kurdish politician, is co-chair of the Syrian Democratic Council" in ran.stdout
        assert "Raqqa, the last days of the campaign · 16 Oct 2017" in ran.stdout
        assert "4 reports searched" in ran.stdout
        assert "Traceback" not in ran.stderr
    assert "indexing" not in ran.stderr


def test_the_first_question_is_answered_and_not_only_met_with_the_closest_sentences(data: Path) -> None:
    """The exit code says that the reports say so, and the answer's words are marked within the sentence."""
    ran = verbatim(data, "ask", QUESTION, "--json")
    answer = told(ran)
    first = answer["quotes"][0]
    assert (ran.returncode, answer["answered"]) == (0, True)
    assert "Ilham Ahmed" in first["text"]
    assert "Ilham Ahmed" in first["text"][slice(*first["span"])]
    check_quotes(data, answer)


def test_the_seed_report_has_fourteen_sentences_and_no_date(seeded: Path) -> None:
    """It says so itself: what is unknown is never guessed."""
    [report] = told(verbatim(seeded, "reports", "--json"))
    assert (report["sentences"], report["date"], report["date_source"]) == (14, None, "unknown")
    assert "date unknown · 14 sentences" in verbatim(seeded, "show", str(report["id"])).stdout


@pytest.mark.slow
def test_ten_questions_are_answered_with_slices_of_the_report(seeded: Path) -> None:
    """Every quote's text equals the report's text from start to end."""
    shown = told(verbatim(seeded, "show", "1", "--json"))
    for question in TEN:
        answer = told(verbatim(seeded, "ask", question, "--json"))
        assert answer["question"] == question
        assert answer["quotes"], question
        for quote in answer["quotes"]:
            assert quote["text"] == shown["text"][quote["start"] : quote["end"]]
            assert quote["span"] is None or quote["text"][slice(*quote["span"])].strip()


def test_the_context_of_a_sentence_is_shown_on_request(seeded: Path) -> None:
    """The paragraph that it stands in."""
    ran = verbatim(seeded, "ask", "What did the Reuters correspondent see?", "--context", "--top", "1")
    assert "In its context:" in ran.stdout
    assert "smoke rising above the city" in " ".join(ran.stdout.split())


# Adding, listing, removing -------------------------------------------------------------------------------------------


def test_a_report_is_added_listed_shown_replaced_and_removed(data: Path, tmp_path: Path) -> None:
    """The whole life of a report, each step told in a line."""
    flood, storm = tmp_path / "flood.txt", tmp_path / "storm.txt"
    flood.write_text("The flood reached Valencia. Many died.\n")
    storm.write_text("The storm drowned Lower Austria.\n")
    facts = ("--title", "Flood", "--publisher", "Agency", "--date", "2024-10-30")
    assert verbatim(data, "add", str(flood), *facts).stdout == (
        "✓ report 1 · Flood · Agency · 30 Oct 2024 · 2 sentences\n"
    )
    assert verbatim(data, "add", str(flood)).stdout == ("= flood.txt is there already, as report 1: nothing changed.\n")
    assert "The flood reached Valencia." in verbatim(data, "show", "1").stdout
    replaced = told(verbatim(data, "replace", "1", str(storm), "--json"))
    assert (replaced["report"]["id"], replaced["report"]["sentences"]) == (1, 1)
    assert verbatim(data, "remove", "1").stdout.startswith("Removed report 1 · ")
    assert verbatim(data, "reports").stdout == "There are no reports yet: `add FILE` adds one.\n"
    again = verbatim(data, "remove", "1")
    assert (again.returncode, again.stderr) == (1, "There is no report 1: `reports` lists those there are.\n")


def test_refused_files_do_not_stop_the_others_and_leave_no_trace(data: Path, tmp_path: Path) -> None:
    """One sentence each, with the limit and what to do; the exit code tells."""
    files = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 20,
        "large.txt": b"The city fell. " * 1_800_000,
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(2_000),
        "good.txt": b"The flood reached Valencia.\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    ran = verbatim(data, "add", *(str(tmp_path / name) for name in files), str(tmp_path / "missing.txt"))
    lines = dict(zip([*files, "missing.txt"], ran.stdout.splitlines(), strict=True))
    for name in ("empty.txt", "binary.txt", "large.txt", "picture.png", "missing.txt"):
        assert lines[name].startswith(f"✗ {name} was not added: "), lines[name]
        assert lines[name].endswith(".")
    assert "27.0 MB, more than 25 MB (limit); split it into several reports" in lines["large.txt"]
    assert lines["good.txt"].startswith("✓ report 1 ")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    with Store(data) as store:
        assert (len(store.reports()), store.seq, store.faults()) == (1, 1, [])


def test_a_refusal_for_programs_is_an_object_on_its_own_line(data: Path, tmp_path: Path) -> None:
    """With the same sentence."""
    (tmp_path / "empty.txt").write_bytes(b"")
    ran = verbatim(data, "add", str(tmp_path / "empty.txt"), "--json")
    assert ran.returncode == 1
    assert told(ran)["error"] == "empty.txt was not added: it is empty; add a file with text in it."


def test_a_file_whose_name_is_no_text_is_added_all_the_same(data: Path, tmp_path: Path) -> None:
    """Linux allows any bytes in a name; shown are those that can be."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text("The flood reached Valencia.\n")
    for mark in ("✓", "="):
        ran = verbatim(data, "add", path)
        assert (ran.returncode, ran.stdout[:1], ran.stderr.count("Traceback")) == (0, mark, 0)


def test_an_empty_folder_is_said_and_does_not_stop_the_others(data: Path, tmp_path: Path) -> None:
    """It is no success: a slip in the path must not look like a report."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("The flood reached Valencia.\n")
    ran = verbatim(data, "add", str(tmp_path / "empty"))
    assert ran.returncode == 1
    assert ran.stdout.startswith(f"✗ {tmp_path}/empty was not added: no file in the folder is of a kind that is read")
    ran = verbatim(data, "add", str(tmp_path / "empty"), str(tmp_path / "a.txt"), "--json")
    assert [json.loads(line)["added"] for line in ran.stdout.splitlines()] == [True, False]


def test_the_language_of_a_report_is_listed_shown_and_told_to_programs(seeded: Path) -> None:
    """As it decides how its words are searched for."""
    assert "English" in verbatim(seeded, "reports").stdout
    assert "English" in verbatim(seeded, "show", "1").stdout
    assert json.loads(verbatim(seeded, "show", "1", "--json").stdout)["language"] == "en"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("command", [("show", "1"), ("check",), ("verify", "SDF")])
def test_a_terminal_that_knows_few_characters_gets_what_it_knows(
    seeded: Path, encoding: str, command: tuple[str, ...]
) -> None:
    """Marks and foreign letters become question marks; nothing fails because of them."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        capture_output=True,
        env={**environment(seeded), "PYTHONIOENCODING": encoding},
        cwd=ROOT,
        check=False,
    )
    assert b"Traceback" not in ran.stderr
    assert b"?" in ran.stdout or command[0] == "show"


def test_a_slip_in_the_data_folder_makes_none(tmp_path: Path) -> None:
    """Looking, checking and removing leave no empty store behind."""
    for command in (("check",), ("remove", "1"), ("reports",), ("backup", str(tmp_path / "all.zip"))):
        verbatim(tmp_path / "nowhere", *command)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_a_library_is_loaded_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some libraries say only that they could not be loaded; another one that is missing stays a fault."""
    from bot import cli

    def load(fault: BaseException | None) -> None:
        raise ImportError("initialization failed") from fault

    monkeypatch.setattr(cli, "_run", lambda _: load(KeyboardInterrupt()))
    assert cli.main(["version"]) == cli.INTERRUPTED
    monkeypatch.setattr(cli, "_run", lambda _: load(None))
    with pytest.raises(ImportError):
        cli.main(["version"])


# What cannot be ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frobnicate",), "invalid choice: 'frobnicate'"),
        (("ask",), "required: QUESTION"),
        (("ask", "x", "--top", "11"), "'11' is not a number from 1 to 10"),
        (("ask", "x", "--since", "2017-13-40"), "'2017-13-40' is no date: write 2017-10-16, 2017-10 or 2017"),
        (("remove", "one"), "'one' is no report's number: `reports` lists them"),
        (("show", "9" * 30), "is no report's number"),
        (("reports", "--jsn"), "unrecognized arguments: --jsn"),
    ],
)
def test_wrong_usage_is_exit_code_2_with_what_is_wrong(data: Path, arguments: tuple[str, ...], words: str) -> None:
    """And nothing is made."""
    ran = verbatim(data, *arguments)
    assert (ran.returncode, words in ran.stderr) == (2, True), ran.stderr
    assert not data.exists()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "There is no word in the question"),
        ("?!", "There is no word in the question"),
        ("x" * 10_000, "The question has 10,000 characters, more than 500 (limit): use fewer words."),
        (b"\xff\xfe", "There is no word in the question"),
    ],
)
def test_a_question_that_is_none_is_refused_in_one_sentence(seeded: Path, question: str | bytes, words: str) -> None:
    """Exit 1, never a traceback."""
    ran = verbatim(seeded, "ask", question)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_strange_question_gets_an_answer_for_programs_and_people(seeded: Path) -> None:
    """Search syntax, right-to-left text and bytes that are no text."""
    for form in ((), ("--json",)):
        ran = verbatim(seeded, "ask", 'NEAR("Raqqa*" الرقة \udcff)'.encode("utf-8", "surrogateescape"), *form)
        assert (ran.returncode in {0, 1}, ran.stderr) == (True, "")
        assert "Raqqa" in ran.stdout


def test_where_no_report_lies_is_said(seeded: Path) -> None:
    """It is not the same as having no reports."""
    for scope in (("--report", "99"), ("--collection", "none"), ("--since", "2030")):
        ran = verbatim(seeded, "ask", "Raqqa?", *scope)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith("No report is where you asked to look: `reports` shows")


def test_a_wrong_setting_is_exit_code_78_with_the_nearest_key(data: Path, tmp_path: Path) -> None:
    """Before anything is opened."""
    (tmp_path / "config.toml").write_text("[answer]\nqoutes = 3\n")
    ran = verbatim(data, "reports", "--config", str(tmp_path / "config.toml"))
    assert (ran.returncode, ran.stderr) == (78, "[answer]: there is no key 'qoutes'; the nearest is 'quotes'.\n")
    assert not data.exists()


def test_a_model_that_is_not_there_is_exit_code_78(data: Path) -> None:
    """Named, with what to give instead."""
    ran = verbatim(data, "ask", "x", VERBATIM_EMBEDDING_MODEL=str(data), HF_HUB_OFFLINE="1")
    assert ran.returncode == 78
    assert "cannot be loaded" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_second_process_is_told_who_holds_the_folder(data: Path) -> None:
    """Exit code 75; reading works all the same."""
    with Store(data, durable=False):
        ran = verbatim(data, "remove", "1")
        assert ran.returncode == 75
        assert f"is in use by process {os.getpid()} since 20" in ran.stderr
        assert verbatim(data, "reports").returncode == 0


def test_output_into_a_pipe_that_is_closed_ends_quietly(seeded: Path) -> None:
    """As with `show 1 | head -0`."""
    command = [sys.executable, "-m", "bot", "show", "1"]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(seeded), text=True
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert child.stderr.read() == ""
    child.stderr.close()
    child.wait()


def test_a_parser_that_dies_in_mid_file_does_not_end_the_program(data: Path, tmp_path: Path) -> None:
    """A pipe to a dead process is an error that is told, not a signal that kills."""
    code = """
import signal, sys
from bot import cli
from corpus.child import Child
started = Child._started
def dead(self):
    child = started(self)
    child.kill()
    child.wait()
    return child
Child._started = dead
sys.exit(cli.main(sys.argv[1:]))
"""
    (tmp_path / "long.txt").write_text("The city fell. " * 100_000)
    command = [sys.executable, "-c", code, "add", str(tmp_path / "long.txt")]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment(data), cwd=ROOT, check=False)
    assert (ran.returncode, "long.txt was not added: its parser was ended by the system" in ran.stdout) == (1, True)


# How fast, and what is documented ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("--help",), ("reports",), ("show", "1"), ("version",), ("remove", "99"), ("backup", os.devnull + "/x")]
)
def test_commands_that_only_look_load_no_heavy_library(seeded: Path, command: tuple[str, ...], tmp_path: Path) -> None:
    """So that they answer at once: no model, no search, no Discord."""
    code = (
        "import sys, atexit\n"
        "heavy = {'torch', 'faiss', 'numpy', 'discord', 'tantivy', 'onnxruntime', 'transformers', 'aiohttp'}\n"
        "atexit.register(lambda: sys.stderr.write(f'loaded {sorted(heavy & set(sys.modules))}'))\n"
        "from bot.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    folder = shutil.copytree(seeded, tmp_path / "copy")
    ran = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True,
        encoding="utf-8",
        env=environment(folder),
        cwd=ROOT,
        check=False,
    )
    assert ran.stderr.endswith("loaded []"), ran.stderr


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_every_command_explains_itself(
    command: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every option and the data folder."""
    from bot.cli import main

    with pytest.raises(SystemExit) as left:
        main([*([command] if command else []), "--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert "--data DIR" in shown
    assert all(name in shown for name in COMMANDS) or command


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_the_examples_of_the_help_can_be_typed(command: str) -> None:
    """Each line up to where its explanation begins; the parser would end the program with 2."""
    for line in EXAMPLES[command].partition("\n\n")[0].splitlines():
        typed = line.strip().split("   ")[0].replace("%(prog)s", command)
        arguments = shlex.split(typed)
        if "--help" not in arguments:
            assert parser().parse_args(arguments).command == arguments[0]


def test_a_names_capitals_stay_in_the_help() -> None:
    """Discord is no "discord"; and every option and argument is explained."""
    choices = next(action for action in parser()._actions if action.dest == "command").choices
    assert isinstance(choices, dict)
    for command in choices.values():
        assert "discord" not in command.description
        assert all(action.help for action in command._actions)
