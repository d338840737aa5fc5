"""The least a server can do: Starlette with one answer that is made already, and nothing around."""

import os
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def app() -> Starlette:
    """Answers /known with 304, and each file of its folder with its bytes."""
    files = {path.name: path.read_bytes() for path in Path(os.environ["BARE_FOLDER"]).iterdir()}

    async def known(request: Request) -> Response:
        del request
        return Response(status_code=304, headers={"ETag": 'W/"known"'})

    async def sent(request: Request) -> Response:
        return Response(files[request.path_params["name"]], media_type="text/calendar")

    return Starlette(routes=[Route("/known", known), Route("/{name}", sent)])


if __name__ == "__main__":
    uvicorn.run(app(), port=int(sys.argv[1]), access_log=False, log_level="warning")
