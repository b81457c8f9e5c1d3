import pytest

from regbrowse.credentials.keys import HUB_KEY, is_part_of_web_login, matching, names_of
from regbrowse.domain.address import Address


def match(
    keys: list[str], address: str, repository: str | None = None, *, namespaces: bool = False
) -> list[str]:
    return matching(keys, Address.parse(address), repository, namespaces=namespaces)


@pytest.mark.parametrize(
    "key",
    [
        "registry.example.com",
        "https://registry.example.com",
        "http://registry.example.com/",
        "https://registry.example.com/v1/",
        "registry.example.com/v1/",
        "https://registry.example.com/v2/",
        "Registry.Example.COM",
        "registry.example.com:443",
    ],
)
def test_spellings_of_one_registry(key: str) -> None:
    assert match(["other.example.com", key], "registry.example.com") == [key]
    assert match([key], "registry.example.com", namespaces=True) == [key]


def test_exact_key_goes_before_reduced_ones() -> None:
    keys = ["https://registry.example.com/v1/", "registry.example.com"]
    assert match(keys, "registry.example.com") == keys[::-1]


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("localhost", "localhost:5000"),
        ("localhost:5001", "localhost:5000"),
        ("localhost:5000", "localhost"),
        ("http://localhost:5001/v1/", "localhost:5000"),
        ("localhost:50001", "localhost:5000"),
        ("registry.example.com:80", "registry.example.com"),
        ("registry.example.com:443", "http://registry.example.com"),
        ("example.com", "registry.example.com"),
        ("registry.example.com.evil.test", "registry.example.com"),
        ("user@registry.example.com", "registry.example.com"),
        ("registry.example.com@evil.test", "registry.example.com"),
        ("[::1]", "[::1]:5000"),
        ("docker.io", "registry.example.com"),
        ("notdocker.io", "docker.io"),
    ],
)
def test_other_registries_share_nothing(key: str, address: str) -> None:
    assert match([key], address) == []


def test_implied_port_may_be_written() -> None:
    assert match(["registry.example.com"], "https://registry.example.com:443")
    assert match(["registry.example.com"], "http://registry.example.com:80")
    assert match(["[::1]:5000"], "[::1]:5000")


@pytest.mark.parametrize("address", ["docker.io", "index.docker.io", "registry-1.docker.io"])
@pytest.mark.parametrize("key", [HUB_KEY, "docker.io", "https://registry-1.docker.io/v2/"])
def test_hub_has_many_names(address: str, key: str) -> None:
    assert match([key], address) == [key]
    assert names_of(Address.parse(address))[0] == HUB_KEY


def test_own_key_of_hub_goes_first() -> None:
    assert match(["docker.io", HUB_KEY], "docker.io") == [HUB_KEY, "docker.io"]


def test_parts_of_docker_desktops_web_login_are_no_logins() -> None:
    keys = [f"{HUB_KEY}access-token", f"{HUB_KEY}refresh-token"]
    assert all(is_part_of_web_login(key) for key in keys)
    assert match(keys, "docker.io") == []
    assert not is_part_of_web_login(HUB_KEY)


def test_namespaces_most_specific_first() -> None:
    keys = ["quay.io", "quay.io/team", "quay.io/team/app", "quay.io/other"]
    expected = ["quay.io/team/app", "quay.io/team", "quay.io"]
    assert match(keys, "quay.io", "team/app", namespaces=True) == expected
    assert match(keys, "quay.io", "team/application", namespaces=True) == expected[1:]
    assert match(keys, "quay.io", namespaces=True) == ["quay.io"]


def test_namespaces_of_hub() -> None:
    keys = ["docker.io/library", HUB_KEY]
    assert match(keys, "docker.io", "library/nginx", namespaces=True) == keys


def test_for_docker_a_path_means_the_whole_registry() -> None:
    assert match(["quay.io/team"], "quay.io", "other/app") == ["quay.io/team"]
    assert match(["quay.io/team"], "quay.io", "other/app", namespaces=True) == []
