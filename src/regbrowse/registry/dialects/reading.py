"""Reading what an API answers: JSON of a certain shape, times, digests, platforms."""

import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound
from regbrowse.domain.names import is_digest
from regbrowse.registry.answer import Answer
from regbrowse.registry.json_reading import field, names_of
from regbrowse.registry.refusals import error_for, refusal
from regbrowse.registry.request import Purpose

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_LONGEST = 100
"""Characters of an operating system, an architecture or a media type; longer ones are none."""


def json_of(answer: Answer, purpose: Purpose, missing: Code, unexpected: Code) -> Any:
    """Return the JSON of a 200. Raises RegistryError for any other answer, see `refusal`."""
    if answer.status == 401:
        raise error_for(answer, purpose.denied, purpose.operation)
    if answer.status != 200:
        raise refusal(answer, purpose, missing=missing, unexpected=unexpected)
    try:
        return answer.json()
    except ValueError:
        code = Code.HTML_INSTEAD_OF_REGISTRY if answer.looks_like_html else unexpected
        raise error_for(answer, code, purpose.operation, reason="it is not JSON") from None


def described(document: Any, key: str | None, purpose: Purpose) -> list[Mapping[str, Any]]:
    """Return the objects of the list under `key`, or of the document itself if there is no key.

    Raises NotFound with `tags-invalid` if that is no list (null is an empty one); what is no object
    in it is left out.
    """
    entries = document if key is None else field(document, key)
    if entries is None and isinstance(document, dict) and key in document:
        entries = []
    if not isinstance(entries, list):
        raise NotFound(
            Code.TAGS_INVALID, operation=purpose.operation, reason="it has no list of tags"
        )
    return [entry for entry in entries if isinstance(entry, dict)]


def moment_of_s(seconds: Any) -> datetime | None:
    """Read a Unix time in whole seconds; None for what is none, and for 0."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 2**37:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def texts(entries: Any) -> list[str]:
    """Return the texts in a list, in one line each; none for what is no list."""
    found = names_of(entries)
    return found[0] if found else []


def digest_of(value: Any) -> str | None:
    """Return a digest, None for anything else."""
    return value if isinstance(value, str) and is_digest(value) else None


def text_of(value: Any) -> str | None:
    """Return a short printable text, None for anything else."""
    good = isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()
    return value if good else None


def platform_of(os: Any, architecture: Any, variant: Any = None) -> str | None:
    """Return `os/arch[/variant]`; None where one is missing or `unknown`, as for attestations."""
    system, machine, kind = text_of(os), text_of(architecture), text_of(variant)
    if system is None or machine is None or "unknown" in {system, machine}:
        return None
    return f"{system}/{machine}/{kind}" if kind else f"{system}/{machine}"


def is_here(named: str | None) -> bool:
    """Whether a platform is the one that would be chosen on this machine.

    Engines run Linux everywhere but on Windows: on other systems in a virtual machine.
    """
    system = "windows" if sys.platform == "win32" else "linux"
    machine = platform.machine().lower()
    here = f"{system}/{_MACHINES.get(machine, machine)}"
    return named is not None and f"{named}/".startswith(f"{here}/")
