"""What credential helpers say when they fail, as far as it may be repeated.

A helper that fails may print anything, a secret too. So none of its words are ever repeated: they
are only searched for messages that are known to be harmless, and it is our copy that is shown.
"""

_KNOWN = (
    # docker-credential-helpers, credentials/error.go
    "no credentials server URL",
    "no credentials username",
    # secretservice, without a desktop session
    "Cannot autolaunch D-Bus without X11 $DISPLAY",
    "The name org.freedesktop.secrets was not provided by any .service files",
    "Object does not exist at path",
    "Cannot create an item in a locked collection",
    # pass, and the gpg under it
    "pass not initialized",
    "password store is empty",
    "gpg: decryption failed: No secret key",
    "gpg: decryption failed",
    "No pinentry",
    "Inappropriate ioctl for device",
    # osxkeychain, over SSH or with a locked keychain
    "User interaction is not allowed",
    "The user name or passphrase you entered is not correct",
    # wincred and desktop, from WSL
    "A specified logon session does not exist",
    "exec format error",
    # the helpers of clouds
    "NoCredentialProviders",
    "no EC2 IMDS role found",
    "ExpiredToken",
    "could not find default credentials",
    "Reauthentication failed",
    # the network under them
    "no such host",
    "connection refused",
    "i/o timeout",
    "context deadline exceeded",
)


def known_failure(output: bytes) -> str:
    """Return the first known message that occurs in what a helper printed, else nothing."""
    text = output.decode(errors="replace").lower()
    return next((message for message in _KNOWN if message.lower() in text), "")
