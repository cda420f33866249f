"""The page: built from text nodes under a strict policy, and usable by a person with a mouse, a keyboard or a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from slack_bolt import App
from slack_sdk import WebClient

from bot.workspace import RunningWorkspace
from bot.workspace.client import Control, Person, wait_for
from bot.workspace.core.json import Json
from bot.workspace.page import pages

FOLDER = pages.FOLDER


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def test_the_page_is_never_built_from_markup_strings() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML"
        r"|eval\(|new Function"
    )
    scripts = sorted(FOLDER.glob("*.js"))
    assert len(scripts) > 8
    assert [path.name for path in scripts if forbidden.search(path.read_text())] == []


def test_the_page_requests_nothing_external_and_has_no_inline_code(control: Control) -> None:
    for path in FOLDER.iterdir():
        if path.suffix in (".html", ".css"):
            text = path.read_text()
            assert not re.search(r"https?:|//cdn|@import|style=|onclick=|<script>|<style", text), path.name
    status, body = control.fetch("GET", "/")
    assert (status, body) == (200, (FOLDER / "index.html").read_bytes())


def test_every_file_is_served_with_the_strict_policy(running: RunningWorkspace) -> None:
    from urllib.request import urlopen

    for part in ("/", *(f"/page/{path.name}" for path in FOLDER.iterdir() if path.suffix in (".js", ".css", ".svg"))):
        with urlopen(running.url + part) as reply:
            policy = reply.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy
            assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["nothing.js", "..%2fserver.py", "..%2f..%2fpyproject.toml"])
def test_only_the_files_of_the_page_are_served(control: Control, name: str) -> None:
    assert control.fetch("GET", f"/page/{name}")[0] == 404


def field(name: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": name, "label": plain(label), "element": {"action_id": name, **element}, **more}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower().replace(" ", "_")}


FORM = {
    "type": "modal", "callback_id": "open", "title": plain("Open an incident"), "submit": plain("Open"), "blocks": [
        field("title", "What happened", {"type": "plain_text_input"}),
        field("kind", "Kind", {"type": "static_select", "options": [option("Lost device"), option("CRM export")]}),
        field("when", "When noticed", {"type": "datetimepicker"}, optional=True),
        field("day", "Day", {"type": "datepicker"}, optional=True),
        field("data", "Data", {"type": "checkboxes", "options": [option("Names"), option("Cards")]}, optional=True),
        field("risk", "Risk", {"type": "radio_buttons", "options": [option("Low"), option("High")]}, optional=True),
        field("who", "Who helps", {"type": "multi_users_select"}, optional=True),
        field("count", "How many", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        field("owner", "Owner", {"type": "external_select", "min_query_length": 1}, optional=True),
        field("proof", "Evidence", {"type": "file_input"}, optional=True),
    ],
}  # fmt: skip


@pytest.mark.browser
def test_a_person_fills_a_form_and_the_app_gets_it_all(app: App, client: WebClient, tab: Page, channel: str) -> None:
    heard: list[Json] = []

    @app.command("/breach")
    def open_it(ack: Any, body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.options("owner")
    def offer(ack: Any, payload: Json) -> None:
        ack(options=[option(f"{payload['value']} Green"), option(f"{payload['value']} Brown")])

    @app.view("open")
    def submitted(ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        if values["title"]["title"]["value"] == "hm":
            ack(response_action="errors", errors={"title": "Please say a little more."})
        else:
            heard.append(values)
            ack()

    tab.goto(f"/?as=lead&channel={channel}")
    tab.get_by_label("Message #quiet-otter").fill("/bre")
    expect(tab.get_by_role("option", name="/breach")).to_be_visible()
    tab.keyboard.press("Enter")
    tab.keyboard.type("open")
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog", name="Open an incident")
    expect(dialog.get_by_label("What happened")).to_be_focused()
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(dialog.get_by_text("Please complete this required field.")).to_have_count(2)
    tab.keyboard.type("hm")
    dialog.get_by_label("Kind").select_option("crm_export")
    tab.keyboard.press("Tab")
    dialog.get_by_label("When noticed").fill("2026-03-01T23:30")
    dialog.get_by_label("Day").fill("2026-03-02")
    dialog.get_by_label("Names").check()
    dialog.get_by_label("High").check()
    dialog.get_by_role("group", name="Who helps").get_by_role("combobox").select_option("UDPO00001")
    dialog.get_by_label("How many").fill("1200")
    dialog.get_by_label("Owner").press_sequentially("Ada")
    expect(dialog.get_by_role("option", name="Ada Brown")).to_be_visible()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    dialog.get_by_label("Evidence").set_input_files({"name": "log.txt", "mimeType": "text/plain", "buffer": b"seen"})
    expect(dialog.get_by_role("button", name="Remove log.txt")).to_be_visible()
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(dialog.get_by_text("Please say a little more.")).to_be_visible()
    expect(dialog.get_by_label("How many")).to_have_value("1200")
    dialog.get_by_label("What happened").fill("Laptop lost in Lyon")
    tab.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    values = {name: entry[name] for name, entry in heard[0].items()}
    assert values["title"]["value"] == "Laptop lost in Lyon"
    assert values["kind"]["selected_option"]["value"] == "crm_export"
    assert values["when"]["selected_date_time"] == 1772404200  # 23:30 in Berlin is 22:30 UTC on 1 March 2026
    assert values["day"]["selected_date"] == "2026-03-02"
    assert [o["value"] for o in values["data"]["selected_options"]] == ["names"]
    assert values["risk"]["selected_option"]["value"] == "high"
    assert values["who"]["selected_users"] == ["UDPO00001"]
    assert values["count"]["value"] == "1200"
    assert values["owner"]["selected_option"]["value"] == "ada_brown"
    assert [file["name"] for file in values["proof"]["files"]] == ["log.txt"]
    assert client.files_info(file=values["proof"]["files"][0]["id"])["file"]["size"] == 4


@pytest.mark.browser
def test_buttons_confirmations_menus_and_live_changes(
    app: App, client: WebClient, control: Control, tab: Page, channel: str
) -> None:
    confirm = {
        "title": plain("Skip this step?"),
        "text": mrkdwn("Say *why* later."),
        "confirm": plain("Skip it"),
        "deny": plain("Keep it"),
    }
    buttons: list[Json] = [
        {"type": "button", "action_id": "skip", "text": plain("Skip…"), "style": "danger", "confirm": confirm},
        {"type": "overflow", "action_id": "more", "options": [option("Ask for facts"), option("Blocked")]},
        {"type": "static_select", "action_id": "who", "placeholder": plain("Assign"), "options": [option("Aoife")]},
    ]
    ts = client.chat_postMessage(channel=channel, text="Step", blocks=[{"type": "actions", "elements": buttons}])["ts"]
    heard: list[str] = []

    @app.action(re.compile("skip|more|who"))
    def acted(ack: Any, action: Json, respond: Any) -> None:
        ack()
        chosen = action.get("selected_option", {}).get("value", "")
        heard.append(f"{action['action_id']} {chosen}".strip())
        if action["action_id"] == "skip":
            respond(text="Skipped by nobody in particular", replace_original=True)

    tab.goto(f"/?as=lead&channel={channel}")
    tab.get_by_role("button", name="Skip…").click()
    tab.get_by_role("button", name="Keep it").click()
    tab.get_by_role("button", name="More actions", exact=True).click()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    wait_for(lambda: heard == ["more blocked"], what="the choice")
    tab.get_by_label("Assign").select_option("aoife")
    wait_for(lambda: heard[1:] == ["who aoife"], what="the assignment")
    tab.get_by_role("button", name="Skip…").click()
    tab.get_by_role("button", name="Skip it").click()
    expect(tab.get_by_text("Skipped by nobody in particular")).to_be_visible()
    control.person("dpo").type(channel, "A reply, live", thread_ts=ts)
    tab.get_by_role("button", name="1 reply").click()
    expect(tab.get_by_role("complementary").get_by_text("A reply, live")).to_be_visible()
    tab.keyboard.type("And mine")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("complementary").get_by_text("And mine")).to_be_visible()
    expect(tab.get_by_role("button", name="2 replies")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("complementary")).to_be_hidden()


@pytest.mark.browser
def test_unknown_blocks_are_red_boxes_and_markup_stays_text(client: WebClient, tab: Page, channel: str) -> None:
    file = {"type": "file", "external_id": "F1", "source": "remote"}
    wild = "<script>alert(1)</script> & *bold* &lt;b&gt;"
    client.chat_postMessage(channel=channel, text="x", blocks=[file, {"type": "section", "text": mrkdwn(wild)}])
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_role("alert").filter(has_text="a block of type “file”")).to_be_visible()
    expect(tab.locator("#log strong", has_text="bold")).to_be_visible()
    expect(tab.get_by_text("<b>")).to_be_visible()
    assert tab.locator("#log script").count() == 0


@pytest.mark.browser
def test_newer_blocks_are_drawn_folded_and_paged(client: WebClient, tab: Page, channel: str) -> None:
    def row(text: str) -> list[Json]:
        return [{"type": "raw_text", "text": text}]

    client.chat_postMessage(
        channel=channel,
        text="x",
        blocks=[
            {"type": "card", "title": mrkdwn("BR-1"), "body": mrkdwn("A *laptop*")},
            {
                "type": "plan",
                "title": "Steps 1/2",
                "tasks": [
                    {"task_id": "a", "title": "Contain", "status": "complete"},
                    {"task_id": "b", "title": "Notify", "status": "in_progress"},
                ],
            },
            {
                "type": "container",
                "title": {"type": "plain_text", "text": "How it is counted"},
                "is_collapsible": True,
                "default_collapsed": True,
                "child_blocks": [{"type": "section", "text": mrkdwn("Seventy-two hours")}],
            },
            {
                "type": "data_table",
                "caption": "The rest",
                "rows": [row("Duty"), *(row(f"Duty {n}") for n in range(1, 8))],
            },
            {
                "type": "data_visualization",
                "title": "People",
                "chart": {"type": "pie", "segments": [{"label": "Germany", "value": 3}]},
            },
        ],
    )
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_role("heading", name="BR-1")).to_be_visible()
    expect(tab.get_by_role("listitem").filter(has_text="Contain").get_by_role("img", name="Complete")).to_be_visible()
    expect(tab.get_by_role("img", name="In progress")).to_be_visible()
    expect(tab.get_by_text("Seventy-two hours")).to_be_hidden()
    tab.get_by_text("How it is counted").click()
    expect(tab.get_by_text("Seventy-two hours")).to_be_visible()
    expect(tab.get_by_role("cell", name="Duty 5")).to_be_visible()
    expect(tab.get_by_text("1–5 of 7")).to_be_visible()
    tab.get_by_role("button", name="Next").click()
    expect(tab.get_by_role("cell", name="Duty 7")).to_be_visible()
    expect(tab.get_by_role("cell", name="Duty 5")).to_be_hidden()
    expect(tab.get_by_role("figure").filter(has_text="Germany 3")).to_be_visible()


@pytest.mark.browser
def test_dates_are_in_the_readers_time_zone(client: WebClient, tab: Page, channel: str) -> None:
    # 1772442000 is 2 March 2026, 09:00 UTC.
    words = mrkdwn("Due <!date^1772442000^{date_num} {time}|later>")
    client.conversations_invite(channel=channel, users="UENG00001")
    client.chat_postMessage(channel=channel, text="x", blocks=[{"type": "section", "text": words}])
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_text("Due 2026-03-02 10:00")).to_be_visible()
    tab.get_by_label("Act as").select_option("engineer1")
    tab.wait_for_url("**as=engineer1*")
    tab.goto(f"/?as=engineer1&channel={channel}")
    expect(tab.get_by_text("Due 2026-03-02 17:00")).to_be_visible()


@pytest.mark.browser
def test_an_outsider_with_a_link_is_told_in_one_sentence(client: WebClient, tab: Page, channel: str) -> None:
    ts = client.chat_postMessage(channel=channel, text="secret")["ts"]
    link = client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]
    tab.goto("/?as=outsider")
    expect(tab.get_by_role("heading", name="general")).to_be_visible()
    expect(tab.get_by_text("quiet-otter")).to_have_count(0)
    tab.goto(link)
    expect(
        tab.get_by_text("This channel or message doesn't exist, or you don't have access to it.").first
    ).to_be_visible()
    tab.goto("/?as=lead")
    expect(tab.get_by_role("link", name="quiet-otter")).to_be_visible()
    tab.goto(link)
    expect(tab.get_by_role("log").get_by_text("secret")).to_be_visible()


@pytest.mark.browser
def test_home_private_answers_and_failures_reach_the_person(
    app: App, client: WebClient, control: Control, tab: Page, lead: Person
) -> None:
    @app.event("app_home_opened")
    def home(event: Json) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("Open incidents")}]}
        client.views_publish(user_id=event["user"], view=view)

    @app.command("/breach")
    def answer(ack: Any, command: Json) -> None:
        if command["text"] != "slow":
            ack("Only for you: *three* open.")

    tab.goto("/?as=lead")
    tab.get_by_role("link", name="breachbot").click()
    expect(tab.get_by_role("heading", name="Open incidents")).to_be_visible()
    tab.get_by_role("tab", name="Messages").click()
    tab.get_by_label("Message breachbot").fill("/breach list")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Only visible to you")).to_be_visible()
    tab.get_by_role("button", name="Dismiss").click()
    expect(tab.get_by_text("Only visible to you")).to_have_count(0)
    control.settings(ack_within=0.2)
    tab.get_by_label("Message breachbot").fill("/breach slow")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("log").get_by_text('/breach failed with the error "operation_timeout"')).to_be_visible()


@pytest.mark.browser
def test_a_new_message_does_not_disturb_what_is_being_chosen(
    app: App, client: WebClient, tab: Page, channel: str
) -> None:
    select = {
        "type": "external_select",
        "action_id": "who",
        "placeholder": plain("Find a person"),
        "min_query_length": 9,
    }
    client.chat_postMessage(channel=channel, text="Step", blocks=[{"type": "actions", "elements": [select]}])
    tab.goto(f"/?as=lead&channel={channel}")
    tab.get_by_label("Find a person").press_sequentially("Ada")
    client.chat_postMessage(channel=channel, text="Something else")
    expect(tab.get_by_role("log").get_by_text("Something else")).to_be_visible()
    expect(tab.get_by_label("Find a person")).to_be_focused()
    expect(tab.get_by_label("Find a person")).to_have_value("Ada")


@pytest.mark.browser
def test_what_arrives_while_a_channel_is_read_is_shown(client: WebClient, tab: Page, channel: str) -> None:
    changed = client.chat_postMessage(channel=channel, text="Step one")["ts"]
    tab.goto("/?as=lead")
    expect(tab.get_by_role("heading", name="general")).to_be_visible()

    def slowly(route: Route) -> None:
        """The channel's messages were read by now, and its details are still on their way."""
        answer = route.fetch()
        client.chat_postMessage(channel=channel, text="Step two")
        client.chat_update(channel=channel, ts=changed, text="Step one is done")
        tab.wait_for_timeout(300)
        route.fulfill(response=answer)

    tab.route("**/as/*/messages?**", slowly)
    tab.get_by_role("link", name="quiet-otter").click()
    log = tab.get_by_role("log")
    expect(log.get_by_text("Step one is done")).to_be_visible()
    expect(log.get_by_text("Step two")).to_have_count(1)


@pytest.mark.browser
def test_a_failure_is_visible_even_if_a_form_is_open(app: App, client: WebClient, control: Control, tab: Page) -> None:
    button = {"type": "button", "action_id": "nobody_listens", "text": plain("Press")}
    view = {"type": "modal", "title": plain("Form"), "blocks": [{"type": "actions", "elements": [button]}]}

    @app.command("/breach")
    def open_it(ack: Any, body: Json) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    tab.goto("/?as=lead")
    tab.get_by_label("Message #general").fill("/breach open")
    tab.keyboard.press("Enter")
    control.settings(ack_within=0.2)
    tab.get_by_role("dialog").get_by_role("button", name="Press").click()
    expect(tab.locator("#warning")).to_be_visible()
    expect(tab.locator("#warning")).to_have_text("breachbot did not answer. Please try again.")
    with tab.expect_response("**/close") as answer:
        tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_have_count(0)
    assert answer.value.ok
    tab.wait_for_timeout(200)
    expect(tab.get_by_text("no such modal is open")).to_have_count(0)  # one Escape may be told twice


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_overflows_sideways(client: WebClient, tab: Page, channel: str, width: int) -> None:
    row = [{"type": "raw_text", "text": "a rather long cell"}] * 6
    blocks: list[Json] = [{"type": "section", "text": mrkdwn("x" * 400)}, {"type": "table", "rows": [row, row]}]
    client.chat_postMessage(channel=channel, text="x", blocks=blocks)
    tab.set_viewport_size({"width": width, "height": 812})
    tab.goto(f"/?as=lead&channel={channel}")
    expect(tab.get_by_text("a rather long cell").first).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    if width == 375:
        tab.get_by_role("button", name="Channels").click()
        tab.get_by_role("link", name="general").click()
        expect(tab.get_by_role("heading", name="general")).to_be_visible()
