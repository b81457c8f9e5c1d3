"""The runtimes of languages, on the bases that they are offered on."""

from dataclasses import replace

from regbrowse.demo.content import piles
from regbrowse.demo.content.bases import ALPINE, DEBIAN, NANOSERVER, UBI
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.workshop import Part, Pile


def _packages(base: Stack, packages: str) -> Part:
    """The instruction that installs packages of the operating system."""
    listing = "\n".join([*packages.split(), "# $snapshot $arch", ""])
    return Part(
        f"RUN /bin/sh -c set -eux; {base.installer} {packages} # buildkit",
        files=(File("usr/share/packages/installed", listing),),
    )


_PYTHON_FILES = (
    File("usr/local/include/python$python_minor/patchlevel.h", '#define PY_VERSION "$python"\n'),
    File("usr/local/lib/python$python_minor/_sysconfigdata.py", "MULTIARCH = '$lib'\n"),
    File("usr/local/lib/libpython3.so", link="libpython$python_minor.so.1.0"),
)


def python(base: Stack) -> Stack:
    """CPython, built from source as its official image is."""
    return Stack(
        (
            Part("ENV LANG=C.UTF-8"),
            _packages(base, "ca-certificates netbase tzdata"),
            Part("ENV PYTHON_VERSION=$python"),
            Part(
                "RUN /bin/sh -c set -eux; wget -O python.tar.xz "
                '"https://www.python.org/ftp/python/$python/Python-$python.tar.xz"; '
                "./configure --enable-optimizations --with-lto; make; make install # buildkit",
                piles.PYTHON,
                _PYTHON_FILES,
            ),
            Part(
                "RUN /bin/sh -c set -eux; for src in idle3 pip3 pydoc3 python3; do "
                'ln -svT "$$src" "/usr/local/bin/$${src%3}"; done # buildkit',
                files=(
                    File("usr/local/bin/python", link="python3"),
                    File("usr/local/bin/pip", link="pip3"),
                    File("usr/local/bin/pip3", "#!/usr/local/bin/python3\nimport pip\n", 0o755),
                ),
            ),
            Part('CMD ["python3"]'),
        ),
        ("LANG=C.UTF-8", "PYTHON_VERSION=$python"),
        cmd=("python3",),
        base=base,
        base_name=base.base_name,
        windows=_on_windows("Python", "$python", piles.PYTHON, "python"),
    )


def node(base: Stack) -> Stack:
    """Node.js with npm, corepack and yarn."""
    return Stack(
        (
            Part("ENV NODE_VERSION=$node"),
            Part(
                "RUN /bin/sh -c curl -fsSLO --compressed "
                '"https://nodejs.org/dist/v$node/node-v$node-linux-$arch.tar.xz" && '
                "tar -xJf node-v$node-linux-$arch.tar.xz -C /usr/local # buildkit",
                piles.NODE,
                (File("usr/local/include/node/node_version.h", "// $node $lib\n"),),
            ),
            Part(
                "COPY docker-entrypoint.sh /usr/local/bin/ # buildkit",
                files=(
                    File(
                        "usr/local/bin/docker-entrypoint.sh",
                        '#!/bin/sh\nset -e\nexec "$$@"\n',
                        0o755,
                    ),
                ),
            ),
            Part('ENTRYPOINT ["docker-entrypoint.sh"]'),
            Part('CMD ["node"]'),
        ),
        ("NODE_VERSION=$node", "YARN_VERSION=1.22.22"),
        entrypoint=("docker-entrypoint.sh",),
        cmd=("node",),
        base=base,
        base_name=base.base_name,
    )


def java(base: Stack) -> Stack:
    """A Java runtime of Eclipse Temurin."""
    return Stack(
        (
            Part("ENV JAVA_HOME=/opt/java/openjdk"),
            _packages(base, "fontconfig ca-certificates p11-kit tzdata"),
            Part("ENV JAVA_VERSION=jdk-$java"),
            Part(
                "RUN /bin/sh -c set -eux; wget --progress=dot:giga -O /tmp/openjdk.tar.gz "
                "https://github.com/adoptium/temurin-binaries/releases/jdk-$java; "
                "tar --extract --directory /opt/java/openjdk # buildkit",
                piles.JAVA,
                (File("opt/java/openjdk/release", 'JAVA_VERSION="$java"\nOS_ARCH="$march"\n'),),
            ),
        ),
        ("JAVA_HOME=/opt/java/openjdk", "JAVA_VERSION=jdk-$java"),
        cmd=("jshell",),
        base=base,
        base_name=base.base_name,
    )


def dotnet(base: Stack) -> Stack:
    """The .NET runtime."""
    return Stack(
        (
            _packages(base, "ca-certificates libicu72 libssl3 tzdata"),
            Part("ENV DOTNET_RUNNING_IN_CONTAINER=true DOTNET_VERSION=$dotnet"),
            Part(
                "COPY /dotnet /usr/share/dotnet # buildkit",
                piles.DOTNET,
                (
                    File("usr/share/dotnet/host/fxr/$dotnet/.version", "$dotnet-$arch\n"),
                    File("usr/bin/dotnet", link="/usr/share/dotnet/dotnet"),
                ),
            ),
        ),
        ("DOTNET_RUNNING_IN_CONTAINER=true", "DOTNET_VERSION=$dotnet"),
        base=base,
        base_name=base.base_name,
        windows=_on_windows("dotnet", "$dotnet", piles.DOTNET, "dotnet"),
    )


def _on_windows(title: str, version: str, pile: Pile, command: str) -> Stack:
    inside = Pile(tuple((f"Files/{title}/{path.rpartition('/')[2]}", k) for path, k in pile.files))
    return Stack(
        (
            Part(f"ENV {title.upper()}_VERSION={version}"),
            Part(
                f"RUN cmd /S /C curl.exe -o {title}.zip & tar.exe -zxf {title}.zip",
                inside,
                (File(f"Files/{title}/LICENSE.txt", f"{title} {version}\n"),),
            ),
        ),
        (f"{title.upper()}_VERSION={version}",),
        cmd=(command,),
        base=NANOSERVER,
        base_name=NANOSERVER.base_name,
    )


PYTHON = python(DEBIAN)
PYTHON_ALPINE = python(ALPINE)
NODE = node(DEBIAN)
NODE_ALPINE = node(ALPINE)
JAVA = java(DEBIAN)
JAVA_UBI = java(UBI)
DOTNET = dotnet(DEBIAN)

CUDA = replace(
    PYTHON,
    parts=(
        *PYTHON.parts,
        Part("ENV NVIDIA_VISIBLE_DEVICES=all"),
        Part(
            "RUN /bin/sh -c apt-get install -y cuda-libraries-$cuda libcudnn9 # buildkit",
            piles.CUDA,
            (File("usr/local/cuda/version.json", '{"cuda": {"version": "$cuda"}}\n'),),
        ),
    ),
    env=(*PYTHON.env, "NVIDIA_VISIBLE_DEVICES=all", "CUDA_VERSION=$cuda"),
    windows=None,
)
