"""What holds for the words of every code, whatever the facts."""

import re

import pytest

from regbrowse.diagnosis.template import When
from regbrowse.diagnosis.verdicts import MAX_HINTS, WORDS, Explanation, explain
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegbrowseError, Unreachable, UsageError
from regbrowse.domain.feed import COMMAND_NAMES
from tests.diagnosis.typical import FACTS

FLAGS = {
    "feeds": {
        "--api",
        "--ca",
        "--client-cert",
        "--client-key",
        "--help",
        "--insecure",
        "--no-insecure",
        "--password-stdin",
        "--proxy",
        "--registry-path",
        "--url",
        "--username",
    },
    "inspect": {"--files", "--layer", "--raw"},
    "search": {"--feed", "--offline"},
}
LOOPBACK = {**FACTS, "host": "localhost:5000", "url": "http://localhost:5000/v2/"}
HUB = {**FACTS, "host": "registry-1.docker.io", "url": "https://registry-1.docker.io/v2/"}
SPARSE = {"host": "registry.example.com", "asked": "token-server"}
OF_FEED = {**FACTS, "proxy_source": "the feed", "source": "keychain"}
SETS = [{}, FACTS, LOOPBACK, HUB, SPARSE, OF_FEED]

every_code = pytest.mark.parametrize("code", list(Code), ids=str)


def texts_of(code: Code) -> list[str]:
    words = WORDS[code]
    return [
        text.text if isinstance(text, When) else text for text in (*words.summary, *words.hints)
    ]


def all_texts(explanation: Explanation) -> list[str]:
    return [explanation.summary, *explanation.hints]


def test_there_are_words_for_every_code() -> None:
    assert set(WORDS) == set(Code)


@every_code
def test_the_title_is_short(code: Code) -> None:
    title = WORDS[code].title
    assert 5 < len(title) <= 72
    assert title[0].isupper()
    assert not title.endswith(".")


def test_titles_are_different() -> None:
    assert len({words.title for words in WORDS.values()}) == len(WORDS)


@every_code
@pytest.mark.parametrize("facts", SETS)
def test_the_summary_is_one_plain_sentence(code: Code, facts: dict[str, str]) -> None:
    explanation = explain(RegbrowseError(code, **facts))
    assert explanation.code is code
    assert re.fullmatch(r"[A-Za-z0-9\"].*[^.]\.", explanation.summary)
    assert facts or explanation.summary[0].isupper()
    assert not re.search(r"[.!?] [A-Z]", explanation.summary.replace("Inc. ", ""))
    assert 1 <= len(explanation.hints) <= MAX_HINTS
    assert len(set(explanation.hints)) == len(explanation.hints)
    for text in all_texts(explanation):
        assert not re.search(r"[{}|\[\]!]|  |None|\(\)|\"\"\.?$| [,.;:)]|\( ", _without_pipes(text))
        assert not re.search(r"\b([Pp]lease|[Yy]ou must|colour|authoris|recognis)", text)
        assert text.count("`") % 2 == 0


def _without_pipes(text: str) -> str:
    return text.replace("get-login-password --region REGION | docker", "")


@every_code
def test_hints_are_sentences(code: Code) -> None:
    for facts in SETS:
        for hint in explain(RegbrowseError(code, **facts)).hints:
            assert re.fullmatch(r"[A-Z`].*\.", hint)


@every_code
def test_no_fact_is_told_twice(code: Code) -> None:
    summary = explain(RegbrowseError(code, **FACTS)).summary
    for name, value in FACTS.items():
        if len(value) > 4:
            assert summary.count(value) <= 1, name


@every_code
def test_commands_exist(code: Code) -> None:
    for text in texts_of(code):
        for command in re.findall(r"`(regbrowse [^`]*)`", text):
            verb = command.split()[1]
            assert verb in COMMAND_NAMES
            flags = set(re.findall(r"(?<= )--[a-z-]+", command))
            assert flags <= FLAGS.get(verb, set()), command


HOSTILE = [
    "{host} {0} {host.__class__} {} }{ {{",
    "two\nlines\r\nand\u2028more",
    "x" * 10_000,
    "\x1b[31mred\x07\x00\u202e",
    "[optional] `; rm -rf ~` $(id) |",
    "   ",
    "",
    "None of {these",
]


@every_code
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_facts_are_harmless(code: Code, value: str) -> None:
    error = RegbrowseError(code, **dict.fromkeys(FACTS, value))
    error.__cause__ = Unreachable(Code.TLS_UNKNOWN_CA, url=value, host=value, issuer=value)
    explanation = explain(error, feed=value)
    assert explanation.hints
    for text in all_texts(explanation):
        assert not re.search(r"[\n\r\u2028]", text)
        assert len(text) < 2500
        assert text.endswith(".")
        # What has backticks of its own cannot be told apart from a command here.
        if "`" not in value:
            for command in re.findall(r"`([^`]*)`", text):
                assert not value.strip() or value.strip() not in command
    if not value.strip():
        assert explain(error).summary.startswith(explain(RegbrowseError(code)).summary[:10])


@every_code
def test_nothing_of_a_fact_gets_into_a_command_that_a_shell_would_obey(code: Code) -> None:
    bad = "a;$(id)&b"
    for text in all_texts(explain(RegbrowseError(code, **dict.fromkeys(FACTS, bad)), feed=bad)):
        assert not any(bad in command for command in re.findall(r"`([^`]*)`", text))


@pytest.mark.parametrize("bad", ["-rf", "--help", "$HOME", "a b", "[::1]:5000", "*"])
def test_a_name_that_is_not_one_becomes_a_placeholder(bad: str) -> None:
    hints = explain(RegbrowseError(Code.TLS_SELF_SIGNED, feed=bad, host=bad)).hints
    assert "`regbrowse feeds edit NAME --ca FILE`" in hints[0]


def test_the_feed_may_be_given_beside_the_error() -> None:
    error = Unreachable(Code.TLS_SELF_SIGNED, host="registry.example.com")
    assert "feeds edit prod --ca FILE" in explain(error, feed="prod").hints[0]
    assert "feeds add NAME registry.example.com --ca FILE" in explain(error).hints[0]
    assert "feeds edit NAME --ca FILE" in explain(Unreachable(Code.TLS_SELF_SIGNED)).hints[0]


def test_the_feed_of_the_error_comes_first() -> None:
    error = UsageError(Code.NOTHING_CACHED, feed="prod")
    assert "of prod" in explain(error, feed="other").summary


def caused_by(error: RegbrowseError, cause: BaseException) -> RegbrowseError:
    error.__cause__ = cause
    return error


def test_the_reason_behind_an_error_is_told() -> None:
    error = AuthError(Code.TOKEN_SERVER_UNREACHABLE, host="auth.example.com")
    cause = Unreachable(Code.CONNECTION_REFUSED, host="auth.example.com")
    summary = explain(caused_by(error, cause)).summary
    assert summary == (
        "The token server auth.example.com, where the registry has logins checked,"
        " cannot be reached: the connection is refused."
    )


def test_the_reason_is_told_even_if_the_words_have_no_place_for_it() -> None:
    error = UsageError(Code.PROXY_MISCONFIGURED)
    cause = Unreachable(Code.DNS_NOT_FOUND, host="proxy")
    assert explain(caused_by(error, cause)).summary == (
        "The proxy cannot be used: the host name is not known."
    )


def test_advice_about_a_certificate_comes_from_the_reason() -> None:
    error = AuthError(Code.TOKEN_SERVER_UNREACHABLE, host="auth.example.com")
    cause = Unreachable(Code.TLS_UNKNOWN_CA, host="auth.example.com")
    explanation = explain(caused_by(error, cause), feed="prod")
    assert "`regbrowse feeds edit prod --ca FILE`" in explanation.hints[0]
    assert any("curl" in hint for hint in explanation.hints)
    assert len(explanation.hints) <= MAX_HINTS


def test_other_causes_are_not_told() -> None:
    error = caused_by(Unreachable(Code.CONNECTION_RESET, host="r.example.com"), OSError("secret"))
    assert explain(error).summary == "r.example.com closed the connection without an answer."


@pytest.mark.parametrize(
    "text",
    [
        "https://ann:s3cret@registry.example.com",
        "ann:s3cret@registry.example.com",
        "http:/ann:s3cret@registry.example.com",
        "ftp://registry.example.com/x:s3cret@y",
    ],
)
def test_a_password_in_an_address_is_not_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Address.parse(text)
    assert not any("s3cret" in line for line in all_texts(explain(caught.value)))
