"""Sheets: a row is one sentence with its headers, numbers and dates as the sheet shows them, hidden things never."""

# ruff: noqa: E501 - markup is not broken
from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from corpus.errors import OverLimit, UnreadableReport
from corpus.formats import delimited, sheets, xlsx
from corpus.formats.number_formats import shown_number
from corpus.report import Extract
from tests.fakes.office import shown


def made(book: Any) -> Extract:
    """Return what is read of a workbook of openpyxl."""
    buffer = io.BytesIO()
    book.save(buffer)
    return xlsx.read(buffer.getvalue(), "book.xlsx")


def filled(*rows: tuple[Any, ...], title: str = "Sales") -> Any:
    """Return a workbook with these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def lines(extract: Extract) -> list[str]:
    """Return the words of every block."""
    return [words for _, words in shown(extract)]


def csv(text: str) -> list[str]:
    """Return the words of every block of a table of separated values."""
    return lines(delimited.read(text.encode(), "table.csv"))


def test_a_row_is_one_sentence_that_names_its_headers() -> None:
    """Under the name of the sheet; empty cells are left out."""
    book = filled(("Region", "Sales", 2019), ("North", 4, 5), ("South", None, 7))
    assert shown(made(book)) == [
        ("heading", "Sales"),
        ("table row", "Region: North · Sales: 4 · 2019: 5"),
        ("table row", "Region: South · 2019: 7"),
    ]


def test_numbers_and_dates_are_read_as_the_sheet_shows_them() -> None:
    """In the format of their cell."""
    book = filled(
        ("Share", "Day", "Sum", "True", "Time"),
        (0.453, dt.date(2017, 10, 16), 1234567.5, True, dt.time(18, 5)),
    )
    for cell, form in (("A2", "0.0%"), ("B2", "d mmm yyyy"), ("C2", "#,##0.00"), ("E2", "h:mm AM/PM")):
        book.active[cell].number_format = form
    assert lines(made(book))[1] == ("Share: 45.3% · Day: 16 Oct 2017 · Sum: 1,234,567.50 · True: TRUE · Time: 6:05 PM")


def test_lines_above_a_table_are_its_title_and_a_second_table_has_its_own_head() -> None:
    """An empty row between them; a head may have two rows, the upper over several columns."""
    book = filled(
        *(("Sales of the year",), ("Region", "Sum"), ("North", 4), (), ("Kind", "Men", None), (None, "A", "B")),
        ("k", 1, 2),
    )
    book.active.merge_cells("B5:C5")
    assert lines(made(book)) == [
        "Sales",
        "Sales of the year",
        "Region: North · Sum: 4",
        "Kind: k · Men A: 1 · Men B: 2",
    ]


def test_merged_cells_reach_down() -> None:
    """Into every row that they are drawn over."""
    book = filled(("Region", "Month", "Sum"), ("North", "May", 4), (None, "June", 5))
    book.active.merge_cells("A2:A3")
    assert lines(made(book))[1:] == ["Region: North · Month: May · Sum: 4", "Region: North · Month: June · Sum: 5"]


def test_hidden_sheets_rows_and_columns_are_left_out_and_told() -> None:
    """What nobody sees is not quoted."""
    book = filled(("Region", "Sum", "Secret"), ("North", 4, "never"), ("South", 5, "never"))
    book.create_sheet("Hidden").append(("never", "never"))
    book["Hidden"].sheet_state = "hidden"
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    extract = made(book)
    assert lines(extract) == ["Sales", "Region: North · Sum: 4"]
    assert extract.remarks == (
        "1 hidden sheet was left out.",
        "1 hidden row was left out.",
        "Hidden columns were left out, 3 cells in all.",
    )


def test_formulas_are_read_as_their_value_and_those_without_one_are_told() -> None:
    """Openpyxl writes formulas without computing them."""
    extract = made(filled(("Region", "Sum"), ("North", "=2*2")))
    assert lines(extract) == ["Sales", "Region: North"]
    assert "1 formula has no computed value" in extract.remarks[0]


def test_texts_of_several_runs_are_one() -> None:
    """And Excel's own way to write control characters is undone."""
    assert xlsx._unescaped("a_x000D_b_x0041_") == "a bA"


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.453, "0.0%", "45.3%"), (0.07, "0%", "7%"), (2.5, "0", "3"), (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5, "0;(0)", "(5)"), (-5.5, "0.0", "-5.5"), (-0.001, "0.0", "0.0"), (0, '0;-0;"none"', "none"),
        (1234, "[$€-407] #,##0", "€ 1,234"), (1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "$1,234.50"),
        (-1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "($1,234.50)"), (5, '0" km"', "5 km"), (5, "00000", "00005"),
        (1234567, '0.0,,"M"', "1.2M"), (12345.678, "0.00E+00", "1.23E+04"), (0.5, "#.##", ".5"), (0.25, "# ?/?", "0.25"),
        (0.1 + 0.2, None, "0.3"), (12345678901, None, "12345678901"), (1e-5, None, "0.00001"), (3.0, "General", "3"),
        (1e300, None, "1e+300"), (43024, "d mmm yyyy", "16 Oct 2017"), (43024, "mmmm d, yyyy", "October 16, 2017"),
        (43024, "dddd", "Monday"), (43024, "dd/mm/yyyy", "16/10/2017"), (43024, "[$-409]d-mmm-yy;@", "16-Oct-17"),
        (43024.75, "yyyy-mm-dd h:mm", "2017-10-16 18:00"), (43024.75, "h:mm AM/PM", "6:00 PM"), (1.5, "[h]:mm", "36:00"),
        (0.0625, "mm:ss", "30:00"), (1, "yyyy-mm-dd", "1900-01-01"), (-1, "yyyy", "-1"), (1e9, "yyyy", "1000000000"),
    ],
)  # fmt: skip
def test_a_number_is_shown_in_its_format(value: float, form: str | None, expected: str) -> None:
    """Worked by hand from what Excel shows; what is not understood is the number itself."""
    assert shown_number(value, form) == expected


def test_a_workbook_may_count_from_1904() -> None:
    """Old ones of Macintosh do."""
    assert shown_number(41562, "yyyy-mm-dd", from_1904=True) == "2017-10-16"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_by_the_width_of_the_rows(separator: str) -> None:
    """Commas and semicolons in quoted fields are none."""
    rows = (("Region", "Remark", "Sum"), ("North", '"a, b; c"', "4"), ("South", "plain", "5"))
    text = "\n".join(separator.join(row) for row in rows)
    assert csv(text) == ["Region: North · Remark: a, b; c · Sum: 4", "Region: South · Remark: plain · Sum: 5"]


def test_a_table_without_a_head_has_none() -> None:
    """Figures in the first row are no names."""
    assert csv("North,4\nSouth,5\n") == ["North · 4", "South · 5"]


def test_fields_may_run_over_lines_and_hold_quotes() -> None:
    """As RFC 4180 has it; the first line of Excel that names the separator is no row."""
    assert csv('sep=;\na;b\n"two\nlines";"he said ""no"""\n') == ['a: two lines · b: he said "no"']


def test_more_rows_columns_or_letters_than_a_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limit, and what to do."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(OverLimit, match=r"more than 3 rows \(limit\)"):
        csv("a,b\n" * 4)
    with pytest.raises(OverLimit, match=r"more than 1,000 columns \(limit\)"):
        csv("a," * 1_001 + "b\n")
    with pytest.raises(OverLimit, match=r"row 1 has a field of more than 100,000 characters \(limit\)"):
        csv('"' + "a" * 100_001 + '",b\n')


def test_damaged_xml_is_refused_by_the_name_of_its_part() -> None:
    """The message says where."""
    from tests.fakes.office import OFFICE, XML, package, zipped

    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    workbook = f'{XML}<workbook xmlns="{namespace}" xmlns:r="{OFFICE}"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>'
    parts = {"xl/workbook.xml": workbook, "xl/sheet.xml": f'{XML}<worksheet xmlns="{namespace}"><sheetData><row>'}
    book = package("spreadsheetml.sheet.main", "xl/workbook.xml", parts, {"worksheet": "sheet.xml"})
    with pytest.raises(UnreadableReport, match=r"its part xl/sheet\.xml is damaged"):
        xlsx.read(zipped(book), "book.xlsx")
