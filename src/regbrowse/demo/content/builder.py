"""Builds images of a stack, for one platform or several."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from regbrowse.demo.content.attestations import build_attestation
from regbrowse.demo.content.images import (
    OCI,
    Bundle,
    Document,
    Format,
    Image,
    Platform,
    Step,
    build_image,
    build_index,
)
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.workshop import Workshop, filled_in

AMD64 = Platform("linux", "amd64")
ARM64 = Platform("linux", "arm64", "v8")
ARM_V7 = Platform("linux", "arm", "v7")
PPC64LE = Platform("linux", "ppc64le")
S390X = Platform("linux", "s390x")
WINDOWS = Platform("windows", "amd64", os_version="10.0.20348.2849")

REPRODUCIBLE = "1970-01-01T00:00:00Z"
"""The creation date of images whose builder (ko, nix, bazel) does not tell the time."""

_BASES_ARE_REBUILT_AFTER = timedelta(days=42)
_MACHINE = {
    "amd64": ("x86_64", "x86_64-linux-gnu"),
    "arm64": ("aarch64", "aarch64-linux-gnu"),
    "arm": ("armv7", "arm-linux-gnueabihf"),
    "ppc64le": ("ppc64le", "powerpc64le-linux-gnu"),
    "s390x": ("s390x", "s390x-linux-gnu"),
}
_RUNTIMES = {"python": "3.12.7", "node": "22.11.0", "java": "21.0.5+11", "go": "1.23.3"}
_MORE_RUNTIMES = {"dotnet": "8.0.11", "cuda": "12.4"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to build.

    One platform without attestation gives a plain manifest, anything else an index. `values` go
    before the usual ones, as the version of a runtime that the image is of.
    """

    repository: str
    version: str
    created: datetime
    stack: Stack
    platforms: tuple[Platform, ...] = (AMD64, ARM64)
    kind: Format = OCI
    attested: bool = True
    reproducible: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def build(recipe: Recipe, workshop: Workshop) -> Bundle:
    """Build the image and, where it has several parts, the index around them."""
    images = [
        (platform, build_image(_image(recipe, platform, workshop), recipe.kind))
        for platform in recipe.platforms
    ]
    if len(images) == 1 and not recipe.attested:
        return images[0][1]
    members: list[tuple[Document, Bundle]] = [
        ({"platform": platform.document}, bundle) for platform, bundle in images
    ]
    if recipe.attested:
        created = rfc3339(recipe.created)
        members += [
            build_attestation(bundle.root, recipe.repository, platform, created)
            for platform, bundle in images
        ]
    return build_index(members, recipe.kind, _labels(recipe))


def commit_of(repository: str, version: str) -> str:
    """Return the commit (40 hex digits) that a version was built from."""
    return hashlib.sha1(f"{repository}:{version}".encode(), usedforsecurity=False).hexdigest()


def rfc3339(moment: datetime) -> str:
    """Return `moment` (UTC) as registries write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _image(recipe: Recipe, platform: Platform, workshop: Workshop) -> Image:
    stack = recipe.stack
    if platform.os == "windows" and stack.windows:
        stack = stack.windows
    values = _values(recipe, platform, workshop)
    labels = _labels(recipe)
    return Image(
        platform,
        _created(recipe),
        tuple(_steps(recipe, stack, values, workshop)),
        _config(stack, values, labels),
        labels if recipe.kind is OCI else {},
    )


def _steps(
    recipe: Recipe, stack: Stack, values: Mapping[str, str], workshop: Workshop
) -> Iterator[Step]:
    inherited = len(stack.all_parts) - len(stack.parts)
    for number, part in enumerate(stack.all_parts):
        yield Step(
            f"{values['snapshot']}T00:00:00Z" if number < inherited else _created(recipe),
            filled_in(part.instruction, values),
            None if part.is_empty else workshop.layer(part, values),
            part.comment,
        )


def _config(stack: Stack, values: Mapping[str, str], labels: Mapping[str, str]) -> Document:
    config: Document = {
        "User": stack.user,
        "ExposedPorts": {f"{stack.port}/tcp": {}} if stack.port else None,
        "Env": [filled_in(line, values) for line in stack.all_env],
        "Entrypoint": [filled_in(word, values) for word in stack.entrypoint],
        "Cmd": [filled_in(word, values) for word in stack.cmd],
        "Volumes": {stack.volume: {}} if stack.volume else None,
        "WorkingDir": stack.workdir,
        "Labels": dict(labels),
    }
    return {key: value for key, value in config.items() if value}


def _values(recipe: Recipe, platform: Platform, workshop: Workshop) -> dict[str, str]:
    title = recipe.repository.rpartition("/")[2]
    march, lib = _MACHINE[platform.architecture]
    rebuilds = (workshop.epoch - recipe.created) // _BASES_ARE_REBUILT_AFTER + 1
    snapshot = workshop.epoch - rebuilds * _BASES_ARE_REBUILT_AFTER
    values = {
        **_RUNTIMES,
        **_MORE_RUNTIMES,
        "name": recipe.repository,
        "title": title,
        "module": re.sub(r"[^a-z0-9]", "_", title),
        "version": recipe.version,
        "minor": ".".join(_numbers(recipe)),
        "commit": commit_of(recipe.repository, recipe.version),
        "growth": str(_growth(recipe)),
        "arch": platform.architecture,
        "march": march,
        "lib": lib,
        "snapshot": f"{snapshot:%Y-%m-%d}",
        "snapshot_epoch": str(int(snapshot.timestamp())),
        **recipe.values,
    }
    values["python_minor"] = ".".join(values["python"].split(".")[:2])
    return values


def _numbers(recipe: Recipe) -> list[str]:
    return re.findall(r"\d+", recipe.version)[:2]


def _growth(recipe: Recipe) -> int:
    """By how many KiB the software has grown: every project from its own start, release by release.

    Patches do not count, so that they share what they do not change.
    """
    start = int(commit_of(recipe.repository, "")[:4], 16) % 700
    return start + sum(int(number) % 100 * 70 for number in _numbers(recipe))


def _labels(recipe: Recipe) -> dict[str, str]:
    title = recipe.repository.rpartition("/")[2]
    base = {"base.name": recipe.stack.base_name} if recipe.stack.base_name else {}
    labels = {
        "created": _created(recipe),
        "title": title,
        "version": recipe.version,
        "revision": commit_of(recipe.repository, recipe.version),
        "source": f"https://git.acme.example/{recipe.repository}",
        "vendor": "Acme Goods",
        "licenses": "Apache-2.0",
        **base,
    }
    return {f"org.opencontainers.image.{key}": value for key, value in labels.items()}


def _created(recipe: Recipe) -> str:
    return REPRODUCIBLE if recipe.reproducible else rfc3339(recipe.created)
