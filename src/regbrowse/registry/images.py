"""What is in one registry that speaks v2: manifests, blobs, and what refers to them."""

from urllib.parse import urlsplit

from regbrowse.registry.auth import Authenticator
from regbrowse.registry.blobs import Blobs
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.manifests import Manifests
from regbrowse.registry.referrers import Referrers


class Images:
    """The images of a registry."""

    def __init__(self, endpoint: Endpoint, auth: Authenticator) -> None:
        self.host = urlsplit(endpoint.root).netloc
        self.manifests = Manifests(endpoint, auth)
        self.blobs = Blobs(endpoint, auth)
        self.referrers = Referrers(endpoint, auth)
