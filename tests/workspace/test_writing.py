"""What a person writes on the page goes where they write it, and stays until it is sent.

What the page asked for before the person moved on comes too late, and changes nothing.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect
from slack_bolt import App
from slack_sdk import WebClient

from bot.workspace.client import Control
from bot.workspace.core.json import Json

pytestmark = pytest.mark.browser


def hold(page: Page, address: str) -> list[Route]:
    """Requests to `address` as they come; each waits until the test lets it go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


@pytest.fixture
def ts(client: WebClient, control: Control, channel: str) -> str:
    """A message with one reply."""
    posted = str(client.chat_postMessage(channel=channel, text="Step one")["ts"])
    client.chat_postMessage(channel=channel, thread_ts=posted, text="First reply")
    return posted


@pytest.fixture
def open_thread(tab: Page, channel: str, ts: str) -> Page:
    tab.goto(f"/?as=lead&channel={channel}")
    tab.get_by_role("button", name="1 reply").click()
    expect(tab.get_by_role("log", name="Thread").get_by_text("First reply")).to_be_visible()
    return tab


def test_a_change_in_the_open_thread_leaves_the_cursor_in_the_channel(
    open_thread: Page, client: WebClient, channel: str, ts: str
) -> None:
    box = open_thread.get_by_label("Message #quiet-otter")
    box.click()
    open_thread.keyboard.type("The first half, ")
    client.chat_postMessage(channel=channel, thread_ts=ts, text="Second reply")
    expect(open_thread.get_by_role("log", name="Thread").get_by_text("Second reply")).to_be_visible()
    open_thread.keyboard.type("the second half")
    expect(box).to_have_value("The first half, the second half")
    expect(open_thread.get_by_label("Reply…")).to_have_value("")


def test_a_reply_being_written_keeps_its_text_and_cursor(
    open_thread: Page, client: WebClient, channel: str, ts: str
) -> None:
    reply = open_thread.get_by_label("Reply…")
    reply.fill("All keys are changed")
    for _ in "changed":
        open_thread.keyboard.press("ArrowLeft")
    client.chat_postMessage(channel=channel, thread_ts=ts, text="Second reply")
    expect(open_thread.get_by_role("log", name="Thread").get_by_text("Second reply")).to_be_visible()
    open_thread.keyboard.type("now ")
    expect(reply).to_have_value("All keys are now changed")


def test_a_thread_closed_while_it_is_read_stays_closed(
    open_thread: Page, client: WebClient, channel: str, ts: str
) -> None:
    held = hold(open_thread, "**/as/*/thread?**")
    client.chat_postMessage(channel=channel, thread_ts=ts, text="Second reply")
    expect(open_thread.get_by_role("button", name="2 replies")).to_be_visible()
    open_thread.get_by_label("Message #quiet-otter").press("Escape")
    pane = open_thread.get_by_role("complementary")
    expect(pane).to_be_hidden()
    with open_thread.expect_response("**/as/*/thread?**"):
        held[0].continue_()
    open_thread.wait_for_timeout(200)
    expect(pane).to_be_hidden()


def test_an_older_state_of_a_thread_never_replaces_a_newer_one(
    open_thread: Page, client: WebClient, channel: str, ts: str
) -> None:
    held: list[Route] = []

    def first_is_slow(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    thread = open_thread.get_by_role("log", name="Thread")
    open_thread.route("**/as/*/thread?**", first_is_slow)
    client.chat_postMessage(channel=channel, thread_ts=ts, text="Second reply")
    expect(open_thread.get_by_role("button", name="2 replies")).to_be_visible()
    old = held[0].fetch()
    client.chat_postMessage(channel=channel, thread_ts=ts, text="Third reply")
    expect(thread.get_by_text("Third reply")).to_be_visible()
    with open_thread.expect_response("**/as/*/thread?**"):
        held[0].fulfill(response=old)
    open_thread.wait_for_timeout(200)
    expect(thread.get_by_text("Third reply")).to_be_visible()


def test_text_not_sent_waits_in_its_channel_and_thread(open_thread: Page) -> None:
    open_thread.get_by_label("Message #quiet-otter").fill("For the channel")
    open_thread.get_by_label("Reply…").fill("For the thread")
    open_thread.get_by_role("link", name="general").click()
    expect(open_thread.get_by_label("Message #general")).to_have_value("")
    open_thread.get_by_role("link", name="quiet-otter").click()
    expect(open_thread.get_by_label("Message #quiet-otter")).to_have_value("For the channel")
    open_thread.get_by_role("button", name="1 reply").click()
    expect(open_thread.get_by_label("Reply…")).to_have_value("For the thread")


def test_a_lost_connection_takes_nothing_that_was_written(tab: Page, client: WebClient, channel: str) -> None:
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    tab.route_web_socket("**/live?**", connect)
    tab.goto(f"/?as=lead&channel={channel}")
    box = tab.get_by_label("Message #quiet-otter")
    box.fill("/breach facts aware_at ")
    with tab.expect_response("**/as/*/messages?**"):
        sockets[0].close()
    client.chat_postMessage(channel=channel, text="After the break")
    expect(tab.get_by_role("log").get_by_text("After the break")).to_be_visible()
    tab.keyboard.type("now")
    expect(box).to_have_value("/breach facts aware_at now")


def test_text_that_was_refused_comes_back_before_what_was_written_since(tab: Page, channel: str) -> None:
    tab.goto(f"/?as=lead&channel={channel}")
    held = hold(tab, "**/as/*/command")
    box = tab.get_by_label("Message #quiet-otter")
    box.fill("/unknown thing")
    box.press("Enter")
    expect(box).to_have_value("")
    box.fill("Next thought")
    held[0].continue_()
    expect(box).to_have_value("/unknown thing\nNext thought")


def test_details_of_a_channel_that_was_left_are_not_shown_in_the_next(
    tab: Page, client: WebClient, channel: str
) -> None:
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("quiet-otter"))
    details = hold(tab, f"**/as/*/channel?channel={channel}")
    client.conversations_invite(channel=channel, users="UENG00001")
    expect(tab.get_by_text("has joined the channel").last).to_be_visible()
    tab.wait_for_timeout(300)
    tab.get_by_role("link", name="general").click()
    expect(tab.get_by_role("heading", name="general")).to_be_visible()
    assert details
    with tab.expect_response("**/as/*/channel?**"):
        details[0].continue_()
    tab.wait_for_timeout(200)
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("general"))


def test_earlier_messages_asked_for_twice_are_shown_once(tab: Page, client: WebClient, channel: str) -> None:
    for number in range(120):
        client.chat_postMessage(channel=channel, text=f"Line {number}.")
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_text("Line 119.")).to_be_visible()
    earlier = hold(tab, "**/as/*/messages?**")
    tab.get_by_role("button", name="Show earlier messages").dblclick()
    for route in earlier:
        route.continue_()
    expect(tab.get_by_text("Line 1.", exact=True)).to_have_count(1)
    tab.wait_for_timeout(200)
    expect(tab.get_by_text("Line 1.", exact=True)).to_have_count(1)


def test_a_search_field_offers_what_was_typed_last_and_sends_only_what_it_shows(
    app: App, client: WebClient, tab: Page, channel: str
) -> None:
    heard: list[Json] = []
    find = {"type": "external_select", "action_id": "owner", "min_query_length": 1}
    label = {"type": "plain_text", "text": "Owner"}
    block = {"type": "input", "block_id": "owner", "label": label, "element": find, "optional": True}
    title, button = {"type": "plain_text", "text": "Form"}, {"type": "plain_text", "text": "Save"}
    view = {"type": "modal", "callback_id": "save", "title": title, "submit": button, "blocks": [block]}

    @app.command("/breach")
    def open_it(ack: Any, body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.options("owner")
    def offer(ack: Any, payload: Json) -> None:
        ack(options=[{"text": {"type": "plain_text", "text": f"{payload['value']} Green"}, "value": payload["value"]}])

    @app.view("save")
    def saved(ack: Any, view: Json) -> None:
        heard.append(view["state"]["values"]["owner"]["owner"])
        ack()

    tab.goto(f"/?as=lead&channel={channel}")
    tab.get_by_label("Message #quiet-otter").fill("/breach open")
    tab.keyboard.press("Enter")
    owner = tab.get_by_role("dialog").get_by_role("combobox")
    slow: list[Route] = []

    def first_is_slow(route: Route) -> None:
        if slow:
            route.continue_()
        else:
            slow.append(route)

    tab.route("**/as/*/suggest", first_is_slow)
    owner.fill("Ada")
    tab.wait_for_timeout(400)
    owner.fill("Ben")
    expect(tab.get_by_role("option", name="Ben Green")).to_be_visible()
    with tab.expect_response("**/as/*/suggest"):
        slow[0].continue_()
    tab.wait_for_timeout(200)
    expect(tab.get_by_role("option", name="Ben Green")).to_be_visible()
    tab.get_by_role("option", name="Ben Green").click()
    owner.fill("someone else")
    tab.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(tab.get_by_role("dialog")).to_have_count(0)
    assert heard[0].get("selected_option") is None


def test_a_click_counts_though_messages_arrive_between_press_and_release(
    tab: Page, client: WebClient, channel: str
) -> None:
    tab.goto("/?as=lead")
    expect(tab.get_by_label("Message #general")).to_be_focused()
    link = tab.get_by_role("link", name="quiet-otter")
    place = link.bounding_box()
    assert place
    tab.mouse.move(place["x"] + 30, place["y"] + place["height"] / 2)
    tab.mouse.down()
    client.chat_postMessage(channel=channel, text="While the button is pressed")
    tab.wait_for_timeout(300)
    tab.mouse.up()
    expect(tab.get_by_role("heading", level=1)).to_have_text(re.compile("quiet-otter"))
    expect(tab.get_by_role("log").get_by_text("While the button is pressed")).to_be_visible()


def test_what_arrived_while_a_pointer_was_pressed_is_shown_on_its_release(
    tab: Page, client: WebClient, channel: str
) -> None:
    tab.goto(f"/?as=lead&channel={channel}")
    heading = tab.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("quiet-otter"))
    heading.hover()
    tab.mouse.down()
    client.chat_postMessage(channel=channel, text="First")
    client.chat_postMessage(channel=channel, text="Second")
    tab.wait_for_timeout(300)
    tab.mouse.up()
    expect(tab.get_by_role("log").get_by_text("Second")).to_be_visible()
    expect(tab.get_by_role("log").get_by_text("First")).to_have_count(1)
