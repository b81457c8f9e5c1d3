"""Reading a JSON file that people edit, with errors that say where it is broken and no more.

What such a file holds is secret, so no error repeats any of it.
"""

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError

MAX_BYTES = 1024 * 1024
"""No login file comes near it; something else must have been put in its place."""


def invalid(file: str, reason: str) -> AuthError:
    """Return the error for a login file that cannot be used; `reason` must not quote it."""
    return AuthError(Code.DOCKER_CONFIG_INVALID, file=file, reason=reason)


def read(path: Path) -> bytes | None:
    """Return the bytes of a file, or None if there is no such file.

    Raises AuthError with `docker-config-invalid`. Pipes and devices are not opened: to read them
    could block for ever. Only the null device is taken as what it is, an empty file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            if path == Path(os.devnull):
                return b""
            raise invalid(str(path), "it is not a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        failure = invalid(str(path), f"it cannot be read: {error.strerror}")
        failure.learn(unreadable="yes")
        raise failure from error
    if len(data) > MAX_BYTES:
        raise invalid(str(path), f"it is larger than {MAX_BYTES} bytes")
    return data


def parse_object(data: bytes, fail: Callable[[str], AuthError]) -> dict[str, object]:
    """Return the JSON object in `data`, else raise what `fail` makes of the reason.

    The reason is a predicate ("is not valid JSON at line 3, column 7"). The causes are left out
    of the error, because they hold the text.
    """
    reason, value = "", None
    try:
        value = json.loads(data)
    except json.JSONDecodeError as error:
        reason = f"is not valid JSON at line {error.lineno}, column {error.colno}"
    except UnicodeDecodeError as error:
        reason = f"is not valid UTF-8 at byte {error.start + 1}"
    except RecursionError:
        reason = "is nested too deeply"
    except ValueError:
        reason = "holds a number that is too long"
    if not reason and isinstance(value, dict):
        return value
    raise fail(reason or f"is {kind_of(value)} instead of an object")


def kind_of(value: object) -> str:
    """Name the JSON type of a value, for an error that must not show the value."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def text_in(
    fields: Mapping[str, object], name: str, fail: Callable[[str], AuthError], where: str
) -> str:
    """Return the string `name` of an object, empty if it is absent or null.

    Anything else raises what `fail` makes of the reason, which says `where` the field is.
    """
    value = fields.get(name)
    if value is None:
        return ""
    reason = f"{name} in {where} is {kind_of(value)} instead of a string"
    if isinstance(value, str):
        if not any("\ud800" <= character <= "\udfff" for character in value):
            return value
        # JSON can escape one, and nobody can be sent it.
        reason = f"{name} in {where} holds half a character"
    raise fail(reason)
