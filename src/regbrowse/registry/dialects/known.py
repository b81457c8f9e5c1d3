"""Which dialect a registry speaks: the first that recognises what discovery saw."""

from regbrowse.registry.auth import Authenticator
from regbrowse.registry.dialects.api import Api
from regbrowse.registry.dialects.artifactory import Artifactory
from regbrowse.registry.dialects.azure import Azure
from regbrowse.registry.dialects.dialect import Dialect
from regbrowse.registry.dialects.dtr import DockerTrustedRegistry
from regbrowse.registry.dialects.gitea import Gitea
from regbrowse.registry.dialects.github import GitHub
from regbrowse.registry.dialects.gitlab import GitLab
from regbrowse.registry.dialects.google import Google
from regbrowse.registry.dialects.harbor import Harbor
from regbrowse.registry.dialects.hub import Hub
from regbrowse.registry.dialects.nexus import Nexus
from regbrowse.registry.dialects.quay import Quay, QuayIo
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.dialects.zot import Zot
from regbrowse.registry.transport import Transport

DIALECTS: tuple[type[Dialect], ...] = (
    Hub,
    GitHub,
    Azure,
    Quay,
    QuayIo,
    Harbor,
    GitLab,
    Google,
    Artifactory,
    Nexus,
    Gitea,
    Zot,
    DockerTrustedRegistry,
)
"""Those that are told by a host of their own first, those that must be asked last."""


async def dialect_for(
    seen: Sighting, transport: Transport, auth: Authenticator, confirmed: set[type[Dialect]]
) -> Dialect | None:
    """Return the dialect of a registry, or None if v2 is all that it speaks, or all we know of.

    `confirmed` are the dialects of which the registry has said before that it speaks them, so that
    it is not asked again. One that it did not confirm may have been busy, so it is.
    """
    for kind in DIALECTS:
        if kind.recognises(seen):
            dialect = kind(Api(transport, auth, seen, kind.vendor))
            if kind in confirmed or await dialect.confirm():
                confirmed.add(kind)
                return dialect
    return None


def counts_pulls(seen: Sighting) -> bool:
    """Whether a registry counts what is read of it as pulls. Nothing is asked for this."""
    return any(kind.counts_pulls and kind.recognises(seen) for kind in DIALECTS)
