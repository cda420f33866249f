"""Whole incidents by many people: whatever way each thing was said, in the end nothing contradicts anything."""

from datetime import timedelta

from tests.slack.desk import COMMS, CRM, DPO, EXEC, LEAD, MORNING, SECOND, Desk
from tests.slack.surfaces import differences
from tests.slack.team import Team

ENGINEER = SECOND
GDPR, PEOPLE, NORTHWIND = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals", "northwind-24h"
CALIFORNIA, ATTORNEY = "us-ca-individuals", "us-ca-ag"


def confirmed(team: Team, person: str) -> None:
    """What others stated, as far as it waits for one of those whose facts they are."""
    for one in team.waiting:
        if one.kind == "fact_stated" and one.proposed_by != person:
            team.presses(person, "proposal.confirm", str(one.id))


def agreed(team: Team, desk: Desk) -> None:
    assert differences(desk, LEAD) == [], team.acts


def test_a_vendor_s_stolen_token_in_sixty_actions_by_six_people(desk: Desk) -> None:
    team = Team(desk)
    _cut_off(team)
    agreed(team, desk)
    desk.later(minutes=50)
    _count(team)
    agreed(team, desk)
    desk.later(hours=5)
    _decide(team)
    agreed(team, desk)
    desk.later(days=2)
    _tell(team)
    agreed(team, desk)
    desk.later(days=9)
    _finish(team)
    agreed(team, desk)
    assert team.acts >= 60


def _cut_off(team: Team) -> None:
    """The token is revoked before anything else is in place; who may not decide proposes."""
    before = MORNING - timedelta(minutes=40)
    team.opens(
        ENGINEER, title="Support vendor's token read the CRM", kind="vendor", noticed_at=before, people="DE 900",
        data=["names", "email"],
    )  # fmt: skip
    team.says(ENGINEER, "done v1 token exported, then revoked", "Done before C06")
    cut = team.proposes(ENGINEER, "done v2 no, cut all because their sync is not needed today")
    team.says(ENGINEER, "facts contained_at 2 Mar 2026 09:50")
    team.says(LEAD, "take C01")
    team.says(LEAD, "done C01 the record is open")
    team.says(LEAD, "done C02 nobody because all were asked", "A second person must confirm")
    team.says(DPO, "done C02 nobody because I asked the lead")
    team.presses(LEAD, "proposal.confirm", str(cut), "Confirmed")
    team.says(LEAD, "done C03 2 because it is exposed and cut")
    team.says(LEAD, "done C04 yes because the vendor has no rights here")
    confirmed(team, DPO)
    team.loosens(DPO, "facts aware_at 2 Mar 2026 09:30", "until then we only had the vendor's rumor")
    team.says(DPO, "done C05 as the ticket shows")
    team.says(ENGINEER, "done C06 holds on the CRM and on mail")
    team.says(LEAD, "done C07 act now because the token worked until we revoked it")


def _count(team: Team) -> None:
    """What was taken, from whom; one number was wrong and is corrected."""
    team.says(ENGINEER, "facts acquired yes because the queries are in the log")
    team.says(CRM, "facts people US-CA 640, US-TX 300, FR 90")
    team.says(CRM, "facts data passport")
    for fact in ("form_of_data electronic", "protection none", "internal_only no", "vulnerable none", "records 4900"):
        team.says(CRM, f"facts {fact}")
    team.says(CRM, "facts contracts northwind")
    team.says(DPO, "facts discovered_at 2 Mar 2026 09:30")
    team.says(CRM, "done v3 the list is in the ticket")
    confirmed(team, DPO)
    team.loosens(DPO, "facts people remove US-TX", "they were test accounts")
    team.says(COMMS, "done C11 no because nobody outside knows", "A second person must confirm")
    team.says(EXEC, "done C11 no because no press so far")
    team.says(LEAD, "done C08 yes because token, key and network are refused", "A second person must confirm")
    team.says(ENGINEER, "done C08 yes because tried from outside")


def _decide(team: Team) -> None:
    """Who must be told. One proposal is rejected; an agency asks to wait."""
    team.says(DPO, "risk high because passports, and the seller is known")
    wrong = team.proposes(CRM, f"decline {PEOPLE} because it would only worry them")
    rejecting = team.presses(DPO, "proposal.reject", str(wrong))
    assert rejecting.view
    team.desk.submit(DPO, rejecting.view, reason="the risk is high, so they must know")
    team.says(LEAD, f"hold {CALIFORNIA} until 12 Mar 2026 17:00 by FBI Los Angeles, in writing", "FBI")
    team.says(DPO, "done N01 we decide why and how")
    team.says(CRM, "done N02 from the queries")
    team.says(CRM, "done N03 from the queries")
    team.says(DPO, "done N04 high risk because passports, and the seller is known")
    team.says(DPO, "done N05 no because each was read")
    for person, reason in ((DPO, "we owe it"), (EXEC, "the DPO is right")):
        team.says(person, f"done N06 notify because {reason}")
        team.says(person, f"done N08 notify because {reason}")
        team.says(person, f"done N09 tell each because {reason}")
    team.says(DPO, f"met {NORTHWIND} ref call-0302 at today 15:20", "marked met")


WORDS = {
    "notice_stage": "initial", "authority_name": "Berlin Commissioner", "people_kinds": "customers",
    "what_happened": "An intruder used the token of our support vendor to read customer records.",
    "likely_consequences": "Someone may pretend to be us.", "measures_taken": "The token was revoked.",
    "measures_planned": "Every token gets an end.", "next_update_on": "20 Mar 2026",
}  # fmt: skip


def _tell(team: Team) -> None:
    """The notice is drafted, completed and approved by another person before it is sent; then the lead changes."""
    for name, value in WORDS.items():
        team.says(COMMS, f"facts {name} {value}")
    confirmed(team, DPO)
    team.says(COMMS, "notice gdpr-authority", "Nothing is missing")
    team.says(DPO, "approve gdpr-authority", "approved")
    team.desk.later(hours=1)
    team.says(DPO, f"met {GDPR} ref LDI-2026-311", "marked met")
    asked = team.says(LEAD, f"handover <@{ENGINEER}>", "becomes incident lead")
    team.chooses(LEAD, asked, "No conflict", "is now incident lead")


def _finish(team: Team) -> None:
    """The agency lets go; people are told; what is left is declined, with the reason, and the new lead closes."""
    team.says(DPO, f"release {CALIFORNIA}", "lifted")
    team.says(DPO, f"met {CALIFORNIA} ref mailing-77 because the mailing house sent it", "marked met")
    team.says(DPO, f"met {PEOPLE} ref mailing-78 because the mailing house sent it", "marked met")
    team.says(COMMS, "facts measures_planned Every token gets an end after 30 days.")
    team.says(COMMS, "notice gdpr-authority", "version 2")
    for person in (DPO, ENGINEER):  # who leads now
        team.says(person, f"decline {ATTORNEY} because the sample went out with the mailing to fewer than 500 people")
    team.says(LEAD, "close every duty is met or declined", "This is for")
    team.says(ENGINEER, "close every duty is met or declined", "prevention steps are open")
    team.says(ENGINEER, "close", reason="every duty is met or declined", ahead="keep")


def test_a_lost_encrypted_laptop_in_ten_actions(desk: Desk) -> None:
    team = Team(desk)
    team.opens(
        LEAD, title="Laptop left in a train", kind="lost-device", aware_at=MORNING - timedelta(minutes=30),
        people="DE 260", data=["names", "email"], protection="encrypted_key_safe",
    )  # fmt: skip
    team.says(ENGINEER, "done d3 locked from afar, and its sessions are revoked")
    team.loosens(LEAD, "severity 3 encrypted and switched off")
    team.says(LEAD, "facts contained_at 2 Mar 2026 09:40")
    agreed(team, desk)
    team.loosens(DPO, "risk unlikely because it was off and encrypted, and the key is safe")
    team.says(LEAD, "close", reason="nobody has to be told, as the register says", ahead="end")
    agreed(team, desk)
    assert team.acts == 10
