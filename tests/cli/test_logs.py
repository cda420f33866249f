"""Every line of the log is JSON, whoever writes it, and nothing that was said or stored is in it."""

import json
import subprocess
import sys

SECRET = "Jane Roe's diagnosis"
PROGRAM = f"""
import logging, sys, threading, warnings
import structlog
from bot.cli import logs
logs.begin("INFO")
said = {SECRET!r}
for name in ("slack_bolt.App", "slack_sdk", "uvicorn.error", "sqlalchemy.engine", "alembic", "asyncio", "x"):
    logging.getLogger(name).critical("payload %s", said)
try:
    raise ValueError(said)
except ValueError:
    logging.getLogger("alembic").exception("failed with %s", said)
    structlog.get_logger().error("request.failed", exc_info=True)
warnings.warn(said)
def fail(): raise KeyError(said)
thread = threading.Thread(target=fail, name=said); thread.start(); thread.join()
class Dropped:
    def __del__(self): raise RuntimeError(said)
Dropped()
from bot.web.monitor import serve
import uvicorn
uvicorn.Config("x", log_config=None, log_level="error")
logging.getLogger("uvicorn.error").error("bad request %s", said)
raise LookupError(said)
"""


def test_every_line_is_json_without_what_was_said() -> None:
    command = [sys.executable, "-W", "always", "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert SECRET not in done.stderr
    assert "diagnosis" not in done.stderr
    assert {"alembic", "py.warnings", "python", "uvicorn.error", "sqlalchemy.engine"} <= {
        line["logger"] for line in lines if "logger" in line
    }
    kinds = [line["kind"] for line in lines if "kind" in line]
    assert kinds == ["ValueError", "ValueError", "KeyError", "RuntimeError", "LookupError"]
    assert all(line["where"] for line in lines if "kind" in line)
