"""Every failure that regbrowse expects, as one tree of exceptions.

    RegbrowseError              has a code and the facts of this case
    ├── UsageError              what was typed or configured cannot be used (exit 2)
    ├── CacheError              the local cache cannot be used (exit 1)
    └── RegistryError           the network or the registry failed (exit 1)
        ├── Unreachable         proxy, DNS, TCP or TLS: no HTTP answer came back
        ├── BadAnswer           an answer came, but not one of a working registry
        ├── AuthError           the registry or its token server wants another login
        ├── CatalogError        the list of repositories cannot be had or trusted
        └── NotFound            the registry works, and lacks what was asked for

An error carries facts, never sentences: `regbrowse.diagnosis.verdicts` is the one place that
turns them into words. Facts hold untrusted text, which the output layer makes harmless.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, Self

from regbrowse.domain.codes import Code

READ_CATALOG: Final = "read the catalog"
"""The `operation` of whatever fails while the list of repositories is read."""

_ATTRIBUTES = frozenset({"operation", "url", "status", "registry_code", "registry_message"})


class RegbrowseError(Exception):
    """A failure with a code; anything that is not one of these is a bug and stays loud."""

    exit_status: ClassVar[int] = 1

    def __init__(self, code: Code, **facts: object) -> None:
        self.code = code
        self._facts = {key: str(value) for key, value in facts.items() if value is not None}
        super().__init__(code.value, self._facts)

    @property
    def facts(self) -> Mapping[str, str]:
        """What is known about this case, by name."""
        return self._facts

    def learn(self, **facts: str | None) -> None:
        """Add facts that only a caller knows, such as the feed; what is known stays."""
        for key, value in facts.items():
            if value is not None:
                self._facts.setdefault(key, value)

    def veil(self, over: Callable[[str], str]) -> None:
        """Change every fact by `over`, which takes secrets out of a text."""
        self._facts = {key: over(value) for key, value in self._facts.items()}
        self.args = (self.code.value, self._facts)

    def retold(self, code: Code | None = None, /, **facts: str | None) -> Self:
        """Return the same failure under a code that fits better, or with other or more facts.

        Its cause stays. A fact that is None or empty says nothing.
        """
        merged = {**self._facts, **{key: value for key, value in facts.items() if value}}
        again = self._again(code or self.code, merged)
        again.__cause__ = self.__cause__
        return again

    def _again(self, code: Code, facts: Mapping[str, str]) -> Self:
        return type(self)(code, **facts)

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code.value} ({facts})" if facts else self.code.value


class UsageError(RegbrowseError):
    """What a person typed or configured cannot be used; nothing was asked of a registry."""

    exit_status = 2


class CacheError(RegbrowseError):
    """The local cache cannot be read or written."""


class RegistryError(RegbrowseError):
    """A registry, or the way to it, failed.

    `operation` says what was being done ("read the catalog"), `url` is already redacted,
    `status` is the HTTP status if there was an answer, and the registry's own words are in
    `registry_code` and `registry_message` (untrusted).
    """

    def __init__(
        self,
        code: Code,
        *,
        operation: str = "",
        url: str = "",
        status: int | None = None,
        registry_code: str | None = None,
        registry_message: str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(
            code,
            operation=operation or None,
            url=url or None,
            status=status,
            registry_code=registry_code,
            registry_message=registry_message,
            **facts,
        )
        self.operation = operation
        self.url = url
        self.status = status
        self.registry_code = registry_code
        self.registry_message = registry_message

    def veil(self, over: Callable[[str], str]) -> None:
        """The same for the facts that are attributes, too."""
        super().veil(over)
        self.url = over(self.url)
        self.registry_code = self.facts.get("registry_code")
        self.registry_message = self.facts.get("registry_message")

    def _again(self, code: Code, facts: Mapping[str, str]) -> Self:
        other = {key: value for key, value in facts.items() if key not in _ATTRIBUTES}
        return type(self)(
            code,
            operation=self.operation,
            url=self.url,
            status=self.status,
            registry_code=self.registry_code,
            registry_message=self.registry_message,
            **other,
        )


class Unreachable(RegistryError):
    """No HTTP answer came back: proxy, DNS, TCP or TLS failed."""


class BadAnswer(RegistryError):
    """Something answered, but not as a working registry does."""


class AuthError(RegistryError):
    """The registry or its token server does not accept us."""


class CatalogError(RegistryError):
    """The list of repositories cannot be had, or cannot be trusted."""


class NotFound(RegistryError):
    """The registry works and lacks what was asked for, or hides it."""
