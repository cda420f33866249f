"""The only reader of the environment: every setting, its name and its default.

Names begin with BREACHBOT_. A secret may be given as a file: BREACHBOT_SLACK_BOT_TOKEN_FILE=/run/secrets/bot_token.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import StartError

if TYPE_CHECKING:
    from sqlalchemy import URL

LONGEST_SECRET = 10_000  # characters of its file
SECRETS = ("slack_bot_token", "slack_app_token", "database", "out_of_band")
SHIPPED = Path(__file__).parent / "shipped"
CHECKOUT = Path(__file__).parent.parent


class Settings(BaseModel):
    """What a deployer may set."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    home: Path = Field(default_factory=lambda: user_data_path("breachbot"))
    database: SecretStr = SecretStr("")  # SQLAlchemy URL; empty: SQLite in the home
    library: Path | None = None  # an organization's own copies, which override the shipped ones
    organisation: Path | None = None  # who we are; default: organisation.yaml in the home
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    out_of_band: SecretStr = SecretStr(
        ""
    )  # apprise addresses, with spaces between: where it reports when Slack is down
    monitor_port: int = 0  # where /health and /metrics are answered; 0: nowhere
    monitor_host: str = "127.0.0.1"
    log_level: str = "INFO"

    @property
    def database_url(self) -> "URL":
        """Shows no password when printed. Raises StartError when it is not a supported address."""
        from bot.store.engine import read_url  # heavy, and the law's commands need no database

        return read_url(self.database.get_secret_value() or f"sqlite:///{self.home / 'breachbot.db'}")

    @property
    def out_of_band_addresses(self) -> tuple[str, ...]:
        return tuple(self.out_of_band.get_secret_value().split())

    @property
    def cache(self) -> Path:
        """Where what was read and checked is kept for the next start."""
        return self.home / "cache"

    @property
    def organisation_file(self) -> Path:
        return self.organisation or self.home / "organisation.yaml"


def read_settings() -> Settings:
    """What is set to nothing is not set, and a secret's file counts before its variable. Raises StartError naming the
    variable that cannot be used, or that is no setting."""
    _refuse_unknown(os.environ)
    given = {name: value for name in Settings.model_fields if (value := os.environ.get(_variable(name)))}
    for name in SECRETS:
        variable = f"{_variable(name)}_FILE"
        if file := os.environ.get(variable):
            try:
                with Path(file).open(encoding="utf-8") as opened:
                    given[name] = opened.read(LONGEST_SECRET).strip()  # a pipe or a device may have no end
            except (OSError, ValueError) as error:  # the latter for what is not text
                raise StartError(
                    f"Can't read the file set in {variable}.", "Check its path and permissions."
                ) from error
    try:
        return _there(Settings.model_validate(given))
    except ValidationError as error:
        names = ", ".join(_variable(str(item["loc"][0])) for item in error.errors())
        raise StartError(f"Invalid settings: {names}.", "Correct or remove them.") from error


def _variable(name: str) -> str:
    return f"BREACHBOT_{name.upper()}"


_SERVICE_LINKS = re.compile(r"BREACHBOT_(SERVICE_(HOST|PORT).*|PORT(_[0-9]+_(TCP|UDP|SCTP).*)?)")
"""What Kubernetes sets for a service of the name `breachbot`."""


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """A misspelled setting would otherwise stay at its default, and nobody would notice."""
    known = [*map(_variable, Settings.model_fields), *(f"{_variable(name)}_FILE" for name in SECRETS)]
    ours = [name for name, value in environment.items() if value and name.upper().startswith("BREACHBOT_")]
    for given in sorted(ours):
        if given in known or _SERVICE_LINKS.fullmatch(given):
            continue
        short = [name.removeprefix("BREACHBOT_") for name in known]
        near = difflib.get_close_matches(given.upper().removeprefix("BREACHBOT_"), short, n=1)
        remove = f"Remove it. The settings are {', '.join(known)}."
        remedy = f"Did you mean BREACHBOT_{near[0]}? Rename it." if near else remove
        raise StartError(f"There is no setting {given:.80}.", remedy)


def _there(settings: Settings) -> Settings:
    """What someone configured must exist: continuing without it would give answers from a different law than theirs."""
    for name, path in (("LIBRARY", settings.library), ("ORGANISATION", settings.organisation)):
        if path and not path.exists():
            raise StartError(f"{path}, set in BREACHBOT_{name}, does not exist.", "Correct the path, or remove it.")
    return settings


def shipped(folder: str) -> Path:
    """Where `regulations`, `runbooks` or `notify_templates` are: in the wheel, or in the checkout."""
    inside = SHIPPED / folder
    return inside if inside.exists() else CHECKOUT / folder


def roots(settings: Settings, folder: str) -> tuple[Path, ...]:
    """The shipped files of a folder, and the organization's own that override them."""
    own = settings.library / folder if settings.library else None
    return (shipped(folder), *([own] if own and own.is_dir() else []))


def example(name: str) -> Path:
    """A shipped example, such as the demo's organization."""
    inside = SHIPPED / name
    return inside if inside.exists() else CHECKOUT / "docs" / name
