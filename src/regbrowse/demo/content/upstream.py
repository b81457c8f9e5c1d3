"""Images of well-known projects, as the company builds its bases on them or mirrors them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from regbrowse.demo.content.bases import ALPINE, DEBIAN, DISTROLESS
from regbrowse.demo.content.builder import AMD64, ARM64, ARM_V7, PPC64LE, S390X, WINDOWS
from regbrowse.demo.content.images import DOCKER, OCI, Format, Platform
from regbrowse.demo.content.plan import Make, Plan
from regbrowse.demo.content.site import Family, Site
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.versions import Release, aliases
from regbrowse.demo.content.workshop import Part, Pile

LINUX = (AMD64, ARM64, ARM_V7)
EVERYWHERE = (AMD64, ARM64, ARM_V7, PPC64LE, S390X)
WITH_WINDOWS = (AMD64, ARM64, ARM_V7, WINDOWS)

_FINAL = re.compile(r"v?[0-9.]+(?:-(?!preview|beta|rc)[a-z].*)?\Z")


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of a release, such as `-alpine`; the empty one is the release itself."""

    suffixes: tuple[str, ...]
    stack: Stack
    platforms: tuple[Platform, ...] = LINUX


def server(
    port: int | None, size_mib: int, *command: str, base: Stack = DEBIAN, volume: str = ""
) -> Stack:
    """Return the stack of a server from packages: `size_mib` is the size of its programs."""
    pile = Pile(
        (
            ("usr/sbin/$title", size_mib * 600),
            ("usr/lib/$title/lib$title.so", size_mib * 350),
            ("usr/share/$title/messages.db", size_mib * 50),
        ),
        grows=True,
    )
    entrypoint = File("docker-entrypoint.sh", '#!/bin/sh\nset -e\nexec "$$@"\n', 0o755)
    return Stack(
        (
            Part("ENV VERSION=$version"),
            Part(
                f'RUN /bin/sh -c set -eux; {base.installer} "$title=$$VERSION" # buildkit',
                pile,
                (File("usr/share/doc/$title/changelog", "$title ($version) $arch\n"),),
            ),
            Part(
                "COPY docker-entrypoint.sh / # buildkit",
                files=(entrypoint, File("docker-entrypoint.d/")),
            ),
            Part('ENTRYPOINT ["/docker-entrypoint.sh"]'),
        ),
        entrypoint=("/docker-entrypoint.sh",),
        cmd=command or ("$title",),
        port=port,
        volume=volume,
        base=base,
        base_name=base.base_name,
    )


def mirror(
    versions: str, port: int | None, size_mib: int, *command: str, volume: str = ""
) -> Family:
    """A mirrored server, on Debian and on Alpine."""
    on_debian, on_alpine = (
        server(port, size_mib, *command, base=base, volume=volume) for base in (DEBIAN, ALPINE)
    )
    return versioned(
        versions,
        (
            Variant(("", "-bookworm"), on_debian),
            Variant(("-alpine", "-alpine3.20"), on_alpine),
        ),
    )


def vendored(versions: str, port: int | None, size_mib: int) -> Family:
    """A mirrored server without variants, for the two platforms that matter."""
    return versioned(versions, (Variant(("",), server(port, size_mib), (AMD64, ARM64)),))


def single_program(versions: str, port: int | None, size_mib: int) -> Family:
    """A mirrored project whose image is one program on next to nothing."""
    stack = Stack(
        (
            Part(
                "COPY --from=build /out/$title /usr/bin/$title # buildkit",
                Pile(
                    (
                        ("usr/bin/$title", size_mib * 850),
                        ("usr/share/$title/data.bin", size_mib * 150),
                    )
                ),
                (File("usr/share/doc/$title/LICENSE", "Apache-2.0\n$title $version $arch\n"),),
            ),
            Part('ENTRYPOINT ["/usr/bin/$title"]'),
        ),
        entrypoint=("/usr/bin/$title",),
        port=port,
        user="65532",
        base=DISTROLESS,
        base_name=DISTROLESS.base_name,
    )
    return versioned(versions, (Variant(("",), stack, (AMD64, ARM64, ARM_V7, S390X)),))


def versioned(versions: str, variants: Sequence[Variant], runtime: str = "version") -> Family:
    """Releases (in one text, newest first) times variants, with the short tags of each.

    `runtime` is the name of the value that is the version, for images of a language.
    """

    def plan(site: Site) -> Plan:
        images: dict[str, Make] = {}
        tags: dict[str, str] = {}
        age = site.rng.uniform(1, 12)
        for version in versions.split():
            age += site.rng.uniform(6, 40)
            for variant in variants:
                key = version + variant.suffixes[0]
                recipe = replace(
                    site.recipe(variant.stack, Release(version, age)),
                    platforms=variant.platforms,
                    kind=_format_of(age),
                    attested=_format_of(age) is OCI,
                    values={runtime: version.removeprefix("v")},
                )
                images[key] = site.make(recipe)
                tags |= {version + suffix: key for suffix in variant.suffixes}
        return Plan(images, tags | _short(tags))

    return plan


def _format_of(age: float) -> Format:
    """What a release is in: BuildKit made everything OCI in the course of the last months."""
    return OCI if age < 150 else DOCKER


def _short(tags: dict[str, str]) -> dict[str, str]:
    final = [tag for tag in tags if _FINAL.match(tag)]
    short = {alias: tags[tag] for alias, tag in aliases(final).items()}
    # The newest release is also latest, and the newest on Alpine just alpine.
    newest = final[0]
    for tag in final:
        if tag == newest or tag.startswith(newest + "-"):
            short[tag.removeprefix(newest).removeprefix("-") or "latest"] = tags[tag]
    return short
