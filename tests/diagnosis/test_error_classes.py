"""Whatever leaves `registry/` as an error has words for a person, and something to do."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import regbrowse.registry
from regbrowse.diagnosis.verdicts import WORDS, explain
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, RegistryError
from tests.diagnosis.typical import FACTS

FOLDER = Path(regbrowse.registry.__path__[0])

JARGON = re.compile(
    r"\b(SANs?|SNI|CN|CIDR|JWT|DPI|IDS|WAF|RST|EOF|mTLS|errno|NXDOMAIN|AAAA|DER|OAuth2?"
    r"|traceback|exception|null|None)\b"
)


def classes() -> list[type[RegbrowseError]]:
    """Every kind of error that a module of `registry/` defines or raises."""
    for module in pkgutil.walk_packages(regbrowse.registry.__path__, "regbrowse.registry."):
        importlib.import_module(module.name)
    found = [RegistryError]
    for kind in found:
        found += [each for each in kind.__subclasses__() if each not in found]
    return [RegbrowseError, *found]


def codes() -> list[Code]:
    """Every code that is named in `registry/`."""
    named = {
        node.attr
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Code"
    }
    return [code for code in Code if code.name in named]


def texts(code: Code, **facts: str) -> Iterator[str]:
    words = explain(RegbrowseError(code, **facts))
    yield from (WORDS[code].title, words.summary, *words.hints)


def test_there_are_some() -> None:
    assert {kind.__name__ for kind in classes()} >= {
        "AuthError",
        "BadAnswer",
        "CatalogError",
        "CursorRefused",
        "NotFound",
        "Unreachable",
    }
    assert len(codes()) > 50


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_every_class_has_a_code_words_and_a_hint(kind: type[RegbrowseError]) -> None:
    for code in codes():
        for facts in ({}, FACTS):
            error = kind(code, **facts)
            words = explain(error)
            assert error.code is words.code is code
            assert words.summary.endswith("."), words.summary
            assert words.hints, code
            assert all(hint.strip() for hint in words.hints)


@pytest.mark.parametrize("code", codes(), ids=str)
def test_plain_words(code: Code) -> None:
    """Facts may hold any word; the words around them are for people who run no registry."""
    for text in texts(code):
        plain = re.sub(r"`[^`]*`", "", text)
        assert set(JARGON.findall(plain)) == set(), text
