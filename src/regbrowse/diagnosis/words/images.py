"""The words for what is in an image: manifests, platforms, layers and their files."""

from regbrowse.diagnosis.conditions import knows, lacks
from regbrowse.diagnosis.template import When, Words, texts
from regbrowse.diagnosis.words.shared import AGAIN
from regbrowse.domain.codes import Code

_INSPECT = "`regbrowse inspect {place|FEED}/{reference|REFERENCE}`"

WORDS = {
    Code.MANIFEST_INVALID: Words(
        title="The manifest or config cannot be read",
        summary=texts(
            "What {host|the registry} sent for {reference} cannot be read: {reason}.",
            "What {host|the registry} sent for the image cannot be read[: {reason}].",
        ),
        hints=texts(
            "Have the image pushed again: what the registry keeps is not what a tool pushes.",
            f"See what arrives, byte for byte: {_INSPECT.removesuffix('`')} --raw`.",
            AGAIN,
        ),
    ),
    Code.PLATFORM_NOT_FOUND: Words(
        title="The image is not there for this platform",
        summary=texts(
            "{reference|The image} is not there for {platform|this platform}[; it is for"
            " {platforms}].",
        ),
        hints=texts(
            f"See which platforms there are: {_INSPECT}.",
            "Have it built for that platform, too: `docker buildx build --platform"
            " {platform|OS/ARCH}`.",
        ),
    ),
    Code.INDEX_LIMIT: Words(
        title="Not all of the index was read",
        summary=texts(
            "Not all of what {reference|the index} leads to was read: {reason}.",
            "Not all of what {reference|the index} leads to was read.",
        ),
        hints=texts(
            "Inspect what was left out by its digest: it is listed among the entries.",
            "If it is yours, have it pushed flat: one index that names the images themselves.",
        ),
    ),
    Code.LAYER_UNREADABLE: Words(
        title="The files of the layer cannot be read",
        summary=texts("The files of {layer|the layer} cannot be read[: {reason}]."),
        hints=texts(
            When(
                lacks("elsewhere"),
                "If it is no archive, it has no files: artifacts keep other things in layers.",
            ),
            f"See what is known of the layers: {_INSPECT}.",
            When(
                lacks("elsewhere"),
                "If an engine cannot pull it, either, have the image pushed again.",
            ),
            When(knows("elsewhere"), "Pull the image to see its files."),
        ),
    ),
    Code.LAYER_LIMIT: Words(
        title="Reading the layer was stopped at a limit",
        summary=texts(
            "Reading {layer|the layer} was stopped, because {reason}.",
            "Reading {layer|the layer} was stopped at a limit.",
        ),
        hints=texts(
            "Look into another layer: `regbrowse inspect {place|FEED}/{reference|REFERENCE} --files"
            " --layer N`.",
            "Pull the image to see all of it, if you trust where it comes from.",
        ),
    ),
    Code.FILE_NOT_FOUND: Words(
        title="There is no such file in the image",
        summary=texts(
            "{path} is not in {layer}[: {reason}].",
            "There is no {path|such file} in the layers that were read[: {reason}].",
        ),
        hints=texts(
            f"See which files there are: {_INSPECT.removesuffix('`')} --files`.",
            "Write the whole path as it is in the image, such as `etc/os-release`.",
        ),
    ),
    Code.FILE_NOT_SHOWN: Words(
        title="The file cannot be shown",
        summary=texts("{path|The file} cannot be shown[: {reason}]."),
        hints=texts(
            "Only small files of text are shown; pull the image for the others.",
            "Of a link, ask for what it leads to.",
        ),
    ),
    Code.INVALID_PLATFORM: Words(
        title="The platform cannot be read",
        summary=texts("{platform|What was given} is no platform."),
        hints=texts(
            "Write it as OS/ARCH or OS/ARCH/VARIANT, such as `linux/amd64` or `linux/arm/v7`.",
            f"See which platforms an image has: {_INSPECT}.",
        ),
    ),
    Code.INVALID_LAYER: Words(
        title="The image has no such layer",
        summary=texts("{reference|The image} has no layer {layer|of that name}[: {reason}]."),
        hints=texts(
            "Name a layer by its number, the base being 1, or by the beginning of its digest.",
            f"See the layers: {_INSPECT}.",
        ),
    ),
}
"""Codes of the step `manifest` that only looking into an image meets."""
