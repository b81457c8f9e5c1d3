"""Google's registries as go-containerregistry's list.go knows them: a tree of paths.

`tags/list` of any path, with a token for that path, has its children and its manifests.
"""

from typing import Any, ClassVar
from urllib.parse import unquote

from tests.support.registries.fake import FakeRegistry
from tests.support.registries.hosts import Hosts
from tests.support.scripted import Reply, Request, error_reply, json_reply


class FakeGoogle(FakeRegistry):
    """`images` are the manifests of each repository; `private` are paths for users only."""

    software: ClassVar = "google"
    names: ClassVar[tuple[str, ...]] = ("europe-docker.pkg.dev",)
    realm_path: ClassVar = "/v2/token"

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(hosts)
        self.images: dict[str, dict[str, dict[str, Any]]] = {}
        self.private: set[str] = set()

    @property
    def challenge(self) -> str:
        return f'Bearer realm="https://{self.host}{self.realm_path}",service="{self.host}"'

    def list_tags(self, request: Request) -> Reply:
        name = unquote(request.path.removeprefix("/v2/").removesuffix("/tags/list"))
        if not request.header("Authorization"):
            return self.unauthorized(f'{self.challenge},scope="repository:{name}:pull"')
        if name in self.private and not self.who(request):
            return error_reply(403, "DENIED", "Permission denied")
        below = [path[len(name) + 1 :] for path in self.images if path.startswith(f"{name}/")]
        if not below and name not in self.images:
            return error_reply(404, "NAME_UNKNOWN", f"Repository {name} not found")
        manifests = self.images.get(name, {})
        return json_reply(
            {
                "name": name,
                "child": sorted({path.partition("/")[0] for path in below}),
                "manifest": manifests,
                "tags": [tag for each in manifests.values() for tag in each["tag"]],
            }
        )


class FakeGcr(FakeGoogle):
    """The same at gcr.io."""

    names: ClassVar[tuple[str, ...]] = ("gcr.io",)


def manifest(*tags: str, **more: Any) -> dict[str, Any]:
    """A manifest as `tags/list` has it; `more` is what differs."""
    return {
        "imageSizeBytes": "1234",
        "layerId": "",
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "tag": list(tags),
        "timeCreatedMs": "1714550400000",
        "timeUploadedMs": "1714636800000",
        **more,
    }
