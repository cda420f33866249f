"""What a suggestion is in a runbook's file: the diff applies, the result passes the check, and nothing else changes."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.runbook.file_edits import Proposed, propose
from bot.runbook.files import check_runbooks, fitting, load_runbooks
from bot.runbook.model import Phase, Runbook
from bot.runbook.step_due import StepDue
from bot.runbook.suggestions import DroppedStep, LaterDue, NewStep, Suggestion
from bot.runbook.versions import compare
from tests import shipped

ROOT = shipped.ROOT / "runbooks"
KINDS = sorted(shipped.runbooks())
TASK = NewStep("T1", "Call the taxi company", "Call the taxi company: did they find it?", "it", Phase.CONTAIN)


def later(runbook: Runbook, step_id: str, due: str) -> LaterDue:
    step = runbook.step(step_id)
    assert step
    return LaterDue(step, StepDue.read(due), 2)


def dropped(runbook: Runbook, step_id: str, reason: str = "not applicable: there was none") -> DroppedStep:
    step = runbook.step(step_id)
    assert step
    return DroppedStep(step, reason)


def proposed(text: str, *wanted: Suggestion, kind: str = "lost-device", root: Path = ROOT) -> Proposed:
    return propose(text, root / f"{kind}.yaml", wanted, fitting(root, vocabulary=shipped.law().vocabulary))


def of_shipped(*wanted: Suggestion, kind: str = "lost-device") -> Proposed:
    return proposed((ROOT / f"{kind}.yaml").read_text(encoding="utf-8"), *wanted, kind=kind)


def patched(folder: Path, made: Proposed, *command: str) -> str:
    """The file after the diff was applied to it, as a person would."""
    file = folder / "runbooks" / "lost-device.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(made.before.encode())
    subprocess.run(command, cwd=folder, input=made.diff("runbooks/lost-device.yaml").encode(), check=True, timeout=60)
    return file.read_bytes().decode()


APPLIED = pytest.mark.parametrize("command", [("patch", "-s", "-p1"), ("git", "apply")], ids=["patch", "git"])


@APPLIED
@pytest.mark.parametrize(
    "change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: f"\ufeff{text}", str.rstrip]
)
def test_the_diff_applies_to_the_file_whatever_ends_its_lines(
    tmp_path: Path, command: tuple[str, ...], change: Callable[[str], str]
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} here")
    book = shipped.runbooks()["lost-device"]
    text = change((ROOT / "lost-device.yaml").read_text(encoding="utf-8"))
    wanted = (TASK, dropped(book, "d53"), later(book, "d5", "8 hours after opened"))
    made = proposed(text, *wanted)
    assert (made.before, made.left_out) == (text, ())
    assert patched(tmp_path, made, *command) == made.after
    assert ("\r\n" in text) == ("\r\n" in made.after)
    assert made.after.count("\r\n") in (0, made.after.count("\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_runbook_can_be_changed_and_then_passes_the_check(tmp_path: Path, kind: str) -> None:
    """A new step in each phase, more time for steps of its own and of the core, and one step of each dropped."""
    book = shipped.runbooks()[kind]
    own, core = ([one for one in book.steps if (one.origin == kind) is is_own] for is_own in (True, False))
    last = [steps[-1] for steps in (own, core) if steps]
    wanted: list[Suggestion] = [
        NewStep(f"T{n}", f"Do it: {phase}", "Do it: “now”, #1", "it", phase) for n, phase in enumerate(Phase)
    ]
    for steps in (own, core):
        if not steps:  # “other” has none of its own
            continue
        dated = next(
            one for one in steps if one.due and one.due.period and one not in last and "closed" in str(one.due)
        )
        assert dated.due
        wanted.append(later(book, dated.id, "99 working days after closed"))
    wanted += [dropped(book, one.id) for one in last]
    made = of_shipped(*wanted, kind=kind)
    assert len(made.done) >= len(wanted) - 2
    assert all(one in made.done for one in wanted if isinstance(one, NewStep))
    shutil.copytree(ROOT, tmp_path / "runbooks")
    (tmp_path / "runbooks" / f"{kind}.yaml").write_text(made.after, encoding="utf-8")
    new = load_runbooks(tmp_path / "runbooks", vocabulary=shipped.law().vocabulary)[kind]
    found = compare(book, new)
    assert new.version == book.version + 1
    assert [step.phase for step in found.added] == list(Phase)
    assert {step.id for step in found.removed} == {one.step.id for one in made.done if isinstance(one, DroppedStep)}
    changed = {one.step.id for one in made.done if isinstance(one, LaterDue)}
    assert {step.id: keys for step, keys in found.changed} == dict.fromkeys(changed, ("due",))


def test_no_line_of_the_file_changes_but_those_of_the_suggestion() -> None:
    book = shipped.runbooks()["lost-device"]
    made = of_shipped(later(book, "d5", "8 hours after opened"))
    changes = [line for line in made.diff("x").splitlines()[2:] if line[:1] in "+-"]
    assert changes == [
        "-version: 2",
        "+version: 3",
        "-      due: 4 hours after opened",
        "+      due: 8 hours after opened",
    ]


def test_a_new_step_stands_at_the_end_of_its_phase_with_the_next_number() -> None:
    made = of_shipped(TASK)
    assert (
        "      evidence: [alerts]\n"
        "\n"
        "    - id: d7\n"
        "      title: Call the taxi company\n"
        "      do: 'Call the taxi company: did they find it?'\n"
        "      owner: it\n"
        "\n"
        "  notify:\n"
    ) in made.after


def test_a_step_of_the_core_is_dropped_with_its_reason_and_one_of_its_own_is_taken_out() -> None:
    book = shipped.runbooks()["lost-device"]
    made = of_shipped(dropped(book, "P15", "not applicable"), dropped(book, "d53"))
    assert made.left_out == ()
    assert "drops:\n  P15: not applicable\n\nphases:\n" in made.after
    assert "id: d53" not in made.after


OWN = """\
# Ours.
kind: own-kind
title: A kind of our own
about: For the test.

phases:
  contain:
  # The first of all.
  - id: w1   # never change this
    title: Do the first thing
    do: First.
    owner: lead
    due: 1 hours after opened   # as agreed
  - id: w2
    title: Do the second thing
    # Ask Ida about it.
    do: Second.
    owner: lead
  - {id: w3, title: Do the third thing, do: Third., owner: lead, due: 2 hours after opened}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a runbook that is laid out in another way."""
    root = tmp_path / "runbooks"
    root.mkdir()
    (root / "own-kind.yaml").write_text(OWN, encoding="utf-8")
    assert check_runbooks(root, vocabulary=shipped.law().vocabulary) == []
    return root


def of_own(root: Path, *wanted: Suggestion) -> Proposed:
    return proposed(OWN, *wanted, kind="own-kind", root=root)


def test_comments_and_layout_of_an_own_file_stay(own: Path) -> None:
    book = load_runbooks(own, vocabulary=shipped.law().vocabulary)["own-kind"]
    made = of_own(own, later(book, "w1", "3 hours after opened"))
    assert made.after == OWN.replace("1 hours after opened   #", "3 hours after opened   #").replace(
        "kind: own-kind\n", "kind: own-kind\nversion: 2\n"
    )
    first = of_own(own, dropped(book, "w1"))
    assert (first.done, first.after) == ((), OWN)  # its comment would go with it


def test_a_step_with_a_comment_inside_or_in_braces_is_left_to_a_person(own: Path) -> None:
    book = load_runbooks(own, vocabulary=shipped.law().vocabulary)["own-kind"]
    with_comment, in_braces = dropped(book, "w2"), later(book, "w3", "9 hours after opened")
    made = of_own(own, with_comment, in_braces, TASK)
    assert (made.done, made.left_out) == ((TASK,), (with_comment, in_braces))
    assert made.after.endswith("owner: it\n")
    assert made.after.startswith("# Ours.\nkind: own-kind\nversion: 2\n")
    (own / "own-kind.yaml").write_text(made.after, encoding="utf-8")
    assert check_runbooks(own, vocabulary=shipped.law().vocabulary) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  C07:\n    warning:", "  C07:\n    due: 9 hours after opened\n    warning:"),  # replaced where it stands
        ("  C07:\n    warning:", None),  # or added
    ],
)
def test_a_step_of_the_core_that_is_changed_already_gets_its_time_there(before: str, after: str | None) -> None:
    text = (ROOT / "lost-device.yaml").read_text(encoding="utf-8").replace(before, after or before)
    made = proposed(text, later(shipped.runbooks()["lost-device"], "C07", "2 hours after opened"))
    assert made.left_out == ()
    (changed,) = [line for line in made.after.splitlines() if line == "    due: 2 hours after opened"]
    assert changed
    assert made.after.count("  C07:") == 1
    assert "9 hours" not in made.after


def layout(*lines: str) -> str:
    """A runbook with these lines where its steps are."""
    return "\n".join(("kind: own-kind", "title: A kind of our own", "about: For the test.", *lines))


STEP = "{id: w1, title: Do the first thing, do: First., owner: lead}"


@pytest.mark.parametrize(
    "text",
    [
        layout("phases: {contain: [" + STEP + "]}"),
        layout("phases:", "  contain: [" + STEP + "]"),
        layout("phases: {", "}"),
        layout("phases: {", "  contain: [" + STEP + "]}"),
        layout("phases:", "  contain:", "    -", "      " + STEP),
    ],
)
def test_a_new_step_is_left_out_where_the_steps_are_in_brackets(own: Path, text: str) -> None:
    made = proposed(text, TASK, kind="own-kind", root=own)
    assert (made.left_out, made.after) == ((TASK,), text)


def test_a_new_step_takes_a_free_number_and_a_last_line_gets_its_end(own: Path) -> None:
    text = layout(
        "phases:",
        "  contain:",
        "    - " + STEP,
        "  notify:",
        "    - {id: w2, title: Do the second thing, do: Second., owner: lead}",
    )
    first = proposed(text, TASK, kind="own-kind", root=own)
    assert "    - id: w3\n" in first.after  # w2 is one of another phase
    assert not first.after.endswith("\n")
    ended = proposed(text, NewStep("T1", "Call them", "Call them.", "it", Phase.NOTIFY), kind="own-kind", root=own)
    assert ended.after.endswith(
        "owner: lead}\n\n    - id: w3\n      title: Call them\n      do: Call them.\n      owner: it\n"
    )
    assert ended.diff("x").count("\\ No newline at end of file") == 1


def test_the_comment_above_the_next_step_stays_when_a_step_is_taken_out(own: Path) -> None:
    text = (
        OWN.replace("   # never change this", "").replace("   # as agreed", "").replace("  # The first of all.\n", "")
    )
    text = text.replace("  - id: w2", "  # The second.\n  - id: w2")
    (own / "own-kind.yaml").write_text(text, encoding="utf-8")
    book = load_runbooks(own, vocabulary=shipped.law().vocabulary)["own-kind"]
    made = proposed(text, dropped(book, "w1"), kind="own-kind", root=own)
    assert made.left_out == ()
    assert "  contain:\n  # The second.\n  - id: w2\n" in made.after


def test_what_would_break_the_runbook_is_left_out() -> None:
    """d3 comes after d2: the check refuses a due time before that of what it needs."""
    book = shipped.runbooks()["lost-device"]
    made = of_shipped(later(book, "d2", "90 minutes after opened"))
    assert (made.done, made.diff("x")) == ((), "")
    assert made.before == made.after
