from pathlib import Path

from regbrowse.diagnosis.codes_page import codes_page
from regbrowse.domain.codes import Code

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == codes_page(), "run scripts/make-docs"


def test_the_page_lists_every_code_once() -> None:
    page = codes_page()
    for code in Code:
        assert page.count(f"\n| `{code}` |") == 1


def test_every_row_has_three_cells() -> None:
    rows = [line for line in codes_page().splitlines() if line.startswith("| ")]
    assert rows
    assert all(row.replace("\\|", "").count("|") == 4 for row in rows)
