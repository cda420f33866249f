"""A letter prints what people wrote in its own language, or says that it isn't there in it."""

from bot.actions.audit_log import verify_log
from bot.actions.work import BREACHBOT
from tests.slack.desk import COMMS, DPO, Desk

ENGLISH = "/breach facts what_happened Someone copied our list of customers."
GERMAN = "/breach facts what_happened_de Jemand hat unsere Liste der Kunden kopiert."


def drafted(desk: Desk) -> str:
    return str([body for body in desk.drawn() if body["text"].startswith("Letter to the people affected")][-1])


def test_a_german_letter_asks_for_the_german_text_until_someone_states_it(inside: Desk) -> None:
    inside.say(DPO, ENGLISH)
    inside.say(COMMS, "/breach notice gdpr-individuals de")
    shown = drafted(inside)
    assert "what happened, in plain words (German)" in shown
    assert "it is written in English; this text needs it in German" in shown
    assert "Someone copied" not in shown
    assert "what happened, in plain words (German)" in inside.say(DPO, "/breach approve gdpr-individuals").text

    said = inside.say(DPO, GERMAN)
    assert "What happened (German)" in said.text
    listed = inside.say(DPO, "/breach facts").text
    assert "Someone copied our list of customers. · _English_" in listed
    assert "*What happened (German):* Jemand hat unsere Liste der Kunden kopiert." in listed
    inside.say(COMMS, "/breach notice gdpr-individuals de")
    assert "Jemand hat unsere Liste der Kunden kopiert." in drafted(inside)
    with inside.opens(BREACHBOT, True) as work:
        assert verify_log(work.session, inside.incident()).differences == []
