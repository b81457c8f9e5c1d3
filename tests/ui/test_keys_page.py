from pathlib import Path

from regbrowse.ui.commands import COMMANDS
from regbrowse.ui.keys_page import keys_page

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == keys_page(), "run scripts/make-docs"


def test_the_page_lists_every_command_with_a_key() -> None:
    page = keys_page()
    for command in COMMANDS:
        assert f"` | {command.help} |" in page
