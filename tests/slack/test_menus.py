"""Menus of forms: Slack refuses a form with more than a hundred options in a menu, or under one heading of it."""

from bot.slack.block_kit import field_input, option, select_in_groups
from bot.workspace.core.block_kit import view_problems


def test_a_group_of_more_than_a_hundred_goes_on_under_a_numbered_heading() -> None:
    many = [option(f"Fact {number}", str(number)) for number in range(230)]
    menu = select_in_groups({"Notices": many, "Few": [option("Only", "only")]}, placeholder="Choose a fact")
    labels = [group["label"]["text"] for group in menu["option_groups"]]
    assert labels == ["Notices (1)", "Notices (2)", "Notices (3)", "Few"]
    options = [one["value"] for group in menu["option_groups"] for one in group["options"]]
    assert options == [*map(str, range(230)), "only"]
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Facts"},
        "submit": {"type": "plain_text", "text": "Next"},
        "blocks": [field_input("fact", "Which fact?", menu)],
    }
    assert view_problems(view) == []
