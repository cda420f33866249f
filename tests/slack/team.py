"""A team that works on one incident over the desk: every act counted, none of them a fault of the program."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.actions.work import BREACHBOT
from bot.domain.events.incidents import ChannelCreated
from bot.domain.proposals import ProposalState
from bot.slack.callbacks import decode
from bot.store.engine import reading
from bot.store.tables import Incident, StoredProposal
from bot.workspace.core.inputs import elements
from tests.slack.desk import CHANNEL, Answer, Desk


@dataclass
class Team:
    """`acts`: commands, presses and submissions so far."""

    desk: Desk
    acts: int = 0

    def _answered(self, answer: Answer, sees: str) -> Answer:
        self.acts += 1
        assert "went wrong" not in answer.text, answer.text
        assert sees in answer.text, f"no “{sees}” in: {answer.text}"
        return answer

    def opens(self, person: str, **given: Any) -> None:
        """With the opening form; its channel stands at once."""
        view = self.desk.say(person, "/breach open").view
        assert view
        self.acts += 1
        self._answered(self.desk.submit(person, view, **given), "is open")
        with self.desk.opens(BREACHBOT, False) as work:
            incident = work.session.get_one(Incident, 1)
            incident.channel_id = CHANNEL
            work.record(incident, ChannelCreated(CHANNEL))

    def says(self, person: str, line: str, sees: str = "", **entered: Any) -> Answer:
        """A command; `entered` goes into the form that it opens, which must then say `sees`."""
        answer = self._answered(self.desk.say(person, f"/breach {line}"), "" if entered else sees)
        if not entered:
            return answer
        assert answer.view, f"no form: {answer.text}"
        return self._answered(self.desk.submit(person, answer.view, **entered), sees)

    def presses(self, person: str, action: str, subject: str, sees: str = "", version: str = "") -> Answer:
        return self._answered(self.desk.press(person, action, subject, version=version), sees)

    def chooses(self, person: str, answer: Answer, label: str, sees: str = "") -> Answer:
        """The button of an answer."""
        return self._answered(self.desk.choose(person, answer, label), sees)

    def loosens(self, person: str, line: str, reason: str = "checked with the data owner") -> Answer:
        """A command whose change is shown first, and confirmed."""
        return self._answered(self.desk.confirm_change(person, self.says(person, line), reason), "")

    def proposes(self, person: str, line: str) -> int:
        """What is refused them, with its button; the number of the proposal."""
        refused = self.says(person, line)
        blocks = (refused.message or {}).get("blocks", [])
        buttons = [one for block in blocks for one in elements(block) if one.get("action_id") == "proposal.make"]
        assert buttons, f"nothing to propose in: {refused.text}"
        target = decode(buttons[0]["value"])
        self.presses(person, "proposal.make", target.subject, version=target.version)
        return self.waiting[-1].id

    @property
    def waiting(self) -> list[StoredProposal]:
        with reading(self.desk.engine) as session:
            found = select(StoredProposal).where(StoredProposal.state == ProposalState.OPEN)
            return list(session.scalars(found.order_by(StoredProposal.id)))
