"""Who has the word: labels of interviews and hearings, and the lines above earlier mails; nothing else has one."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.mail import read as read_mail
from corpus.formats.text import read
from corpus.quoted_mail import writer
from corpus.report import Document
from corpus.splitting import split
from corpus.turns import turn_of, turns

HEARING = """Salam Fayad, the harbour's engineer, was heard by the committee on Monday.

THE CHAIR: The committee will come to order. Mr. Fayad, you have the word.

FAYAD: I built the gate. It held in March.

We left it open on Friday, as I was told.

THE CHAIR: Who told you?

MS. LIND: May I ask that again?

FAYAD: Nobody told me. (Laughter.) They wrote.

The committee rose at noon.
"""


def document(text: str) -> Document:
    """Return a plain text taken apart."""
    return split(read(text.encode(), "report.txt"))


def told(document: Document) -> dict[str, str | None]:
    """Return who surely has the word, by sentence."""
    found = turns(document)
    spoken = {}
    for sentence in document.sentences:
        turn = turn_of(found, sentence.start, sentence.end)
        name = turn.name if turn and turn.sure and sentence.end > turn.start else None
        spoken[document.text[sentence.start : sentence.end]] = name
    return spoken


def test_every_sentence_of_a_turn_is_its_speaker_s() -> None:
    """The label's own paragraph, and those behind it where somebody speaks of himself; not what the report tells."""
    assert told(document(HEARING)) == {
        "Salam Fayad, the harbour's engineer, was heard by the committee on Monday.": None,
        "THE CHAIR: The committee will come to order.": "THE CHAIR",
        "Mr. Fayad, you have the word.": "THE CHAIR",
        "FAYAD: I built the gate.": "Salam Fayad",
        "It held in March.": "Salam Fayad",
        "We left it open on Friday, as I was told.": "Salam Fayad",
        "THE CHAIR: Who told you?": "THE CHAIR",
        "MS. LIND: May I ask that again?": "MS. LIND",
        "FAYAD: Nobody told me.": "Salam Fayad",
        "(Laughter.)": "Salam Fayad",
        "They wrote.": "Salam Fayad",
        "The committee rose at noon.": None,
    }


def test_what_is_said_begins_behind_the_label() -> None:
    """The label is no part of what is said, and the offsets are the text's."""
    found = document(HEARING)
    first = turns(found)[0]
    assert found.text[first.opening : first.end].startswith(first.cue + " The committee")
    assert found.text[first.start : first.end].startswith("The committee will")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q: Were you there?", "A (Fayad): I was there."),
        ("Q. Were you there?", "A (Mr. Fayad). I was there."),
        ("Interviewer: Were you there?", "Fayad: I was there."),
        ("[Interviewer] Were you there?", "[Fayad] I was there."),
        ("Mr. Lind. Were you there?", "Mr. Fayad. I was there."),
        ("[00:12] HOST: Were you there?", "[00:15] FAYAD: I was there."),
        (">> HOST: Were you there?", ">> FAYAD: I was there."),
        ("HOST: Were you there?", "SALAM FAYAD, ENGINEER: I was there."),
        ("Senator Lind: Were you there?", "Dr. Fayad (through an interpreter): I was there."),
        ("SPIEGEL: Were you there?", "Fayad: I was there."),
    ],
)
def test_common_forms_of_labels_are_read(question: str, answer: str) -> None:
    """Letters, roles, names in capitals or brackets, times; each expanded to the name that stands before."""
    text = "\n\n".join(["A talk with the engineer Salam Fayad", *[question, answer] * 3])
    assert {name for sentence, name in told(document(text)).items() if sentence.endswith("I was there.")} == {
        "Salam Fayad"
    }


def test_the_answers_of_an_interview_are_its_guest_s() -> None:
    """Where the head names the one guest, and every label is a letter."""
    text = "Interview with Minister Salam Fayad\n\nQ: Were you there?\n\nA: I was.\n\nQ: And then?\n\nA: I left.\n"
    assert told(document(text))["A: I left."] == "Salam Fayad"
    nobody = told(document(text.replace("Interview with Minister Salam Fayad", "What you should know")))
    assert set(nobody.values()) == {None}


@pytest.mark.parametrize(
    "terms",
    [
        ("Note", "Update"),
        ("FINDING", "RESPONSE"),
        ("Myth", "Fact"),
        ("Summary", "Background"),
        ("Reuters", "AFP"),
        ("Monday", "Tuesday"),
        ("Problem", "Solution"),
        ("Dear Ms. Lind", "Dear Mr. Fayad"),
        ("The report", "The reply"),
    ],
)
@pytest.mark.parametrize("said", ["Did you see it?", "The gate is closed."])
def test_a_term_is_no_speaker(terms: tuple[str, str], said: str) -> None:
    """However often it recurs, and whatever stands behind it."""
    text = "\n\n".join(f"{term}: {said} It is dated {number}." for number in range(3) for term in terms)
    assert set(told(document("Salam Fayad and Ada Lind met.\n\n" + text)).values()) == {None}


def test_places_that_recur_are_no_speakers() -> None:
    """Nobody is spoken to, and nobody speaks of himself."""
    text = "ALEPPO: Shelling went on.\n\nHOMS: The road is open. We heard of two wounded.\n\n" * 3
    assert set(told(document(text)).values()) == {None}


def test_words_that_stand_in_small_letters_too_are_no_names() -> None:
    """Names seldom do."""
    text = (
        "The auditor wrote to the owner.\n\n" + "AUDITOR: I found this.\n\nOWNER: I will see to it, as you say.\n\n" * 2
    )
    assert set(told(document(text)).values()) == {None}


def test_people_under_whose_names_a_report_writes_do_not_say_it() -> None:
    """Each label stands once, and nobody is asked."""
    text = "Ada Lind: School meals. Let's see what it costs.\n\nSalam Fayad: Gates. Some say that you pay.\n"
    assert set(told(document("Senator Ada Lind met Senator Salam Fayad.\n\n" + text)).values()) == {None}


def test_a_name_is_shown_without_what_stands_around_it() -> None:
    """Neither the mark of the owner nor a title with words before it."""
    assert told(document(HEARING.replace("Salam Fayad,", "Salam Fayad's men,")))["FAYAD: I built the gate."] == (
        "Salam Fayad"
    )
    text = "Interview with Vice President Salam Fayad\n\nQ: Were you there?\n\nA: I was.\n"
    assert told(document(text))["A: I was."] == "Salam Fayad"


def test_letters_to_somebody_are_not_theirs() -> None:
    """A salutation looks like a label that stands on a line of its own."""
    text = "Ms. Lind:\n\nI write to you.\n\nMr. Fayad:\n\nI write to you too.\n\n" * 2
    assert set(told(document(text)).values()) == {None}


def test_a_term_between_turns_ends_the_turn() -> None:
    """What stands below "Note:" is nobody's."""
    found = told(document(HEARING.replace("We left it", "Note: We left it")))
    assert found["Note: We left it open on Friday, as I was told."] is None


@pytest.mark.parametrize(
    "other",
    [
        "The Minister for Housing (Ada Lind): I opened it.",
        "Mr. Lind of Sandel. I opened it.",
        "Vice Chair Ada Lind. I opened it.",
        "Ada Lind (Sandel East) (Lab/Co-op, whip): I opened it.",
    ],
)
def test_a_label_of_an_unknown_form_ends_the_turn(other: str) -> None:
    """Better nobody than the wrong one."""
    found = told(document(HEARING.replace("We left it open on Friday, as I was told.", f"{other}\n\nI closed it too.")))
    assert not [sentence for sentence, name in found.items() if "opened" in sentence and name == "Salam Fayad"]
    assert found["I closed it too."] != "Salam Fayad"


@pytest.mark.parametrize("label", ["A (AFP)", "Moderator (BBC)", "THE CHAIR (Oxford)"])
def test_what_stands_in_brackets_and_names_nobody_known_is_no_speaker(label: str) -> None:
    """A paper or a town is none."""
    found = told(document(f"Q: Were you there?\n\n{label}: I was there.\n\n" * 3))
    assert not {"AFP", "BBC", "Oxford"} & {str(name) for name in found.values()}


def test_a_paper_that_asks_has_no_name_and_who_answers_has() -> None:
    """As interviews are printed; what the report says of its guest in between is its own."""
    text = "Salam Fayad built it.\n\nCanal Watch: Who?\n\nSalam Fayad: I did.\n\nCanal Watch: And then?\n\n"
    found = told(document(f"{text}Fayad: We left.\n\nFayad laughs.\n\nI laughed.\n\nCanal Watch: Thank you.\n"))
    assert {name for name in found.values() if name} == {"Salam Fayad"}
    assert [sentence for sentence, name in found.items() if name] == ["Salam Fayad: I did.", "Fayad: We left."]


def test_a_name_at_the_head_of_a_broken_line_is_no_label() -> None:
    """The line before goes on with it."""
    text = HEARING.replace(
        "Mr. Fayad, you have the word.", "Today the members of the committee hear from\nMr. Salam Fayad. I know him."
    )
    assert told(document(text))["I know him."] in (None, "THE CHAIR")


def test_an_interview_with_two_has_no_single_guest() -> None:
    """Which of them answers is not said."""
    text = "Interview with Salam Fayad and Ada Lind\n\nQ: Were you there?\n\nA: I was.\n"
    assert set(told(document(text)).values()) == {None}


@pytest.mark.parametrize(
    "narration",
    ["Fayad paused, and I asked again.", "He looks at my notes.", "The gate was built in 1998.", "[A siren sounds.]"],
)
def test_what_may_be_the_report_s_own_between_turns_is_not_shown_as_anybody_s(narration: str) -> None:
    """A paragraph that names the speaker, speaks of him or has no "I" may be the writer's."""
    assert told(document(HEARING.replace("We left it open on Friday, as I was told.", narration)))[narration] is None


def test_a_surname_of_two_people_is_not_expanded() -> None:
    """It stays as it stands, as do two labels of one surname."""
    two = document("Ada Fayad met the committee.\n\n" + HEARING)
    assert told(two)["FAYAD: I built the gate."] == "FAYAD"
    labels = document(HEARING.replace("FAYAD:", "MR. FAYAD:").replace("MS. LIND:", "MS. FAYAD:"))
    assert told(labels)["MR. FAYAD: I built the gate."] == "MR. FAYAD"


def test_a_name_that_stands_only_later_is_not_used() -> None:
    """It could be somebody else's."""
    head, _, rest = HEARING.partition("\n\n")
    assert told(document(f"{rest}\n{head}\n"))["FAYAD: I built the gate."] == "FAYAD"


def test_a_label_within_a_paragraph_begins_a_turn() -> None:
    """As where two turns were read as one paragraph."""
    found = told(document(HEARING.replace("again?\n\nFAYAD:", "again? FAYAD:")))
    assert found["MS. LIND: May I ask that again?"] == "MS. LIND"
    assert found["FAYAD: Nobody told me."] == "Salam Fayad"


@pytest.mark.parametrize(
    "said",
    [
        "I know. The Minister for Housing (Ada Lind): I opened it.",
        "I know. Mr. Lind. I asked him, and I opened it.",
        "I know. Ms. Roe: I opened it.",
    ],
)
def test_a_name_within_a_paragraph_that_begins_none_ends_the_turn(said: str) -> None:
    """It may be a turn of somebody else, or be said; nobody is shown."""
    found = told(document(HEARING.replace("I built the gate. It held in March.", said)))
    assert {name for sentence, name in found.items() if sentence.endswith("opened it.")} == {None}
    assert found["FAYAD: I know."] == "Salam Fayad"


MAIL = """The ship was freed on Monday.

On Mon, May 3, 2021 at 10:00 AM Jane Doe <jane@example.org> wrote:
> The ship is stuck.
>
> On 2 May 2021, Bob Roe
> <bob@example.org> wrote:
>> Nobody knows why.
>
> I asked her.

Below I answer.

-----Original Message-----
From: Ann Lee <ann@example.org>
Sent: Sunday, 2 May 2021
To: Jane Doe

The tugs come at noon.
"""


def test_quoted_lines_are_the_words_of_whom_the_line_above_names() -> None:
    """By the depth of the marks; what stands below without one is the sender's again."""
    found = told(document(MAIL))
    own = ("The ship was freed on Monday.", "Below I answer.", "-----Original Message-----", "To: Jane Doe")
    assert {found[line] for line in own} == {None}
    quoted = ("> The ship is stuck.", ">> Nobody knows why.", "> I asked her.", "The tugs come at noon.")
    assert [found[line] for line in quoted] == ["Jane Doe", "Bob Roe", "Jane Doe", "Ann Lee"]


def test_an_earlier_mail_in_a_mail_is_its_writer_s() -> None:
    """As the heading above it says, and the sender's again where the sender goes on."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Ship freed", "Bob Roe <bob@example.org>"
    mail.set_content("It is free.\n\nOn 3 May 2021, Jane Doe <jane@example.org> wrote:\n> It is stuck.\n\nNo longer.\n")
    found = told(split(read_mail(mail.as_bytes(), "mail.eml")))
    assert (found["It is free."], found["It is stuck."], found["No longer."]) == (None, "Jane Doe", "Bob Roe")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("On 3 May 2021, Jane Doe <jane@example.org> wrote:", "Jane Doe"),
        ("On Mon, May 3, 2021 at 10:00 AM Jane Doe <jane@example.org> wrote:", "Jane Doe"),
        ("On 5/3/21 10:00 AM, Doe, Jane wrote:", "Doe, Jane"),
        ("On Sunday, 15 Oct 2017, Ann wrote:", "Ann"),
        ("On Friday, Bea Roe wrote:", "Bea Roe"),
        ("On Friday evening wrote:", None),
        ("Am 3. Mai 2021 um 10:00 schrieb Jane Doe <jane@example.org>:", "Jane Doe"),
        ("Le lun. 3 mai 2021 à 10:00, Jane Doe <jane@example.org> a écrit :", "Jane Doe"),
        ('From: "Jane Doe" <jane@example.org>', "Jane Doe"),
        ("-----Original Message----- From: Jane Doe Sent: Sunday To: Ann Subject: Stuck", "Jane Doe"),
        ("On 3 May 2021 jane@example.org wrote:", None),
        ("From: jane@example.org", None),
        ("On the first of May the committee of ten members wrote:", None),
    ],
)
def test_the_writer_of_an_earlier_mail_is_named_as_the_line_names_them(line: str, name: str | None) -> None:
    """Without address and hour; an address alone is no name."""
    assert writer(line) == name


PIECES = st.sampled_from(
    [
        *(
            "Q:",
            "A:",
            "FAYAD:",
            "Mr. Lind.",
            "[Fayad]",
            ">",
            ">>",
            "\n\n",
            "\n",
            " I was. ",
            " you?",
            "(x)",
            "THE CHAIR:",
        ),
        *("On 3 May, Ann wrote:\n", "From: Ann <a@b>\nTo: x\nDate: y\n", "Salam Fayad", "A (Fayad):", ":", "İ"),
    ],
)
LETTERS = st.characters(exclude_categories=("Cc", "Cs"))


@given(st.one_of(st.text(LETTERS, max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_turns_follow_one_another_and_name_words_of_the_text(text: str) -> None:
    """Whatever the text: no overlap, every offset inside, every name in it."""
    if not text.strip():
        return
    taken = document(text)
    before = 0
    for turn in turns(taken):
        assert before <= turn.opening <= turn.start < turn.end <= len(taken.text)
        assert all(word in taken.text for word in turn.name.split())
        before = turn.end


@pytest.mark.parametrize(
    "unit", ["FAYAD: I was.\n\n", "> ", "On 3 May, Ann wrote:\n> x\n", "A B C D ", "From: a\nTo: b\n", HEARING]
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    """A report of twice the length takes at most about twice as long, whatever repeats in it."""

    def fastest(length: int) -> float:
        taken = document((unit * length)[:length])
        times = []
        for _ in range(3):
            begin = time.process_time()
            turns(taken)
            times.append(time.process_time() - begin)
        return min(times)

    assert any(fastest(80_000) <= 3 * fastest(40_000) + 0.01 for _ in range(3))
