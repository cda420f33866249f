"""Collects the bot's sentences into the `.po` file of each language, and compiles those to `.mo`.

They are in the code; the words of the vocabulary, the names of places and the titles of duties are in the files under
`regulations/`, what people read of a step in those under `runbooks/`.

`make messages` runs it. The files hold no line numbers and no dates, so that a change shows only what changed. A
sentence that is no longer in the code is dropped, and nothing is guessed: a changed sentence has to be translated anew.
"""

import ast
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.law.files import load
from bot.messages.catalog import DOMAIN, catalog_file
from bot.messages.languages import ENGLISH, LANGUAGES
from bot.runbook.files import NOT_RUNBOOKS
from bot.runbook.model import RunbookFile, StepOverride
from bot.strict import parse, yaml_files
from bot.strict import read as read_file


class _Compiled(Catalog):
    """With the header that gettext needs to read it, and nothing that changes from day to day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]


ROOT = Path(__file__).parent.parent
REGULATIONS = ROOT / "regulations"
RUNBOOKS = ROOT / "runbooks"
KEYWORDS = {"_": 1, "N_": 1, "plural": 2, "sentence": 1, "counted": 2, "form": 1}
"""What marks a sentence, and how many of its arguments are English: one, or one for each number."""
COMMENT = "# Translators:"
TRANSLATED = tuple(code for code in LANGUAGES if code != ENGLISH)


def extracted() -> Catalog:
    """Every sentence, with the comments meant for translators."""
    catalog = Catalog(domain=DOMAIN)
    for file in sorted((ROOT / "bot").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for line, message in marked(text):
            catalog.add(message, auto_comments=_comment_above(text.splitlines(), line))
    for words, where in (*_of_law(), *_of_runbooks()):
        if words:
            catalog.add(words, auto_comments=(where,))
    return catalog


def _of_law() -> Iterator[tuple[str, str]]:
    """What people read of the vocabulary, of places and duties, and of which one it is."""
    law = load(REGULATIONS)
    for name, one in law.vocabulary.facts.items():
        said = {"label": one.label, "ask": one.ask, "help": one.help, "group": one.group}
        said |= {f"choices.{word}": label for word, label in one.choices.items()}
        said |= {f"asks.{number}": asked.ask for number, asked in enumerate(one.asks)}
        yield from ((words, f"vocabulary.yaml: {name}.{field}") for field, words in said.items())
    yield from ((one.label, f"vocabulary.yaml: {name}.label") for name, one in law.vocabulary.translations.items())
    yield from ((name, f"jurisdictions.yaml: regions.{name}") for name in law.places.regions)
    for named in (law.places.places, law.places.groups, law.places.calendars):
        yield from ((one.name, f"jurisdictions.yaml: {code}") for code, one in named.items())
    yield from ((duty.title, f"duty: {duty.id}") for duty in law.duties)


def _of_runbooks() -> Iterator[tuple[str, str]]:
    """What people read of runbooks: as the models hold it, so that what is looked up is what was collected."""
    for file in yaml_files(RUNBOOKS):
        if file.name not in NOT_RUNBOOKS:
            yield from of_runbook(parse(RunbookFile, read_file(file)), f"{RUNBOOKS.name}/{file.name}")


def of_runbook(book: RunbookFile, file: str) -> Iterator[tuple[str, str]]:
    """Its own words, and those of each step that it adds or changes."""
    yield from ((book.title, f"{file}: title"), (book.about, f"{file}: about"))
    added = {one.id: one for steps in book.phases.values() for one in steps}
    for name, one in (*book.changes.items(), *added.items()):
        yield from ((words, f"{file}: {name}.{field}") for field, words in _of_step(one))


def _of_step(step: StepOverride) -> Iterator[tuple[str, str]]:
    yield from (("title", step.title or ""), ("do", step.do or ""), ("why", step.why), ("warning", step.warning))
    yield from (("because", step.because), *(("evidence", one) for one in step.evidence))
    if step.decision:
        yield from (("question", step.decision.question), *(("option", one) for one in step.decision.options))


def marked(text: str) -> Iterator[tuple[int, str | tuple[str, ...]]]:
    """The line and the English of every call that marks a sentence, also of one within an f-string."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            found = [one.value for one in node.args[: KEYWORDS[node.func.id]] if isinstance(one, ast.Constant)]
            english = tuple(one for one in found if isinstance(one, str) and one)
            if len(english) == KEYWORDS[node.func.id]:
                yield node.lineno, english if len(english) > 1 else english[0]


def _comment_above(lines: Sequence[str], line: int) -> tuple[str, ...]:
    above = lines[line - 2].strip() if line > 1 else ""
    return (above.removeprefix("# "),) if above.startswith(COMMENT) else ()


def read(language: str) -> Catalog:
    """The `.po` file of a language; an empty catalog when there is none yet."""
    file = catalog_file(language, "po")
    if not file.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN)


def updated(language: str, template: Catalog) -> Catalog:
    """The sentences of the template with the translations that there are."""
    before, after = read(language), Catalog(locale=language, domain=DOMAIN)
    for message in template:
        if message.id:
            known = before.get(message.id if isinstance(message.id, str) else message.id[0])
            same = known is not None and known.id == message.id
            comments = message.auto_comments
            after.add(message.id, known.string if known and same else None, auto_comments=comments)
    return after


def po_text(catalog: Catalog) -> bytes:
    header = f'msgid ""\nmsgstr ""\n"Language: {catalog.locale_identifier}\\n"\n'
    header += f'"Plural-Forms: {catalog.plural_forms}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    return header.encode() + body.getvalue()


def mo_bytes(language: str) -> bytes:
    """What the `.mo` file has to hold for its `.po` file."""
    compiled, made = _Compiled(locale=language), BytesIO()
    for message in read(language):
        if message.id:
            compiled.add(message.id, message.string, flags=message.flags)
    write_mo(made, compiled)
    return made.getvalue()


def main() -> None:
    template = extracted()
    for language in TRANSLATED:
        file = catalog_file(language, "po")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(po_text(updated(language, template)))
        catalog_file(language, "mo").write_bytes(mo_bytes(language))


if __name__ == "__main__":
    main()
