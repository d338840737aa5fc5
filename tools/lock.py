"""Resolves the dependencies anew into requirements.lock and requirements-dev.lock, with hashes."""

import subprocess
import sys

_COMMON = [
    sys.executable, "-m", "piptools", "compile", "--quiet", "--upgrade", "--generate-hashes",
    "--strip-extras", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
]  # fmt: skip
_RUN = ["--extra", "build", "--output-file", "requirements.lock", "pyproject.toml"]
_DEV = [
    "--allow-unsafe", "--extra", "build", "--extra", "dev", "--constraint", "requirements.lock",
    "--output-file", "requirements-dev.lock", "pyproject.toml",
]  # fmt: skip

for options in (_RUN, _DEV):
    subprocess.run([*_COMMON, *options], check=True)
