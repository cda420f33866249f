"""Whatever a person types is answered, fits into Slack, and never ends in a fault of ours."""

import pytest

from bot.actions.audit_log import verify_log
from bot.slack.callbacks import decode
from bot.slack.parse import as_typed, moment_in
from bot.store.engine import reading
from bot.store.tables import Incident
from bot.typed.words import readable
from bot.workspace.core.inputs import elements
from tests.slack.desk import DPO, LEAD, SECOND, Desk, everything

DUTY = "eu-gdpr-33-1-authority"
COMMANDS = (
    "{}", "note {}", "done C01 {}", "skip C06 {}", "stuck C01 {}", "take {}", f"met {DUTY} ref {{}}", "risk {}",
    f"decline {DUTY} because {{}} is so", "severity {}", "facts people DE {}", "facts {}", "release {}", "notice {}",
    "approve {}", "why {}", "assign lead {}", "exposure {}", "steps {}", "list {}", "hold all until {} by FBI",
)  # fmt: skip
WORDS = {
    "long": "x" * 3900,
    "too long": "x" * 100_000,
    "escaped": "&<>" * 1500,
    "control": "a\x00b\x07",
    "half a letter": "a\ud800b",
    "turned around": "\u202elive\u202c",
    "braces": "{} {0} {reason} {{",
    "separators": "a|b:c|,;'\"“`",
    "emoji": "👩‍💻",
    "mentions": "<!channel> <@ULEAD0001|lead> &lt;!here&gt;",
    "raised digit": "²",
    "great number": "9" * 40,
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_every_subcommand_answers_whatever_words_follow_it(inside: Desk, words: str) -> None:
    for number, command in enumerate(COMMANDS):
        answer = inside.say((LEAD, SECOND)[number % 2], f"/breach {command.replace('{}', words)}")
        assert "went wrong" not in answer.text, command
    inside.drawn()
    with reading(inside.engine) as session:
        verified = verify_log(session, session.get_one(Incident, 1))
    assert (verified.broken, verified.differences) == (None, [])


def test_what_no_one_sees_is_left_out_of_the_record(inside: Desk) -> None:
    view = inside.press(LEAD, "step.stuck", "C01").view
    assert view
    inside.submit(LEAD, view, reason="no \u202eaccess\x00 to the \ud83dlog 👩‍💻")
    inside.say(DPO, "/breach note it \u2066was\u2069 Tues\U000e0041day\x1b")
    told = everything(inside.drawn()) + inside.say(LEAD, "/breach steps").text
    with reading(inside.engine) as session:
        step = session.connection().exec_driver_sql("SELECT stuck FROM step_state WHERE step_id = 'C01'").scalar()
    assert step == "no access to the log 👩‍💻"
    assert readable(told) == told


@pytest.mark.parametrize(
    ("text", "words", "moment"),
    [
        ("gdpr 33 at yesterday 16:40", "gdpr 33", "yesterday 16:40"),
        ("gdpr 33 yesterday 4pm", "gdpr 33", "yesterday 4pm"),
        ("gdpr 33 at 9.30 PST", "gdpr 33", "9.30 PST"),
        ("gdpr 33 at half past nine", "gdpr 33", "half past nine"),
        ("gdpr 33 at 9", "gdpr 33", "at 9"),
        ("gdpr 33 on 24 Nov 2025 at 9:30", "gdpr 33", "24 Nov 2025 at 9:30"),
        ("gdpr 33 2 hours ago", "gdpr 33", "2 hours ago"),
        ("gdpr 33 vor 2 Stunden", "gdpr 33", "vor 2 Stunden"),
        ("gdpr 33 am 24.11.2025 um 9 Uhr", "gdpr 33", "24.11.2025 um 9 Uhr"),
        ("gdpr 33 now", "gdpr 33", "now"),
        ("gdpr 33 2026-03-01 09:30 +0530", "gdpr 33", "2026-03-01 09:30 +0530"),
        ("gdpr 33 at 10:30 XYZ", "gdpr 33", "10:30 XYZ"),
        ("gdpr 33.1", "gdpr 33.1", ""),
        ("northwind on hold", "northwind on hold", ""),
        ("all", "all", ""),
    ],
)
def test_a_time_at_the_end_is_told_from_the_name_before_it(text: str, words: str, moment: str) -> None:
    assert moment_in(text) == (words, moment)


def test_words_keep_lines_joined_emoji_and_scripts_from_right_to_left() -> None:
    for text in ("two\nlines\tand a tab", "👩‍💻 🏳️‍🌈", "שלום \u200fעולם", "naïve – “quoted”"):
        assert readable(text) == text
        assert as_typed(text) == text


def test_an_incident_that_is_opened_again_is_not_said_to_get_another_channel(inside: Desk) -> None:
    inside.close()
    said = inside.say(LEAD, "/breach reopen a customer found more").text
    assert "BR-2223 is open again" in said
    assert "being prepared" not in said


def test_what_someone_typed_never_mentions_or_links_in_the_channel(inside: Desk) -> None:
    typed = "&lt;!channel&gt; &lt;https://elsewhere.example|here&gt;"
    for fact in ("zone America/Los_Angeles", "people US-CA 700", "discovered_at 1 Mar 2026 18:00", "data names, ssn"):
        inside.say(LEAD, f"/breach facts {fact}")
    inside.say(LEAD, "/breach facts acquired yes")
    for command in (*COMMANDS, "hold all until 20 May 2026 17:00 by {}", "hold us-ca-ag until 20 May 2026 17:00 by {}"):
        answer = inside.say(SECOND, f"/breach {command.replace('{}', typed)}").message or {}
        assert "<!" not in answer.get("text", ""), command
        for element in [one for block in answer.get("blocks", []) for one in elements(block)]:
            if element["action_id"] == "proposal.make":
                target = decode(element["value"])
                inside.press(SECOND, "proposal.make", target.subject, version=target.version)
    told = everything(inside.drawn())
    assert "Proposed: " in told
    assert "<!channel" not in told
    assert "<https://elsewhere" not in told


def test_a_negative_number_removes_no_one(inside: Desk) -> None:
    inside.say(LEAD, "/breach facts people DE 12, FR 9")
    for words in ("-5 in FR", "−5 FR", "FR -5"):
        assert "is not a place and a number" in inside.say(LEAD, f"/breach facts people {words}").text
    assert "removed France" in inside.say(LEAD, "/breach facts people - FR").text


@pytest.mark.parametrize("line", ["note \u200b\u200b", "note \u2060", "facts what_happened \u200b"])
def test_words_that_no_one_sees_are_none(inside: Desk, line: str) -> None:
    answer = inside.say(LEAD, f"/breach {line}")
    assert "Recorded" not in answer.text
