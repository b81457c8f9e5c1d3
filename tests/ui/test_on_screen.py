import re

import pytest

from regbrowse.diagnosis.template import When
from regbrowse.diagnosis.verdicts import WORDS
from regbrowse.domain.codes import Code
from regbrowse.ui.command import Place
from regbrowse.ui.form_fields import LABELS
from regbrowse.ui.on_screen import on_screen

_PLACE = re.compile(r"\{\w+\|([^{}]*)\}|\{(\w+)\}|[\[\]]")


def _written(hint: str | When) -> str:
    """A hint as it reads where nothing is known."""
    text = hint.text if isinstance(hint, When) else hint
    return _PLACE.sub(lambda match: match[1] or match[2] or "", text)


@pytest.mark.parametrize("code", WORDS)
def test_no_hint_sends_people_from_the_screens_to_a_shell_for_regbrowse(code: Code) -> None:
    for hint in WORDS[code].hints:
        told = on_screen(_written(hint))
        assert "`regbrowse " not in told.replace("`regbrowse demo`", "")
        assert not {f"`--{setting}" for setting in LABELS} & set(told.split())


@pytest.mark.parametrize(
    ("hint", "here", "told"),
    [
        (
            "Switch it off: `regbrowse feeds edit one --insecure`.",
            Place.FEEDS,
            "Switch it off: `e`, Insecure: yes.",
        ),
        (
            "Switch it off: `regbrowse feeds edit one --insecure`.",
            Place.TAGS,
            "Switch it off: `e` on the feeds, Insecure: yes.",
        ),
        (
            "Trust it: `regbrowse feeds edit one --ca FILE --no-insecure`.",
            Place.FORM,
            "Trust it: CA file, Insecure: no.",
        ),
        (
            'Go around it: `regbrowse feeds edit one --proxy ""`.',
            Place.FORM,
            "Go around it: Proxy: empty.",
        ),
        (
            "`regbrowse feeds edit one --username ana --password-stdin`",
            Place.FEEDS,
            "`e`, User name: ana, Password",
        ),
        ("Read it: `regbrowse refresh one`.", Place.CATALOG, "Read it: `r`."),
        ("Read it: `regbrowse refresh one`.", Place.TAGS, "Read it: `r` on the catalog."),
        ("`regbrowse tags one/library/nginx`", Place.CATALOG, "`/`, `one/library/nginx`, `enter`"),
        ("`regbrowse tags one/REPOSITORY`", None, "`/` on the catalog, its name, `enter`"),
        (
            "`regbrowse search TERM` finds names.",
            None,
            "`/` on the catalog finds names.",
        ),
        (
            "Use https: `regbrowse check https://h`.",
            None,
            "Use https: `a` on the feeds, URL: https://h.",
        ),
        ("Use https: `regbrowse check https://h`.", Place.FORM, "Use https: URL: https://h."),
        ("`regbrowse check one --timeout 60`", None, "`regbrowse check one --timeout 60`"),
        ("Run `docker login one`.", Place.FEEDS, "Run `docker login one`."),
        ("Look around: `regbrowse demo`.", None, "Look around: `regbrowse demo`."),
        ("Give `--proxy` another value.", Place.FORM, "Give Proxy another value."),
        ("`regbrowse feeds edit 'one`", None, "`regbrowse feeds edit 'one`"),
    ],
)
def test_a_command_is_told_as_the_key_that_does_the_same(
    hint: str, here: Place | None, told: str
) -> None:
    assert on_screen(hint, here) == told
