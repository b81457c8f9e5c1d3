"""WWW-Authenticate in every form that has been seen, and in forms made to hurt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.registry.challenge import Challenge, parse_challenges

HUB = (
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",'
    'scope="repository:samalba/my-app:pull,push"'
)
CODEBERG = (
    'Bearer realm="https://codeberg.org/v2/token",service="container_registry",scope="*",'
    'Basic realm="https://codeberg.org/v2",service="container_registry",scope="*"'
)
_GITEA = {"service": "container_registry", "scope": "*"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([""], [], id="empty"),
        pytest.param(
            [HUB],
            [
                Challenge(
                    "bearer",
                    {
                        "realm": "https://auth.docker.io/token",
                        "service": "registry.docker.io",
                        "scope": "repository:samalba/my-app:pull,push",
                    },
                )
            ],
            id="docker hub: a comma inside quotes",
        ),
        pytest.param(
            [CODEBERG],
            [
                Challenge("bearer", {"realm": "https://codeberg.org/v2/token", **_GITEA}),
                Challenge("basic", {"realm": "https://codeberg.org/v2", **_GITEA}),
            ],
            id="codeberg: two in one line",
        ),
        pytest.param(
            ['Bearer realm="https://gitea.example/v2/token",service="s"', "Basic"],
            [
                Challenge("bearer", {"realm": "https://gitea.example/v2/token", "service": "s"}),
                Challenge("basic"),
            ],
            id="old gitea: two lines, a bare Basic",
        ),
        pytest.param(
            ["bearer realm=https://zot.example:5000/auth?a=b,service=zot"],
            [Challenge("bearer", {"realm": "https://zot.example:5000/auth?a=b", "service": "zot"})],
            id="zot: lower case, not quoted",
        ),
        pytest.param(
            [
                'Basic realm="https://1.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"'
            ],
            [
                Challenge(
                    "basic",
                    {
                        "realm": "https://1.dkr.ecr.eu-west-1.amazonaws.com/",
                        "service": "ecr.amazonaws.com",
                    },
                )
            ],
            id="ecr: Basic with more parameters",
        ),
        pytest.param(
            ['Basic realm="Artifactory Realm"'],
            [Challenge("basic", {"realm": "Artifactory Realm"})],
            id="artifactory: a blank in the realm",
        ),
        pytest.param(["Token"], [Challenge("token")], id="v1"),
        pytest.param(
            ["Negotiate, NTLM", "Negotiate YIIabc+/==", 'Digest realm="d", qop="auth,auth-int"'],
            [
                Challenge("negotiate"),
                Challenge("ntlm"),
                Challenge("negotiate", blob="YIIabc+/=="),
                Challenge("digest", {"realm": "d", "qop": "auth,auth-int"}),
            ],
            id="company logins",
        ),
        pytest.param(
            ["Negotiate YII==, Basic realm=x"],
            [Challenge("negotiate", blob="YII=="), Challenge("basic", {"realm": "x"})],
            id="a blob and another challenge in one line",
        ),
        pytest.param(
            ['BEARER  REALM = "r" ,\tService= s , , error="invalid_token"'],
            [Challenge("bearer", {"realm": "r", "service": "s", "error": "invalid_token"})],
            id="blanks, tabs, an empty item, upper case",
        ),
        pytest.param(
            [r'Basic realm="say \"hi\" \\ there, Bearer realm=no"'],
            [Challenge("basic", {"realm": r'say "hi" \ there, Bearer realm=no'})],
            id="escapes, and a challenge inside quotes",
        ),
        pytest.param(
            ['Basic realm="first",realm="second"'],
            [Challenge("basic", {"realm": "first"})],
            id="a parameter twice",
        ),
        pytest.param(
            ['"junk" ???, Basic realm="x"'],
            [Challenge("basic", {"realm": "x"})],
            id="junk in front",
        ),
        pytest.param(
            ['Basic realm="never ends', 'Bearer realm="r"'],
            [Challenge("basic", {"realm": ""}), Challenge("bearer", {"realm": "r"})],
            id="a quote that never ends",
        ),
        pytest.param(
            ['Bearer realm="",service="s"'],
            [Challenge("bearer", {"realm": "", "service": "s"})],
            id="an empty realm",
        ),
        pytest.param(
            ["Bearer realm=,service=s"],
            [Challenge("bearer", {"realm": "", "service": "s"})],
            id="an empty realm, not quoted",
        ),
    ],
)
def test_seen_on_servers(lines: list[str], expected: list[Challenge]) -> None:
    found = parse_challenges(lines)
    assert [c for c in found if not _is_rest_of_unfinished(c)] == expected


def _is_rest_of_unfinished(challenge: Challenge) -> bool:
    """Words after a quote that never ends are not told from schemes; they harm nobody."""
    return challenge.scheme in {"never", "ends"}


def test_scopes_are_split_at_blanks_and_not_at_commas() -> None:
    line = 'Bearer realm="r",scope="repository:a:pull,push  repository:host:5000/b:pull"'
    (challenge,) = parse_challenges([line])
    assert challenge.scopes == ("repository:a:pull,push", "repository:host:5000/b:pull")
    assert Challenge("basic").scopes == ()


_WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~", min_size=1, max_size=8)
_VALUES = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20)
_CHALLENGES = st.builds(
    Challenge, _WORDS, st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=4)
) | st.builds(Challenge, _WORDS)


def _written(challenge: Challenge) -> str:
    def quoted(value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    pairs = [f"{key}={quoted(value)}" for key, value in challenge.parameters.items()]
    return " ".join([challenge.scheme, ",".join(pairs)]).strip()


@given(st.lists(st.lists(_CHALLENGES, max_size=3), max_size=3))
def test_what_is_written_by_the_rules_is_read_back(lines: list[list[Challenge]]) -> None:
    written = [", ".join(map(_written, line)) for line in lines]
    assert list(parse_challenges(written)) == [challenge for line in lines for challenge in line]


@given(st.text(st.sampled_from('Bb =,"\\;\t\x00é'), max_size=60))
def test_anything_can_be_read(line: str) -> None:
    for challenge in parse_challenges([line]):
        assert challenge.scheme
        assert challenge.scheme == challenge.scheme.lower()


@pytest.mark.parametrize(
    "unit",
    [
        '"', "\\", '\\"', "a", "=", ",", " ", "a=", 'a="', 'a="\\', "a a", 'x y="z"', "a=,",
        'a="",', "Basic, ", "Negotiate a==,", 'B r="a\\"", ', "a,b ", "a =", "( ", 'B x="',
    ],
)  # fmt: skip
@pytest.mark.parametrize("front", ["", "Bearer ", 'Bearer realm="', "a b"])
def test_a_long_header_takes_time_in_proportion(unit: str, front: str) -> None:
    def seconds(length: int) -> float:
        line = front + unit * (length // len(unit))
        before = time.perf_counter()
        parse_challenges([line])
        return time.perf_counter() - before

    # Quadratic time would be 400 times as long, and seconds for 100 kB.
    if seconds(100_000) > 0.5:
        short = min(seconds(5_000) for _ in range(5))
        assert min(seconds(100_000) for _ in range(3)) < 120 * short
