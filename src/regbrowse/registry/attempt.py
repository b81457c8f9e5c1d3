"""What was being tried when something failed."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.registry.proxy import Proxy
from regbrowse.registry.redact import redact


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request, as its errors tell of it."""

    operation: str
    url: str
    proxy: Proxy | None = None
    client_cert: bool = False

    @property
    def passed_on(self) -> bool:
        """Whether a proxy passes the request on, so that no word comes from the registry itself."""
        return self.proxy is not None and urlsplit(self.url).scheme == "http"

    @property
    def host(self) -> str:
        """`host[:port]` of the target, without a login."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def error(
        self, kind: type[RegistryError], code: Code, detail: object = None, **facts: Any
    ) -> RegistryError:
        """Make an error with the facts of this attempt."""
        return kind(
            code,
            operation=self.operation,
            url=redact(self.url),
            host=self.host,
            proxy=self.proxy.display if self.proxy else None,
            proxy_source=self.proxy.source if self.proxy else None,
            proxy_login="yes" if self.proxy and self.proxy.has_login else None,
            detail=detail,
            **facts,
        )
