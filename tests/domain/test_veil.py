"""No form of a secret gets through a veil, and other text does."""

import html
import json
from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.veil import STARS, Veil

PASSWORD = "p@ss/w&rd <7>\"#'Zé+q9"
TOKEN = b64encode(bytes(range(256)) * 3).decode()


@pytest.mark.parametrize(
    "written",
    [
        PASSWORD,
        quote(PASSWORD),
        quote(PASSWORD, safe=""),
        quote(PASSWORD, safe="").replace("%2F", "%2f"),
        quote_plus(PASSWORD),
        html.escape(PASSWORD),
        html.escape(PASSWORD, quote=False),
        "".join(char if char.isalnum() else f"&#{ord(char)};" for char in PASSWORD),
        json.dumps(PASSWORD)[1:-1],
        json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
        PASSWORD.encode().decode("latin-1"),
        PASSWORD.replace(" ", "\n  "),
    ],
)
def test_a_secret_is_covered_however_it_is_written(written: str) -> None:
    text = Veil([PASSWORD]).over(f"you sent {written}, which is wrong")
    assert text == f"you sent {STARS}, which is wrong"


@given(st.text(st.characters(exclude_characters="|", codec="utf-8"), min_size=4, max_size=30))
def test_no_encoding_shows_it(secret: str) -> None:
    veil = Veil([secret])
    for written in (secret, html.escape(secret), json.dumps(secret)[1:-1], quote(secret)):
        assert veil.over(f"|{written}|") == f"|{STARS}|"


def test_the_beginning_of_a_secret_is_one_too() -> None:
    veil = Veil([TOKEN, "correct-horse-battery"])
    assert veil.over(f"token {TOKEN[:200]}") == f"token {STARS}"
    assert veil.over(f"token {TOKEN[:20]} is bad") == f"token {STARS} is bad"
    assert veil.over(f"token {TOKEN[:9]}... is bad") == f"token {STARS}... is bad"
    assert veil.over("password correct-ho…") == f"password {STARS}…"
    assert veil.over("password correct-horse-ba") == f"password {STARS}"


def test_a_word_that_a_password_begins_with_stays() -> None:
    """Otherwise the stars would tell how the password begins."""
    veil = Veil(["registry-1234567"])
    assert veil.over("the registry-12 does not answer") == "the registry-12 does not answer"
    assert veil.over("a registry's answer") == "a registry's answer"


def test_of_two_secrets_the_longer_goes_first() -> None:
    assert Veil(["abcd", "abcdefgh"]).over("abcdefgh abcd") == f"{STARS} {STARS}"


def test_nobody_can_make_it_take_for_ever() -> None:
    """Tens of thousands of tries for each of the spaces would take longer than anyone waits."""
    veil = Veil(["pass         word", "         "])
    assert "pass" in veil.over(f"pass{' ' * 60_000}x")
    assert veil.over("pass word") == STARS


def test_what_is_too_short_is_no_secret() -> None:
    assert Veil(["a", "the"]).over("a cat on the mat") == "a cat on the mat"


def test_the_oldest_tokens_are_forgotten_and_a_login_is_not() -> None:
    veil = Veil()
    for number in range(500):
        veil.keep("the-password", f"token-{number}")
    assert veil.over("the-password token-499") == f"{STARS} {STARS}"
    assert veil.over("token-0!") == "token-0!"
