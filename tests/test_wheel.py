"""The wheel: built without a network, it holds what the program needs, and works elsewhere."""

import email
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from regbrowse import __version__

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "regbrowse"


def run(*arguments: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder))
    run(*pip, "--disable-pip-version-check", str(wheel), cwd=folder)
    return folder


def test_what_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    ours = {name.removeprefix("regbrowse/") for name in names if name.startswith("regbrowse/")}
    files = {
        str(path)
        for path in (path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file())
        if not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    assert ours == files
    assert {"py.typed", "demo/certificates/ca.pem", "demo/certificates/server.key"} <= ours
    others = {name.partition("/")[0] for name in names} - {"regbrowse"}
    assert others == {f"regbrowse-{__version__}.dist-info"}
    assert not any(Path(name).name.startswith(("test_", "conftest")) for name in names)


def test_what_it_says_of_itself(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = f"regbrowse-{__version__}.dist-info"
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        entries = archive.read(f"{info}/entry_points.txt").decode()
        assert f"{info}/licenses/LICENSE" in archive.namelist()
    assert (metadata["Name"], metadata["Version"]) == ("regbrowse", __version__)
    assert metadata["Requires-Python"] == ">=3.11"
    assert "regbrowse = regbrowse.__main__:main" in entries
    wanted = {Requirement(line).name for line in metadata.get_all("Requires-Dist", [])}
    assert {"filelock", "httpx", "keyring", "platformdirs", "rich"} <= wanted


def test_it_is_the_installed_one_that_runs(installed: Path, tmp_path: Path) -> None:
    path = {"PYTHONPATH": str(installed)}
    where = run("-c", "import regbrowse; print(regbrowse.__file__)", cwd=tmp_path, **path)
    assert Path(where.strip()).is_relative_to(installed)
    assert run("-m", "regbrowse", "--version", cwd=tmp_path, **path) == f"regbrowse {__version__}\n"
    assert "search" in run("-m", "regbrowse", "--help", cwd=tmp_path, **path)
    assert run("-m", "regbrowse", "feeds", "--json", cwd=tmp_path, **path) == "[]\n"


def test_the_tour_needs_nothing_beside_it(installed: Path, tmp_path: Path) -> None:
    tour = run("-m", "regbrowse", "demo", cwd=tmp_path, PYTHONPATH=str(installed))
    assert ", complete (" in tour
    assert "refuses connections" in tour
    assert "docker pull" in tour
    assert list(tmp_path.iterdir()) == []


def test_every_module_can_be_imported(installed: Path, tmp_path: Path) -> None:
    modules = [
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        for path in SOURCE.rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py"}
    ]
    code = f"import importlib; [importlib.import_module(name) for name in {modules!r}]"
    run("-W", "error", "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
