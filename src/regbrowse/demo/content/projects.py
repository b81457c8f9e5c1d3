"""The base images that the company builds, and the projects that it mirrors."""

from regbrowse.demo.content import bases, runtimes
from regbrowse.demo.content.site import Family
from regbrowse.demo.content.stack import Stack
from regbrowse.demo.content.upstream import (
    EVERYWHERE,
    LINUX,
    WITH_WINDOWS,
    Variant,
    mirror,
    server,
    single_program,
    vendored,
    versioned,
)


def _language(versions: str, runtime: str, debian: Stack, alpine: Stack | None = None) -> Family:
    platforms = WITH_WINDOWS if debian.windows else EVERYWHERE
    variants = [
        Variant(("", "-bookworm"), debian, platforms),
        Variant(("-slim", "-slim-bookworm"), debian, LINUX),
    ]
    if alpine:
        variants.append(Variant(("-alpine", "-alpine3.20"), alpine, LINUX))
    return versioned(versions, variants, runtime)


def _system(versions: str, stack: Stack) -> Family:
    return versioned(versions, [Variant(("",), stack, EVERYWHERE)])


_PYTHONS = "3.14.0a2 3.13.0 3.12.7 3.12.6 3.12.5 3.11.10 3.11.9 3.10.15 3.9.20"
_NODES = "23.3.0 23.2.0 22.11.0 22.10.0 20.18.1 20.18.0 18.20.5"
_JAVAS = "23.0.1 21.0.5 21.0.4 17.0.13 17.0.12 11.0.25 8.432"

BASES: dict[str, Family] = {
    "alpine": _system("3.21.0 3.20.3 3.20.2 3.19.4", bases.ALPINE),
    "debian": _system("12.8 12.7 12.6 11.11", bases.DEBIAN),
    "distroless-static": _system("12.20261110 12.20261012 12.20260914", bases.DISTROLESS),
    "ubi-minimal": _system("9.5 9.4 9.3 8.10", bases.UBI),
    "python": _language(_PYTHONS, "python", runtimes.PYTHON, runtimes.PYTHON_ALPINE),
    "python-cuda": _language("12.6.3 12.4.1 12.4.0 11.8.0", "cuda", runtimes.CUDA),
    "node": _language(_NODES, "node", runtimes.NODE, runtimes.NODE_ALPINE),
    "openjdk": _language(_JAVAS, "java", runtimes.JAVA, runtimes.JAVA_UBI),
    "dotnet": _language("9.0.0 8.0.11 8.0.10 6.0.36", "dotnet", runtimes.DOTNET),
    "golang": _language("1.23.3 1.23.2 1.22.9 1.22.8", "go", server(None, 66)),
    "ruby": _language("3.4.0-preview2 3.3.6 3.3.5 3.2.6", "ruby", server(None, 31)),
    "php": _language("8.4.1 8.3.14 8.3.13 8.2.26", "php", server(9000, 44)),
    "rust": _language("1.83.0 1.82.0 1.81.0", "rust", server(None, 88)),
    "nginx": mirror("1.27.3 1.27.2 1.26.2", 8080, 12, "nginx", "-g", "daemon off;"),
}

MIRRORS: dict[str, Family] = {
    "library/alpine": _system("3.21.0 3.20.3 3.20.2 3.19.4 3.18.9", bases.ALPINE),
    "library/busybox": single_program("1.37.0 1.36.1 1.35.0", None, 2),
    "library/caddy": mirror("2.9.0-beta.3 2.8.4 2.8.3 2.7.6", 443, 16, volume="/data"),
    "library/cassandra": vendored("5.0.2 5.0.1 4.1.7", 9042, 52),
    "library/debian": _system("12.8 12.7 12.6 11.11 10.13", bases.DEBIAN),
    "library/eclipse-temurin": _language(_JAVAS, "java", runtimes.JAVA),
    "library/elasticsearch": vendored("8.16.1 8.16.0 8.15.4 7.17.25", 9200, 92),
    "library/golang": _language("1.24rc1 1.23.3 1.23.2 1.22.9", "go", server(None, 66)),
    "library/haproxy": mirror("3.1.0 3.0.6 2.8.12", None, 9),
    "library/httpd": mirror("2.4.62 2.4.61 2.4.59", 80, 14, "httpd-foreground"),
    "library/kong": vendored("3.8.0 3.7.1 3.6.1", 8000, 48),
    "library/mariadb": vendored("11.6.2 11.4.4 10.11.10", 3306, 70),
    "library/memcached": mirror("1.6.32 1.6.31 1.6.30", 11211, 4),
    "library/mongo": vendored("8.0.3 7.0.15 6.0.19", 27017, 96),
    "library/mysql": vendored("9.1.0 8.4.3 8.0.40", 3306, 90),
    "library/nats": mirror("2.10.22 2.10.21 2.9.25", 4222, 6),
    "library/nginx": mirror("1.27.3 1.27.2 1.26.2 1.26.1 1.25.5", 80, 12, volume="/var/cache"),
    "library/node": _language(_NODES, "node", runtimes.NODE, runtimes.NODE_ALPINE),
    "library/php": _language("8.4.1 8.3.14 8.3.13 8.2.26", "php", server(9000, 44)),
    "library/postgres": mirror(
        "18beta1 17.2 17.1 16.6 16.5 15.10 14.15 13.18",
        5432,
        41,
        "postgres",
        volume="/var/lib/postgresql/data",
    ),
    "library/python": _language(_PYTHONS, "python", runtimes.PYTHON, runtimes.PYTHON_ALPINE),
    "library/rabbitmq": mirror("4.0.4 4.0.3 3.13.7", 5672, 36, volume="/var/lib/rabbitmq"),
    "library/redis": mirror("7.4.1 7.4.0 7.2.6 6.2.16", 6379, 8, volume="/data"),
    "library/registry": single_program("3.0.0-rc.1 2.8.3 2.8.2", 5000, 9),
    "library/ruby": _language("3.4.0-preview2 3.3.6 3.3.5 3.2.6", "ruby", server(None, 31)),
    "library/traefik": mirror("v3.3.0-rc1 v3.2.1 v3.2.0 v2.11.14", 80, 40),
    "library/vault": vendored("1.13.3 1.13.2 1.12.7", 8200, 62),
    "library/zookeeper": vendored("3.9.3 3.9.2 3.8.4", 2181, 30),
    "bitnami/kafka": vendored("3.9.0 3.8.1 3.7.1", 9092, 78),
    "bitnami/kubectl": single_program("1.31.3 1.31.2 1.30.7", None, 19),
    "curlimages/curl": single_program("8.11.0 8.10.1 8.9.1", None, 5),
    "grafana/grafana": vendored("11.3.1 11.3.0 11.2.4 10.4.13", 3000, 84),
    "grafana/loki": single_program("3.3.0 3.2.1 3.2.0", 3100, 26),
    "grafana/tempo": single_program("2.6.1 2.6.0 2.5.0", 3200, 31),
    "hashicorp/terraform": single_program("1.10.0-rc3 1.9.8 1.9.7 1.8.5", None, 34),
    "jaegertracing/all-in-one": single_program("1.63.0 1.62.0 1.60.0", 16686, 28),
    "minio/minio": single_program("2026.11.07 2026.10.29 2026.10.13", 9000, 58),
    "opensearchproject/opensearch": vendored("2.18.0 2.17.1 1.3.19", 9200, 98),
    "prom/alertmanager": single_program("v0.27.0 v0.26.0", 9093, 29),
    "prom/node-exporter": single_program("v1.8.2 v1.8.1 v1.7.0", 9100, 11),
    "prom/prometheus": single_program("v3.0.0 v2.55.1 v2.55.0 v2.53.3", 9090, 94),
    "quay.io/argoproj/argocd": single_program("v2.13.1 v2.13.0 v2.12.7", 8080, 76),
    "quay.io/jetstack/cert-manager-controller": single_program("v1.16.2 v1.16.1 v1.15.4", None, 18),
    "quay.io/keycloak/keycloak": vendored("26.0.6 26.0.5 25.0.6", 8080, 82),
    "registry.k8s.io/coredns": single_program("v1.12.0 v1.11.4 v1.11.3", 53, 17),
    "registry.k8s.io/ingress-nginx-controller": vendored("v1.11.3 v1.11.2 v1.10.5", 443, 72),
    "registry.k8s.io/metrics-server": single_program("v0.7.2 v0.7.1", 4443, 19),
    "registry.k8s.io/pause": single_program("3.10 3.9 3.8", None, 1),
    "sonarqube": vendored("10.7.0 10.6.0 9.9.7", 9000, 97),
}
