"""What expires: trigger ids, response URLs, and the hash of a view."""

import time
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.workspace.client import Control, Person
from bot.workspace.core.json import Json
from tests.workspace.conftest import Clock

VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "Open"}, "blocks": [{"type": "divider"}]}


def test_a_trigger_lasts_seconds_and_opens_one_modal(
    app: App, control: Control, lead: Person, client: WebClient, clock: Clock
) -> None:
    triggers: list[str] = []

    @app.command("/breach")
    def remember(ack: Any, body: Json) -> None:
        triggers.append(body["trigger_id"])
        ack()

    def refused(trigger: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=trigger, view=VIEW)
        return str(caught.value.response["error"])

    lead.command("#general", "/breach")
    clock.move(days=3)
    client.views_open(trigger_id=triggers[0], view=VIEW)
    assert refused(triggers[0]) == "exchanged_trigger_id"
    assert refused("1.2.3") == "invalid_trigger_id"
    control.settings(trigger_life=0.05)
    lead.command("#general", "/breach")
    time.sleep(0.1)
    assert refused(triggers[1]) == "expired_trigger_id"


def test_a_refused_view_does_not_use_up_its_trigger(app: App, lead: Person, client: WebClient) -> None:
    @app.command("/breach")
    def twice(ack: Any, body: Json) -> None:
        with pytest.raises(SlackApiError, match="invalid_arguments"):
            client.views_open(trigger_id=body["trigger_id"], view={**VIEW, "blocks": [{"type": "nonsense"}]})
        client.views_open(trigger_id=body["trigger_id"], view=VIEW)
        ack()

    assert lead.command("#general", "/breach").modal()["title"]["text"] == "Open"


def test_a_response_url_accepts_five_answers_within_thirty_minutes(app: App, lead: Person, clock: Clock) -> None:
    urls: list[str] = []

    @app.command("/breach")
    def remember(ack: Any, body: Json) -> None:
        urls.append(body["response_url"])
        ack()

    lead.command("#general", "/breach")
    lead.command("#general", "/breach")
    answers = [WebhookClient(urls[0]).send(text=str(number)).status_code for number in range(6)]
    assert answers == [200] * 5 + [404]
    assert [message["text"] for message in lead.ephemerals()] == list("01234")
    clock.move(minutes=30)
    assert WebhookClient(urls[1]).send(text="on time").status_code == 200
    clock.move(seconds=1)
    assert WebhookClient(urls[1]).send(text="late").status_code == 404


def test_an_update_with_an_old_hash_loses_the_race(app: App, lead: Person, client: WebClient) -> None:
    app.command("/breach")(lambda ack, body: (client.views_open(trigger_id=body["trigger_id"], view=VIEW), ack()))
    view = lead.command("#general", "/breach").modal()
    client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=VIEW)
    lead.close_modal()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=view["id"], view=VIEW)
