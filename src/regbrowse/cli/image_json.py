"""An image as JSON; the keys are a contract."""

import json
from collections.abc import Sequence
from typing import Any

from regbrowse.domain.image.config import Healthcheck, ImageConfig
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.kinds import Kind
from regbrowse.domain.pull import pull_command
from regbrowse.domain.wording import rfc3339

_PULLED = frozenset({Kind.IMAGE, Kind.INDEX, Kind.WASM, Kind.PLUGIN})
"""What a container engine can pull."""


def image_document(image: Image, referrers: Sequence[Referrer] | None) -> dict[str, Any]:
    """Return the document of `regbrowse inspect`; `referrers` is None if they are not known."""
    return {
        "reference": written(image),
        "feed": image.feed.saved_name,
        "registry": str(image.feed.address),
        "repository": image.repository,
        "tag": image.tag,
        "kind": image.nature.kind.value,
        "title": image.nature.title,
        "media_type": image.media_type,
        "artifact_type": image.artifact_type,
        "digest": image.digest,
        "size": image.size,
        "created": rfc3339(image.created.moment),
        "reproducible": image.created.reproducible,
        "platforms": _platforms(image),
        "platform": str(image.platform) if image.platform else None,
        "image_digest": image.image_digest,
        "config_digest": image.config_digest,
        "config": _config(image.config) if image.config else None,
        "chart": chart_of(image),
        "layers": _layers(image),
        "history": _history(image.config),
        "labels": dict(image.labels),
        "annotations": dict(image.annotations),
        "base": {"name": image.base.name, "digest": image.base.digest} if image.base else None,
        "subject": image.subject.digest if image.subject else None,
        "referrers": None if referrers is None else [_referrer(each) for each in referrers],
        "attestations": [
            {
                "digest": each.digest,
                "subject": each.subject,
                "size": each.size,
                "predicates": list(each.predicates),
            }
            for each in image.attestations
        ],
        "pull": pull_line(image),
    }


def written(image: Image) -> str:
    """Return the reference of an image, as it can be typed again."""
    place = image.feed.saved_name or str(image.feed.address)
    return f"{place}/{image.repository}{'@' if image.by_digest else ':'}{image.reference}"


def pull_line(image: Image) -> str | None:
    """Return the command that pulls an image, None for what no engine pulls."""
    if image.nature.kind not in _PULLED:
        return None
    digest = image.digest if image.by_digest else None
    return pull_command(image.feed, image.repository, tag=image.tag, digest=digest)


def chart_of(image: Image) -> dict[str, Any] | None:
    """Return the metadata of a Helm chart (Chart.yaml as JSON), None for anything else."""
    if image.nature.kind is not Kind.CHART or image.config_raw is None:
        return None
    try:
        document = json.loads(image.config_raw)
    except (ValueError, RecursionError):
        return None
    keys = ("name", "version", "appVersion", "description", "type", "apiVersion", "home")
    if not isinstance(document, dict):
        return None
    return {key: document[key] for key in keys if isinstance(document.get(key), str)}


def _platforms(image: Image) -> list[dict[str, Any]]:
    if image.platforms:
        return [
            {"platform": str(each.platform), "digest": each.digest, "size": each.size}
            for each in image.platforms
        ]
    if image.platform is None:
        return []
    digest = image.image_digest or image.digest
    return [{"platform": str(image.platform), "digest": digest, "size": image.size}]


def _config(config: ImageConfig) -> dict[str, Any]:
    return {
        "platform": str(config.platform) if config.platform else None,
        "author": config.author,
        "user": config.user,
        "workdir": config.workdir,
        "entrypoint": list(config.entrypoint),
        "cmd": list(config.cmd),
        "env": list(config.env),
        "ports": list(config.ports),
        "volumes": list(config.volumes),
        "stop_signal": config.stop_signal,
        "shell": list(config.shell),
        "onbuild": list(config.onbuild),
        "healthcheck": _healthcheck(config.healthcheck) if config.healthcheck else None,
        "diff_ids": list(config.diff_ids),
    }


def _healthcheck(check: Healthcheck) -> dict[str, Any]:
    return {
        "test": list(check.test),
        "interval_s": check.interval_s,
        "timeout_s": check.timeout_s,
        "start_period_s": check.start_period_s,
        "retries": check.retries,
    }


def _layers(image: Image) -> list[dict[str, Any]]:
    commands = [step.command for step in image.steps if step.layer is not None]
    return [
        {
            "digest": layer.digest,
            "size": layer.size,
            "media_type": layer.media_type or None,
            "command": command,
        }
        for layer, command in zip(image.layers, commands, strict=True)
    ]


def _history(config: ImageConfig | None) -> list[dict[str, Any]]:
    return [
        {
            "created": rfc3339(entry.created.moment),
            "created_by": entry.created_by or None,
            "empty_layer": entry.empty_layer,
            "comment": entry.comment,
            "author": entry.author,
        }
        for entry in (config.history if config else ())
    ]


def _referrer(referrer: Referrer) -> dict[str, Any]:
    return {
        "digest": referrer.digest,
        "artifact_type": referrer.artifact_type,
        "size": referrer.size,
        "kind": referrer.nature.kind.value,
        "title": referrer.nature.title,
        "subject": referrer.subject,
        "tag": referrer.tag,
        "annotations": dict(referrer.annotations),
        "referrers": [_referrer(each) for each in referrer.referrers],
    }
