"""The law engine: facts in, duties and deadlines out. It knows nothing about chat, the database or settings.

`__all__` is the public interface; docs/law-engine.md shows how to use it.
"""

from bot.law.changes import ChangeKind, DutyChange, duty_changes
from bot.law.clauses import Clause
from bot.law.counting_steps import CountingStep, StepKind
from bot.law.deadlines import Deadline, DueDates
from bot.law.due_dates import due
from bot.law.duties import Answer, Finding, assess
from bot.law.exposure import Ceiling, ceilings
from bot.law.facts import Certainty, Fact, Facts, read_facts
from bot.law.files import check, load
from bot.law.first_hour import Asked, FirstHour, first_hour
from bot.law.memo import assessment_lines
from bot.law.model import Duty, Law
from bot.law.outline import LineKind, MemoLine
from bot.law.questions import Question, questions
from bot.law.risks import Worksheet, weigh
from bot.law.unresolved import Reach, Unresolved, unresolved
from bot.law.vocabulary import Vocabulary

__all__ = [
    "Answer",
    "Asked",
    "Ceiling",
    "Certainty",
    "ChangeKind",
    "Clause",
    "CountingStep",
    "Deadline",
    "DueDates",
    "Duty",
    "DutyChange",
    "Fact",
    "Facts",
    "Finding",
    "FirstHour",
    "Law",
    "LineKind",
    "MemoLine",
    "Question",
    "Reach",
    "StepKind",
    "Unresolved",
    "Vocabulary",
    "Worksheet",
    "assess",
    "assessment_lines",
    "ceilings",
    "check",
    "due",
    "duty_changes",
    "first_hour",
    "load",
    "questions",
    "read_facts",
    "unresolved",
    "weigh",
]
