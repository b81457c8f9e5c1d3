"""The images that the invented company builds from its own compiled code, and its web sites."""

from dataclasses import replace

from regbrowse.demo.content import piles
from regbrowse.demo.content.bases import ALPINE, DISTROLESS
from regbrowse.demo.content.runtimes import DOTNET, JAVA, JAVA_UBI
from regbrowse.demo.content.stack import Stack, on
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.workshop import Part, Pile

_VERSION = File("app/VERSION", "$version ($commit)\n")


def _program(kib: int) -> Pile:
    return Pile(
        (("usr/local/bin/$title", kib), ("usr/local/share/$title/data.pak", 90)), grows=True
    )


JAVA_SERVICE = on(
    JAVA,
    Stack(
        (
            Part("WORKDIR /app", files=(File("app/"),)),
            Part("ENV JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75"),
            Part(
                "COPY --from=build /src/build/libs/lib ./lib # buildkit",
                piles.JARS,
                (File("app/lib/classpath.idx", '- "$title-$minor"\n'),),
            ),
            Part(
                "COPY --from=build /src/build/libs/app.jar ./ # buildkit",
                Pile((("app/app.jar", 1730),), native=False, grows=True),
                (_VERSION, File("app/application.yaml", "server:\n  port: 8080\n")),
            ),
            Part("EXPOSE map[8080/tcp:{}]"),
            Part("USER 10001"),
            Part('ENTRYPOINT ["java" "-cp" "app.jar:lib/*" "com.acme.$module.Main"]'),
        ),
        ("JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75",),
        entrypoint=("java", "-cp", "app.jar:lib/*", "com.acme.$module.Main"),
        port=8080,
        user="10001",
        workdir="/app",
    ),
)

LEGACY_SERVICE = replace(
    on(JAVA_UBI, JAVA_SERVICE), user="jboss", env=("JAVA_OPTS=-Xmx512m", "TZ=UTC")
)

GO_SERVICE = on(
    DISTROLESS,
    Stack(
        (
            Part(
                "COPY --from=build /out/server /usr/local/bin/$title # buildkit",
                _program(17408),
                (File("usr/share/doc/$title/buildinfo", "$title $version $commit go$go $arch\n"),),
            ),
            Part("USER 65532:65532"),
            Part("EXPOSE map[8080/tcp:{} 9090/tcp:{}]"),
            Part('ENTRYPOINT ["/usr/local/bin/$title"]'),
        ),
        ("GOMEMLIMIT=400MiB",),
        entrypoint=("/usr/local/bin/$title",),
        port=8080,
        user="65532:65532",
    ),
)

DOTNET_SERVICE = on(
    DOTNET,
    Stack(
        (
            Part("WORKDIR /app", files=(File("app/"),)),
            Part(
                "COPY --from=publish /app/publish . # buildkit",
                Pile(
                    (
                        ("app/Microsoft.EntityFrameworkCore.dll", 2610),
                        ("app/Npgsql.dll", 1480),
                        ("app/$module.dll", 310),
                    ),
                    native=False,
                    grows=True,
                ),
                (_VERSION, File("app/appsettings.json", '{"AllowedHosts": "*"}\n')),
            ),
            Part('ENTRYPOINT ["dotnet" "$module.dll"]'),
        ),
        ("ASPNETCORE_HTTP_PORTS=8080",),
        entrypoint=("dotnet", "$module.dll"),
        port=8080,
        user="1654",
        workdir="/app",
    ),
)

WEB_SITE = on(
    ALPINE,
    Stack(
        (
            Part("ENV NGINX_VERSION=1.27.3"),
            Part(
                "RUN /bin/sh -c apk add --no-cache nginx=1.27.3-r1 # buildkit",
                Pile((("usr/sbin/nginx", 1490), ("usr/lib/nginx/modules/ngx_http_js.so", 1930))),
                (File("etc/nginx/nginx.conf", "worker_processes auto;\n# $snapshot $arch\n"),),
            ),
            Part(
                "COPY --from=build /src/dist /usr/share/nginx/html # buildkit",
                Pile((("usr/share/nginx/html/assets/index.js", 1840),), native=False, grows=True),
                (
                    File(
                        "usr/share/nginx/html/index.html", "<!doctype html><title>$title</title>\n"
                    ),
                    File("usr/share/nginx/html/version.json", '{"version": "$version"}\n'),
                ),
            ),
            Part("EXPOSE map[8080/tcp:{}]"),
            Part('CMD ["nginx" "-g" "daemon off;"]'),
        ),
        ("NGINX_VERSION=1.27.3",),
        cmd=("nginx", "-g", "daemon off;"),
        port=8080,
    ),
)

COMMAND_LINE_TOOL = replace(
    GO_SERVICE,
    parts=(
        replace(GO_SERVICE.parts[0], pile=_program(9216)),
        GO_SERVICE.parts[3],
    ),
    env=(),
    port=None,
)
