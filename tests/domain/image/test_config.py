"""Configs, times, and the history beside the layers."""

import json
from datetime import UTC, datetime

import pytest

from regbrowse.domain.image.annotations import base_image, facts
from regbrowse.domain.image.config import Healthcheck, HistoryEntry, read_config, schema1_config
from regbrowse.domain.image.created import UNKNOWN, BuildTime, read_created
from regbrowse.domain.image.descriptor import Descriptor, read_descriptor, total_size
from regbrowse.domain.image.history import instruction, pair, schema1_pair

LAYERS = [Descriptor(f"sha256:{letter * 64}", 10) for letter in "abc"]


def test_a_whole_config() -> None:
    inner = {
        "User": "app",
        "ExposedPorts": {"8080/tcp": {}, "53/udp": {}},
        "Env": ["PATH=/bin", "A=b=c", "EMPTY=", "A=d"],
        "Entrypoint": ["python", "-m", "app"],
        "Cmd": "serve",
        "Volumes": {"/data": {}},
        "WorkingDir": "/app",
        "Labels": {"team": "payments", "odd": None},
        "StopSignal": "SIGTERM",
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 30_000_000_000, "Retries": 3},
    }
    document = {
        "os": "linux",
        "architecture": "arm",
        "variant": "v7",
        "created": "2026-01-02T03:04:05.123456789Z",
        "config": inner,
        "rootfs": {"diff_ids": ["sha256:1", 2]},
    }
    config = read_config(json.dumps(document).encode())
    assert str(config.platform) == "linux/arm/v7"
    assert config.created.moment == datetime(2026, 1, 2, 3, 4, 5, 123456, UTC)
    assert (config.user, config.workdir, config.stop_signal) == ("app", "/app", "SIGTERM")
    assert config.ports == ("53/udp", "8080/tcp")
    assert config.environment == {"PATH": "/bin", "A": "d", "EMPTY": ""}
    assert (config.entrypoint, config.cmd) == (("python", "-m", "app"), ("serve",))
    assert (config.volumes, config.labels) == (("/data",), {"team": "payments"})
    assert config.healthcheck == Healthcheck(("CMD", "true"), 30.0, None, None, 3)
    assert config.diff_ids == ("sha256:1",)


def test_everything_may_be_null() -> None:
    names = ["os", "architecture", "created", "config", "history", "rootfs", "author"]
    inner = ["User", "Env", "Cmd", "Entrypoint", "Labels", "Volumes", "ExposedPorts", "Healthcheck"]
    empty = read_config(b"{}")
    assert read_config(json.dumps(dict.fromkeys(names)).encode()) == empty
    assert read_config(json.dumps({"config": dict.fromkeys(inner)}).encode()) == empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, UNKNOWN),
        ("", UNKNOWN),
        ("yesterday", UNKNOWN),
        ("0001-01-01T00:00:00Z", UNKNOWN),
        ("0001-01-01T00:00:00+14:00", UNKNOWN),
        ("9999-12-31T23:59:59-14:00", UNKNOWN),
        ("1970-01-01T00:00:00Z", BuildTime(None, reproducible=True)),
        ("1970-01-01T00:00:01Z", BuildTime(None, reproducible=True)),
        ("1979-12-31T23:00:00Z", BuildTime(None, reproducible=True)),
        ("1980-01-01T00:00:00Z", BuildTime(None, reproducible=True)),
        ("2026-01-02T03:04:05+02:00", BuildTime(datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC))),
        ("2026-01-02", BuildTime(datetime(2026, 1, 2, tzinfo=UTC))),
    ],
)
def test_times(text: str | None, expected: BuildTime) -> None:
    assert read_created(text) == expected


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        ("", None),
        ('/bin/sh -c #(nop)  CMD ["nginx" "-g"]', 'CMD ["nginx" "-g"]'),
        ("/bin/sh -c #(nop) ADD file:1 in / ", "ADD file:1 in /"),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("RUN /bin/sh -c make # buildkit", "RUN make"),
        ("RUN |1 A=b /bin/sh -c make # buildkit", "RUN |1 A=b make"),
        ("COPY /app /app # buildkit", "COPY /app /app"),
        ('ENTRYPOINT ["/app"]', 'ENTRYPOINT ["/app"]'),
        ("bazel build ...", "bazel build ..."),
    ],
)
def test_instructions(created_by: str, expected: str | None) -> None:
    assert instruction(created_by) == expected


def paired(history: list[HistoryEntry], layers: list[Descriptor]) -> list[tuple[str, str]]:
    return [
        (step.layer.digest[7] if step.layer else "", step.command or "")
        for step in pair(history, layers)
    ]


def test_history_beside_layers() -> None:
    base, cmd, copy = HistoryEntry("FROM"), HistoryEntry("CMD", empty_layer=True), HistoryEntry("C")
    assert paired([base, cmd, copy], LAYERS[:2]) == [("a", "FROM"), ("", "CMD"), ("b", "C")]
    assert paired([base, cmd], LAYERS) == [("a", "FROM"), ("", "CMD"), ("b", ""), ("c", "")]
    assert paired([base, copy], LAYERS[:1]) == [("a", "FROM"), ("", "C")]
    assert paired([], LAYERS[:1]) == [("a", "")]
    assert paired([cmd], []) == [("", "CMD")]


def test_schema_1_has_its_configs_in_texts() -> None:
    newest = {
        "created": "2020-01-01T00:00:00Z",
        "os": "linux",
        "config": {"Env": ["A=1"]},
        "container_config": {"Cmd": ["/bin/sh", "-c", '#(nop) CMD ["x"]']},
        "throwaway": True,
    }
    oldest = {"container_config": {"Cmd": ["/bin/sh", "-c", "make"]}}
    texts = [json.dumps(newest), "not JSON", json.dumps(oldest)]
    config = schema1_config(
        {"architecture": "amd64", "history": [{"v1Compatibility": text} for text in texts]}
    )
    assert (str(config.platform), config.env) == ("linux/amd64", ("A=1",))
    assert config.created.moment == datetime(2020, 1, 1, tzinfo=UTC)
    assert [entry.empty_layer for entry in config.history] == [False, False, True]
    steps = schema1_pair(config.history, LAYERS)
    assert [step.command for step in steps] == ["RUN make", None, 'CMD ["x"]']
    assert [step.layer for step in steps] == LAYERS
    assert schema1_pair(config.history, LAYERS[:2])[2].layer is None


def test_what_is_said_of_an_image() -> None:
    labels = {
        "org.label-schema.vcs-ref": "old",
        "org.label-schema.version": "1",
        "org.opencontainers.image.version": "2",
        "org.opencontainers.image.base.name": "docker.io/library/debian:12",
    }
    annotations = {"org.opencontainers.image.title": "app", "org.opencontainers.image.vendor": ""}
    assert facts(annotations, labels) == {
        "title": "app",
        "version": "2",
        "revision": "old",
        "base.name": "docker.io/library/debian:12",
    }
    base = base_image(annotations, labels)
    assert base is not None
    assert (base.name, base.digest) == ("docker.io/library/debian:12", None)
    assert base_image({}, {}) is None


def test_sizes_and_embedded_data() -> None:
    assert total_size(LAYERS) == 30
    assert total_size([*LAYERS, Descriptor("sha256:d")]) is None
    assert total_size([]) == 0
    for data, expected in (("e30=", b"{}"), ("e30", None), ("*", None), ("\u00e9", None)):
        found = read_descriptor({"digest": "sha256:a", "data": data})
        assert found is not None
        assert found.data == expected
    for size in (True, -1, 1.5, "7", 2**63, None):
        found = read_descriptor({"digest": "sha256:a", "size": size})
        assert found is not None
        assert found.size is None
