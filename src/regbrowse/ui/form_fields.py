"""What the form of a feed asks for: what each field is called, in the form and in hints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field. `setting` is the name of the setting in files and errors."""

    setting: str
    label: str
    help: str
    example: str = ""
    options: tuple[str, ...] = ()
    first: bool = False
    """Whether a group of fields begins here."""


NAME = "name"
PASSWORD = "password"  # noqa: S105 (the name of a field)
INSECURE = "insecure"

FIELDS = (
    FieldSpec(NAME, "Name", "What you call it: letters, digits and . _ -", "prod"),
    FieldSpec(
        "url",
        "URL",
        "host[:port][/path]; http:// if it is not encrypted",
        "registry.example.com:5000",
    ),
    FieldSpec("username", "User name", "Empty: the login of docker or podman, or none"),
    FieldSpec(PASSWORD, "Password", "Goes to the keychain; empty leaves it as it is"),
    FieldSpec(
        "api",
        "API",
        "Which API to speak; auto finds it out",
        options=("auto", "v1", "v2"),
        first=True,
    ),
    FieldSpec(
        "registry-path",
        "Registry path",
        "What images are pulled by, if it is not the URL",
        "images.example.com",
    ),
    FieldSpec(
        "proxy", "Proxy", "Empty: what the environment says", "http://proxy.example.com:3128"
    ),
    FieldSpec("ca", "CA file", "Authorities to trust besides the system's (PEM)", first=True),
    FieldSpec("client-cert", "Client certificate", "Where the registry wants one from us (PEM)"),
    FieldSpec("client-key", "Client key", "The key of that certificate (PEM)"),
    FieldSpec(
        INSECURE,
        "Insecure",
        "yes: the registry's certificate is not verified",
        options=("no", "yes"),
    ),
)
"""All fields in the order of the form; the few that most feeds need come first."""

LABELS = {spec.setting: spec.label for spec in FIELDS}
"""What a person reads in front of each field, by the name of its setting."""
