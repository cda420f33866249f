"""What a person writes on the page goes where they write it, and stays until it is sent."""

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect
from slack_sdk import WebClient

from bot.workspace.client import Control

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
