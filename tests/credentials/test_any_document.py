"""Whatever JSON a login file holds, the answer is a login or a notice."""

import asyncio
import json

from hypothesis import given
from hypothesis import strategies as st

from regbrowse.credentials.auth_file import AuthFile
from regbrowse.credentials.file_source import FileSource
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.listing import list_logins
from regbrowse.credentials.source import Wanted
from regbrowse.domain.address import Address
from regbrowse.domain.login import Secret

HOST = "registry.example.com"
KEYS = st.sampled_from([HOST, f"https://{HOST}/v1/", "quay.io/team", "auth", "x@y"]) | st.text()
NAMES = st.sampled_from(
    ["auths", "credHelpers", "credsStore", "auth", "username", "password", "identitytoken"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("YW5uOnB3"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | NAMES, inner, max_size=4),
)
ENTRY = st.dictionaries(NAMES, ANYTHING, max_size=4) | ANYTHING
DOCUMENT = st.fixed_dictionaries(
    {},
    optional={
        "auths": st.dictionaries(KEYS, ENTRY) | ANYTHING,
        "credHelpers": st.dictionaries(KEYS, st.text()) | ANYTHING,
        "credsStore": ANYTHING,
    },
)


@given(DOCUMENT | ANYTHING, st.booleans(), st.booleans())
def test_any_document(document: object, namespaces: bool, legacy: bool) -> None:
    text = Secret(json.dumps(document))
    file = AuthFile("variable", "VARIABLE", text=text, namespaces=namespaces, legacy=legacy)
    helpers = Helpers({"PATH": ""})
    source = FileSource(file, helpers)
    wanted = Wanted(Address.parse(HOST), "ann", "team/app")

    async def ask() -> None:
        found = await source.find(wanted)
        assert found.login is None or found.login.username == "ann"
        source.describe(wanted)
        for login in (await list_logins([file], helpers)).logins:
            assert login.registry
            assert login.username is None or login.username.encode()

    asyncio.run(ask())
