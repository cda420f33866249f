"""Targets of the fuzz proof below chat: what people type, and every file that is read.

Each makes an input from a `Random` and reads it as breachbot would. What is wrong with it may only be said in an error
that a person can fix.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random  # noqa: TID251 (seeded: a finding can be read again)
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.documents.drafts import render
from bot.documents.template_checks import sample
from bot.domain.notice_templates import NoticeTemplate
from bot.errors import BotError
from bot.law.conditions import direction_of, reads
from bot.law.evaluation import evaluate
from bot.law.facts_files import read_facts_file
from bot.law.files import load
from bot.law.grammar import atoms
from bot.law.vocabulary import FactType
from bot.library.organisation import load_organisation
from bot.library.reminders import load_reminders
from bot.library.templates import load_templates
from bot.runbook.cacao import to_cacao
from bot.runbook.cacao_import import from_cacao, left_out, to_yaml
from bot.runbook.files import load_runbooks
from bot.runbook.model import RunbookFile
from bot.runbook.readiness import load_readiness
from bot.slack.parse import as_typed, first_word, kind_said, mentioned, moment_in, reason_in, reference_in
from bot.source import read_json
from bot.strict import parse, read
from bot.typed.command_words import edit_in
from bot.typed.lengths import read_length
from bot.typed.names import Named, read_name
from bot.typed.places import read_place, read_places
from bot.typed.times import Sense, Writer, is_time, read_day, read_moment
from bot.typed.values import read_typed
from proofs import mutations
from tests import shipped

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROOT = shipped.ROOT


@dataclass(frozen=True)
class Target:
    """`count`: how many inputs of the whole proof; `allowed`: what may be raised."""

    name: str
    count: int
    make: Callable[[Random], Any]
    read: Callable[[Any], object]
    allowed: tuple[type[Exception], ...] = (BotError,)


TIMES = (
    "yesterday 4pm", "24/11/2026 9.30 CET", "vor 2 Stunden", "1 Mar 2026 9:30 PST", "2026-03-01T09:30+01:00",
    "03/04/2025 09:00", "half past nine", "gestern um halb zehn", "hier à 16h30", "ayer a las 4 de la tarde",
    "last Tuesday 9am", "3am", "noon", "2 hours ago", "in 3 days", "20 Nov", "the day before yesterday 23:59",
    "9 o'clock", "between 3 and 4 Nov", "now", "1st of March 2026, 9.30 in the morning", "Montag früh",
    "mardi dernier à midi", "28 Feb 2026 24:00", "2026-03-29 02:30",
)  # fmt: skip
PLACES = (
    "DE", "US-NY", "Germany", "California", "the UK", "Hong Kong", "Bavaria", "Georgia", "DE, FR and US-CA",
    "elsewhere", "Deutschland", "les États-Unis", "España y Francia", "Bosnia and Herzegovina", "Trinidad and Tobago",
    "EU", "nowhere",
)  # fmt: skip
VALUES = (
    *TIMES[:8], *PLACES, "US-NY 12, DE 12.000", "about 12k in Germany", "DE 5, FR 900-1000", "names, passport numbers",
    "health data", "yes", "no", "unknown", "12,000", "at least 500", "between 10 and 20", "1.5 million", "€ 1.500,50",
    "USD 20m", "Europe/Berlin", "encrypted", "controller", "none", "nobody", "free text with words",
)  # fmt: skip
COMMANDS = (
    "met gdpr 33 ref 2026-117 yesterday 16:40", "decline gdpr 34 because the data were encrypted",
    "done C04 channel is safe", "facts people add US-NY 12, DE 5 because counted", "facts remove FR", "+ passport",
    "- FR", "hold all until 20 May 2026 by FBI", "assign dpo <@U012ABC|ada>", "handover @Tan Wei Ling",
    "open laptop stolen, kind lost-device", "task call <@U1> by 10:00", "snooze C06 2h", "severity 2 exposed",
    "note R&amp;D said &lt;no&gt; <https://a.org|a>", "catchup since yesterday 18:00", "6 hours", "45 min",
    "zwei Tage", "ref ABC-12", "hello <!subteam^S1|@oncall> in <#C1|general>",
)  # fmt: skip
NAMES = ("Tan Wei Ling", "@weiling", "Müller", "Mueller", "Aoife Brennan and Tan Wei Ling", "O'Neill", "José", "Smith")
PEOPLE = tuple(Named(f"U{number}", name, (name.split()[0].lower(),)) for number, name in enumerate(NAMES))
CONDITIONS = (
    'people["EEA"] > 0', '"controller" in roles', 'risk == "unlikely" || !(records >= 500 && "ssn" in data)',
    'data.exists(d, d in ["ssn", "passport"])', "acquired", "acquired == false",
    "aware_at > discovered_at + duration('24h')", 'protection in ["none", "weak"]',
    'most_in_one["US"] <= 499 && (people["US-CA"] > 1 || people["DE"] < 3)',
)  # fmt: skip
TEMPLATES = (
    "{{ facts.nature }} on {{ facts.aware_at | day }}.", "{% if facts.people %}{{ facts.people | total }}{% endif %}",
    "{% for row in facts.people | rows %}- {{ row }}\n{% endfor %}",
    "{{ facts.measures | bullets }}{{ today | stamp }}",
    "{% set a = 'a' %}{% for b in [1, 2, 3] %}{{ a + a }}{{ loop.index * 3 }}{% endfor %}",
    "{{ 7 // 2 }}{{ 'x' | upper }}", "{% include 'partials/contact.en.j2' %}",
    "{{ facts.data | join(', ') }}{{ ['a', 'b'] | sort | first }}",
    "{% for a in range(10) %}{% for b in a %}{{ '%s' % b }}{% endfor %}{% endfor %}", "{{ ().__class__ }}{{ 2 ** 9 }}",
    "{{ 'a'.join(['b']) }}{{ 'a' | replace('a', 'bb') }}{{ {'a': 1}.items() | list }}",
)  # fmt: skip
PLAYBOOK: dict[str, Any] = {
    "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--1", "name": "Weakness response", "labels": ["a"],
    "workflow_start": "s", "workflow": {
        "s": {"type": "start", "on_completion": "q"},
        "q": {"type": "if-condition", "name": "Sure?", "condition": "a", "on_true": "two", "on_false": "w",
        "on_completion": "p"}, "two": {
            "type": "action", "name": "Patch it", "description": "Why.", "on_completion": "p", "on_failure": "q",
            "commands": [{"type": "manual", "command_b64": "RG8u", "playbook_activity": "restrict-access"},
                         {"type": "bash", "command": "true"}],
            "external_references": [{"name": "Source"}], "step_extensions": {"extension-definition--x": {"id": "a"}},
        },
        "w": {"type": "while-condition", "condition": "x", "on_true": "two", "on_completion": "c"},
        "c": {"type": "switch-condition", "switch": "x", "cases": {"a": "two", "default": "r"}, "next_steps": ["p"]},
        "p": {"type": "parallel", "next_steps": ["r", "two"]},
        "r": {"type": "playbook-action", "name": "Run another", "playbook_id": "playbook--2", "on_completion": "e"},
        "e": {"type": "end"},
    },
}  # fmt: skip


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz"))


def _file(name: str, content: bytes) -> Path:
    file = folder() / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return file


@cache
def _seeds(*names: str) -> tuple[str, ...]:
    return tuple((ROOT / name).read_text(encoding="utf-8")[:20_000] for name in names)


def _writer(random: Random) -> Writer:
    zone = random.choice(("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"))
    return Writer(zone, NOW, random.choice((None, "US", "DE")))


def _time(random: Random) -> tuple[str, Writer, Sense]:
    return mutations.text(random, TIMES), _writer(random), random.choice([*Sense])


def _read_time(given: tuple[str, Writer, Sense]) -> None:
    words, writer, sense = given
    is_time(words)
    read_length(words)
    for one in (lambda: read_day("When", words, writer), lambda: read_moment("When", words, writer, sense)):
        try:
            one()
        except BotError:
            continue


def _read_place(words: str) -> None:
    for one in (read_place, read_places):
        try:
            one("Place", words, shipped.law().places, "US")
        except BotError:
            continue


def _value(random: Random) -> tuple[str, str, Writer]:
    return random.choice([*shipped.law().vocabulary.facts]), mutations.text(random, VALUES), _writer(random)


def _read_value(given: tuple[str, str, Writer]) -> None:
    name, words, writer = given
    if shipped.law().vocabulary[name].type is not FactType.FILINGS:
        read_typed(shipped.law().vocabulary, shipped.law().places, name, words, writer)


def _read_command(words: str) -> None:
    typed = as_typed(words)
    mentioned(words)
    kind_said(typed, shipped.runbooks())
    for one in (edit_in, moment_in, reason_in, reference_in, read_length, is_time):
        one(typed)
    for raising in (lambda: first_word(typed, "a", "b"), lambda: read_name(typed, PEOPLE)):
        try:
            raising()
        except BotError:
            continue


def _read_condition(words: str) -> None:
    reads(words)
    evaluate(
        words, {"records": 500, "people": {"EEA": 1, "DE": 2}, "roles": ["controller"], "data": frozenset({"ssn"})}
    )
    if atoms(words):
        direction_of(words)


def _file_like(random: Random, *names: str) -> bytes:
    """Half of them with faults in their text, half with other values than they should have, as YAML."""
    if random.random() < 0.5:
        return mutations.content(random, _seeds(*names))
    value = mutations.value(random, _values(random.choice(names)))
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")


@cache
def _values(name: str) -> Any:
    return read(ROOT / name).value


def _yaml(random: Random) -> tuple[str, bytes]:
    kind = random.choice([*YAML])
    return kind, _file_like(random, *YAML[kind][0])


def _read_yaml(given: tuple[str, bytes]) -> None:
    kind, content = given
    YAML[kind][1](content)


def _read_library_file(content: bytes) -> None:
    parse(NoticeTemplate, read(_file("notice.yaml", content)))


def _read_runbooks(content: bytes) -> None:
    """Alone: reading all of the others each time would tell nothing new."""
    load_runbooks(_file("runbooks/core.yaml", content).parent, vocabulary=shipped.law().vocabulary)


YAML: dict[str, tuple[Sequence[str], Callable[[bytes], object]]] = {
    "organization": (
        ("docs/organisation.demo.yaml",),
        lambda content: load_organisation(_file("organisation.yaml", content), shipped.law()),
    ),
    "facts": (
        ("docs/examples/facts.yaml", "tests/law/twelve-places.facts.yaml"),
        lambda content: read_facts_file(_file("facts.yaml", content), shipped.law(), NOW),
    ),
    "runbook": (("runbooks/core.yaml",), _read_runbooks),
    "runbook's file": (
        ("runbooks/lost-device.yaml", "runbooks/insider.yaml"),
        lambda content: parse(RunbookFile, read(_file("book.yaml", content))),
    ),
    "readiness": (
        ("runbooks/readiness.yaml",),
        lambda content: load_readiness(_file("ready/readiness.yaml", content).parent),
    ),
    "reminders": (("runbooks/reminders.yaml",), lambda content: load_reminders(_file("reminders.yaml", content))),
    "notice": (
        ("notify_templates/gdpr-authority/notice.yaml", "notify_templates/executive-brief/notice.yaml"),
        _read_library_file,
    ),
}  # fmt: skip


@cache
def _small_law() -> Path:
    """A law of one file: the rest of ours would be read again each time."""
    for name in ("vocabulary.yaml", "jurisdictions.yaml", "authorities.yaml"):
        _file(f"law/{name}", (ROOT / "regulations" / name).read_bytes())
    return folder() / "law"


def _read_law(content: bytes) -> None:
    _small_law()
    load(_file("law/uk.yaml", content).parent)


SHARED = (
    "regulations/vocabulary.yaml", "regulations/jurisdictions.yaml", "regulations/authorities.yaml",
    "regulations/house_targets.yaml", "notify_templates/words.yaml", "notify_templates/wording.yaml",
    "notify_templates/us-individuals/places.yaml", "notify_templates/us-individuals/notice.yaml",
)  # fmt: skip


@cache
def _small_notices() -> Path:
    """One notice, with what all share."""
    root = folder() / "notices"
    for name in ("partials", "us-individuals"):
        shutil.copytree(ROOT / "notify_templates" / name, root / name)
    for name in ("words.yaml", "wording.yaml"):
        shutil.copy(ROOT / "notify_templates" / name, root / name)
    return root


def _shared(random: Random) -> tuple[str, bytes]:
    """A file that all laws or all notices read, in an organization's own library."""
    name = random.choice(SHARED)
    return name, _file_like(random, name)


def _read_shared(given: tuple[str, bytes]) -> None:
    name, content = given
    kind = name.partition("/")[0]
    file = folder() / "own" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        if kind == "regulations":
            load(_small_law(), folder() / "own" / kind)
        else:
            load_templates(_small_notices(), folder() / "own" / kind)
    finally:
        file.unlink()


def _law(random: Random) -> bytes:
    return _file_like(random, "regulations/uk/gdpr.yaml", "regulations/us/california.yaml")


@cache
def _playbooks() -> tuple[str, ...]:
    ours = to_cacao(shipped.runbooks()["lost-device"], NOW)
    return (json.dumps(PLAYBOOK), json.dumps(PLAYBOOK, indent=1), json.dumps(ours)[:20_000])


def _read_json(content: bytes) -> None:
    _import(read_json(_file("playbook.json", content)))


@cache
def _our_playbook() -> Any:
    whole = to_cacao(shipped.runbooks()["lost-device"], NOW)
    kept = {key: step for number, (key, step) in enumerate(whole["workflow"].items()) if number < 8}
    return {**whole, "workflow": kept}


def _playbook(random: Random) -> bytes:
    return json.dumps(mutations.value(random, random.choice((PLAYBOOK, PLAYBOOK, _our_playbook())))).encode()


def _import(playbook: Any) -> None:
    """Whatever is imported can be written, and read again."""
    made = to_yaml(from_cacao(playbook))
    left_out(playbook)
    try:
        parse(RunbookFile, read(_file("imported.yaml", made.encode())))
    except BotError as error:
        raise AssertionError(f"imported and then refused: {error}") from error


@cache
def _known() -> dict[str, Any]:
    notice = shipped.templates().notices["gdpr-authority"]
    return {name: sample(shipped.law().vocabulary[name]) for name in sorted(notice.facts)}


def _template(random: Random) -> tuple[int, str]:
    bodies = _seeds("notify_templates/gdpr-authority/body.en.j2", "notify_templates/executive-brief/body.en.j2")
    return random.randrange(10**9), mutations.text(random, (*TEMPLATES * 3, *bodies))


def _draft(given: tuple[int, str]) -> None:
    number, body = given
    templates = shipped.templates()
    sources = {**templates.sources, "gdpr-authority/body.en.j2": body}
    changed = templates.model_copy(update={"sources": sources, "hash": f"{number}"})
    for known in ({}, _known()):
        render(changed, "gdpr-authority", known, now=NOW, zone=ZoneInfo("Europe/Berlin"))


TARGETS = (
    Target("times", 15_000, _time, _read_time),
    Target("places", 10_000, lambda random: mutations.text(random, PLACES), _read_place),
    Target("values", 12_000, _value, _read_value),
    Target("commands", 12_000, lambda random: mutations.text(random, COMMANDS), _read_command),
    Target("conditions", 8_000, lambda random: mutations.text(random, CONDITIONS), _read_condition, (ValueError,)),
    Target("yaml", 9_000, _yaml, _read_yaml),
    Target("law", 1_000, _law, _read_law),
    Target("shared files", 400, _shared, _read_shared),
    Target("json", 8_000, lambda random: mutations.content(random, _playbooks()), _read_json),
    Target("cacao", 12_000, _playbook, _read_json),
    Target("templates", 4_000, _template, _draft),
)
