"""The names of the demo's repositories, and what kind each is of."""

from collections.abc import Iterator

from regbrowse.demo.content import applications, company, compiled, specials
from regbrowse.demo.content.artifacts import artifact, chart
from regbrowse.demo.content.projects import BASES, MIRRORS
from regbrowse.demo.content.site import Family

_KINDS: dict[str, Family] = {
    "payments": company.service(applications.PYTHON_SERVICE),
    "orders": company.service(compiled.JAVA_SERVICE),
    "identity": company.service(compiled.GO_SERVICE),
    "logistics": company.service(compiled.GO_SERVICE),
    "catalogue": company.service(applications.NODE_SERVICE),
    "web": company.service(compiled.WEB_SITE),
    "notifications": company.service(applications.NODE_SERVICE),
    "finance": company.service(compiled.DOTNET_SERVICE),
    "platform": company.service(compiled.GO_SERVICE),
    "ml": company.model_server,
    "data": company.job,
    "tools": company.tool,
    "charts": chart,
}

_WORDS = {
    "payments": """
        api-gateway card-vault chargebacks disputes fraud-rules fx-rates invoicing ledger
        payouts receipts reconciliation refunds settlement subscriptions tax webhooks
    """,
    "orders": """
        api basket cancellations checkout events export fulfilment history importer pricing
        promotions quotes returns search stock-reservation validator workflow
    """,
    "identity": """
        accounts admin audit-log consent directory login mfa oauth passkeys profile
        provisioning roles saml-bridge scim session-store sign-up tenants
    """,
    "logistics": """
        address-check carriers customs delivery-slots depot dispatch fleet geocoder labels
        last-mile manifests parcels pickups route-planner scanner telemetry warehouse
    """,
    "catalogue": """
        api attributes availability brands categories feeds images importer recommendations
        reviews search search-indexer similar-items suggestions translations
    """,
    "web": """
        account-ui admin-ui blog brand-site checkout-ui component-library docs-site
        help-centre landing-pages mobile-web partner-portal status-page storefront
    """,
    "notifications": """
        api digest email inbox preferences push sms template-renderer unsubscribe webhooks
    """,
    "finance": """
        accounting-export billing-ui budget closing cost-centres dunning expense-reports
        general-ledger purchase-orders vat-returns
    """,
    "platform": """
        admission-webhook autoscaler build-cache cert-rotator config-reloader cron-operator
        dns-controller feature-flags ingress-controller log-shipper metrics-agent
        namespace-operator pod-identity quota-reporter secrets-sync service-mesh-proxy
        trace-collector
    """,
    "ml": """
        demand-forecast embeddings eta-model fraud-model image-tagger notebook-server ocr
        price-optimizer ranker reranker search-model sentiment translation-model
    """,
    "data": """
        airflow-worker cdc-orders cdc-payments clickstream dbt-runner events-compactor
        exchange-rates gdpr-eraser kafka-to-lake kpi-export lake-janitor parcel-stats
        quality-checks sales-report sessionizer warehouse-loader
    """,
    "tools": """
        backup brightctl changelog commit-lint db-migrate dependency-report dev-proxy
        diagram image-lint json-schema k8s-diff load-test manifest-lint mock-server
        openapi-gen pr-preview registry-gc release-notes schema-diff secret-scan sql-format
        terraform-runner yaml-lint
    """,
    "charts": """
        accounts airflow api-gateway audit-log acme-common cert-rotator checkout
        config-reloader feature-flags fraud-rules geocoder ingress-controller inbox kafka
        ledger library login log-shipper metrics-agent orders parcels payments-api payouts
        postgres pricing ranker redis route-planner search search-indexer secrets-sync
        storefront trace-collector warehouse webhooks
    """,
}

_LEGACY = (
    "payments/legacy-api payments/legacy-batch orders/legacy-api orders/legacy-edi "
    "logistics/legacy-tracker web/legacy-shop finance/sap-connector identity/ldap-sync"
)

_EXPERIMENTS = (
    "ana/hello ana/tokio-test bruno/grpc-playground bruno/pdf-service chidi/wasm-test "
    "chidi/cache-bench dalia/dashboard dalia/llm-proxy emre/kafka-lag emre/old-importer "
    "freya/demo freya/pricing-spike goran/edge-test goran/redis-cluster hana/notebook "
    "hana/vector-search ines/api-mock ines/jwt-debug jonas/nginx-test jonas/proxy "
    "kemal/hackday-2025 kemal/hackday-2026 lucia/image-resizer lucia/test"
)

_OTHERS: dict[str, Family] = {
    "payments/api": specials.payments_api,
    "platform/policy-gate": specials.with_referrers,
    "identity/token-service": specials.with_fallback_tag,
    "logistics/tracker": specials.with_broken_tag(company.service(compiled.JAVA_SERVICE)),
    "sandbox/ines/scratchpad": specials.empty,
    "builds/nightly": company.nightly,
    "builds/runner": company.service(compiled.DOTNET_SERVICE),
    "edge": company.tool,
    "edge/agent": company.service(compiled.GO_SERVICE),
    "edge/agent/plugins/modbus": company.tool,
    "edge/agent/plugins/mqtt": company.tool,
    "edge/gateway": company.service(compiled.GO_SERVICE),
    "edge-legacy": company.legacy,
    "policies/admission": artifact(
        "application/vnd.cncf.openpolicyagent.policy.v1",
        "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
        "admission.rego",
    ),
    "policies/images": artifact(
        "application/vnd.cncf.openpolicyagent.policy.v1",
        "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
        "images.rego",
    ),
    "wasm/rate-limit-filter": artifact(
        "application/vnd.wasm.config.v0+json", "application/wasm", "filter.wasm", "v"
    ),
    "wasm/header-rewrite": artifact(
        "application/vnd.wasm.config.v0+json", "application/wasm", "filter.wasm", "v"
    ),
    "ml/models/eta": artifact(
        "application/vnd.cncf.model.manifest.v1+json",
        "application/vnd.cncf.model.weight.v1.raw",
        "eta.safetensors",
    ),
}


def families() -> Iterator[tuple[str, Family]]:
    """Yield the name and the kind of every repository of the demo."""
    for namespace, family in _KINDS.items():
        for word in _WORDS[namespace].split():
            yield f"{namespace}/{word}", family
    for name in _LEGACY.split():
        yield name, company.legacy
    for name in _EXPERIMENTS.split():
        yield f"sandbox/{name}", company.experiment
    for name, family in BASES.items():
        yield f"base/{name}", family
    for name, family in MIRRORS.items():
        yield f"mirror/{name}", family
    yield from _OTHERS.items()


def team_families() -> Iterator[tuple[str, Family]]:
    """Yield those of the registry that asks for a login: what one team keeps to itself."""
    for word in _WORDS["payments"].split():
        yield f"risk/{word}", _KINDS["payments"]
    yield "risk/api", specials.payments_api
    yield "risk/legacy-scoring", company.legacy
    yield "risk/charts/scoring", chart
    yield "risk/models/scoring", _OTHERS["ml/models/eta"]


def expired_families() -> Iterator[tuple[str, Family]]:
    """Yield the few behind the expired certificate."""
    for name in ("archive/orders-2024", "archive/payments-2023", "archive/website"):
        yield name, company.legacy
