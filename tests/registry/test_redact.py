"""URLs are shown without logins and without anything that could be a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.registry.redact import redact

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://registry.example.com/v2/", "https://registry.example.com/v2/"),
        ("https://h:5/v2/_catalog?n=100&last=a%2Fb", "https://h:5/v2/_catalog?n=100&last=a/b"),
        ("https://h/t?service=a+b&scope=x:a:y,z", "https://h/t?service=a%20b&scope=x:a:y,z"),
        ("https://ann:hunter2@h/v2/", "https://h/v2/"),
        ("https://hunter2@h:1/", "https://h:1/"),
        ("https://a:hunter2@b:hunter2@h/", "https://h/"),
        ("//ann:hunter2@h/x", "//h/x"),
        ("ann:hunter2@h/x", "h/x"),
        ("https:/ann:hunter2@h/x", "https:///h/x"),
        ("https:\\\\ann:hunter2@h/x", "https:///\\\\h/x"),
        ("HTTPS://ann:hunter2@[::1]:5000/", "https://[::1]:5000/"),
        ("https://s3/b?X-Amz-Signature=hunter2&n=1", "https://s3/b?X-Amz-Signature=***&n=1"),
        ("https://h/b?sig=hunter2&se=2026", "https://h/b?sig=***&se=***"),
        ("https://h/t?account=ann&client_id=r", "https://h/t?account=***&client_id=***"),
        ("https://h/b?hunter2", "https://h/b?***"),
        ("https://h/b?N=hunter2", "https://h/b?N=***"),
        ("https://h/b?token=a%26n=hunter2", "https://h/b?token=***"),
        ("https://h/b#token=hunter2", "https://h/b"),
        ("https://h/?", "https://h/"),
        ("", ""),
        ("https://[broken/?n=hunter2", "(an unreadable URL)"),
    ],
)  # fmt: skip
def test_what_is_shown(url: str, shown: str) -> None:
    assert redact(url) == shown
    assert SECRET not in shown


_PARTS = st.text(st.characters(codec="utf-8"), max_size=10)


@given(_PARTS, _PARTS)
def test_a_secret_in_a_parameter_or_a_login_is_never_shown(before: str, after: str) -> None:
    harmless = {"n", "last", "service", "scope", "page", "artifactType", "q"}
    if before not in harmless and not set(before) & set("&#%+ "):
        assert "S3CRET" not in redact(f"https://h/p?{before}=S3CRET{after}")
    if not set(before + after) & set("/?#\\"):
        assert "S3CRET" not in redact(f"https://{before}S3CRET{after}@h/p")
