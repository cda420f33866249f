"""`/breach chart`: the report's charts as pictures in a thread, each with words for those who don't see it."""

from sqlalchemy import select, text

from bot.actions import refusals
from bot.actions.effects import Effect
from bot.documents.incident_documents import uploads
from bot.domain.drills import MARK
from bot.domain.report_charts import NEEDS, ChartName
from bot.store.engine import reading, writing
from bot.store.states import OutboxStatus
from bot.store.tables import Outbox
from tests.slack.desk import DPO, LEAD, Desk

PNG = b"\x89PNG"


def ordered(desk: Desk) -> Outbox:
    """The newest order of files."""
    with reading(desk.engine) as session:
        rows = session.scalars(select(Outbox).where(Outbox.kind == "file")).all()
        assert [session.get_one(Outbox, str(one.needs)).details["view"] for one in rows] == ["charts"] * len(rows)
        return max(rows, key=lambda one: int(one.details["number"]))


def pictures(desk: Desk) -> list[dict[str, object]]:
    row = ordered(desk)
    effect = Effect(row.key, row.kind, 1, row.details, row.lane, desk.now)
    with desk.opens(LEAD, True) as work:
        return [dict(one) for one in uploads(work, effect)]


def test_charts_are_pictures_in_a_thread_with_words_for_each(inside: Desk) -> None:
    assert "Did you mean people?" in inside.say(LEAD, "/breach chart peple").text
    assert "timeline, clocks, people, estimates, steps or notices" in inside.say(LEAD, "/breach chart zzz").text
    said = inside.say(LEAD, "/breach chart notices").text
    assert "The chart “notices” needs a notice to people, with how many it was sent to." in said
    inside.say(DPO, "/breach facts people DE 1200, FR 40")
    assert "follow in a thread" in inside.say(LEAD, "/breach chart people").text
    [one] = pictures(inside)
    assert str(one["filename"]).endswith(".png")
    assert str(one["title"]).endswith(": People affected by place")
    assert "Germany: 1,200." in str(one["alt_txt"])
    assert isinstance(one["file"], bytes)
    assert one["file"].startswith(PNG)
    assert MARK not in str(one["title"])
    inside.say(LEAD, "/breach charts")
    assert "people" in ordered(inside).details["charts"]
    assert "notices" not in ordered(inside).details["charts"]


def test_pictures_of_an_altered_record_say_so(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200, FR 40")
    inside.say(LEAD, "/breach chart people")
    [whole] = pictures(inside)
    with writing(inside.engine) as session:
        session.execute(text("UPDATE timeline_entry SET actor = 'UDPO00001' WHERE seq = 2"))
    [altered] = pictures(inside)
    words = "Don't rely on this: entry 2 of the audit log was altered. People affected by place."
    assert str(altered["alt_txt"]).startswith(words)
    assert altered["file"] != whole["file"]


def test_the_message_over_files_that_slack_refuses_says_so_and_how_to_try_again(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200, FR 40")
    inside.say(LEAD, "/breach report board")
    with inside.opens(LEAD, False) as work:
        order = work.session.scalars(select(Outbox).where(Outbox.kind == "file")).one()
        card = work.session.get_one(Outbox, order.needs)
        card.status, order.status, order.refused_as = (
            OutboxStatus.SENT,
            OutboxStatus.FAILED,
            "files storage_limit_reached",
        )
        refusals.failed(work, inside.incident(), order)
    said = [str(one["text"]) for one in inside.drawn() if "edition" in str(one["text"])]
    assert "Slack refused the files: pdf, docx. To try again, type /breach report board." in said[-1]
    with reading(inside.engine) as session:
        assert session.scalars(select(Outbox).where(Outbox.kind == "update", Outbox.needs == order.needs)).all()


def test_what_is_asked_for_and_not_drawn_is_said_with_what_it_needs(inside: Desk) -> None:
    said = inside.say(LEAD, "/breach chart people estimates").text
    assert "The chart “people” needs a number of people for at least one place." in said
    assert "The chart “estimates” needs the number of people to have been recorded twice." in said
    inside.say(DPO, "/breach facts people DE 1200")
    said = inside.say(LEAD, "/breach chart people estimates").text
    assert "thread in the incident's channel: people. The chart “estimates” needs the number" in said
    [one] = pictures(inside)
    assert "Germany: 1,200." in str(one["alt_txt"])


def test_every_chart_says_what_it_needs() -> None:
    assert list(NEEDS) == list(ChartName)
    assert [name for name in ChartName if f"The chart “{name}” needs" not in NEEDS[name]] == []


def test_who_reads_another_language_is_told_that_files_are_in_english(inside: Desk) -> None:
    inside.say(DPO, "/breach facts people DE 1200, FR 40")
    inside.say(DPO, f"/breach task Replace the keys <@{LEAD}> by tomorrow verify: an old key fails")
    asked = ("/breach report board", "/breach chart people", "/breach action list")
    for line in asked:
        assert "English" not in inside.say(DPO, line).text, line
    inside.say(DPO, "/breach language German")
    for line in asked:
        assert "Die Dateien sind auf Englisch." in inside.say(DPO, line).text, line
