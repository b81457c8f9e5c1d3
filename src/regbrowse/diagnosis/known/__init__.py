"""The messages of docker, podman and their like that are known, and what they may mean.

Sources: moby daemon/internal/distribution/errors.go, docker-credential-helpers client/client.go,
distribution internal/client/errors.go, containerd core/remotes/docker, containers/image docker/,
and the errors of Go's crypto/x509, crypto/tls and net; the wordings of curl, OpenSSL and Python
besides.
"""

from regbrowse.diagnosis.known import answers, encryption, images, logins, network

SENTENCES = (
    *network.ENGINE,
    *network.PROXY,
    *encryption.SENTENCES,
    *network.SENTENCES,
    *logins.SENTENCES,
    *images.SENTENCES,
    *answers.SENTENCES,
)
"""The first that fits counts, so what says more comes before what says less."""
