"""Everything that a drill says has its mark, in every language; a real incident has none.

The tables of words, buttons, forms, messages and effects say what there is: a new row without a sample here, or without
the mark, fails.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_type_hints

import pytest
from sqlalchemy import select

from bot.actions import contents, people_contents
from bot.actions.audit_log import verify_log
from bot.actions.contents import Content
from bot.actions.effects import Effect
from bot.actions.file_contents import ActionListCard, ChartCard, ReportCard
from bot.actions.work import BREACHBOT
from bot.documents.incident_documents import uploads
from bot.domain.drills import MARK
from bot.domain.events.incidents import ChannelCreated
from bot.domain.incidents import IncidentState
from bot.domain.visitors import VisitorKind
from bot.law.changes import ChangeKind, DutyChange
from bot.messages.languages import LANGUAGES
from bot.runbook.model import Gate
from bot.slack.block_kit import Message
from bot.slack.buttons import BUTTONS
from bot.slack.forms import FORMS
from bot.slack.gateway import SlackGateway
from bot.slack.outgoing import DRAWN, draw
from bot.slack.routes import IncidentTableRow
from bot.slack.subcommands import SUBCOMMANDS
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox
from bot.workspace.client import visible_text as words
from tests.slack.desk import CHANNEL, COMMS, CRM, DPO, ENGINEER, LEAD, MORNING, OUTSIDER, Answer, Desk
from tests.slack.far import fit
from tests.slack.test_translated_chat import fire, propose
from tests.slack.test_views import about as values_of
from tests.slack.test_views import forms

GDPR = "eu-gdpr-33-1-authority"


def open_drill(desk: Desk, line: str = "laptop lost in Lyon") -> Incident:
    """A drill whose channel stands."""
    assert "is open" in desk.say(LEAD, f"/breach drill {line}").text
    with desk.opens(BREACHBOT, False) as work:
        incident = work.session.scalars(select(Incident).order_by(Incident.id.desc())).first()
        assert incident
        incident.channel_id = CHANNEL
        work.record(incident, ChannelCreated(CHANNEL))
        return incident


@pytest.fixture
def drill(desk: Desk) -> Desk:
    """A drill, and nothing else."""
    open_drill(desk)
    return desk


def bears_mark(message: Mapping[str, Any]) -> bool:
    """In what a notification shows, and first in what the message shows."""
    blocks = message.get("blocks")
    return bool(message["text"].startswith(f"{MARK} · ") and (not blocks or is_first_in(blocks)))


def is_first_in(blocks: list[dict[str, Any]]) -> bool:
    return words({"blocks": blocks[:1]}).lstrip(" *\n").startswith(MARK)


def is_marked(answer: Answer) -> bool:
    if answer.view:
        title = answer.view["title"]["text"].startswith(f"{MARK} · ")
        return bool(title and is_first_in(answer.view["blocks"]))
    return bool(answer.message and bears_mark(answer.message))


INCIDENT_ROWS = [
    (one.word, text, row)
    for one in SUBCOMMANDS
    for text, row in (("", one.shows), ("C01 x", one.acts))
    if isinstance(row, IncidentTableRow)
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_answered_with_the_mark(drill: Desk, language: str) -> None:
    drill.far.locales = dict.fromkeys((LEAD, DPO, ENGINEER), f"{language}-XX")
    drill.later(days=1)
    for word, text, _row in INCIDENT_ROWS:
        for person in (LEAD, ENGINEER) if language == "en" else (DPO,):
            answer = drill.say(person, f"/breach {word} {text}".strip())
            assert is_marked(answer), f"{word} {text}: {answer.text}"


def test_every_button_is_answered_with_the_mark(drill: Desk) -> None:
    for action, row in BUTTONS.items():
        if isinstance(row, IncidentTableRow):
            for value in values_of(drill, action)[:2]:
                answer = drill.press(LEAD, action, value)
                assert is_marked(answer), f"{action} {value}: {answer.text}"


def test_every_form_has_the_mark_in_its_title_and_in_its_first_words(drill: Desk) -> None:
    opened = forms(drill)
    assert set(opened) == set(FORMS), "a form that is not tried here"
    assert [name for name, answer in opened.items() if name != "open" and not is_marked(answer)] == []
    assert not is_marked(opened["open"]), "what is opened with it is real"


def test_what_a_form_did_or_could_not_do_is_told_with_the_mark(drill: Desk) -> None:
    severity = drill.say(LEAD, "/breach severity").view
    assert severity
    drill.submit(LEAD, severity, level="2", reason="it spreads")
    stale = drill.submit(LEAD, severity, level="2", reason="it spreads")
    decide = drill.press(DPO, "risk.decide", "ask").view
    assert decide
    done = drill.submit(DPO, decide, reason="strangers can read every address of our customers")
    drill.close("practiced enough")
    closed = drill.submit(LEAD, severity, level="3", reason="it spreads")
    assert [is_marked(one) for one in (stale, done, closed)] == [True, True, True]


CHANGE = DutyChange(
    duty_id=GDPR, title="Notify the supervisory authority", law="GDPR Art. 33(1)", kind=ChangeKind.APPEARED
)
SAMPLES: tuple[Content, ...] = (
    contents.Card(),
    contents.StepCard("C01"),
    contents.StepsOpened(("C01", "C02")),
    contents.StepGone("C01", "Open the record", "it is no longer in the runbook"),
    contents.ProposalCard(1),
    contents.DutiesChanged((CHANGE,), ("the facts changed",), 3, 2),
    contents.DutyToReview(GDPR),
    contents.QuestionAnswered(GDPR, stands=True, person=DPO),
    contents.NewerLaw("0" * 64, (CHANGE,)),
    contents.NewerLawDecided(taken=True, person=DPO),
    contents.FactsCorrected((contents.Correction("How many people?", "12", "40"),), DPO, "counted again"),
    contents.NoticeCard(1),
    contents.NoticePage(1, 0),
    contents.RiskNote("high", "strangers can read it", "", DPO),
    contents.ClosingNote("contained", (LEAD, DPO), ("Notify the supervisory authority",), ("C01 Open the record",)),
    contents.ReopeningNote("a customer found more", LEAD),
    people_contents.ShiftIsLong(),
    contents.SeverityNote(2, None, "it spreads", LEAD),
    contents.SafetyNote("somebody is threatened", ("C01",), LEAD),
    contents.DeviationNote("N15", "Tell everyone", Gate.SENDING, "C01", MORNING, "it was urgent", LEAD, (DPO,)),
    people_contents.ConflictStated(COMMS, "dpo", "witness"),
    people_contents.PersonGone(COMMS, ("communications",), ("C01",)),
    people_contents.VisitorAsks(COMMS, VisitorKind.GUEST, LEAD, ("dpo",)),
    people_contents.NamedVisitorAsks(COMMS, VisitorKind.GUEST, ("dpo",)),
    people_contents.LeadChanged(DPO, LEAD, LEAD),
    contents.ReminderPutOff("Open the record", MORNING, DPO),
    people_contents.SeatsEmpty(("counsel",)),
    contents.RunbookOffer("other"),
    contents.RunbookNote(LEAD),
    ReportCard("board", ("pdf",), "report:1:7"),
    ChartCard(("clocks",), "charts:1:7"),
    ActionListCard(("csv", "ics"), "actions:1:7"),
    contents.NotDone("channel:1"),
    contents.NotInvited(((COMMS, "conversations.invite ura_max_channels"),)),
)
"""Contents that mean something; those that only stand in an incident's record come out of `practiced`."""
GUESSES: Mapping[Any, Any] = {int: 1, bool: True, datetime: MORNING}


def made_up(kind: type[Content]) -> Content:
    """One of a view without a sample: by the types of its fields, any text a step's name."""
    values = {name: GUESSES.get(hint, "C01") for name, hint in get_type_hints(kind).items() if name != "view"}
    return kind(
        **{name: () if str(get_type_hints(kind)[name]).startswith("tuple") else one for name, one in values.items()}
    )


def samples() -> Iterator[Content]:
    missing = (
        set(Content.__subclasses__()) - {type(one) for one in SAMPLES} - {people_contents.HandoverNote, contents.Digest}
    )
    yield from SAMPLES
    yield from map(made_up, sorted(missing, key=lambda kind: kind.view))


def practiced(desk: Desk) -> None:
    """Something is proposed, drafted and handed over; reminders and a digest come due."""
    desk.say(DPO, "/breach facts people DE 1200")
    desk.say(COMMS, "/breach notice gdpr-authority")
    propose(desk, CRM, f"decline {GDPR} because the key is safe with us")
    desk.say(LEAD, "/breach severity 1 it spreads")
    desk.say(LEAD, "/breach handover")
    desk.later(days=1)
    fire(desk)
    with desk.opens(BREACHBOT, False) as work:
        channel = work.session.get_one(Outbox, "channel:1")
        channel.status, channel.refused_as = OutboxStatus.FAILED, "conversations.create restricted_action"


def effects(desk: Desk) -> Iterator[tuple[str, Effect]]:
    """Each message with the name of its view: what was written, and the samples, in the channel and direct."""
    with desk.opens(BREACHBOT, True) as work:
        for row in work.session.scalars(select(Outbox).where(Outbox.incident_id == 1)):
            view = str(row.details.get("view") or row.kind)
            if view in DRAWN:
                yield view, Effect(row.key, row.kind, 1, row.details, row.lane, desk.now)
    for number, content in enumerate(samples()):
        for kind in ("post", "update", "tell", "direct"):
            details = {**content.plain(), "person": DPO}
            yield content.view, Effect(f"sample:{number}", kind, 1, details, "lane", desk.now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_the_mark(drill: Desk, language: str) -> None:
    drill.far.locales = {DPO: f"{language}-XX"}
    practiced(drill)
    organisation = drill.library.organisation
    languages = organisation.languages.model_copy(update={"default": language})
    drill.library = replace(drill.library, organisation=organisation.model_copy(update={"languages": languages}))
    said = set()
    for view, effect in effects(drill):
        with drill.opens(BREACHBOT, True) as work:
            message = draw(work, effect)
        if message is not None:
            said.add(view)
            fit(message.body())
            assert bears_mark(message.body()), f"{effect.kind} {view}: {message.body()}"
    assert said == set(DRAWN), "a message that is not tried here"


class Slack:
    """Takes every call and keeps what it was told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, method: str) -> Any:
        def call(**given: Any) -> dict[str, Any]:
            self.calls.append((method, given))
            channel = {
                "id": "C1",
                "channel": {"id": "C1", "is_private": True},
                "ts": "1.0",
                "permalink": "https://x",
                "bookmarks": [],
            }
            return {**channel, "files": [{"id": "F1"}]}

        return call


KINDS: Mapping[str, dict[str, Any]] = {
    "channel": {"name": "codename"}, "topic": {}, "invite": {"people": [DPO]}, "remove": {}, "post": {"view": "card"},
    "reminder": {"view": "card"}, "update": {"view": "card"}, "pin": {}, "bookmark": {}, "tell": {"view": "card"},
    "direct": {"view": "card"}, "file": {"document": "report", "formats": ["md"], "number": 7},
}  # fmt: skip
"""One effect of each kind. Invitations, removals and pins say nothing: they name a person and a message."""
SHOWN = ("name", "topic", "purpose", "title", "text", "filename", "content")


def said_to_slack(desk: Desk, kind: str) -> list[str]:
    """All that Slack shows of one effect of this kind of the first incident."""
    slack = Slack()

    def drawn(effect: Effect) -> Message | None:
        with desk.opens(BREACHBOT, True) as work:
            return draw(work, effect)

    def rendered(effect: Effect) -> Sequence[Mapping[str, Any]]:
        with desk.opens(BREACHBOT, True) as work:
            return uploads(work, effect)

    incident = desk.incident()
    gateway = SlackGateway(slack, drawn, rendered, lambda _: False)  # type: ignore[arg-type]  # stands in for Slack
    assert set(gateway._do) == set(KINDS), "a kind of effect that is not tried here"
    details = {**KINDS[kind], "person": DPO}
    if kind == "channel":
        details["name"] = incident.codename
    made = {"channel": "C1", "ts": "1.0"}
    effect = Effect("key", kind, 1, details, "lane", desk.now, needs_result=made, is_drill=incident.is_drill)
    gateway.deliver(effect, look_back_from=None)
    told = [one for _, given in slack.calls for one in (given, *given.get("file_uploads", ()))]
    return [str(given[name]) for given in told for name in SHOWN if name in given]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_effect_has_the_mark(drill: Desk, kind: str) -> None:
    said = said_to_slack(drill, kind)
    assert said or kind in ("invite", "remove", "pin")
    assert [text for text in said if MARK not in text.upper()] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_effect_of_a_real_incident_has_the_mark(inside: Desk, kind: str) -> None:
    assert [text for text in said_to_slack(inside, kind) if MARK in text] == []


class TestARealIncidentBesideIt:
    """The drill is incident 1 in its channel; the real one is incident 2."""

    @pytest.fixture
    def both(self, drill: Desk) -> Desk:
        drill.later(hours=1)
        drill.open("phone lost in Graz")
        return drill

    def test_each_has_a_series_of_references_and_only_the_drill_a_name_that_says_so(self, both: Desk) -> None:
        drill, real = both.incident(1), both.incident(2)
        assert (drill.ref[:3], real.ref[:3]) == ("DR-", "BR-")
        assert drill.codename.startswith("drill-")
        assert not real.codename.startswith("drill-")

    def test_lists_name_what_is_real_first(self, both: Desk) -> None:
        said = both.say(LEAD, "/breach list").text
        assert not is_marked(both.say(LEAD, "/breach list"))
        assert (
            said.index(both.incident(2).ref)
            < said.index("Your drills")
            < said.index(f"{MARK} · {both.incident(1).ref}")
        )

    def test_home_shows_drills_in_a_section_of_their_own_after_what_is_real(self, both: Desk) -> None:
        said = words(both.home(LEAD))
        assert said.index(both.incident(2).ref) < said.index("Drills") < said.index(both.incident(1).ref)
        [first] = [block for block in both.home(LEAD)["blocks"] if both.incident(1).ref in words({"blocks": [block]})]
        assert is_first_in([first])

    @pytest.mark.parametrize("line", ["status", "facts people FR 7", "done C01 done", "close it is over", "report"])
    def test_outside_the_channels_it_is_asked_which_is_meant(self, both: Desk, line: str) -> None:
        said = both.say(LEAD, f"/breach {line}", channel="C0GENERAL").text
        drill, real = both.incident(1), both.incident(2)
        assert "You are part of several incidents." in said
        assert f"#{drill.codename} ({drill.ref})" in said
        assert f"#{real.codename} ({real.ref})" in said

    def test_a_drill_alone_is_not_meant_by_who_is_part_of_a_closed_real_one(self, both: Desk) -> None:
        with both.opens(BREACHBOT, False) as work:
            work.session.get_one(Incident, 2).state = IncidentState.CLOSED
        said = both.say(LEAD, "/breach report", channel="C0GENERAL").text
        assert "You are part of several incidents." in said
        assert both.incident(1).ref in both.say(LEAD, "/breach status").text

    def test_the_same_words_open_the_other_too(self, drill: Desk) -> None:
        assert " is open" in drill.say(LEAD, "/breach open laptop lost in Lyon", channel="C0GENERAL").text
        assert "is already open" in drill.say(LEAD, "/breach open laptop lost in Lyon", channel="C0GENERAL").text

    def test_what_the_real_one_says_has_no_mark(self, both: Desk) -> None:
        channel = both.incident(2).channel_id or ""
        assert not is_marked(both.say(LEAD, "/breach status", channel=channel))
        assert [one for one in both.drawn(2) if MARK in one["text"]] == []


def test_a_drill_is_found_outside_its_channel_by_who_is_part_of_nothing_real(drill: Desk) -> None:
    answer = drill.say(LEAD, "/breach status", channel="C0GENERAL")
    assert drill.incident().ref in answer.text
    assert is_marked(answer)


@pytest.mark.parametrize("title", ["DRILL: laptop lost in Lyon", "Übung: laptop lost", "laptop lost, an exercise"])
def test_a_real_incident_whose_title_sounds_like_a_drill_says_that_it_is_real(desk: Desk, title: str) -> None:
    answer = desk.say(LEAD, f"/breach open {title}")
    assert f"{desk.incident().ref} is open" in answer.text
    assert not is_marked(answer)
    assert "This is a real incident, whatever its title says." in answer.text
    assert "This is a real incident" in desk.say(LEAD, "/breach status").text


def test_an_outsider_does_not_learn_that_there_is_a_drill(drill: Desk) -> None:
    assert MARK not in drill.press(OUTSIDER, "clocks.show", "").text


@pytest.mark.parametrize(
    ("line", "title", "alarmed"),
    [
        ("laptop lost in Lyon", "laptop lost in Lyon", False),
        ("laptop lost in Lyon with alarms", "laptop lost in Lyon", True),
        ("laptop lost in Lyon, mit Alarmen", "laptop lost in Lyon", True),
        ("laptop with alarms lost in Lyon", "laptop with alarms lost in Lyon", False),
    ],
)
def test_a_drill_alarms_out_of_band_only_when_it_asks_and_says_so(
    desk: Desk, line: str, title: str, alarmed: bool
) -> None:
    drill = open_drill(desk, line)
    assert (drill.title, drill.alarms_out_of_band) == (title, alarmed)
    said = desk.say(LEAD, "/breach status").text
    assert ("Out-of-band channels stay silent." in said) is not alarmed
    assert ("each alarm starts with DRILL" in said) is alarmed
    with desk.opens(BREACHBOT, True) as work:
        assert verify_log(work.session, drill).differences == []


def test_executives_are_called_in_by_what_is_real_alone(desk: Desk) -> None:
    open_drill(desk)
    desk.open("phone lost in Graz")
    with desk.opens(BREACHBOT, True) as work:
        seats = {one: {seat.role for seat in work.snapshot(desk.incident(one)).seats} for one in (1, 2)}
    assert seats[2] - seats[1] == {"executive"}
    assert "executive" not in seats[1]
