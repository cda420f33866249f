"""Counsel's changes to a text: in a form with a field for each section, checked, kept beside what the facts gave."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from docx import Document

from bot.documents.covers import Cover
from bot.documents.formats import to_format
from bot.documents.incident_documents import document
from bot.slack import channel_events
from bot.store.engine import writing
from bot.store.tables import Outbox
from tests.slack.comings import watching
from tests.slack.desk import CHANNEL, COMMS, DPO, LEAD, Answer, Desk
from tests.slack.test_comings_and_goings import Slack
from tests.slack.test_notice_checks import state, verified
from tests.slack.test_notice_states import LETTER, draft_letter, drawn, notice

SECTION = "What may happen now?"
OWN = "Criminals may call you at home."


def form(desk: Desk, person: str = DPO, number: int = 1) -> Mapping[str, Any]:
    view = desk.press(person, "notice.edit", str(number)).view
    assert view
    return view


def fields(view: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Of each field its name and what it shows, by its label."""
    every = [block for block in view["blocks"] if block["type"] == "input"]
    return {one["label"]["text"]: (one["block_id"], one["element"].get("initial_value", "")) for one in every}


def change(desk: Desk, text: str, label: str = SECTION, number: int = 1) -> Answer:
    view = form(desk, number=number)
    return desk.submit(DPO, view, **{fields(view)[label][0]: text})


def test_the_form_shows_each_section_as_people_read_it(inside: Desk) -> None:
    draft_letter(inside)
    shown = fields(form(inside))
    assert shown["Subject"][1] == "Your personal data: data breach at Larkfield"
    assert shown[SECTION][1] == "Criminals can write to people."
    assert shown["What can you do?"][1].startswith("1. **Be careful with messages and calls** that mention")
    assert "\n2. " in shown["What can you do?"][1]
    assert shown["How can you reach us?"][1].endswith("Ada Marsh\nManaging director, Larkfield")


def test_a_changed_text_is_the_next_version_and_says_what_does_not_come_from_facts(inside: Desk) -> None:
    draft_letter(inside)
    before = notice(inside)
    assert "1 sentence doesn't come from facts." in change(inside, f"Criminals can write to people. {OWN}").text
    after = notice(inside, 2)
    assert (notice(inside).state, after.state, after.version) == ("superseded", "draft", 2)
    assert after.text == before.text.replace("write to people.", f"write to people. {OWN}")
    assert (after.drafted_by, after.edited_by, after.drafted_at) == (COMMS, DPO, before.drafted_at)
    shown = drawn(inside, "Text SHA-256")
    assert f"<@{DPO}> changed this text*" in shown
    assert f"*Sentences that don't come from facts:*\\n• {OWN}" in shown
    assert f"*{OWN}*" in shown  # what came, in the difference
    assert verified(inside)


def test_exactly_the_changed_text_is_approved_and_printed(inside: Desk) -> None:
    draft_letter(inside)
    change(inside, OWN)
    for person in (LEAD, DPO):
        inside.say(person, f"/breach approve {LETTER}")
    assert notice(inside, 2).state == "approved"
    with inside.opens(DPO, True) as work:
        made = document(work, inside.incident(), "notice", {"notice": 2})
    assert OWN in made.markdown
    assert verified(inside)


def test_the_checks_run_on_the_changed_text(inside: Desk) -> None:
    draft_letter(inside)
    change(inside, "Nobody can misuse your data. Write to eve@elsewhere.example. [[MISSING: a reason]]")
    rules = {one["rule"] for one in notice(inside, 2).lint if one["level"] == "fail"}
    assert {"CHK", "PII"} <= rules
    assert "CHK: A required fact is missing." in inside.say(DPO, f"/breach approve {LETTER}").text


def test_a_changed_text_stays_while_its_facts_do_and_its_approval_ends_with_them(inside: Desk) -> None:
    draft_letter(inside)
    change(inside, OWN)
    assert "The facts haven't changed." in inside.say(COMMS, f"/breach notice {LETTER}").text
    for person in (LEAD, DPO):
        inside.say(person, f"/breach approve {LETTER}")
    state(inside, "measures_taken We closed two accounts.")
    assert (notice(inside, 2).state, notice(inside, 2).approved_by) == ("draft", None)
    told = drawn(inside, "is no longer approved")
    assert "*two accounts.*" in told
    assert OWN not in told
    assert "has changed since it was drafted" in inside.press(DPO, "notice.edit", "2").text
    inside.say(COMMS, f"/breach notice {LETTER}")
    assert OWN in drawn(inside, "version 2: replaced by a newer version")  # so that it can be used again
    assert verified(inside)


def test_who_may_not_and_what_may_not_be_changed(inside: Desk) -> None:
    draft_letter(inside)
    assert "This is for the DPO or incident lead." in inside.press(COMMS, "notice.edit", "1").text
    assert "Nothing was changed." in change(inside, "Criminals can write to people.").text
    assert "A notice needs a subject." in str(change(inside, " ", "Subject"))
    old = form(inside)
    change(inside, OWN)
    late = inside.submit(DPO, old, **{fields(old)[SECTION][0]: "Something else."})
    assert "This version was replaced by a newer one." in late.text
    for person in (LEAD, DPO):
        inside.say(person, f"/breach approve {LETTER}")
    assert "no longer waits for approval" in inside.press(DPO, "notice.edit", "2").text
    assert len([one for one in inside.drawn() if "version 3" in str(one)]) == 0


def test_nothing_that_is_typed_acts_as_markup_or_mentions_anyone(inside: Desk) -> None:
    draft_letter(inside)
    change(inside, "<script>x</script> <@U1> <!channel> [x](javascript:alert)\n\n# Not mine")
    shown = drawn(inside, "Text SHA-256")
    assert "<@U1>" not in shown.replace("'text': '<script>x</script> <@U1>", "")
    assert "<!channel>" not in shown.replace("<@U1> <!channel> [x]", "")
    with inside.opens(DPO, True) as work:
        made = document(work, inside.incident(), "notice", {"notice": 2})
    assert made.markdown.count("\n# ") == 1


def word_file(desk: Desk, number: int, before: str = "", after: str = "") -> bytes:
    """The Word file of a version, with some words changed in Word."""
    with desk.opens(DPO, True) as work:
        made = document(work, desk.incident(), "notice", {"notice": number})
    page = Document(io.BytesIO(to_format(made.markdown, made.cover, "docx")))
    for run in (run for paragraph in page.paragraphs for run in paragraph.runs if before):
        run.text = run.text.replace(before, after)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def shares(
    desk: Desk, person: str, content: bytes, monkeypatch: pytest.MonkeyPatch, template: str = LETTER, times: int = 1
) -> str:
    """What they are told who share a Word file in the thread of a notice, or several at once."""
    with writing(desk.engine) as session:
        session.get_one(Outbox, f"notices:1:{template}:en").result = {"ts": "5.0"}
    monkeypatch.setattr(channel_events, "content_of", lambda client, file: content)
    slack: Any = Slack()
    file = {"name": "Letter (2).DOCX", "size": len(content)}
    event = {"channel": CHANNEL, "ts": "9.1", "thread_ts": "5.0", "user": person, "files": [file] * times}
    watching(desk).on_message(event, slack)
    return str(slack.told[-1]["text"]) if slack.told else ""


def test_a_word_file_in_the_thread_is_the_next_version(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_letter(inside)
    content = word_file(inside, 1, "Criminals can write to people.", OWN)
    assert "1 sentence doesn't come from facts." in shares(inside, DPO, content, monkeypatch)
    after = notice(inside, 2)
    assert (after.state, after.edited_by, after.subject) == ("draft", DPO, notice(inside).subject)
    assert OWN in after.text
    shown = drawn(inside, "Text SHA-256")
    assert f"*Sentences that don't come from facts:*\\n• {OWN}" in shown
    assert shown.count("~") == 2, "nothing else differs"
    assert verified(inside)


def test_a_word_file_that_is_not_of_this_draft_changes_nothing(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_letter(inside)
    inside.say(COMMS, "/breach notice gdpr-authority")
    good, same = word_file(inside, 1, "Criminals can write to people.", OWN), word_file(inside, 1)
    other, alien = word_file(inside, 2), to_format("# Hello\n", Cover("Hello", sha256="ab" * 32), "docx")
    told = {
        "This is the Word file of another notice": (DPO, other),
        "was not made of a notice of this incident": (DPO, alien),
        "not a Word file that can be read": (DPO, b"PK broken"),
        "larger than a letter": (DPO, b"0" * 5_000_001),
        "Nothing was changed.": (DPO, same),
        "This is for the DPO or incident lead.": (COMMS, good),
    }
    for words, (person, content) in told.items():
        assert words in shares(inside, person, content, monkeypatch)
    assert "You shared 2 Word files at once" in shares(inside, DPO, good, monkeypatch, times=2)
    change(inside, "A text of another hand.")
    assert "This version was replaced by a newer one." in shares(inside, DPO, good, monkeypatch)
    assert OWN not in str(inside.drawn())


def test_a_word_file_counts_for_the_newest_version_of_its_text(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_letter(inside)
    for number, consequences in ((2, "Criminals can call people."), (3, "Criminals can write to people.")):
        state(inside, f"likely_consequences {consequences}")
        inside.say(COMMS, f"/breach notice {LETTER}")
        assert notice(inside, number).state == "draft"
    assert notice(inside, 3).text_hash == notice(inside, 1).text_hash
    content = word_file(inside, 3, "Criminals can write to people.", OWN)
    assert "Your text is version 4" in shares(inside, DPO, content, monkeypatch)
