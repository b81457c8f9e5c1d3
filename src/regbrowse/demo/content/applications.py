"""The images that the invented company builds from its own scripts: Python and JavaScript."""

from dataclasses import replace

from regbrowse.demo.content import piles
from regbrowse.demo.content.runtimes import CUDA, NODE_ALPINE, PYTHON
from regbrowse.demo.content.stack import Stack, on
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.workshop import Part, Pile

_VERSION = File("app/VERSION", "$version ($commit)\n")

PYTHON_SERVICE = on(
    PYTHON,
    Stack(
        (
            Part("WORKDIR /app", files=(File("app/"),)),
            Part("ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1"),
            Part(
                "COPY pyproject.toml uv.lock ./ # buildkit",
                files=(File("app/uv.lock", "version = 1\n# $title $minor\n"),),
            ),
            Part(
                "RUN /bin/sh -c uv sync --frozen --no-dev --no-install-project # buildkit",
                piles.PYTHON_LIBRARIES,
                (
                    File(
                        "app/.venv/pyvenv.cfg", "version = 3.12.7\nprompt = $title\n# $minor $lib\n"
                    ),
                ),
            ),
            Part(
                "COPY src/ ./src/ # buildkit",
                Pile((("app/src/$module/static/openapi.json", 112),), native=False, grows=True),
                (
                    _VERSION,
                    File("app/src/$module/__main__.py", "from $module.app import run\n\nrun()\n"),
                    File("app/src/$module/app.py", 'VERSION = "$version"\n\n\ndef run(): ...\n'),
                    File("app/src/$module/settings.py", 'PORT = 8080\nCOMMIT = "$commit"\n'),
                ),
            ),
            Part("USER 10001:10001"),
            Part("EXPOSE map[8080/tcp:{}]"),
            Part('ENTRYPOINT ["python" "-m" "$module"]'),
        ),
        ("PYTHONUNBUFFERED=1", "PYTHONDONTWRITEBYTECODE=1", "PORT=8080", "LOG_FORMAT=json"),
        entrypoint=("python", "-m", "$module"),
        port=8080,
        user="10001:10001",
        workdir="/app",
    ),
)

NODE_SERVICE = on(
    NODE_ALPINE,
    Stack(
        (
            Part("WORKDIR /app", files=(File("app/"),)),
            Part("ENV NODE_ENV=production"),
            Part(
                "COPY package.json package-lock.json ./ # buildkit",
                files=(File("app/package.json", '{"name": "$title", "private": true}\n'),),
            ),
            Part(
                "RUN /bin/sh -c npm ci --omit=dev # buildkit",
                piles.NODE_MODULES,
                (File("app/node_modules/.package-lock.json", '{"name": "$title@$minor"}\n'),),
            ),
            Part(
                "COPY --from=build /src/dist ./dist # buildkit",
                Pile((("app/dist/static/chunks/main.js", 690),), native=False, grows=True),
                (
                    _VERSION,
                    File("app/dist/server.js", "// $title $version\nimport('./app.js');\n"),
                ),
            ),
            Part("USER node"),
            Part("EXPOSE map[3000/tcp:{}]"),
            Part('CMD ["node" "dist/server.js"]'),
        ),
        ("NODE_ENV=production", "PORT=3000"),
        cmd=("node", "dist/server.js"),
        port=3000,
        user="node",
        workdir="/app",
    ),
)

DATA_JOB = replace(
    PYTHON_SERVICE,
    parts=(
        *PYTHON_SERVICE.parts[:3],
        replace(PYTHON_SERVICE.parts[3], pile=piles.DATA_LIBRARIES),
        *PYTHON_SERVICE.parts[4:6],
        PYTHON_SERVICE.parts[7],
    ),
    port=None,
)

ML_SERVER = on(
    CUDA,
    replace(
        PYTHON_SERVICE,
        parts=(
            PYTHON_SERVICE.parts[0],
            Part(
                "RUN /bin/sh -c uv pip install torch transformers # buildkit",
                piles.TORCH,
                (File("opt/venv/pyvenv.cfg", "version = 3.12.7\n# $minor $lib\n"),),
            ),
            *PYTHON_SERVICE.parts[4:],
        ),
        volume="/models",
    ),
)
