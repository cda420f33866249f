"""Old phrases that docs/voice.md replaced do not come back, in any text of the project."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

OLD_PHRASES = {
    r"latest (that )?(the|a) text (can )?bears?": "latest defensible deadline",
    r"that the text can bear": "latest defensible deadline",
    r"nobody must, but you may": "optional notifications",
    r"not yet shown: |until then the clock runs": "Exemption not established: ... The clock keeps running.",
    r"(was )?recorded so already|stands (so )?already": "Already recorded. No change.",
    r"wants two people\. yours is recorded": "Recorded. A second person must confirm.",
    r"\bin work\b(?![.(,:)]\w|[:)])": "in progress",
    r"\ball the same\b": "anyway",
    r"please no personal data": "Don't include affected people's personal data.",
    r"private channel is being prepared": "Creating the private channel. You'll be invited shortly.",
    r"answer what helps most": "Answer key questions",
    r"please look again": "Review needed",
    r"by what is known now": "on current facts",
    r"stands in the law no longer": "has been removed from the law",
    r"is no longer settled|not settled yet|settles some of them": "depends on missing facts",
    r"no fixed number": 'No fixed deadline ("without undue delay")',
    r"as the (law's words|words of the law) say": 'No fixed deadline ("without undue delay")',
    r"the target is now\b": "Due now",
    r"leave a step out|take a step on": "skip a step, claim a step",
    r"sets the rhythm": "drives the update cadence",
    r"decide not to notify, by name": "record a decision not to notify",
    r"nothing of it is real": "run a practice incident",
    r"people, and the end": "People and closing",
    r"is not a word i know": "Unknown command",
    r"(that time )?has not come yet": "is in the future",
    r"\bseat as .{1,20} rests": "They keep the role.",
    r"nobody could be seated": "Unfilled roles",
    r"link, ticket or shelf": "Link, ticket or location",
    r"what could not be delivered": "List and retry undelivered messages.",
    r"trust in the (record|audit log)": "Verify the audit log.",
    r"where to read on": "Documentation",
    r"who is called when it is ill|the other road": "the on-call engineer, the out-of-band channel",
    r"which ones carry a night": "the commands you need",
    r"what surprises:|\bsurprises?: ": "Caveats:",
    r"bear a busy machine": "tolerate slow machines",
    r"it is not so that": "Condition not met:",
    r"\basked back\b": "breachbot asks about it",
    r"(a|the) form that is no longer known": "saved by another version of breachbot",
    r"knows nobody called": "doesn't know anyone named",
    r"put this off .{1,20}which is the most": "which is the maximum",
    r"raises what stands against": "Raises if it isn't possible.",
    r"steps that would go\b": "Steps that would be removed",
    r"thresholds hang on|\bhangs on (a|the|what|more)\b": "depends on",
    r"what it is about has changed since": "The subject of this proposal has changed since it was made.",
}
PATTERN = re.compile("|".join(f"(?:{phrase})" for phrase in OLD_PHRASES))  # for small letters

TEXTS = ("bot", "docs", "runbooks", "notify_templates", "regulations", "tests", "README.md", "CHANGELOG.md")
ENDINGS = (".py", ".md", ".yaml", ".j2", ".js", ".html")

QUOTES_THEM = ("docs/voice.md", "tests/test_voice.py")


def _text_files() -> list[str]:
    files = (file for start in TEXTS for file in (ROOT / start, *(ROOT / start).rglob("*")) if file.suffix in ENDINGS)
    return sorted({file.relative_to(ROOT).as_posix() for file in files} - {*QUOTES_THEM})


def _found(name: str) -> list[str]:
    """The old phrases in a file; one may be broken across lines or written as a test's name."""
    text = (ROOT / name).read_text(encoding="utf-8").lower()
    joined = re.sub(r"\"\s+f?\"|\s*\n\s*#?\s*|(?<=\w)_(?=\w)", " ", text)
    return sorted({match[0].strip() for match in PATTERN.finditer(joined)})


def test_no_text_contains_an_old_phrase() -> None:
    assert PATTERN.pattern == PATTERN.pattern.lower(), "texts are compared in small letters"
    assert {name: found for name in _text_files() if (found := _found(name))} == {}
