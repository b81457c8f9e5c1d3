import asyncio
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from keyring import errors
from keyring.backends import fail, null

from regbrowse.credentials.keychain import Keychain, service_name
from regbrowse.credentials.keychain_source import KeychainSource
from regbrowse.credentials.source import Resolution, Wanted
from regbrowse.domain.address import Address
from regbrowse.domain.errors import UsageError
from regbrowse.domain.login import Login, Secret, Supplier
from tests.credentials.support import SECRET, FailingKeyring, HangingKeyring, MemoryKeyring

ADDRESS = Address.parse("registry.example.com")


async def test_set_get_delete() -> None:
    keyring = MemoryKeyring()
    keychain = Keychain(keyring)
    await keychain.set(ADDRESS, "ann", Secret(SECRET))
    assert keyring.entries == {("regbrowse https://registry.example.com", "ann"): SECRET}
    assert await keychain.get(ADDRESS, "ann") == Secret(SECRET)
    assert await keychain.get(ADDRESS, "bob") is None
    assert await keychain.get(Address.parse("registry.example.com:5000"), "ann") is None
    assert await keychain.delete(ADDRESS, "ann") is True
    assert await keychain.delete(ADDRESS, "ann") is False
    assert await keychain.get(ADDRESS, "ann") is None


def test_service_names() -> None:
    def name(text: str) -> str:
        return service_name(Address.parse(text))

    assert name("registry.example.com") == name("https://registry.example.com:443/prefix")
    assert name("registry.example.com") != name("http://registry.example.com")
    assert name("docker.io") == name("https://index.docker.io")
    assert name("localhost:5000") == name("http://localhost:5000") != name("localhost:5001")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.NoKeyringError(SECRET), "there is no keychain in this session"),
        (errors.KeyringLocked(SECRET), "it is locked"),
        (errors.InitError(SECRET), "it cannot be opened"),
        (errors.PasswordSetError(SECRET), "it does not take the password"),
        (ZeroDivisionError(SECRET), "it failed with ZeroDivisionError"),
        (OSError(5, SECRET), "it failed with OSError"),
    ],
)
async def test_errors_are_named_and_not_quoted(error: Exception, reason: str) -> None:
    keychain = Keychain(FailingKeyring(error))
    with pytest.raises(UsageError) as caught:
        await keychain.set(ADDRESS, "ann", Secret(SECRET))
    assert caught.value.code == "keychain-unavailable"
    assert caught.value.facts["reason"] == reason
    assert ("locked" in caught.value.facts) is isinstance(error, errors.KeyringLocked)
    assert caught.value.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_no_backend() -> None:
    keychain = Keychain(fail.Keyring())  # type: ignore[no-untyped-call]
    with pytest.raises(UsageError, match="there is no keychain in this session"):
        await keychain.get(ADDRESS, "ann")


@pytest.mark.parametrize(
    ("backend", "printed"),
    [
        ("keyring.backends.null.Keyring", "None"),
        ("keyring.backends.fail.Keyring", "there is no keychain in this session"),
        ("nowhere.to.be.found", "it failed with ModuleNotFoundError"),
    ],
)
def test_backend_that_keyring_chooses(tmp_path: Path, backend: str, printed: str) -> None:
    program = """
import asyncio
from regbrowse.credentials.keychain import Keychain
from regbrowse.domain.address import Address
from regbrowse.domain.errors import UsageError
try:
    print(asyncio.run(Keychain().get(Address.parse("localhost:5000"), "ann")))
except UsageError as error:
    print(error.facts["reason"])
"""
    environ = {**os.environ, "PYTHON_KEYRING_BACKEND": backend}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert (done.stdout, done.stderr) == (f"{printed}\n", "")


async def test_backend_that_is_switched_off_keeps_nothing() -> None:
    keychain = Keychain(null.Keyring())  # type: ignore[no-untyped-call]
    assert await keychain.get(ADDRESS, "ann") is None
    assert await keychain.delete(ADDRESS, "ann") is False
    with pytest.raises(UsageError, match="it does not keep what it is given"):
        await keychain.set(ADDRESS, "ann", Secret(SECRET))


async def test_prompt_that_nobody_answers() -> None:
    keyring = HangingKeyring()
    with pytest.raises(UsageError, match=r"it did not answer within 0\.05 s"):
        await Keychain(keyring, deadline=0.05).get(ADDRESS, "ann")
    keyring.answer.set()


async def test_prompt_may_be_cancelled() -> None:
    keyring = HangingKeyring()
    task = asyncio.create_task(Keychain(keyring).get(ADDRESS, "ann"))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    keyring.answer.set()


def test_hanging_keychain_does_not_keep_the_process() -> None:
    program = """
import asyncio, threading
from regbrowse.credentials.threads import in_thread
try:
    asyncio.run(in_thread(threading.Event().wait, 0.05))
except TimeoutError:
    print("ended")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True
    )
    assert (done.stdout, done.stderr) == ("ended\n", "")


async def test_source() -> None:
    keyring = MemoryKeyring()
    source = KeychainSource(Keychain(keyring))
    await Keychain(keyring).set(ADDRESS, "ann", Secret(SECRET))
    found = await source.find(Wanted(ADDRESS, "ann"))
    assert found == Resolution(Login("ann", Secret(SECRET), "keychain", supplier=Supplier.KEYCHAIN))
    assert await source.find(Wanted(ADDRESS)) == Resolution(None)
    assert await source.find(Wanted(ADDRESS, "bob")) == Resolution(None)
    assert source.describe(Wanted(ADDRESS)) is None


def test_keyring_is_not_imported_until_it_is_needed(tmp_path: Path) -> None:
    program = """
import sys, pkgutil, importlib, regbrowse.credentials as package
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"regbrowse.credentials.{module.name}")
sys.exit("keyring" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, timeout=20, check=True)
