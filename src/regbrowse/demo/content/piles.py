"""The big files of the demo's layers, with sizes (in KiB) like those of the real ones.

`$lib` is the directory of libraries of a platform, such as x86_64-linux-gnu.
"""

from regbrowse.demo.content.workshop import Pile

DEBIAN = Pile(
    (
        ("usr/bin/bash", 1236),
        ("usr/bin/perl", 3702),
        ("usr/bin/dpkg", 309),
        ("usr/bin/openssl", 991),
        ("usr/lib/$lib/libc.so.6", 1877),
        ("usr/lib/$lib/libcrypto.so.3", 4593),
        ("usr/lib/$lib/libssl.so.3", 676),
        ("usr/lib/$lib/libstdc++.so.6.0.30", 2163),
        ("usr/lib/$lib/libapt-pkg.so.6.0.0", 2024),
        ("usr/lib/$lib/libgnutls.so.30.34.3", 2101),
        ("usr/lib/$lib/libunistring.so.2.2.0", 2015),
        ("usr/lib/$lib/libsystemd.so.0.35.0", 836),
        ("usr/lib/locale/C.utf8/LC_CTYPE", 351),
        ("usr/share/zoneinfo/tzdata.zi", 105),
        ("usr/share/perl5/Debconf/Db.pm", 2350),
        ("var/lib/dpkg/status", 1460),
    )
)

ALPINE = Pile(
    (
        ("bin/busybox", 789),
        ("lib/ld-musl-$march.so.1", 634),
        ("lib/libcrypto.so.3", 1370),
        ("lib/libssl.so.3", 351),
        ("lib/libapk.so.2.14.0", 217),
        ("etc/ssl/certs/ca-certificates.crt", 209),
    )
)

UBI = Pile(
    (
        ("usr/bin/bash", 1360),
        ("usr/bin/microdnf", 196),
        ("usr/lib64/libc.so.6", 2376),
        ("usr/lib64/libcrypto.so.3.2.2", 5131),
        ("usr/lib64/libglib-2.0.so.0.6800.4", 1297),
        ("usr/lib64/libdnf.so.2", 2402),
        ("usr/lib64/librpm.so.9.1.3", 702),
        ("usr/lib/locale/C.utf8/LC_CTYPE", 352),
        ("var/lib/rpm/rpmdb.sqlite", 12404),
    )
)

DISTROLESS = Pile(
    (
        ("etc/ssl/certs/ca-certificates.crt", 214),
        ("usr/share/zoneinfo/tzdata.zi", 107),
        ("usr/share/zoneinfo/posixrules", 402),
    )
)

NANOSERVER = Pile(
    (
        ("Files/Windows/System32/ntoskrnl.exe", 11022),
        ("Files/Windows/System32/kernelbase.dll", 3710),
        ("Files/Windows/System32/ntdll.dll", 2052),
        ("Files/Windows/System32/ucrtbase.dll", 1094),
        ("Files/Windows/System32/crypt32.dll", 1418),
        ("Files/Windows/System32/winhttp.dll", 1060),
        ("Hives/System_Base", 9216),
        ("Hives/Software_Base", 14336),
        ("UtilityVM/Files/Windows/System32/winload.efi", 1670),
    )
)

PYTHON = Pile(
    (
        ("usr/local/bin/python3", 14),
        ("usr/local/lib/libpython$python_minor.so.1.0", 7480),
        ("usr/local/lib/python$python_minor/ensurepip/_bundled/pip-24.2-py3-none-any.whl", 1774),
        ("usr/local/lib/python$python_minor/lib-dynload/_decimal.so", 321),
        ("usr/local/lib/python$python_minor/lib-dynload/unicodedata.so", 1140),
        ("usr/local/lib/python$python_minor/lib-dynload/_ssl.so", 214),
        ("usr/local/lib/python$python_minor/pydoc_data/topics.py", 742),
    )
)

NODE = Pile(
    (
        ("usr/local/bin/node", 38412),
        ("usr/local/lib/node_modules/npm/lib/npm.js", 1630),
        ("usr/local/lib/node_modules/corepack/dist/lib/corepack.cjs", 877),
        ("opt/yarn-v1.22.22/lib/cli.js", 1236),
    )
)

JAVA = Pile(
    (
        ("opt/java/openjdk/lib/modules", 34816),
        ("opt/java/openjdk/lib/server/libjvm.so", 9718),
        ("opt/java/openjdk/lib/server/classes.jsa", 6144),
        ("opt/java/openjdk/lib/libawt.so", 712),
        ("opt/java/openjdk/lib/tzdb.dat", 104),
    )
)

DOTNET = Pile(
    (
        ("usr/share/dotnet/dotnet", 71),
        ("usr/share/dotnet/shared/Microsoft.NETCore.App/System.Private.CoreLib.dll", 10420),
        ("usr/share/dotnet/shared/Microsoft.NETCore.App/libcoreclr.so", 6780),
        ("usr/share/dotnet/shared/Microsoft.NETCore.App/libclrjit.so", 2930),
        ("usr/share/dotnet/shared/Microsoft.NETCore.App/System.Private.Xml.dll", 7701),
    )
)

PYTHON_LIBRARIES = Pile(
    (
        ("app/.venv/lib/python3.12/site-packages/cryptography/hazmat/_rust.abi3.so", 2260),
        ("app/.venv/lib/python3.12/site-packages/pydantic_core/_pydantic_core.so", 1412),
        ("app/.venv/lib/python3.12/site-packages/asyncpg/protocol/protocol.so", 630),
        ("app/.venv/lib/python3.12/site-packages/uvloop/loop.so", 1022),
        ("app/.venv/lib/python3.12/site-packages/orjson/orjson.so", 136),
        ("app/.venv/lib/python3.12/site-packages/grpc/_cython/cygrpc.so", 2306),
    )
)

NODE_MODULES = Pile(
    (
        ("app/node_modules/next/dist/compiled/next-server/server.runtime.prod.js", 3120),
        ("app/node_modules/react-dom/cjs/react-dom.production.js", 536),
        ("app/node_modules/@grpc/grpc-js/build/src/index.js", 410),
        ("app/node_modules/zod/lib/index.mjs", 141),
        ("app/node_modules/typescript/lib/lib.dom.d.ts", 1180),
    ),
    native=False,
)

JARS = Pile(
    (
        ("app/lib/spring-core-6.1.14.jar", 1841),
        ("app/lib/spring-web-6.1.14.jar", 1860),
        ("app/lib/hibernate-core-6.5.3.Final.jar", 11240),
        ("app/lib/tomcat-embed-core-10.1.31.jar", 3490),
        ("app/lib/kafka-clients-3.8.1.jar", 5102),
        ("app/lib/postgresql-42.7.4.jar", 1064),
        ("app/lib/jackson-databind-2.17.2.jar", 1615),
    ),
    native=False,
)

DATA_LIBRARIES = Pile(
    (
        ("app/.venv/lib/python3.12/site-packages/pyarrow/libarrow.so.1800", 21504),
        ("app/.venv/lib/python3.12/site-packages/numpy/_core/_multiarray_umath.so", 3390),
        ("app/.venv/lib/python3.12/site-packages/pandas/_libs/algos.so", 2118),
        ("app/.venv/lib/python3.12/site-packages/duckdb/duckdb.so", 17210),
    )
)

TORCH = Pile(
    (
        ("opt/venv/lib/python3.12/site-packages/torch/lib/libtorch_cpu.so", 61440),
        ("opt/venv/lib/python3.12/site-packages/torch/lib/libtorch_python.so", 9820),
        ("opt/venv/lib/python3.12/site-packages/tokenizers/tokenizers.abi3.so", 3010),
    )
)

CUDA = Pile(
    (
        ("usr/local/cuda-$cuda/lib64/libcublas.so.12", 40960),
        ("usr/local/cuda-$cuda/lib64/libcudart.so.12", 691),
        ("usr/local/cuda-$cuda/lib64/libnvrtc.so.12", 18432),
    )
)
