"""The table of commands: their names, what the help says of them, and the function of each.

Decides which commands exist. A function is named, not imported: its module is imported when its command is called, so
that `--help` is there at once and `due` waits for neither the database nor Slack. This module may import nothing heavy.
"""

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

if TYPE_CHECKING:
    from typer._click import Command as TyperAny
    from typer._click import Context


@dataclass(frozen=True)
class Command:
    """`about` is whole sentences, of which the first stands in the list; `function` is `module:attribute`."""

    name: str
    about: str
    function: str


COMMANDS = (
    Command("demo", "Start breachbot with a local workspace, in one process.", "bot.cli.running:demo"),
    Command("run", "Run breachbot for a real workspace.", "bot.cli.running:run"),
    Command("check", "Check laws, runbooks and templates for problems.", "bot.cli.operations:check"),
    Command("due", "Compute when one duty is due.", "bot.cli.law:due"),
    Command("assess", "Show whom to notify by when, and what to find out.", "bot.cli.law:assess"),
    Command("risk", "List the factors for and against a risk to people. A person decides.", "bot.cli.law:risk"),
    Command("notice", "Draft a notice from facts and say what is missing.", "bot.cli.notices:notice"),
    Command(
        "recipients",
        "Count the people affected in a CSV file, by place.",
        "bot.cli.recipients:recipients",
    ),
    Command("letters", "Write an approved notice to everyone on a list.", "bot.cli.letters:letters"),
    Command("report", "Create an edition of an incident's report.", "bot.cli.reports:report"),
    Command("actions", "List an incident's action items for another program.", "bot.cli.actions:actions"),
    Command("metrics", "Show how fast and how well incidents were handled.", "bot.cli.metrics:metrics"),
    Command("register", "Write the register of personal data breaches, or import one.", "bot.cli.register:register"),
    Command("roles", "Show who may do what, role by role.", "bot.cli.roles:roles"),
    Command("migrate", "Upgrade the database to this version. Safe to repeat.", "bot.cli.operations:migrate"),
    Command("doctor", "Check that everything breachbot needs is in place.", "bot.cli.doctor:doctor"),
)
LAW = (
    Command("list", "List the duties in the catalog.", "bot.cli.catalog:law_list"),
    Command("show", "Show one duty: conditions, wording, counting, confidence.", "bot.cli.catalog:law_show"),
    Command("verify", "Compare duties with the texts of their laws.", "bot.cli.catalog:law_verify"),
    Command("profile", "List the duties that could ever bind you.", "bot.cli.profiles:law_profile"),
    Command("compare", "Compare the law of places, side by side.", "bot.cli.profiles:law_compare"),
    Command("calendar", "List upcoming changes in the law that could bind you.", "bot.cli.profiles:law_calendar"),
    Command("export", "Write the catalog as one JSON document.", "bot.cli.catalog:law_export"),
    Command("diff", "Compare two copies of the law, and what it means for you.", "bot.cli.law_differences:law_diff"),
)
RUNBOOK = (
    Command("show", "Show a runbook: every step with who, when and why.", "bot.cli.runbooks:show"),
    Command("diff", "Show how two runbooks differ; exit status 1 if they do.", "bot.cli.runbooks:diff"),
    Command("simulate", "Simulate a runbook for given facts.", "bot.cli.simulations:simulate"),
    Command("export", "Export a runbook to another format.", "bot.cli.runbooks:export"),
    Command("propose", "Suggest changes of a runbook from an incident, as a diff.", "bot.cli.runbook_changes:propose"),
    Command("import", "Start a runbook from the actions of a CACAO playbook.", "bot.cli.runbooks:import_"),
)
OUTBOX = (
    Command("list", "List messages that failed, or have waited for over a minute.", "bot.cli.timers:outbox_list"),
    Command("retry", "Retry failed messages, and everything waiting for them.", "bot.cli.timers:outbox_retry"),
)
AUDIT = (
    Command("verify", "Verify every audit log, and compare it with the tables.", "bot.cli.audit:verify"),
    Command(
        "redact",
        "Permanently remove one text from the audit log. The log stays verifiable.",
        "bot.cli.audit:redact",
    ),
)
FACTS = (Command("new", "Write a file of facts to fill in, for a kind of incident.", "bot.cli.facts:new"),)
GROUPS = (
    ("facts", "Write a file of facts, for `assess`, `risk` and `notice`.", FACTS),
    ("law", "Browse the catalog of duties.", LAW),
    ("runbook", "Read, compare and simulate runbooks.", RUNBOOK),
    ("outbox", "List and retry undelivered messages.", OUTBOX),
    ("audit", "Verify the audit log.", AUDIT),
)


class Deferred(TyperCommand):
    """A command known by its row alone until it is called."""

    def __init__(self, row: Command) -> None:
        super().__init__(row.name, help=row.about, rich_markup_mode=None)
        self.row = row

    def make_context(
        self, info_name: str | None, args: list[str], parent: "Context | None" = None, **extra: Any
    ) -> "Context":
        return _imported(self.row).make_context(info_name, args, parent, **extra)


def _imported(row: Command) -> "TyperAny":
    module, _, attribute = row.function.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):  # a command with subcommands of its own
        found.info.help = row.about
        return get_group(found)
    app = _app()
    app.command(row.name, help=row.about)(found)
    return get_command(app)


def application() -> TyperGroup:
    app = _app("breachbot runs the response to a data breach in Slack.")
    app.callback()(_every_command)
    whole = get_group(app)
    for row in COMMANDS:
        whole.add_command(Deferred(row))
    for name, about, rows in GROUPS:
        deferred = [Deferred(row) for row in rows]
        whole.add_command(
            TyperGroup(name=name, help=about, commands=deferred, no_args_is_help=True, rich_markup_mode=None)
        )
    return whole


def _app(about: str | None = None) -> typer.Typer:
    return typer.Typer(
        name="breachbot",
        help=about,
        no_args_is_help=about is not None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"breachbot {version('breachbot')}\n")
        raise typer.Exit


def _every_command(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """What stands before a command."""
