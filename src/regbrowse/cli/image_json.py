"""An image as JSON; the keys are a contract."""

from collections.abc import Sequence
from typing import Any

from regbrowse.domain.image.config import Healthcheck, ImageConfig
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.image import Attestation, Image, Referrer
from regbrowse.domain.image.words import chart_of, entry_title, pull_line, written
from regbrowse.domain.wording import rfc3339


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
        "digest": None if image.by_id else image.digest,
        "id": image.digest if image.by_id else None,
        "size": image.size,
        "created": rfc3339(image.created.moment),
        "reproducible": image.created.reproducible,
        "pushed": rfc3339(image.pushed),
        "platforms": _platforms(image),
        "platform": str(image.platform) if image.platform else None,
        "image_digest": None if image.by_id else image.image_digest,
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
        "attestations": [_attestation(each) for each in image.attestations],
        "entries": [_entry(each) for each in image.others],
        "pull": pull_line(image),
    }


def _platforms(image: Image) -> list[dict[str, Any]]:
    if image.platforms:
        return [
            {
                "platform": str(each.platform),
                "os_version": each.platform.os_version,
                "digest": each.digest,
                "size": each.size,
            }
            for each in image.platforms
        ]
    if image.platform is None:
        return []
    digest = None if image.by_id else image.image_digest or image.digest
    return [
        {
            "platform": str(image.platform),
            "os_version": image.platform.os_version,
            "digest": digest,
            "size": image.size,
        }
    ]


def _attestation(attestation: Attestation) -> dict[str, Any]:
    return {
        "digest": attestation.digest,
        "subject": attestation.subject,
        "size": attestation.size,
        "predicates": list(attestation.predicates),
    }


def _entry(entry: Descriptor) -> dict[str, Any]:
    return {
        "digest": entry.digest,
        "size": entry.size,
        "media_type": entry.media_type or None,
        "artifact_type": entry.artifact_type,
        "platform": entry.platform.full if entry.platform else None,
        "title": entry_title(entry),
        "annotations": dict(entry.annotations),
    }


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
            "digest": None if image.by_id else layer.digest,
            "id": layer.digest if image.by_id else None,
            "size": layer.size,
            "media_type": layer.media_type or None,
            "urls": list(layer.urls),
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
