"""The protocol of docker's credential helpers.

Source: docker/docker-credential-helpers, credentials/credentials.go, credentials/error.go and
client/client.go: `docker-credential-<suffix> get|list`, the server's key on stdin, JSON on stdout;
on failure status 1 with the message on stdout. Docker waits for ever, we do not.
"""

import os
import re
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from regbrowse.credentials.document import parse_object, text_in
from regbrowse.credentials.entry import password_kind
from regbrowse.credentials.known_failures import known_failure
from regbrowse.credentials.process import MAX_OUTPUT, Output, run
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, Secret

DEADLINE = 20.0
"""Seconds that a helper has: it may call a cloud or wait for a password agent."""

_SUFFIX = re.compile(r"[A-Za-z0-9_.-]+\Z")
_NOT_FOUND = b"credentials not found in native keychain"
_OUR_SECRETS = frozenset({"REGBROWSE_PASSWORD"})


class Helpers:
    """Runs credential helpers from the PATH of `environ`; remembers nothing."""

    def __init__(self, environ: Mapping[str, str], *, deadline: float = DEADLINE) -> None:
        self._environ = {k: v for k, v in environ.items() if k not in _OUR_SECRETS}
        self._deadline = deadline

    async def get(
        self,
        suffix: str,
        server: str,
        *,
        file: str,
        source: str,
        patience_s: float | None = None,
    ) -> Login | None:
        """Ask a helper for the login of a server; None if it has none.

        It has `patience_s` seconds, if that is less than usual.

        Raises AuthError with `credential-helper-failed`, naming `file`, where the helper is named.
        """
        answer = await self._ask(suffix, "get", server, file, patience_s)
        if answer is None:
            return None
        # Go's decoder, and so docker, takes the names of fields in any case.
        fields = {key.capitalize(): value for key, value in answer.items()}
        fail = partial(_failed, suffix, file)
        username = text_in(fields, "Username", fail, "its answer")
        secret = text_in(fields, "Secret", fail, "its answer")
        if not secret:
            return None
        if not username:
            raise fail("its answer has a Secret but no Username")
        return Login(username, Secret(secret), source, password_kind(username))

    async def servers(self, suffix: str, *, file: str) -> dict[str, str]:
        """Ask a helper which servers it has logins of; the values are user names.

        Raises AuthError with `credential-helper-failed`.
        """
        answer = await self._ask(suffix, "list", "unused", file) or {}
        fail, name = partial(_failed, suffix, file), "a user name"
        return {key: text_in({name: answer[key]}, name, fail, "its answer") for key in answer}

    async def _ask(
        self,
        suffix: str,
        action: str,
        text: str,
        file: str,
        patience_s: float | None = None,
    ) -> dict[str, object] | None:
        deadline = self._deadline if patience_s is None else min(patience_s, self._deadline)
        output = await self._run(suffix, action, text, file, deadline)
        if output.overflow:
            raise _failed(suffix, file, f"its answer is larger than {MAX_OUTPUT} bytes")
        if not output.status:
            return parse_object(
                output.stdout, lambda what: _failed(suffix, file, f"its answer {what}")
            )
        if output.stdout.strip() == _NOT_FOUND:
            return None
        raise _failed(suffix, file, _how_it_ended(output))

    async def _run(self, suffix: str, action: str, text: str, file: str, deadline: float) -> Output:
        program = self._find(suffix, file)
        try:
            return await run(
                (program, action),
                stdin=text.encode(errors="replace"),
                environ=self._environ,
                deadline=deadline,
            )
        except TimeoutError:
            reason = f"it did not answer within {deadline:.2g} s"
        except OSError as error:
            reason = f"it cannot be started: {error.strerror}"
        raise _failed(suffix, file, reason)

    def _find(self, suffix: str, file: str) -> str:
        if not _SUFFIX.match(suffix):
            raise _failed(suffix, file, "its name may hold letters, digits and _ . - only")
        # Never a program that happens to lie in the working directory.
        path = self._environ.get("PATH", "").split(os.pathsep)
        folders = [folder for folder in path if Path(folder).is_absolute()]
        found = shutil.which(f"docker-credential-{suffix}", path=os.pathsep.join(folders))
        if not found or not Path(found).is_absolute():
            raise _failed(suffix, file, "it is not on the PATH", missing="yes")
        return found


def _failed(suffix: str, file: str, reason: str, missing: str | None = None) -> AuthError:
    return AuthError(
        Code.CREDENTIAL_HELPER_FAILED,
        helper=f"docker-credential-{suffix}",
        file=file,
        reason=reason,
        missing=missing,
    )


def _how_it_ended(output: Output) -> str:
    how = f"it ended with status {output.status}"
    if output.status < 0:
        how = f"it was killed by signal {-output.status}"
    known = known_failure(output.stdout + b"\n" + output.stderr)
    return f"{how}: {known}" if known else how
