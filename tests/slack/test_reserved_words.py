"""Text that may be a mistyped command is asked about and records nothing; in quotation marks it is what it says."""

import pytest

from bot.actions.audit_log import entries_of
from tests.slack.desk import DPO, LEAD, Desk

TASK = "/breach task Call the hosting vendor"
MARKS = "put them in quotation marks"
# who types, the words, what the answer offers
ASKED = [
    (LEAD, "task T1 done", "Did you mean /breach done T1?"),
    (LEAD, "task T1 close", "Did you mean /breach done T1?"),
    (LEAD, "task T1 cancel it please", "Did you mean /breach skip T1 REASON?"),
    (LEAD, "task T1 reopn", "Did you mean reopen?"),
    (LEAD, "task T1 tomorow", "“tomorow” was not understood. Use reopen."),
    (LEAD, "task T1 assign", "Did you mean /breach assign T1 @name?"),
    (LEAD, "task done T1", "Did you mean /breach done T1?"),
    (LEAD, "task reopen t1", "Did you mean /breach task T1 reopen?"),
    (LEAD, "action skip C11 no press interest", "Did you mean /breach skip C11 REASON?"),
    (DPO, "facts cause add a stolen password", "“Cause” is one text. What you state takes its place"),
    (DPO, "facts cause remove the first sentence", "“unknown” takes it back"),
    (DPO, "facts cause unknwon", '/breach facts cause "unknwon"'),
    (LEAD, "done C01 not known yet, nxt check 18:00", "/breach done C05 not known yet, next check 18:00"),
    (DPO, "privilege lift counsel changed her mind", "To end the direction: /breach privilege lift because REASON"),
    (DPO, "privilege lfit because the claims are settled", "To give it: /breach privilege because REASON"),
    (DPO, "privilege stop because the claims are settled", "“stop” was not understood."),
    (DPO, "hold eu-gdpr-33-1-authority until 20 May 2026 17:00 by FBI Los Angeles writen", "Did you mean written?"),
    (LEAD, "open drill crm export by a stranger", "For practice: /breach drill KIND"),
]


def record(desk: Desk) -> list[str]:
    with desk.opens("breachbot", True) as work:
        return [entry.said.sentence() for entry in entries_of(work.session, 1)]


@pytest.mark.parametrize(("person", "words", "offers"), ASKED, ids=[one[1] for one in ASKED])
def test_what_may_be_another_command_is_asked_about_and_records_nothing(
    inside: Desk, person: str, words: str, offers: str
) -> None:
    inside.say(LEAD, TASK)
    before = record(inside)
    assert offers in inside.say(person, f"/breach {words}").text
    assert record(inside) == before


@pytest.mark.parametrize(
    ("words", "recorded"),
    [
        ('task T1 "Remove the old keys"', "changed T1 to Remove the old keys, due not stated"),
        ('task T1 "Done is done" by tomorrow 10:00', "changed T1 to Done is done, due "),
        ('task "Done T1 by the vendor"', "added T2 Done T1 by the vendor"),
        ('facts cause "Remove and replace, done without a backup"', "stated Cause: Remove and replace, done without"),
        ("facts cause A stolen password", "stated Cause: A stolen password"),
        ('done C01 "unknown, and that is on record"', "finished"),
    ],
)
def test_the_same_words_in_quotation_marks_are_recorded_as_they_are(inside: Desk, words: str, recorded: str) -> None:
    inside.say(LEAD, TASK)
    inside.say(LEAD, f"/breach {words}")
    assert any(recorded in one for one in record(inside)[-4:]), record(inside)[-4:]


def test_the_answer_says_how_to_mean_the_words_as_they_are(inside: Desk) -> None:
    inside.say(LEAD, TASK)
    assert f'{MARKS}: /breach task T1 "done"' in inside.say(LEAD, "/breach task T1 done").text
    assert f'{MARKS}: /breach task "done T1"' in inside.say(LEAD, "/breach task done T1").text
    said = inside.say(LEAD, "/breach open drill crm export").text
    assert f'{MARKS}: /breach open "drill crm export"' in said


def test_a_title_in_quotation_marks_opens_a_real_incident(desk: Desk) -> None:
    desk.say(LEAD, '/breach open "drill plans stolen with a laptop"', channel="C0GENERAL")
    assert (desk.incident().title, desk.incident().is_drill) == ("drill plans stolen with a laptop", False)


def test_quotation_marks_within_a_title_stay(inside: Desk) -> None:
    assert 'T1 "Acme" contract: read it' in inside.say(LEAD, '/breach task "Acme" contract: read it').text


def test_who_ends_a_direction_does_not_give_another(inside: Desk) -> None:
    assert "may be made" in inside.say(DPO, "/breach privilege because we expect claims").text
    assert (
        "no privileged annex is made any longer"
        in inside.say(DPO, "/breach privilege lift because the claims are settled").text
    )
