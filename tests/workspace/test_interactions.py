"""Commands, buttons and forms: what a person does reaches an unmodified Bolt app, and what it answers reaches the
person.
"""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.workspace.client import Control, Denied, NotSeen, Person, wait_for
from bot.workspace.core.json import Json

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "7"}
ACTIONS = {"type": "actions", "block_id": "row", "elements": [BUTTON]}


def modal(*blocks: Json, **more: Any) -> Json:
    title = {"type": "plain_text", "text": "Open an incident"}
    submit = {"type": "plain_text", "text": "Open"}
    return {"type": "modal", "callback_id": "open", "title": title, "submit": submit, "blocks": list(blocks), **more}


def text_input(name: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "words", **more}
    return {"type": "input", "block_id": name, "label": {"type": "plain_text", "text": name}, "element": element}


def opens(app: App, view: Json) -> None:
    @app.command("/breach")
    def open_it(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def test_a_command_answers_only_the_person_who_gave_it(app: App, lead: Person, outsider: Person) -> None:
    @app.command("/breach")
    def answer(ack: Any, respond: Any, command: Json) -> None:
        ack()
        respond(f"You said {command['text']} in {command['channel_name']}")

    seen = lead.command("#general", "/breach status now")
    assert seen.ephemeral()["text"] == "You said status now in general"
    assert [m["text"] for m in lead.ephemerals("#general")] == ["You said status now in general"]
    assert outsider.ephemerals("#general") == []
    assert lead.messages("#general") == []


def test_text_given_to_ack_is_a_private_answer(app: App, lead: Person) -> None:
    app.command("/breach")(lambda ack: ack("At once."))
    assert lead.command("#general", "/breach").ephemeral()["text"] == "At once."


def test_an_answer_in_channel_is_a_message_for_all(app: App, lead: Person, outsider: Person) -> None:
    app.command("/breach")(lambda ack: ack(text="To all.", response_type="in_channel"))
    lead.command("#general", "/breach")
    assert outsider.wait_message("#general", "To all.")["bot_id"] == "BBREACHBT"


def test_a_command_that_is_not_acknowledged_shows_operation_timeout(app: App, control: Control, lead: Person) -> None:
    control.settings(ack_within=0.2)
    app.command("/breach")(lambda: None)
    seen = lead.command("#general", "/breach help")
    assert seen.failure == "operation_timeout"
    assert '/breach failed with the error "operation_timeout"' in seen.text


def test_without_a_connected_app_a_command_shows_dispatch_failed(lead: Person) -> None:
    assert lead.command("#general", "/breach help").failure == "dispatch_failed"


def test_an_uninstalled_command_is_refused(app: App, lead: Person) -> None:
    with pytest.raises(Denied, match="/nosuch is not a valid command"):
        lead.command("#general", "/nosuch help")


def test_in_a_private_channel_the_command_does_not_carry_its_name(app: App, client: WebClient, lead: Person) -> None:
    app.command("/breach")(lambda ack, command: ack(command["channel_name"]))
    channel = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users=lead.id)
    assert lead.command(channel, "/breach").ephemeral()["text"] == "privategroup"
    assert lead.command("dm", "/breach").ephemeral()["text"] == "directmessage"


def test_names_in_a_command_become_mentions_and_characters_are_escaped(app: App, lead: Person) -> None:
    heard: list[str] = []

    @app.command("/breach")
    def listen(ack: Any, command: Json) -> None:
        heard.append(command["text"])
        ack()

    lead.command("#general", "/breach assign @aoife R&D <soon> in #security")
    assert heard == ["assign <@UDPO00001|aoife> R&amp;D &lt;soon&gt; in <#CSECURITY|security>"]


def test_a_button_in_a_message_tells_the_app_who_pressed_what(app: App, client: WebClient, lead: Person) -> None:
    client.conversations_join(channel="CGENERAL1")
    client.chat_postMessage(channel="CGENERAL1", text="Steps", blocks=[ACTIONS])
    heard: list[Json] = []

    @app.action("go")
    def pressed(ack: Any, body: Json, respond: Any) -> None:
        ack()
        heard.append(body)
        respond(text="Done.", replace_original=True)

    seen = lead.click("go", channel="#general")
    assert lead.wait_message("#general", "Done.")["ts"] == heard[0]["message"]["ts"]
    assert seen.failure is None
    assert heard[0]["actions"][0] | {"action_ts": ""} == {**BUTTON, "block_id": "row", "action_ts": ""}
    assert heard[0]["user"]["id"] == "ULEAD0001"
    assert heard[0]["container"] == {
        "type": "message", "message_ts": heard[0]["message"]["ts"], "channel_id": "CGENERAL1", "is_ephemeral": False,
    }  # fmt: skip


def test_a_modal_opens_and_its_values_reach_the_app(app: App, lead: Person) -> None:
    opens(app, modal(text_input("title"), text_input("notes", multiline=True)))
    heard: list[Json] = []

    @app.view("open")
    def submitted(ack: Any, view: Json) -> None:
        heard.append(view["state"]["values"])
        ack()

    assert lead.command("#general", "/breach open").modal()["title"]["text"] == "Open an incident"
    lead.submit(title="Laptop lost", notes="In Lyon")
    assert heard[0]["title"]["words"] == {"type": "plain_text_input", "value": "Laptop lost"}
    assert lead.modal() is None


def test_a_missing_required_input_is_reported_before_the_app_is_called(app: App, lead: Person) -> None:
    opens(app, modal(text_input("title")))
    app.view("open")(lambda ack: pytest.fail("the app was asked"))
    lead.command("#general", "/breach open").modal()
    assert lead.submit().errors == {"title": "Please complete this required field."}
    assert lead.modal() is not None


def test_errors_from_the_app_keep_the_modal_open(app: App, lead: Person) -> None:
    opens(app, modal(text_input("title")))
    app.view("open")(lambda ack: ack(response_action="errors", errors={"title": "Too vague."}))
    lead.command("#general", "/breach open").modal()
    assert lead.submit(title="hm").errors == {"title": "Too vague."}
    assert (lead.modal() or {})["state"]["values"]["title"]["words"]["value"] == "hm"


def test_errors_for_a_block_that_is_not_an_input_are_the_apps_fault(app: App, control: Control, lead: Person) -> None:
    opens(app, modal(text_input("title")))
    app.view("open")(lambda ack: ack(response_action="errors", errors={"nothing": "Too vague."}))
    lead.command("#general", "/breach open").modal()
    assert lead.submit(title="hm").failure == "invalid_view_response"
    assert [c["what"] for c in control.complaints()] == ["invalid_view_response"]


def test_a_submission_may_push_update_and_clear(app: App, lead: Person) -> None:
    opens(app, modal(text_input("title")))
    replies: list[Json] = [
        {"response_action": "update", "view": modal(text_input("when"))},
        {"response_action": "push", "view": modal(text_input("who"))},
        {"response_action": "clear"},
    ]  # fmt: skip
    answers = iter(replies)
    app.view("open")(lambda ack: ack(**next(answers)))
    lead.command("#general", "/breach open").modal("title")
    lead.submit(title="Laptop")
    assert [view["blocks"][0]["block_id"] for view in lead.modals()] == ["when"]
    lead.submit(when="today")
    assert [view["blocks"][0]["block_id"] for view in lead.modals()] == ["when", "who"]
    lead.submit(who="us")
    assert lead.modals() == []


def test_closing_tells_the_app_only_if_the_view_asks_for_it(app: App, lead: Person) -> None:
    heard: list[Json] = []

    @app.view_closed("open")
    def closed(ack: Any, body: Json) -> None:
        ack()
        heard.append(body)

    opens(app, modal(text_input("title"), notify_on_close=True))
    lead.command("#general", "/breach open").modal()
    lead.close_modal()
    assert heard[0]["is_cleared"] is False
    assert lead.modal() is None


def test_home_is_published_when_a_person_opens_it(app: App, client: WebClient, lead: Person, outsider: Person) -> None:
    @app.event("app_home_opened")
    def opened(event: Json) -> None:
        words = {"type": "header", "text": {"type": "plain_text", "text": f"Hello {event['user']}"}}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [words]})

    assert lead.open_home().home("Hello ULEAD0001")["type"] == "home"
    assert outsider.home() is None


def test_an_external_select_offers_what_the_app_suggests(app: App, client: WebClient, lead: Person) -> None:
    select = {"type": "external_select", "action_id": "owner", "placeholder": {"type": "plain_text", "text": "Who"}}
    block = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Owner"}, "accessory": select}
    client.conversations_join(channel="CGENERAL1")
    client.chat_postMessage(channel="CGENERAL1", text="Owner", blocks=[block])

    @app.options("owner")
    def offer(ack: Any, payload: Json) -> None:
        ack(options=[{"text": {"type": "plain_text", "text": payload["value"].title()}, "value": payload["value"]}])

    chosen: list[Json] = []

    @app.action("owner")
    def choose(ack: Any, action: Json) -> None:
        ack()
        chosen.append(action["selected_option"])

    options = lead.suggest("owner", "ada")
    lead.click("owner", options[0], channel="#general")
    assert chosen == [{"text": {"type": "plain_text", "text": "Ada"}, "value": "ada"}]


def test_shortcuts_of_the_installed_manifest_reach_the_app(
    app: App, running: Any, control: Control, lead: Person
) -> None:
    scopes = {"bot": ["commands", "chat:write"]}
    shortcuts = [{"name": "Add to the record", "type": "message", "callback_id": "record", "description": "…"},
                 {"name": "Open", "type": "global", "callback_id": "open_it", "description": "…"}]  # fmt: skip
    running.install({"features": {"shortcuts": shortcuts}, "oauth_config": {"scopes": scopes}, "settings": {}})
    heard: list[Json] = []

    def listen(ack: Any, body: Json) -> None:
        ack()
        heard.append(body)

    for name in ("record", "open_it"):
        app.shortcut(name)(listen)
    said = lead.type("#general", "It began at noon").answer["message"]
    lead.shortcut("record", "#general", said["ts"])
    lead.shortcut("open_it")
    assert [(body["type"], body["callback_id"]) for body in heard] == [
        ("message_action", "record"),
        ("shortcut", "open_it"),
    ]
    assert heard[0]["message"]["text"] == "It began at noon"
    assert "response_url" not in heard[1]
    with pytest.raises(Denied, match="unknown_shortcut"):
        lead.shortcut("nothing")


def test_a_button_is_answered_where_its_message_is(app: App, client: WebClient, lead: Person) -> None:
    @app.action("go")
    def answer(ack: Any, body: Json, respond: Any) -> None:
        ack()
        respond(text="Seen", response_type="ephemeral", replace_original=False)

    channel = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users=lead.id)
    head = client.chat_postMessage(channel=channel, text="Go", blocks=[ACTIONS])["ts"]
    reply = client.chat_postMessage(channel=channel, text="Go", blocks=[ACTIONS], thread_ts=head)["ts"]
    for ts in (head, reply):
        lead.click("go", channel=channel, ts=ts).ephemeral("Seen")
    assert [one.get("thread_ts") for one in lead.ephemerals(channel)] == [None, head]


def test_three_modals_may_be_stacked_and_no_fourth(app: App, lead: Person) -> None:
    opens(app, modal(ACTIONS, submit=None))
    refused: list[str] = []

    @app.action("go")
    def push(ack: Any, body: Json, client: WebClient) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal(ACTIONS, submit=None))
        except SlackApiError as error:
            refused.append(error.response["error"])
        ack()

    lead.command("#general", "/breach open").modal()
    for _ in range(3):
        lead.click("go")
    assert len(lead.modals()) == 3
    assert refused == ["push_limit_reached"]
    top = lead.modals()
    assert top[2]["previous_view_id"] == top[1]["id"]
    assert top[2]["root_view_id"] == top[0]["id"]


def test_a_form_may_bring_a_response_url_for_a_chosen_channel(app: App, lead: Person) -> None:
    element = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    label = {"type": "plain_text", "text": "Where"}
    opens(app, modal({"type": "input", "block_id": "where", "label": label, "element": element}))
    heard: list[Json] = []

    @app.view("open")
    def submitted(ack: Any, body: Json) -> None:
        heard.extend(body["response_urls"])
        ack()

    lead.command("#general", "/breach open").modal()
    lead.submit(where="CSECURITY")
    WebhookClient(heard[0]["response_url"]).send(text="Said there", response_type="in_channel")
    assert heard[0]["channel_id"] == "CSECURITY"
    assert lead.wait_message("#security", "Said there")


def test_values_are_checked_as_slacks_own_form_does(app: App, lead: Person) -> None:
    def field(name: str, element: Json) -> Json:
        return {"type": "input", "block_id": name, "label": {"type": "plain_text", "text": name}, "element": element}

    opens(app, modal(
        field("mail", {"type": "email_text_input", "action_id": "mail"}),
        field("link", {"type": "url_text_input", "action_id": "link"}),
        field("count", {"type": "number_input", "action_id": "count", "is_decimal_allowed": False, "min_value": "1"}),
        text_input("short", max_length=5),
    ))  # fmt: skip
    lead.command("#general", "/breach open").modal()
    assert lead.submit(mail="nobody", link="example", count="1.5", short="too long").errors == {
        "mail": "Please enter a valid email address.",
        "link": "Please enter a valid URL.",
        "count": "Please enter a whole number.",
        "short": "This must be at most 5 characters.",
    }
    assert lead.submit(mail="a@b.example", link="https://b.example", count="0", short="fits").errors == {
        "count": "This must be at least 1."
    }


def test_an_update_keeps_entered_values_where_the_ids_are_unchanged(app: App, client: WebClient, lead: Person) -> None:
    again = modal(text_input("title"), text_input("notes"), ACTIONS)
    opens(app, modal(text_input("title"), ACTIONS))

    @app.action("go")
    def more(ack: Any, body: Json) -> None:
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=again)
        ack()

    lead.command("#general", "/breach open").modal()
    lead.fill(title="Laptop")
    changed = lead.click("go").modal("notes")
    assert changed["state"]["values"]["title"]["words"]["value"] == "Laptop"
    assert changed["state"]["values"]["notes"]["words"]["value"] is None


def test_the_app_hears_joins_pins_files_and_mentions(app: App, client: WebClient, lead: Person) -> None:
    heard: list[tuple[str, str]] = []
    for kind in ("member_joined_channel", "pin_added", "file_shared", "app_mention", "reaction_added", "message"):
        app.event(kind)(lambda event: heard.append((event["type"], event.get("user") or event.get("user_id"))))
    channel = client.conversations_create(name="quiet-otter", is_private=True)["channel"]["id"]
    client.conversations_invite(channel=channel, users=lead.id)
    said = lead.type(channel, "@breachbot please look").answer["message"]
    lead.react(channel, said["ts"], "eyes")
    lead.pin(channel, said["ts"])
    lead.upload(channel, "log.txt", b"seen")
    lead.invite(channel, "dpo")
    wanted = {
        ("member_joined_channel", "ULEAD0001"),
        ("member_joined_channel", "UDPO00001"),
        ("app_mention", "ULEAD0001"),
        ("message", "ULEAD0001"),
        ("reaction_added", "ULEAD0001"),
        ("pin_added", "ULEAD0001"),
        ("file_shared", "ULEAD0001"),
    }
    wait_for(lambda: wanted <= set(heard), what="all events")


def test_a_failed_wait_shows_what_was_seen_instead(app: App, lead: Person) -> None:
    app.command("/breach")(lambda ack: ack("Something else."))
    with pytest.raises(NotSeen, match=r"(?s)holding 'hello'; lead saw:\nSomething else\."):
        lead.command("#general", "/breach").ephemeral("hello", within=0.1)


def test_a_correct_run_leaves_no_complaints(app: App, client: WebClient, control: Control, lead: Person) -> None:
    opens(app, modal(text_input("title")))
    app.view("open")(lambda ack: ack())
    lead.command("#general", "/breach open").modal()
    lead.submit(title="Laptop lost")
    assert control.complaints() == []
