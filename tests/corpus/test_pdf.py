"""PDFs: sentences come back as they were set, with the page they begin on and boxes where they were drawn."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.boxes import areas
from corpus.errors import UnreadableReport
from corpus.formats.pdf import read
from corpus.report import Block, BlockKind, Extract, Source
from corpus.splitting import split
from tests.fakes.layouts import hard_sentences
from tests.fakes.typesetting import Typesetter, sentences

WIDTH, HEIGHT = 595.0, 842.0
SEEN = "The harbour was dredged twice."
LAYOUTS: dict[str, tuple[float, dict[str, Any]]] = {
    "one column": (98.5, {}),
    "one column, divided words, running heads": (98.5, {"divide": True, "head": "Annual report"}),
    "two columns, divided words": (98, {"columns": 2, "divide": True, "head": "Annual report"}),
    "two columns, drawn row by row": (99, {"columns": 2, "interleaved": True}),
    "two columns, divided words, drawn row by row": (99, {"columns": 2, "divide": True, "interleaved": True}),
    "three columns, drawn row by row": (99, {"columns": 3, "size": 8.0, "divide": True, "interleaved": True}),
    "two columns on a wide page": (98, {"columns": 2, "divide": True, "page": (HEIGHT, WIDTH)}),
    "large letters, without serifs": (98.5, {"size": 16.0, "font": "Helvetica", "head": "Page"}),
}


def pdf(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    """Return a PDF of one page, or of those that `draw` ends itself."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def lines(canvas: Canvas, top: float, texts: list[str], *, font: str = "Times-Roman", size: float = 10.0) -> float:
    """Draw lines below one another and return where the next one would stand."""
    canvas.setFont(font, size)
    for text in texts:
        canvas.drawString(60, HEIGHT - top, text)
        top += 1.2 * size
    return top


def blocks(extract: Extract) -> list[tuple[str, str]]:
    """Kind and text of every block."""
    return [(block.kind.value, extract.text[block.start : block.end]) for block in extract.blocks]


def block_of(extract: Extract, text: str) -> Block:
    """The block that holds a text."""
    at = extract.text.index(text)
    return next(block for block in extract.blocks if block.start <= at < block.end)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sentences_come_back_whole_with_their_page_and_their_places(layout: str) -> None:
    """Of 300 sentences nearly all are exact; of those, every page and every rectangle is right."""
    share, options = LAYOUTS[layout]
    texts, setter = sentences(300), Typesetter(**options)
    extract = read(setter.set(texts), "report.pdf")
    document = split(extract)
    found = {extract.text[s.start : s.end]: s for s in document.sentences}
    exact = [number for number, text in enumerate(texts) if text in found]
    assert len(exact) >= share / 100 * len(texts)
    leaning = 0.06 * setter.size  # an "f" leans over its own width
    for number in exact:
        sentence = found[texts[number]]
        drawn = sorted(setter.drawn[number], key=lambda at: (at.page, at.column, at.baseline))
        marked = areas(extract.boxes, sentence.start, sentence.end)
        assert document.paragraphs[sentence.paragraph - 1].page == drawn[0].page
        assert [area.page for area in marked] == [at.page for at in drawn]
        for area, at in zip(marked, drawn, strict=True):
            assert (area.left, area.right) == pytest.approx((at.left, at.right), abs=leaning)
            assert area.top < at.baseline < area.bottom
    assert "Annual report" not in extract.text
    assert len(extract.boxes) <= 3 * len(extract.text)


def test_a_page_is_read_as_its_parts() -> None:
    """Headings with their depth, a list, a caption, a table with its headers, and a note behind the text."""

    def draw(canvas: Canvas) -> None:
        top = lines(canvas, 80, ["Survey of the Harbour"], font="Helvetica-Bold", size=20)
        top = lines(canvas, top + 10, ["1 Findings"], font="Helvetica-Bold", size=14)
        top = lines(canvas, top, ["The quay walls were rebuilt by the engineers of the ministry. The basin was not"])
        top = lines(canvas, top, ["measured."])
        top = lines(canvas, top + 8, ["1.1 Methods"], font="Helvetica-Bold", size=11)
        top = lines(canvas, top, ["• The first station stands at the lighthouse.", "• The second one does not."])
        top = lines(canvas, top + 8, ["Figure 1: Depths of the stations."], size=9)
        canvas.setFont("Times-Roman", 10)
        for row in (("Station", "Depth"), ("Lighthouse", "12.5"), ("Old mole", "4.0")):
            canvas.drawString(60, HEIGHT - top - 20, row[0])
            canvas.drawString(200, HEIGHT - top - 20, row[1])
            top += 14
        lines(canvas, 780, ["1 The report is kept in the archive."], size=7)

    extract = read(pdf(draw), "report.pdf")
    assert blocks(extract) == [
        ("heading", "Survey of the Harbour"),
        ("heading", "1 Findings"),
        (
            "paragraph",
            "The quay walls were rebuilt by the engineers of the ministry. The basin was not measured.",
        ),
        ("heading", "1.1 Methods"),
        ("list item", "• The first station stands at the lighthouse."),
        ("list item", "• The second one does not."),
        ("caption", "Figure 1: Depths of the stations."),
        ("table row", "Station: Lighthouse · Depth: 12.5"),
        ("table row", "Station: Old mole · Depth: 4.0"),
        ("note", "1 The report is kept in the archive."),
    ]
    assert [block.level for block in extract.blocks if block.kind is BlockKind.HEADING] == [1, 2, 3]
    methods = split(extract).paragraphs[4]
    assert methods.headings == ("Survey of the Harbour", "1 Findings", "1.1 Methods")


def test_a_table_of_contents_is_rows_and_no_headings() -> None:
    """Its lines look like headings in bold, and "Table of Contents" like a caption."""

    def draw(canvas: Canvas) -> None:
        top = lines(canvas, 80, ["Table of Contents"], font="Helvetica-Bold", size=16)
        top = lines(canvas, top, ["Findings . . . . . . . . 2", "Methods . . . . . . . . . 7"], font="Helvetica-Bold")
        lines(canvas, top + 20, [SEEN] * 5)

    kinds = [block.kind for block in read(pdf(draw), "report.pdf").blocks]
    assert kinds[:3] == [BlockKind.HEADING, BlockKind.TABLE_ROW, BlockKind.TABLE_ROW]


def test_a_sentence_that_crosses_a_page_is_whole_and_stands_on_the_page_where_it_begins() -> None:
    """The note between its halves comes after it; the next sentence stands on the next page."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 700, ["The charts of the admiralty were compared with the measurements that the convoy had"])
        lines(canvas, 780, ["1 The charts are kept in the archive."], size=7)
        canvas.showPage()
        lines(canvas, 60, ["brought home in spring. No difference was found at all."])

    extract = read(pdf(draw), "report.pdf")
    whole = (
        "The charts of the admiralty were compared with the measurements that the convoy had brought home in spring."
    )
    assert [text for _, text in blocks(extract)] == [
        whole,
        "No difference was found at all.",
        "1 The charts are kept in the archive.",
    ]
    assert [block.page for block in extract.blocks] == [1, 2, 1]
    assert [area.page for area in areas(extract.boxes, 0, len(whole))] == [1, 2]


@pytest.mark.parametrize(
    ("end", "begin", "joined"),
    [
        ("The infra-", "structure was rebuilt.", "The infrastructure was rebuilt."),
        ("The US-", "led mission returned.", "The US-led mission returned."),
        ("They met in Deir al-", "Zor in spring.", "They met in Deir al-Zor in spring."),
        ("It lasted from 2014-", "2017 in all.", "It lasted from 2014-2017 in all."),
        ("A cross-", "border raid, another cross-border raid.", "A cross-border raid, another cross-border raid."),
        ("The state-of-the-", "art harbour opened.", "The state-of-the-art harbour opened."),
        ("It was built—or rather—", "rebuilt.", "It was built—or rather—rebuilt."),
        ("It was late –", "as ever.", "It was late – as ever."),
    ],
)
def test_a_hyphen_at_a_line_end_is_judged_by_the_words_around_it(end: str, begin: str, joined: str) -> None:
    """A divided word is joined; a hyphen that belongs to the word stays."""
    canvas_text = read(pdf(lambda canvas: void(lines(canvas, 80, [end, begin]))), "report.pdf").text
    assert canvas_text == joined


def void(_: object) -> None:
    """Drop a value where a function must return none."""


def hidden_white(canvas: Canvas) -> None:
    """White letters on white."""
    canvas.setFillColorRGB(1, 1, 1)
    lines(canvas, 200, ["Nobody sees this."])


def hidden_between(canvas: Canvas) -> None:
    """White letters between words that are seen, on the same line."""
    text = canvas.beginText(60, HEIGHT - 200)
    text.setFont("Times-Roman", 10)
    text.textOut("It was ")
    text.setFillColorRGB(1, 1, 1)
    text.textOut("not ")
    text.setFillColorRGB(0, 0, 0)
    text.textOut("deep.")
    canvas.drawText(text)


def hidden_below_other_words(canvas: Canvas) -> None:
    """White letters where black ones stand."""
    canvas.setFillColorRGB(1, 1, 1)
    lines(canvas, 200, ["Nobody sees this."])
    canvas.setFillColorRGB(0, 0, 0)
    lines(canvas, 200, ["It was deep."], size=11)


def hidden_between_lines(canvas: Canvas) -> None:
    """White letters between two lines, in part where the black ones of both stand."""
    lines(canvas, 200, ["It was deep.", "It was deep."])
    canvas.setFillColorRGB(1, 1, 1)
    lines(canvas, 206, ["Nobody sees this."])


def hidden_covered(canvas: Canvas) -> None:
    """Letters below a white box."""
    lines(canvas, 200, ["Nobody sees this."])
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(50, HEIGHT - 210, 200, 25, fill=1, stroke=0)


def hidden_clipped(canvas: Canvas) -> None:
    """Letters outside of the only part that is painted."""
    path = canvas.beginPath()
    path.rect(400, 100, 20, 20)
    canvas.clipPath(path, stroke=0, fill=0)
    lines(canvas, 200, ["Nobody sees this."])


def hidden_outside(canvas: Canvas) -> None:
    """Letters below the lower edge of the page."""
    lines(canvas, HEIGHT + 40, ["Nobody sees this."])


def hidden_tiny(canvas: Canvas) -> None:
    """Letters of half a point."""
    lines(canvas, 200, ["Nobody sees this."], size=0.5)


def hidden_unpainted(canvas: Canvas) -> None:
    """Letters without ink where no picture is."""
    text = canvas.beginText(60, 200)
    text.setFont("Times-Roman", 10)
    text.setTextRenderMode(3)
    text.textOut("Nobody sees this.")
    canvas.drawText(text)


def hidden_transparent(canvas: Canvas) -> None:
    """Letters that let everything through."""
    canvas.setFillAlpha(0)
    lines(canvas, 200, ["Nobody sees this."])


def hidden_in_a_form(canvas: Canvas) -> None:
    """White letters in a drawing that is used again."""
    canvas.beginForm("drawing")
    canvas.setFillColorRGB(1, 1, 1)
    lines(canvas, 200, ["Nobody sees this."])
    canvas.endForm()
    canvas.doForm("drawing")


@pytest.mark.parametrize(
    "hide",
    [
        *(hidden_white, hidden_covered, hidden_clipped, hidden_outside, hidden_between),
        *(hidden_below_other_words, hidden_between_lines),
        *(hidden_tiny, hidden_unpainted, hidden_transparent, hidden_in_a_form),
    ],
)
def test_text_that_nobody_sees_is_not_quoted(hide: Callable[[Canvas], None]) -> None:
    """It is left out, and that is told."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 80, [SEEN])
        hide(canvas)

    extract = read(pdf(draw), "report.pdf")
    assert extract.text.replace("\n\nIt was deep.", "") == SEEN
    assert extract.remarks == ("Text that is not seen (hidden, covered or tiny) was left out on page 1.",)


def test_a_word_below_a_black_bar_is_shown_as_the_bar() -> None:
    """What was blacked out is not told, and that something was is not hidden."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 80, ["The harbour was never dredged."])
        before, word = (stringWidth(words, "Times-Roman", 10) for words in ("The harbour was ", "never"))
        canvas.rect(60 + before, HEIGHT - 83, word, 11, fill=1, stroke=0)

    assert read(pdf(draw), "report.pdf").text == "The harbour was █████ dredged."


def test_white_letters_on_a_dark_ground_are_read() -> None:
    """Colour alone hides nothing."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 0.4)
        canvas.rect(50, HEIGHT - 100, 400, 40, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        lines(canvas, 80, [SEEN])

    extract = read(pdf(draw), "report.pdf")
    assert (extract.text, extract.remarks) == (SEEN, ())


def picture() -> Any:
    """A picture with something on it, as a scan of words has."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    image = Image.new("L", (200, 40), 255)
    for x in range(0, 200, 5):
        image.paste(0, (x, 0, x + 2, 40))
    return ImageReader(image)


def test_words_that_a_scanner_recognised_are_marked() -> None:
    """They lie without ink on the picture that shows them, and may be misread."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 50, HEIGHT - 100, 300, 40)
        text = canvas.beginText(60, HEIGHT - 85)
        text.setFont("Times-Roman", 12)
        text.setTextRenderMode(3)
        text.textOut(SEEN)
        canvas.drawText(text)

    extract = read(pdf(draw), "scan.pdf")
    assert extract.text == SEEN
    assert [block.ocr for block in extract.blocks] == [True]


def test_letters_that_the_font_does_not_tell_are_not_quoted() -> None:
    """What is shown as "The city" may stand in the file as "7KH FLW": the page counts as one without text."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 80, ["".join(chr(ord(c) - 29) if c > "=" else c for c in text) for text in sentences(5)])
        canvas.showPage()
        lines(canvas, 80, [SEEN])

    extract = read(pdf(draw), "report.pdf")
    assert (extract.text, extract.pages_without_text) == (SEEN, (1,))
    assert "The fonts do not tell their letters on page 1: that counts as without text." in extract.remarks


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_two_columns_with_notes_by_a_word_processor_come_back(tmp_path: Path) -> None:
    """LibreOffice sets the type: justified, two columns, notes at their foot; a third is easily read wrong."""
    texts = sentences(120) + [text.replace("\u00a0", " ") for text in hard_sentences(80)]
    notes = ["{\\super\\chftn{\\footnote\\pard\\fs16{\\super\\chftn} " + text + "}}" for text in sentences(40, seed=2)]
    parts = [
        "\\pard\\qj\\fi300 "
        + " ".join(texts[at : at + 4])
        + (notes[at // 5] if at % 40 == 0 else "")
        + f" {texts[at + 4]}\\par "
        for at in range(0, len(texts), 5)
    ]
    body = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in "".join(parts))
    head = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Liberation Serif;}}\\cols2\\colsx400\\f0\\fs20 "
    (tmp_path / "report.rtf").write_text(f"{head}{body}}}", encoding="ascii")
    command = ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "report.rtf"], check=True, capture_output=True, timeout=120
    )
    extract = read((tmp_path / "report.pdf").read_bytes(), "report.pdf")
    found = {extract.text[s.start : s.end].rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹") for s in split(extract).sentences}
    wanted = [text.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹") for text in texts]
    assert sum(text in found for text in wanted) >= 0.98 * len(wanted)
    at_the_foot = [
        extract.text[block.start + 2 : block.end] for block in extract.blocks if block.kind is BlockKind.NOTE
    ]
    assert at_the_foot == sentences(40, seed=2)[::8]


def test_a_page_that_holds_a_picture_only_is_told() -> None:
    """So does a page whose only word is its number; an empty page holds nothing that could be missed."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 80, [SEEN])
        canvas.showPage()
        canvas.drawImage(picture(), 50, 300, 400, 300)
        lines(canvas, 800, ["2"])
        canvas.showPage()
        canvas.showPage()
        lines(canvas, 80, ["It was deep."])

    assert read(pdf(draw), "report.pdf").pages_without_text == (2,)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_as_it_is_shown(quarters: int) -> None:
    """Words and boxes stand where a reader of the turned page sees them."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90 * quarters)
        sideways = quarters % 2 == 1
        wide, high = (HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT)  # of the page as the file counts
        at = {1: (100, 60), 2: (wide - 60, 100), 3: (wide - 100, high - 60)}[quarters]
        canvas.translate(*at)
        canvas.rotate(90 * quarters)
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(0, 0, SEEN)

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == SEEN
    (area,) = areas(extract.boxes, 0, len(SEEN))
    assert area.left == pytest.approx(60, abs=0.15)
    assert area.top < 100 < area.bottom


def test_only_the_shown_part_of_a_page_is_read_and_boxes_count_from_its_corner() -> None:
    """A crop box cuts off what stands outside of it."""

    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((40, 20, 400, 800))
        lines(canvas, 100, [SEEN])
        canvas.drawString(450, 400, "Cut off.")

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == SEEN
    (area,) = areas(extract.boxes, 0, len(SEEN))
    assert area.left == pytest.approx(20, abs=0.15)
    assert area.top < 58 < area.bottom


def test_what_a_form_shows_in_its_fields_is_read_beside_their_names() -> None:
    """A reader sees no difference between the form and what was filled in."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, 142, ["Name of the vessel:"], size=11)
        canvas.acroForm.textfield(name="vessel", x=180, y=695, width=200, height=18, value="Blue Heron")

    assert read(pdf(draw), "form.pdf").text == "Name of the vessel: Blue Heron"


def test_labels_that_differ_from_page_numbers_come_with_the_report() -> None:
    """Front matter is counted in Roman numbers; where all labels are the page's numbers there are none."""

    def draw(canvas: Canvas) -> None:
        canvas.addPageLabel(0, "ROMAN_LOWER", 1)
        canvas.addPageLabel(2, "ARABIC", 1)
        for _ in range(4):
            lines(canvas, 80, [SEEN])
            canvas.showPage()

    assert read(pdf(draw), "report.pdf").page_labels == ("i", "ii", "1", "2")
    assert read(pdf(lambda canvas: void(lines(canvas, 80, [SEEN]))), "report.pdf").page_labels == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Survey of the Harbour 2019", "Survey of the Harbour 2019"),
        *((junk, None) for junk in ("untitled", "Microsoft Word - survey.doc", "survey_final_v3.indd", "Document1")),
        *((junk, None) for junk in ("PowerPoint Presentation", "C:\\reports\\survey", "2019-03", "")),
    ],
)
def test_a_title_that_a_program_made_up_is_no_title(given: str, kept: str | None) -> None:
    """Title, author and date are what the file says, where it says something."""

    def draw(canvas: Canvas) -> None:
        canvas.setTitle(given)
        canvas.setAuthor("anonymous" if kept is None else "R. Quill")
        lines(canvas, 80, [SEEN])

    facts = read(pdf(draw), "survey.pdf").metadata
    assert (facts.title, facts.author) == (kept, "R. Quill" if kept else None)
    assert (facts.date, facts.date_source) == ("2000-01-01", Source.FILE)


def test_the_largest_line_of_the_first_page_is_the_title_where_the_file_has_none() -> None:
    """It is what a reader takes for the title."""

    def draw(canvas: Canvas) -> None:
        top = lines(canvas, 80, ["Survey of the Harbour"], font="Helvetica-Bold", size=20)
        lines(canvas, top, [SEEN] * 3)

    assert read(pdf(draw), "survey.pdf").metadata.title == "Survey of the Harbour"


def test_an_empty_password_opens_and_another_one_is_asked_for() -> None:
    """Many reports are encrypted only against changes."""

    def draw(canvas: Canvas) -> None:
        void(lines(canvas, 80, [SEEN]))

    opened = pdfencrypt.StandardEncryption("", "owner", strength=128)
    assert read(pdf(draw, encrypt=opened), "report.pdf").text == SEEN
    locked = pdfencrypt.StandardEncryption("secret", "owner", strength=128)
    with pytest.raises(UnreadableReport, match="this PDF needs a password; save it without a password"):
        read(pdf(draw, encrypt=locked), "report.pdf")


def test_raised_figures_stay_apart_from_the_word_before_them() -> None:
    """The mark of a note is no part of the word, nor an exponent part of the number."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, HEIGHT - 80)
        text.setFont("Times-Roman", 10)
        text.textOut("The harbour was dredged")
        text.setFont("Times-Roman", 6)
        text.setRise(4)
        text.textOut("12")
        text.setFont("Times-Roman", 10)
        text.setRise(0)
        text.textOut(" twice.")
        canvas.drawText(text)

    assert read(pdf(draw), "report.pdf").text == "The harbour was dredged¹² twice."


def test_page_numbers_go_but_the_rows_of_a_table_stay() -> None:
    """Rows at the head of every page look alike but for their figures, and those do not count the pages."""

    def draw(canvas: Canvas) -> None:
        for page, value in enumerate((731, 12, 958, 44), 1):
            lines(canvas, 60, [f"Total of the year {value} ships"])
            lines(canvas, 300, [f"Sentence {'abcd'[page - 1]} stands here."])
            lines(canvas, 800, [f"Page {page} of 4"])
            canvas.showPage()

    text = read(pdf(draw), "report.pdf").text
    assert "Page" not in text
    assert [f"year {value} ships" in text for value in (731, 12, 958, 44)] == [True] * 4


def test_a_page_that_is_drawn_from_the_foot_upwards_is_read_from_the_head() -> None:
    """The order of the file is not the one in which it is read."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for number, text in reversed(list(enumerate(sentences(6)))):
            canvas.drawString(60, HEIGHT - 80 - 12 * number, text)

    assert read(pdf(draw), "report.pdf").text.replace("\n\n", " ") == " ".join(sentences(6))


def test_words_that_run_up_the_page_are_read_last_and_boxed_upright() -> None:
    """As the name of a diagram's axis does."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(90)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(300, -40, "Depth in metres")
        canvas.restoreState()
        lines(canvas, 80, [SEEN])

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == f"{SEEN}\n\nDepth in metres"
    (area,) = areas(extract.boxes, len(SEEN) + 2, len(extract.text))
    assert area.left < 40 < area.right + 3
    assert area.bottom == pytest.approx(HEIGHT - 300, abs=0.5)
    assert area.bottom - area.top == pytest.approx(stringWidth("Depth in metres", "Helvetica", 8), abs=0.5)


def test_ligatures_are_read_as_letters() -> None:
    """A search for "first" finds a word that was set with one sign for two letters, and its box is the word's."""

    def draw(canvas: Canvas) -> None:
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
        lines(canvas, 80, ["The \ufb01rst o\ufb01ce."], font="Vera")

    extract = read(pdf(draw), "report.pdf")
    assert extract.text == "The first ofice."
    (area,) = areas(extract.boxes, 4, 9)
    assert area.right - area.left == pytest.approx(stringWidth("\ufb01rst", "Vera", 10), abs=0.6)


def test_a_word_that_is_divided_at_the_end_of_all_keeps_its_hyphen() -> None:
    """Its other half was not found, and nothing is added or taken away."""
    extract = read(pdf(lambda canvas: void(lines(canvas, 80, ["The harbour was dred-"]))), "report.pdf")
    assert extract.text == "The harbour was dred-"
    assert len(areas(extract.boxes, 0, len(extract.text))) == 1
