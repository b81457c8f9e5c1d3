"""Under which keys docker and podman keep the login of a registry.

Sources: docker/cli cli/config/credentials/file_store.go (exact key, then keys reduced to their
host), moby daemon/pkg/registry/auth.go, containers/image docs/containers-auth.json.5.md (keys
with a namespace, most specific first). A port is part of the key: `localhost:5000` and
`localhost:5001` never share a login, and `localhost` is neither of them.
"""

from collections.abc import Iterable, Iterator

from regbrowse.domain.address import DEFAULT_PORT, HUB_HOSTS, Address

HUB_KEY = "https://index.docker.io/v1/"
"""What docker calls Docker Hub in its files and in front of credential helpers."""

_API_PATHS = frozenset({"", "v1", "v2"})
_HUB_NAMES = (HUB_KEY, "docker.io", "index.docker.io", *sorted(HUB_HOSTS))


def names_of(address: Address) -> tuple[str, ...]:
    """Return the keys that name exactly this registry, docker's own first.

    The port that the scheme implies may be written or left out: both are the same registry.
    """
    if address.is_hub:
        return tuple(dict.fromkeys(_HUB_NAMES))
    default = DEFAULT_PORT[address.scheme or "https"]
    host = address.netloc.removesuffix(f":{address.port}") if address.port else address.netloc
    if address.port is None:
        return (host, f"{host}:{default}")
    return (address.netloc, host) if address.port == default else (address.netloc,)


def split_key(key: str) -> tuple[str, str, bool]:
    """Return the host (with its port) and the path of a key, and whether it had a scheme."""
    rest = key
    for scheme in ("https://", "http://"):
        rest = rest.removeprefix(scheme)
    host, _, path = rest.partition("/")
    return host.lower(), path.strip("/"), rest != key


def is_namespace(key: str) -> bool:
    """Whether podman would take the key for a namespace or a repository, not for a registry."""
    _, path, had_scheme = split_key(key)
    return not had_scheme and path not in _API_PATHS


def is_part_of_web_login(key: str) -> bool:
    """Whether docker keeps parts of its own web login there, which are no login of a registry.

    Source: docker/cli, `docker login` by device code: `.../v1/access-token`, `.../refresh-token`.
    """
    host, path, _ = split_key(key)
    return host in HUB_HOSTS and path.rpartition("/")[2] in {"access-token", "refresh-token"}


def matching(
    keys: Iterable[str], address: Address, repository: str | None, *, namespaces: bool
) -> list[str]:
    """Return those of `keys` whose login is for `address`, best first.

    `namespaces` says that a key with a path, such as `quay.io/team`, holds for that namespace
    only, as podman has it; for docker it is the same as `quay.io`.
    """
    present = list(keys)
    names = names_of(address)
    wanted = [*_namespace_keys(names, repository), *names]
    best = [key for key in wanted if key in present]
    reduced = (
        key
        for key in present
        if split_key(key)[0] in names
        and not (namespaces and is_namespace(key))
        and not is_part_of_web_login(key)
    )
    return list(dict.fromkeys([*best, *reduced]))


def _namespace_keys(names: Iterable[str], repository: str | None) -> Iterator[str]:
    hosts = [name for name in names if "/" not in name]
    path = repository or ""
    while path:
        yield from (f"{host}/{path}" for host in hosts)
        path = path.rpartition("/")[0]
