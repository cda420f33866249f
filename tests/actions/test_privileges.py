"""The privileged annex: counsel's own direction makes it, and nothing else."""

from bot.actions import reports
from bot.domain.report_editions import Edition, of_edition
from bot.domain.reports import ReportPrivilege
from bot.store.tables import Incident
from tests.slack.desk import DPO, EXEC, Desk


def privilege(desk: Desk) -> ReportPrivilege | None:
    with desk.opens("breachbot", True) as work:
        return reports.collect(work, work.session.get_one(Incident, 1)).privilege


def test_counsel_directs_it_with_a_reason_and_takes_it_back(inside: Desk) -> None:
    """In the demo's organization the DPO is privacy counsel too."""
    assert "privacy counsel" in inside.say(EXEC, "/breach privilege because we want it").text
    assert "needs counsel's reason" in inside.say(DPO, "/breach privilege").text
    assert privilege(inside) is None
    assert "A label alone gives no protection" in inside.say(DPO, "/breach privilege because claims are likely").text
    assert privilege(inside) == ReportPrivilege(by="udpo00001", at=inside.now, reason="claims are likely")
    assert "already directed" in inside.say(DPO, "/breach privilege because claims are likely").text
    assert "stays confidential" in inside.say(DPO, "/breach privilege lift because it is over").text
    assert privilege(inside) is None
    assert "No privileged annex has been directed" in inside.say(DPO, "/breach privilege lift because it is over").text


def test_counsels_reason_stands_in_the_annex_alone(inside: Desk) -> None:
    """What counsel expects is advice, and the factual edition with its audit log goes to the authority."""
    inside.say(DPO, "/breach privilege because we expect claims from partners")
    inside.say(DPO, "/breach privilege lift because we expect none after all")
    inside.say(DPO, "/breach privilege because the claims came")
    with inside.opens("breachbot", True) as work:
        report = reports.collect(work, work.session.get_one(Incident, 1))
    for edition in Edition:
        text = of_edition(report, edition).model_dump_json()
        assert ("the claims came" in text) == (edition is Edition.ANNEX)
        assert "we expect" not in text
