"""Whatever people type and however much there is: every answer, form, message and Home is one that Slack takes.

`Desk` lets nothing past that Slack would refuse; here a crowded incident is walked through every word, every button and
every form, with text that tries to mention, to link and to look like the bot's own.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.notices import NoticeState
from bot.domain.sendings import Proof, Sending
from bot.sentences import cut
from bot.slack.block_kit import Message, actions, button, context, header, safe, section
from bot.slack.buttons import BUTTONS
from bot.slack.callbacks import Target
from bot.slack.forms import FORMS
from bot.slack.subcommands import WORDS
from bot.store.engine import writing
from bot.store.tables import Clock, Incident, IncidentStep, Notice
from bot.workspace.core.block_kit import problems
from tests.slack.desk import COMMS, CRM, DPO, ENGINEER, LEAD, OUTSIDER, Answer, Desk, everything

EVIL = "<!channel> <@UEVIL0001> <https://evil.example|click> *EVIL* _EVIL_ ~EVIL~ `EVIL` &amp; @here #general\n> EVIL"
NAMELESS = EVIL.replace("<@UEVIL0001>", "@evil")
ALIVE = re.compile(r"<!(?!date\^)|<@UEVIL|<https?:")
LIVE = re.compile(ALIVE.pattern + r"|\*EVIL\*|_EVIL_|~EVIL~|`EVIL`|^\s*(?:>|&gt;) EVIL", re.MULTILINE)
CODE = re.compile("```[^`]*```")  # is shown as it is, to be copied: emphasis means nothing in it


def marked_up(thing: Any) -> Iterator[str]:
    """Every text that Slack would read as markup."""
    if isinstance(thing, Mapping):
        a_message = "text" in thing and ("blocks" in thing or set(thing) <= {"text", "response_type"})
        if a_message or thing.get("type") == "mrkdwn":
            yield thing["text"]
        for value in thing.values():
            yield from marked_up(value)
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from marked_up(item)


def harmless(thing: Any) -> None:
    """Nothing typed can mention, link or look like the bot's own; a short answer to oneself may repeat emphasis."""
    for text in marked_up(thing):
        alone = isinstance(thing, Mapping) and "blocks" not in thing and thing.get("response_type") == "ephemeral"
        found = ALIVE.search(text) if alone else ALIVE.search(text) or LIVE.search(CODE.sub("", text))
        assert not found, f"{found[0]!r} in {text!r}"


def long(text: str, most: int) -> str:
    return (text + " " + "word " * most)[:most]


@pytest.fixture
def crowded(desk: Desk) -> Desk:
    """An incident in which everything that people can type is hostile and as long as the forms let it be."""
    form = desk.say(LEAD, "/breach open").view
    assert form
    title = cut(EVIL.replace("\n", " ") + " x" * 100, 150)
    desk.submit(LEAD, form, title=title, kind="crm-export", people="DE 1200, US-CA 501, US-NY 70000, FR some")
    with writing(desk.engine) as session:
        session.get_one(Incident, 1).channel_id = "C0CHANN001"
    desk.say(LEAD, f"/breach note {long(EVIL, 3000)}")
    desk.say(LEAD, "/breach severity 1 " + long(EVIL, 500))
    assert "Recorded." in desk.say(DPO, "/breach facts what_happened " + long(EVIL, 2900)).text
    assert "Recorded." in desk.say(DPO, "/breach facts what_happened x " + long(EVIL, 2900)).text
    desk.say(DPO, "/breach risk high because " + long(EVIL, 2900))
    form = desk.press(LEAD, "step.stuck", "C02").view
    assert form
    desk.submit(LEAD, form, reason=long(EVIL, 3000))
    form = desk.press(LEAD, "step.evidence", "C01").view
    assert form
    desk.submit(LEAD, form, title=long(EVIL, 200), location=long(EVIL, 1000))
    form = desk.press(LEAD, "step.done", "C01").view
    assert form
    desk.submit(LEAD, form, note=long(EVIL, 3000))
    form = desk.press(DPO, "clock.met", "eu-gdpr-33-1-authority").view
    assert form
    desk.submit(DPO, form, reference=cut(EVIL.replace("\n", " "), 200))
    form = desk.press(DPO, "clock.decline", "eu-gdpr-34-individuals").view
    assert form
    desk.submit(DPO, form, reason=long(EVIL, 3000))
    desk.say(COMMS, "/breach notice gdpr-authority")
    desk.say(LEAD, "/breach safety " + long(EVIL, 2900))
    return desk


LINES = [
    "help", "list", "language", "status", "steps", "steps contain", "steps notify", "next", "facts", "clocks", "notice",
    "runbook", "step C05", f"step {EVIL}",
    "why eu-gdpr-33-1-authority", "why eu-gdpr-34-individuals", "handover", "risk", "severity", "report", "close",
    f"note {EVIL}", f"take {EVIL}", f"done {EVIL}", f"skip C05 {EVIL}", f"stuck C05 {EVIL}", f"why {EVIL}",
    f"met {EVIL} ref {EVIL}", f"decline {EVIL}", f"approve {EVIL}", f"override gdpr-authority MIN1 because {EVIL}",
    f"override {EVIL}", f"withdraw gdpr-authority because {EVIL}", f"wave gdpr-authority ref {EVIL}",
    f"returned gdpr-authority ref {EVIL} 3 of 4", f"returned {EVIL}",
    f"answers {EVIL}", "answers eu-gdpr-33-1-authority", "form gdpr-authority",
    f"form {EVIL}", f"form gdpr-authority 24 {EVIL}", f"notice {EVIL}", f"assign {EVIL}", f"facts {EVIL}",
    f"{EVIL}", f"report {EVIL}", f"steps {EVIL}", f"severity {EVIL}", f"risk {EVIL}", f"handover dpo {NAMELESS}",
    "catchup", f"catchup {EVIL}", "catchup 2h", "snooze C05 2h", f"snooze {EVIL}",
    "exposure", "law", "memo", f"privilege because {EVIL}", "chart", f"chart {EVIL}", "cost", f"cost {EVIL}",
    f"cost response 120000-180000 EUR because {EVIL}", "review", f"review start because {EVIL}", f"review {EVIL}",
    "hold all", "hold us-ca-individuals until 1 Apr 2027 17:00 by FBI", f"hold {EVIL}",
    f"hold all until 1 Apr 2027 17:00 by {EVIL}", "release all", f"release {EVIL}",
    f"assign dpo {NAMELESS}", f"safety {EVIL}", f"open {EVIL}", f"reopen {EVIL}",
    "forward 6 hours", f"forward {EVIL}", f"drill {EVIL}", f"conflict {EVIL}", f"conflict {NAMELESS} witness",
    f"admit {NAMELESS}", f"exclude {EVIL}",
    f"task {EVIL}", f"task {EVIL} {NAMELESS} by tomorrow 18:00", "task Call the vendor", "task T1 by tomorrow 9:00",
    "task T1 reopen", f"task T1 {EVIL}", "steps tasks", f"snooze {EVIL}", f"snooze {EVIL} 2h", "snooze C05 2h",
    "snooze gdpr 33 until tomorrow 18:00", f"assign C05 {EVIL}", f"assign C05 {NAMELESS}", f"unassign {EVIL}",
    "unassign C05",
]  # fmt: skip


def test_every_answer_of_a_crowded_incident_fits_and_is_harmless(crowded: Desk) -> None:
    for line in LINES:
        for person in (LEAD, DPO, ENGINEER, OUTSIDER):
            answer = crowded.say(person, f"/breach {line}")
            assert "went wrong" not in answer.text, f"{line}: {answer.text}"
            harmless(answer.message)
            harmless(answer.view)


def test_every_message_of_a_crowded_incident_fits_and_is_harmless(crowded: Desk) -> None:
    said = crowded.drawn()
    assert len(said) > 10
    for message in said:
        harmless(message)


def test_the_home_of_everyone_fits_and_is_harmless(crowded: Desk) -> None:
    for person in (LEAD, DPO, OUTSIDER):
        view = crowded.home(person)
        harmless(view)
        assert ("EVIL" in everything(view)) == (person != OUTSIDER)


def about(desk: Desk, action: str) -> list[str]:
    """What a button of this action may carry, and what it may not."""
    steps = [step.id for step in desk.incident().runbook.steps]
    with desk.opens(LEAD, True) as work:
        notices = [str(one) for one in work.session.scalars(select(Notice.id))]
    noun = action.split(".")[0]
    return {
        "step": [*steps[:6], steps[-1], "X99", EVIL],
        "clock": ["eu-gdpr-33-1-authority", "nowhere-1", EVIL],
        "notice": ["gdpr-authority", *(f"{one}:1" for one in notices), *notices, "99:1", "nothing"],
        "facts": ["people,data,aware_at", "nothing", ",".join(sorted(desk.library.law.vocabulary.facts))[:2000]],
        "conflict": [f"dpo|UNEW00001|main|{action.split('.')[-1]}"],
        "handover": [f"dpo|UNEW00001|main|{action.split('.')[-1]}", EVIL],
        "runbook": ["0" * 12],
        "reminder": ["step:C01", "clock:eu-gdpr-33-1-authority", "step:X99", "clock:nowhere-1", EVIL],
    }.get(noun, ["all", "ask"])


@pytest.mark.parametrize("action", sorted(BUTTONS))
def test_every_button_answers_whatever_it_carries(inside: Desk, action: str) -> None:
    for value in about(inside, action):
        answer = inside.press(LEAD, action, value)
        assert "went wrong" not in answer.text, f"{action} {value}"
        harmless(answer.message)
        assert answer.message or answer.view, f"{action} {value} was left without an answer"


def forms(desk: Desk) -> dict[str, Answer]:
    """Every form, as a person of the right role gets it."""
    return {
        "open": desk.say(LEAD, "/breach open"),
        "close": desk.press(LEAD, "incident.close", "ask"),
        "facts_ask": desk.press(LEAD, "facts.ask", ",".join(sorted(desk.library.law.vocabulary.facts))[:1900]),
        "facts_choose": desk.press(LEAD, "facts.choose", "any"),
        "clock_met": desk.press(DPO, "clock.met", "eu-gdpr-33-1-authority"),
        "clock_decline": desk.press(DPO, "clock.decline", "eu-gdpr-33-1-authority"),
        "step_done": desk.press(LEAD, "step.done", "C01"),
        "step_team": desk.press(LEAD, "step.done", "C02"),
        "step_happened": desk.press(LEAD, "step.happened", "N15"),
        "step_skip": desk.press(LEAD, "step.skip", "C03"),
        "step_stuck": desk.press(LEAD, "step.stuck", "C03"),
        "step_evidence": desk.press(LEAD, "step.evidence", "C01"),
        "severity": desk.say(LEAD, "/breach severity"),
        "risk_decide": desk.press(DPO, "risk.decide", "ask"),
        "task": desk.press(CRM, "task.add"),
        "snooze": desk.press(DPO, "reminder.snooze", "clock:eu-gdpr-33-1-authority"),
        "clock_hold": desk.say(DPO, "/breach hold eu-gdpr-33-1-authority"),
        "notice_edit": _editing(desk),
        "notice_wave": _sending(desk),
        "notice_returned": desk.press(DPO, "notice.returned", "1"),
        "proposal_reject": _rejecting(desk),
        "proposal_confirm": desk.press(LEAD, "proposal.confirm", "1"),
        "facts_loosen": _loosening(desk),
        "severity_confirm": desk.say(LEAD, "/breach severity 4"),
    }


def _editing(desk: Desk) -> Answer:
    desk.say(COMMS, "/breach notice gdpr-authority")
    return desk.press(DPO, "notice.edit", "1")


def _sending(desk: Desk) -> Answer:
    """A notice of which a part went out, as if it had been approved."""
    with writing(desk.engine) as session:
        notice = session.get_one(Notice, 1)
        notice.state, notice.approved_at, notice.approved_by = NoticeState.APPROVED, notice.drafted_at, DPO
        gone = Sending(reference="batch-1", at=notice.drafted_at, proof=Proof(count=40))
        notice.sent = [gone.model_dump(mode="json")]
    return desk.press(DPO, "notice.wave", "1")


def _rejecting(desk: Desk) -> Answer:
    desk.say(CRM, "/breach decline eu-gdpr-33-1-authority because the key is safe with us")
    desk.say(ENGINEER, "/breach skip C06 because logs are streamed away")
    return desk.press(LEAD, "proposal.reject", "1")


def _loosening(desk: Desk) -> Answer:
    """A change that would end a duty, by someone who may."""
    desk.say(DPO, "/breach facts people DE 12")
    return desk.say(DPO, "/breach risk unlikely because the disk was encrypted")


def test_every_form_opens_under_its_own_name(inside: Desk) -> None:
    opened = forms(inside)
    for name, answer in opened.items():
        assert answer.view, f"{name}: {answer.text}"
        assert answer.view["callback_id"] == name
    assert set(FORMS) == set(opened), "a form that is not tried here"


@pytest.mark.parametrize(
    "name",
    [
        "open",
        "close",
        "clock_met",
        "clock_decline",
        "step_happened",
        "step_skip",
        "severity",
        "risk_decide",
        "clock_hold",
        "proposal_reject",
    ],
)
def test_a_form_sent_back_with_hostile_words_answers_in_place(inside: Desk, name: str) -> None:
    view = forms(inside)[name].view
    assert view
    text = {
        block["block_id"]: EVIL
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }
    answer = inside.submit(DPO if name in ("risk_decide", "clock_hold") else LEAD, view, **text)
    assert "went wrong" not in answer.text
    harmless(answer.message)
    harmless(answer.view)
    for field in answer.errors:
        assert field in {block.get("block_id") for block in view["blocks"]}


def test_sixty_clocks_and_a_hundred_steps_still_fit(crowded: Desk, library: Any) -> None:
    """All duties of the catalog as clocks, every step claimed: far more than any real incident."""
    with writing(crowded.engine) as session:
        existing = set(session.scalars(select(Clock.duty_id)))
        for number, duty in enumerate(one for one in library.law.duties if one.id not in existing):
            if number >= 60:
                break
            at = crowded.now + timedelta(hours=number - 20)
            row = Clock(incident_id=1, duty_id=duty.id, answer="owed", starts_at=at, target_at=at, limit_at=at)
            row.changed_at = crowded.now
            session.add(row)
            existing.add(duty.id)
        book = session.get_one(Incident, 1).runbook
        for step in book.steps:
            if session.get(IncidentStep, (1, step.id)) is None:
                claimed = IncidentStep(incident_id=1, step_id=step.id, state="claimed", owners=[LEAD])
                claimed.claimed_at, claimed.stuck = crowded.now, long(EVIL, 3000)
                session.add(claimed)
    crowded.later(hours=100)
    for line in ("status", "clocks", "steps", "next", "handover", "close it is over", "report", "list"):
        answer = crowded.say(LEAD, f"/breach {line}")
        assert "went wrong" not in answer.text, line
        harmless(answer.message)
    for message in crowded.drawn():
        harmless(message)
    harmless(crowded.home(LEAD))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=3500))
def test_whatever_follows_breach_gets_an_answer(inside: Desk, text: str) -> None:
    for word in ("", "done ", "facts ", "met ", "risk ", "assign ", "why "):
        answer = inside.say(CRM, f"/breach {word}{text}")
        assert answer.message or answer.view
        assert "went wrong" not in answer.text


@given(text=st.text(alphabet=st.sampled_from("ab *_~`<>&@#!|^1\n"), max_size=40))
def test_what_is_safe_has_no_sign_that_opens_anything(text: str) -> None:
    shown = safe(text)
    assert "<" not in shown
    assert ">" not in shown
    assert "`" not in shown
    assert not re.search(r"(?<![^\W_])[*_~]\S", shown), shown
    assert not re.search(r"^\s*&gt;", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "text", ["a_b_c.csv", "2*3=6", "ada@example.org", "Größe 5 µm", "你好", "it's 50% off", "😀 done"]
)
def test_what_is_safe_still_reads_as_it_was_typed(text: str) -> None:
    assert safe(text) == text


@given(text=st.text(min_size=1), most=st.integers(2, 200))
def test_a_cut_text_is_never_longer_than_allowed(text: str, most: int) -> None:
    assert len(cut(text, most)) <= most
    assert cut(text, max(most, len(text))) == text


@settings(max_examples=60)
@given(text=st.text(min_size=1, max_size=5000))
def test_the_small_words_keep_slacks_lengths(text: str) -> None:
    body = Message(
        "x", (header(text), section(safe(text)), context(safe(text)), actions(button(text, "a", Target(1, "v"))))
    ).body()
    assert problems(body["blocks"], "message") == []


def test_a_cut_never_goes_through_a_mention_or_a_time() -> None:
    long_text = "a" * 2990 + " <@U123456789> <!date^1^{time}|x>"
    assert section(long_text)["text"]["text"] == "a" * 2990 + "…"
    assert section("&amp;" * 700)["text"]["text"].removesuffix("…").replace("&amp;", "") == ""


def test_every_word_of_the_table_is_walked_here() -> None:
    walked = {WORDS[line.split()[0]].word for line in LINES if line.split()[0] in WORDS}
    assert {verb.word for verb in WORDS.values()} - walked == set()
