"""The base images: what operating systems put under everything else."""

from regbrowse.demo.content import piles
from regbrowse.demo.content.stack import PATH, Stack
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.workshop import Part


def _os_release(name: str, pretty: str, version: str) -> File:
    return File(
        "etc/os-release",
        f'PRETTY_NAME="{pretty}"\nNAME="{name}"\nVERSION_ID="{version}"\n'
        f'ID={name.split()[0].lower()}\nBUILD_ID="$snapshot"\n',
    )


_ETC = (
    File("etc/"),
    File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:\n"),
)

DEBIAN = Stack(
    (
        Part(
            "# debian.sh --arch '$arch' out/ 'bookworm' '@$snapshot_epoch'",
            piles.DEBIAN,
            (
                *_ETC,
                _os_release("Debian GNU/Linux", "Debian GNU/Linux 12 (bookworm)", "12"),
                File("etc/debian_version", "12.8\n"),
                File("bin", link="usr/bin"),
                File("lib", link="usr/lib"),
            ),
            "debuerreotype 0.15",
        ),
    ),
    (PATH,),
    cmd=("bash",),
    base_name="docker.io/library/debian:bookworm-slim",
)

ALPINE = Stack(
    (
        Part(
            "ADD alpine-minirootfs-3.20.3-$march.tar.gz / # buildkit",
            piles.ALPINE,
            (
                *_ETC,
                _os_release("Alpine Linux", "Alpine Linux v3.20", "3.20.3"),
                File("etc/alpine-release", "3.20.3\n"),
                File("bin/sh", link="/bin/busybox"),
            ),
        ),
        Part('CMD ["/bin/sh"]'),
    ),
    (PATH,),
    cmd=("/bin/sh",),
    base_name="docker.io/library/alpine:3.20",
    installer="apk add --no-cache",
)

UBI = Stack(
    (
        Part(
            "ADD ubi-minimal-container-9.5.tar.xz / # buildkit",
            piles.UBI,
            (*_ETC, _os_release("Red Hat Enterprise Linux", "Red Hat Enterprise Linux 9.5", "9.5")),
        ),
        Part('LABEL "com.redhat.component"="ubi9-minimal-container"'),
    ),
    (PATH, "container=oci"),
    cmd=("/bin/bash",),
    base_name="registry.access.redhat.com/ubi9/ubi-minimal:9.5",
    installer="microdnf install -y --nodocs",
)

DISTROLESS = Stack(
    (
        Part(
            "bazel build @distroless//base:static_nonroot_${arch}_debian12",
            piles.DISTROLESS,
            (
                *_ETC,
                _os_release("Debian GNU/Linux", "Distroless", "12"),
                File("home/nonroot/"),
                File("etc/nsswitch.conf", "hosts: files dns\n"),
            ),
            "",
        ),
    ),
    (PATH, "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"),
    user="65532",
    base_name="gcr.io/distroless/static-debian12:nonroot",
)

NANOSERVER = Stack(
    (
        Part(
            "Apply image ltsc2022-$arch",
            piles.NANOSERVER,
            (File("Files/License.txt", "There is no Windows in here. $snapshot\n"),),
            "",
        ),
    ),
    cmd=(r"c:\windows\system32\cmd.exe",),
    user="ContainerUser",
    base_name="mcr.microsoft.com/windows/nanoserver:ltsc2022",
)
