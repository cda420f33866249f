"""Scripts that people can read: a Markdown file whose list items are what people do and see.

    - at 2018-09-05 20:00 Europe/London                  the time is moved there; everything due happens
    - lead in #general: /breach open ...                 a command (without `in`: in the incident's channel)
    - lead submits kind: web-skimming; noticed_at: 2018-09-05 19:00     the form on top; times in the person's zone
    - dpo confirms the change: the mail was read then    the form that shows what a change ends (a reason if it asks)
    - dpo clicks notice.approve                          a button of the channel, by action, with what it is about:
    - dpo clicks step.claim C04                            ... this step
    - dpo chooses "Tue 4 Mar 2025, 09:00 CET (08:00 UTC)"    a reading that they are asked about in private
    - lead finishes C01, C06                             several steps, one after the other
    - dpo and exec decide N06: notify; two hundred guests    the answer (its beginning is enough) and the reason
    - lead skips C11: no press interest
    - nothing is left to do                              every step is done, skipped or set aside
    - crm leaves / crm is back                           the incident's channel
    - crm says "the log is kept"                         a message in it
    - crm pins "the log is kept"                         a pushpin on the message with these words
    - crm picks "the log is kept"                        the shortcut “Add to evidence” on it
    - crm shares log.csv for C06: a,b                    a file with this content in the step's thread, with its number
    - crm shares log.csv beside C06: a,b                 ... without a word
    - lead sees "Did you mean"                           a private answer or form since their last action
    - lead reads "You have led"                          a direct message of the bot
    - everyone sees "Duties changed"                     a message in the incident's channel or in its threads
    - everyone sees "REF"                                the newest incident's reference, which is chance
    - outsider finds nothing of "British Airways"        nowhere: not in lists, search, channels, files
    - report says "late, by 22 days"                     the report as it would be made now
    - review finds only R1, R2                           the rules that the report breaks, no others
    - form says "68 | Number of data subjects"            the authority's own form, valid by its schema
    - record says "noted: the log" 1 times               how many entries of the audit log contain this

Everything else in the file is prose. What does not fit one of these forms is a fault, with its line.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.slack.callbacks import Target
from bot.slack.readings import CHOOSE
from bot.workspace.client import ActionResult as Seen
from bot.workspace.client import Denied, Person, wait_for
from bot.workspace.client import visible_text as words
from tests.conversations.stage import Stage

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


@dataclass(frozen=True)
class Line:
    number: int
    text: str


def lines(file: Path) -> list[Line]:
    """The list items; a line that is indented under one goes on with it."""
    found: list[Line] = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith("- "):
            found.append(Line(number, text[2:].strip()))
        elif text.startswith("  ") and found and text.strip():
            found[-1] = Line(found[-1].number, f"{found[-1].text} {text.strip()}")
    return found


def start_of(file: Path) -> datetime:
    first = lines(file)[0].text
    assert first.startswith("at "), f"{file.name}: a script begins with its time"
    return _instant(first[3:])


def _instant(text: str) -> datetime:
    day, hour, zone = text.split()
    return datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Play:
    """One script on one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.last: dict[str, Seen] = {}

    def run(self, file: Path) -> None:
        for line in lines(file):
            try:
                self._do(line.text)
            except Exception as error:
                raise AssertionError(f"{file.name}:{line.number}: {line.text}\n{error}") from error
        complaints = self.stage.control.complaints()
        assert not complaints, f"the workspace found fault with calls of the bot: {complaints}"

    def _do(self, text: str) -> None:
        for pattern, act in self.FORMS:
            if match := re.fullmatch(pattern, text):
                act(self, *match.groups())
                return
        raise ValueError("this line fits none of the forms of a script")

    def _at(self, when: str) -> None:
        self.stage.move(_instant(when))

    def _command(self, who: str, where: str | None, command: str) -> None:
        person = self.stage.person(who)
        self._acted(who, person.command(where or self.stage.channel, command))

    def _submits(self, who: str, given: str) -> None:
        person = self.stage.person(who)
        wait_for(person.modal, what=f"a form for {who}")
        values = dict(part.split(": ", 1) for part in re.split(r";\s+", given.strip()))
        seen = person.submit({name.strip(): self._entered(person, name, value) for name, value in values.items()})
        self._acted(who, seen)

    def _confirms(self, who: str, reason: str | None) -> None:
        person = self.stage.person(who)
        wait_for(person.modal, what=f"a form for {who}")
        shown = (person.modal() or {})["callback_id"]
        assert shown in ("facts_loosen", "severity_confirm"), f"{who} is shown {shown}"
        self._acted(who, person.submit({"reason": reason} if reason else {}))

    def _entered(self, person: Person, name: str, value: str) -> object:
        element = next(b["element"] for b in (person.modal() or {})["blocks"] if b.get("block_id") == name.strip())
        if element["type"] == "datetimepicker":
            zone = next(u["tz"] for u in person.see("boot")["people"] if u["id"] == person.id)
            return int(datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).timestamp())
        if element["type"] == "multi_static_select":
            return [word.strip() for word in value.split(",")]
        return value

    def _clicks(self, who: str, action: str, value: str | None) -> None:
        person = self.stage.person(who)
        target = Target(self.stage.incident.id, value).encode() if value else None
        self._acted(who, person.click(action, target, channel=None if person.modal() else self.stage.channel))

    def _chooses(self, who: str, label: str) -> None:
        self._acted(who, self.stage.person(who).click(CHOOSE, label=label, on="message", channel=self.stage.channel))

    def _acted(self, who: str, seen: Seen) -> None:
        assert not seen.failure, f"{who} saw a failure: {seen.failure}"
        self.last[who] = seen
        self.stage.settle()

    def _finishes(self, who: str, listed: str) -> None:
        for step in listed.split(","):
            self._goes_well(who, f"/breach done {step.strip()} done as the runbook says", ": ● done")

    def _decides(self, who: str, second: str | None, step: str, choice: str, reason: str) -> None:
        said = f"/breach done {step} {choice} because {reason}"
        self._goes_well(who, said, "A second person must confirm" if second else f"{step} ")
        if second:
            self._goes_well(second, said, f"{step} ")
            if self.stage.person(second).modal():  # what it ends is shown first
                self._acted(second, self.stage.person(second).submit({}))

    def _skips(self, who: str, step: str, reason: str) -> None:
        self._goes_well(who, f"/breach skip {step} {reason}", ": – skipped")

    def _goes_well(self, who: str, command: str, expected: str) -> None:
        seen = self.stage.person(who).command(self.stage.channel, command)
        assert not seen.failure, f"{command}: {seen.failure}"
        self.last[who] = seen
        self._sees(who, expected)

    def _leaves(self, who: str) -> None:
        person = self.stage.person(who)
        person.leave(self.stage.channel)
        wait_for(lambda: self.stage.is_out(person.id), what=f"the bot to notice that {who} left")
        self.stage.settle()

    def _returns(self, who: str) -> None:
        person = self.stage.person(who)
        self.stage.person("lead").invite(self.stage.channel, who)
        wait_for(lambda: not self.stage.is_out(person.id), what=f"the bot to notice that {who} is back")
        self.stage.settle()

    def _says(self, who: str, text: str) -> None:
        self.last[who] = self.stage.person(who).type(self.stage.channel, text)

    def _pins(self, who: str, expected: str) -> None:
        person = self.stage.person(who)
        self.last[who] = person.react(self.stage.channel, self._message(expected)["ts"], "pushpin")

    def _picks(self, who: str, expected: str) -> None:
        person = self.stage.person(who)
        self._acted(who, person.shortcut("evidence.add", self.stage.channel, self._message(expected)["ts"]))

    def _shares(self, who: str, name: str, how: str, step: str, content: str) -> None:
        person = self.stage.person(who)
        thread = self._message(f"{step} · ")["ts"]
        after = int(person.see("feed")["number"])
        said = step if how == "for" else ""
        person.upload(self.stage.channel, name, content.encode(), said, thread_ts=thread)
        self.last[who] = Seen(person, after, None, {}, {})

    def _message(self, expected: str) -> dict[str, Any]:
        self.stage.settle()
        return self.stage.person("lead").wait_message(self.stage.channel, expected, within=8)

    def _nothing_left(self) -> None:
        left = self.stage.unsettled()
        assert not left, f"still to be done: {', '.join(left)}"

    def _sees(self, who: str, expected: str) -> None:
        seen, expected = self.last[who], self._with_reference(expected)

        def look() -> bool:
            shown = [words(one) for one in seen.ephemerals]
            shown += [words(view) for entry in seen.entries("modal") for view in entry["views"]]
            shown += list(seen.errors.values())
            if found := any(expected in text for text in shown):
                return found
            self.stage.settle()  # a button is acknowledged before its work is done
            return False

        try:
            wait_for(look, 8)
        except AssertionError:
            forms = [words(view) for entry in seen.entries("modal") for view in entry["views"]]
            raise AssertionError(f"{who} saw:\n{seen.text}\n{forms}\n{seen.errors}") from None

    def _everyone(self, expected: str) -> None:
        self._waits("lead", self.stage.channel, expected)

    def _with_reference(self, expected: str) -> str:
        return re.sub(r"\bREF\b", lambda _: self.stage.incident.ref, expected)

    def _waits(self, who: str, channel: str, expected: str) -> None:
        person, expected = self.stage.person(who), self._with_reference(expected)

        def look() -> bool:
            self.stage.settle()
            return any(expected in words(message) for message in person.conversation(channel))

        wait_for(look, 8, f"{who} to see {expected!r}")

    def _reads(self, who: str, expected: str) -> None:
        self._waits(who, "dm", expected)

    def _nothing(self, who: str, expected: str) -> None:
        person = self.stage.person(who)
        assert not person.search(expected)
        for channel in person.channels():
            assert expected not in words(channel)
            assert all(expected not in words(message) for message in person.conversation(channel["id"]))
        assert all(expected not in str(file) for file in person.files())
        try:
            person.messages(self.stage.channel)
        except Denied:
            return
        raise AssertionError(f"{who} can read the incident's channel")

    def _record(self, expected: str, times: str) -> None:
        self.stage.settle()
        found = [one for one in self.stage.record() if expected in one]
        assert len(found) == int(times), found

    def _report(self, expected: str) -> None:
        report = self.stage.report()
        assert expected in report, report

    def _review(self, listed: str) -> None:
        assert self.stage.broken_rules() == [rule.strip() for rule in listed.split(",")]

    def _form(self, expected: str) -> None:
        form = self.stage.form()
        assert expected in form, form

    FORMS = (
        (r"at (.+)", _at),
        (r"(\w+) leaves", _leaves),
        (r"(\w+) is back", _returns),
        (r'(\w+) pins "(.+)"', _pins),
        (r'(\w+) picks "(.+)"', _picks),
        (r"(\w+) shares (\S+) (for|beside) (\w+): (.+)", _shares),
        (r"nothing is left to do", _nothing_left),
        (r"(\w+) finishes ([\w, ]+)", _finishes),
        (r"(\w+)(?: and (\w+))? decides? (\w+): (.+?); (.+)", _decides),
        (r"(\w+) skips (\w+): (.+)", _skips),
        (r"(\w+)(?: in (#\w+))?: (/breach.*)", _command),
        (r"(\w+) submits (.+)", _submits),
        (r"(\w+) confirms the change(?:: (.+))?", _confirms),
        (r"(\w+) clicks ([\w.]+)(?: (.+))?", _clicks),
        (r'(\w+) chooses "(.+)"', _chooses),
        (r'everyone sees "(.+)"', _everyone),
        (r'record says "(.+)" (\d+) times', _record),
        (r'report says "(.+)"', _report),
        (r"review finds only (.+)", _review),
        (r'form says "(.+)"', _form),
        (r'(\w+) says "(.+)"', _says),
        (r'(\w+) reads "(.+)"', _reads),
        (r'(\w+) sees "(.+)"', _sees),
        (r'(\w+) finds nothing of "(.+)"', _nothing),
    )
