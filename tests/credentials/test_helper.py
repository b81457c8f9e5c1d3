import pytest

from regbrowse.credentials.helper import Helpers
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind, Secret
from tests.credentials.support import (
    ANSWER,
    SECRET,
    Machine,
    ask_helper,
    helper_failure,
    needs_sh,
)

pytestmark = needs_sh


async def test_server_on_stdin_and_login_on_stdout(machine: Machine) -> None:
    machine.helper("fake", f"[ \"$1 $(cat)\" = 'get host:5000' ] && echo '{ANSWER}'")
    assert await ask_helper(machine) == Login("ann", Secret(SECRET), "helper")


async def test_identity_token(machine: Machine) -> None:
    machine.helper("fake", f"""echo '{{"Username": "<token>", "Secret": "{SECRET}"}}'""")
    expected = Login("<token>", Secret(SECRET), "helper", LoginKind.IDENTITY_TOKEN)
    assert await ask_helper(machine) == expected


async def test_names_of_fields_in_any_case(machine: Machine) -> None:
    machine.helper("fake", f"""echo '{{"username": "ann", "SECRET": "{SECRET}"}}'""")
    assert await ask_helper(machine) == Login("ann", Secret(SECRET), "helper")


async def test_helper_that_does_not_read_its_input(machine: Machine) -> None:
    machine.helper("fake", f"exec 0<&-; echo '{ANSWER}'")
    assert await ask_helper(machine)


async def test_no_login(machine: Machine) -> None:
    machine.helper("fake", "echo 'credentials not found in native keychain'; exit 1")
    assert await ask_helper(machine) is None
    machine.helper("fake", """echo '{"ServerURL": "", "Username": "", "Secret": ""}'""")
    assert await ask_helper(machine) is None


async def test_missing(machine: Machine) -> None:
    assert await helper_failure(machine) == "it is not on the PATH"
    machine.environ["PATH"] = ""
    assert await helper_failure(machine) == "it is not on the PATH"


async def test_working_directory_is_not_searched(machine: Machine) -> None:
    machine.helper("fake", f"echo '{ANSWER}'")
    machine.environ["PATH"] = "../" * 50 + str(machine.bin).lstrip("/")
    assert await helper_failure(machine) == "it is not on the PATH"


@pytest.mark.parametrize("suffix", ["../fake", "a b", "a;b", "", "fake\n", "é"])
async def test_suffix_must_be_a_plain_name(machine: Machine, suffix: str) -> None:
    machine.helper("fake", f"echo '{ANSWER}'")
    expected = "its name may hold letters, digits and _ . - only"
    assert await helper_failure(machine, suffix=suffix) == expected


async def test_not_a_program(machine: Machine) -> None:
    machine.helper("fake", "")
    (machine.bin / "docker-credential-fake").write_bytes(b"\x7fELFnot really")
    assert (await helper_failure(machine)).startswith("it cannot be started: ")


async def test_words_of_a_failing_helper_are_not_repeated(machine: Machine) -> None:
    machine.helper("fake", f"echo 'error: {SECRET}'; exit 3")
    assert await helper_failure(machine) == "it ended with status 3"


@pytest.mark.parametrize("stream", ["1", "2"])
async def test_known_messages_are_named(machine: Machine, stream: str) -> None:
    words = "error getting credentials: gpg: decryption failed: No secret key"
    machine.helper("fake", f"echo '{words} {SECRET}' >&{stream}; exit 1")
    expected = "it ended with status 1: gpg: decryption failed: No secret key"
    assert await helper_failure(machine) == expected


async def test_killed(machine: Machine) -> None:
    machine.helper("fake", "kill -9 $$")
    assert await helper_failure(machine) == "it was killed by signal 9"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", "its answer is not valid JSON at line 1, column 1"),
        (f"password: {SECRET}", "its answer is not valid JSON at line 1, column 1"),
        (f'["{SECRET}"]', "its answer is a list instead of an object"),
        (
            '{"Username": 1, "Secret": "x"}',
            "Username in its answer is a number instead of a string",
        ),
        (f'{{"Username": "", "Secret": "{SECRET}"}}', "its answer has a Secret but no Username"),
    ],
)
async def test_junk(machine: Machine, answer: str, expected: str) -> None:
    machine.helper("fake", f"cat <<'END'\n{answer}\nEND")
    assert await helper_failure(machine) == (
        expected if answer else expected.replace("line 1", "line 2")
    )


async def test_environment_without_our_password(machine: Machine) -> None:
    machine.environ["REGBROWSE_PASSWORD"] = SECRET
    machine.environ["MARK"] = "ann"
    machine.helper(
        "fake",
        '[ -z "$REGBROWSE_PASSWORD" ] || exit 9\n'
        """echo "{\\"Username\\": \\"$MARK\\", \\"Secret\\": \\"x\\"}\"""",
    )
    assert await ask_helper(machine) == Login("ann", Secret("x"), "helper")


async def test_list(machine: Machine) -> None:
    machine.helper("fake", """[ "$1" = list ] && echo '{"ghcr.io": "ann", "quay.io": ""}'""")
    helpers = Helpers(machine.environ)
    assert await helpers.servers("fake", file="f") == {"ghcr.io": "ann", "quay.io": ""}
    machine.helper("fake", f"""echo '{{"ghcr.io": ["{SECRET}"]}}'""")
    with pytest.raises(AuthError) as caught:
        await helpers.servers("fake", file="f")
    expected = "a user name in its answer is a list instead of a string"
    assert caught.value.facts["reason"] == expected
