"""How long and how large an answer may be, so that no server can hold or fill this process.

Sizes are bytes after decoding, times are seconds for the whole request with all its attempts.
"""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request: `deadline_s` for all of it, `max_bytes` for the decoded body.

    `idle_s` is how long the server may be silent, if that is less than the whole time.
    """

    deadline_s: float
    max_bytes: int
    idle_s: float | None = None


PING = Limits(15.0, 1 * MIB)
"""Docker gives the version check 15 s (moby daemon/pkg/registry/auth.go)."""

TOKEN = Limits(15.0, 128 * KIB)
"""As oras-go: token answers are small, and anything larger is not one."""

LIST = Limits(120.0, 64 * MIB)
"""A page of a catalog or tag list. distribution walks its storage for each page, which takes
minutes on large registries; Harbor without `n` sends its whole catalog in one body."""

METADATA = Limits(30.0, 4 * MIB)
"""Manifests and configs: 4 MiB as in containers/image and distribution."""

LAYER = Limits(900.0, 8 * GIB, idle_s=30.0)
"""A layer, read as it comes. Registries take layers of up to 10 GB (ECR); who wants to look into
those has a quarter of an hour."""

CONNECT_S = 5.0
"""TCP and TLS together. The kernel repeats a lost SYN after 1 s and 3 s, so 5 s sees three."""

LOOPBACK_TLS_S = 2.0
"""The same for trying https on a loopback port whose scheme is not known: a plain server may wait
for the end of what it takes for a request line."""

MAX_REDIRECTS = 10
"""As Docker and containerd."""

ERROR_BYTES = 64 * KIB
"""How much of an error's body is read for its message (go-containerregistry's cap)."""
