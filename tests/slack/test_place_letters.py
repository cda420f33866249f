"""The letters that differ by place, in Slack: offered where people are affected, and named if several are meant."""

from tests.slack.desk import COMMS, DPO, Desk


def test_a_letter_for_one_state_is_offered_only_where_people_are_affected(inside: Desk) -> None:
    assert "us-individuals" not in inside.say(COMMS, "/breach notice").text
    inside.say(DPO, "/breach facts people US-MA 120")
    inside.say(DPO, "/breach facts people US-IL 345")
    listed = inside.say(COMMS, "/breach notice").text
    assert "Notice of data breach: people in Massachusetts (M.G.L. c. 93H)" in listed
    assert "us-individuals-il" in listed
    assert "us-individuals-tx" not in listed
    said = inside.say(COMMS, "/breach notice us-individuals").text
    assert "matches several notices. Name one: us-individuals-il, us-individuals-ma." in said


def test_a_state_s_letter_is_drafted_by_its_name_and_lacks_what_its_law_requires(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people US-MA 120")
    said = inside.say(COMMS, "/breach notice us individuals massachusetts").text
    assert "“Notice of data breach: people in Massachusetts (M.G.L. c. 93H)”, version 1, is in the channel." in said
    draft = next(body for body in inside.drawn() if body["text"].startswith("Notice of data breach: people in Mass"))
    forbidden = "The law of this place forbids in this letter: the nature of the breach (c. 93H s. 3(b)), "
    assert forbidden in str(draft)
    assert "the number of people" not in str(draft).split(forbidden)[0]
    assert "the company that owns yours — the name of the company that owns you (c. 93H s. 3(b))" in str(draft)


def test_two_letters_after_a_letter_s_name_are_a_state_or_else_a_language(inside: Desk) -> None:
    said = inside.say(COMMS, "/breach notice us-individuals ma").text
    assert "people in Massachusetts" in said
    inside.say(COMMS, "/breach notice gdpr-individuals fr")
    assert any("Vos données" in str(body) for body in inside.drawn())


def test_letters_that_wait_for_facts_are_folded_and_all_of_them_named(inside: Desk) -> None:
    states = [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
    ]
    inside.say(DPO, "/breach facts people " + ", ".join(f"US-{state} 20" for state in states))
    listed = inside.say(COMMS, "/breach notice").text
    assert "Whether these are needed depends on facts that are missing" in listed
    assert all(f"`us-individuals-{state.lower()}`" in listed for state in states)
