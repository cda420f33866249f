"""What proves that a notice went out: method, count, reference, evidence by its hash; what came back afterward; and how
much of an authority's clock was used."""

import pytest

from bot.actions.reports import collect
from bot.domain.notices import NoticeState
from bot.domain.sendings import Exhibit, Method, Proof, Sending, Tally, tally
from bot.slack.notice_proofs import proof_in
from bot.store.engine import writing
from bot.store.tables import Notice
from tests.slack.desk import COMMS, DPO, ENGINEER, LEAD, Desk
from tests.slack.test_notice_checks import state, verified
from tests.slack.test_notice_states import DUTY, FILING, drawn, notice

DIGEST = "ab12" * 16


def receipt(desk: Desk) -> None:
    """Evidence 1, a file."""
    view = desk.press(ENGINEER, "step.evidence", "C01").view
    assert view
    desk.submit(ENGINEER, view, title="portal receipt", location="https://files.example/receipt.pdf", sha256=DIGEST)


@pytest.mark.parametrize(
    ("typed", "method", "count", "evidence", "left"),
    [
        ("gdpr individuals to 1,200 people by email evidence 4", "email", 1200, ("4",), "gdpr individuals"),
        (
            "gdpr-individuals an 1.200 Empfänger per Einschreiben Beleg 4",
            "registered",
            1200,
            ("4",),
            "gdpr-individuals",
        ),
        ("gdpr individuals per Mail", "email", None, (), "gdpr individuals"),
        ("gdpr individuals by mail", "post", None, (), "gdpr individuals"),
        ("gdpr 33 à 12 par courrier preuve ab12ab12", "post", 12, ("ab12ab12",), "gdpr 33"),
        ("gdpr 33 a 12 por correo electrónico", "email", 12, (), "gdpr 33"),
        ("notice to individuals", None, None, (), "notice to individuals"),
    ],
)
def test_how_it_went_out_is_read_in_four_languages(
    typed: str, method: str | None, count: int | None, evidence: tuple[str, ...], left: str
) -> None:
    given, words = proof_in(typed)
    assert (given.method, given.count, given.evidence, words) == (method, count, evidence, left)


def test_the_same_letters_count_once_though_they_meet_several_duties() -> None:
    def sent(reference: str, count: int | None, duty: str = "", returned: int = 0) -> Sending:
        at = "2026-11-24T08:00:00Z"
        return Sending.model_validate(
            {"reference": reference, "at": at, "duty": duty, "proof": {"count": count}, "returned": returned}
        )

    waves = [sent("batch-1", 800, returned=30), sent("batch-2", None)]
    met = [sent("last", 400, "eu", 8), sent("last", 400, "us", 8)]
    assert tally([*waves, *met]) == Tally(sendings=3, sent=1200, returned=38, uncounted=1)
    assert tally([*waves, *met]).told == 1162


def test_a_filing_is_proven_and_the_share_of_the_clock_is_said(filed: Desk) -> None:
    receipt(filed)
    filed.later(hours=34, minutes=30)
    answer = filed.say(DPO, f"/breach met {DUTY} ref A-1 by portal evidence {DIGEST[:8]}")
    assert "50 % of the clock was used, 1 d 12 h were left." in answer.text
    kept = Proof(method=Method.PORTAL, evidence=(Exhibit(number=1, sha256=DIGEST),))
    assert Proof.model_validate(notice(filed).sent[0]["proof"]) == kept
    why = str(filed.say(COMMS, f"/breach why {DUTY}"))
    for words in ("Proof of sending", "online portal or form", f"evidence 1 (SHA-256 `{DIGEST[:12]}…`)", "50 %"):
        assert words in why
    with filed.opens(LEAD, True) as work:
        report = collect(work, filed.incident())
    sending = next(one for one in report.notices if one.sendings).sendings[0]
    assert (sending.method, sending.share_used, sending.margin) == (
        "online portal or form",
        50,
        "1 day 12 h before the deadline",
    )
    assert sending.evidence == (f"Evidence 1, SHA-256 {DIGEST}",)
    assert verified(filed)


def test_waves_and_what_came_back_add_up(filed: Desk) -> None:
    filed.say(DPO, f"/breach wave {FILING} ref batch-1 to 800 by post")
    assert "Told so far: 1,200" in filed.say(DPO, f"/breach wave {FILING} ref batch-2 to 400 by email").text
    assert "30 of the 800 sent under batch-1" in filed.say(DPO, f"/breach returned {FILING} ref batch-1 30").text
    answer = filed.say(DPO, f"/breach returned {FILING} ref batch-1 38")
    assert "Told so far: 1,162 (1,200 sent, 38 came back)" in str(answer)
    assert "38 people haven't been told: reach them another way" in str(answer)
    assert "already recorded" in filed.say(DPO, f"/breach returned {FILING} ref batch-1 38").text
    assert "38 came back" in drawn(filed, "Text SHA-256")
    assert "1,162 told, 38 came back" in str(filed.say(COMMS, "/breach notice"))
    filed.say(DPO, f"/breach returned {FILING} ref batch-1 36 of 790")
    assert [(one["reference"], one["proof"]["count"], one["returned"]) for one in notice(filed).sent] == [
        ("batch-1", 790, 36), ("batch-2", 400, 0),
    ]  # fmt: skip
    filed.say(DPO, f"/breach met {DUTY} ref last to 10")
    assert "Told so far: 1,164 (1,200 sent, 36 came back)" in str(filed.say(COMMS, f"/breach why {DUTY}"))
    assert verified(filed)


def test_what_cannot_be_right_is_refused_with_what_to_do(filed: Desk) -> None:
    assert "isn't recorded as sent" in filed.say(DPO, f"/breach returned {FILING} ref batch-1 1").text
    assert "There is no evidence “99”" in filed.say(DPO, f"/breach wave {FILING} ref batch-1 evidence 99").text
    assert "in the future" in filed.say(DPO, f"/breach wave {FILING} ref batch-1 at tomorrow 10:00").text
    assert "“pigeon” isn't a known way of sending" in filed.say(DPO, f"/breach wave {FILING} ref b to 5 by pigeon").text
    said = filed.say(DPO, "/breach wave us-individuals ref b").text
    assert "Name one: us-individuals-PLACE." in said
    assert "went to nobody" in filed.say(DPO, f"/breach wave {FILING} ref batch-1 to 0").text
    assert notice(filed).sent == []
    filed.say(DPO, f"/breach wave {FILING} ref batch-1")
    assert "It isn't recorded to how many batch-1 went. Say both, for example: 3 of 1,200" in filed.say(
        DPO, f"/breach returned {FILING} 3"
    ).text  # fmt: skip
    said = filed.say(DPO, f"/breach returned {FILING} 41 of 40").text
    assert "batch-1 went to 40, so 41 can't have come back." in said
    filed.say(COMMS, "/breach notice executive-brief")
    with writing(filed.engine) as session:
        brief = session.get_one(Notice, 2)
        brief.state, brief.approved_at, brief.approved_by = NoticeState.APPROVED, brief.drafted_at, LEAD
    said = filed.say(DPO, "/breach wave executive-brief ref batch-1").text
    assert "batch-1 is a sending of “Notification to the supervisory authority" in said
    filed.say(DPO, "/breach wave executive-brief ref board-1 to 6")
    said = filed.say(DPO, "/breach returned executive-brief ref batch-1 1").text
    assert "batch-1 is a sending of “Notification to the supervisory authority" in said
    assert "Choose one of these: board-1." in said
    assert "This is for" in filed.say(COMMS, f"/breach returned {FILING} 1 of 40").text


def test_the_forms_record_the_same(filed: Desk) -> None:
    receipt(filed)
    view = filed.say(DPO, f"/breach wave {FILING}").view
    assert view
    filed.submit(DPO, view, reference="batch-1", count="1,200", method="post", sender="Brightpost", evidence=["1"])
    view = filed.say(DPO, f"/breach returned {FILING}").view
    assert view
    assert "38 of the 1,200" in filed.submit(DPO, view, returned="38").text
    sent = Sending.model_validate(notice(filed).sent[0])
    assert sent.proof == Proof(
        method=Method.POST, count=1200, sender="Brightpost", evidence=(Exhibit(number=1, sha256=DIGEST),)
    )
    assert (sent.by, sent.returned) == (DPO, 38)
    view = filed.press(DPO, "clock.met", DUTY).view
    assert view
    filed.submit(DPO, view, reference="A-1", method="portal")
    filed.say(DPO, f"/breach met {DUTY} ref A-1 evidence 1")
    assert notice(filed).sent[-1]["proof"]["method"] == "portal"
    assert verified(filed)


def test_a_duty_without_a_notice_here_is_proven_by_its_clock(inside: Desk) -> None:
    state(inside, "people DE 12", "data email", "aware_at today 08:30")
    inside.say(DPO, f"/breach met {DUTY} ref A-1 by phone because our counsel filed it before breachbot ran here")
    why = str(inside.say(COMMS, f"/breach why {DUTY}"))
    assert "Proof of sending" in why
    assert "phone" in why
    assert verified(inside)
