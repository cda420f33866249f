"""A fictional breach with every fact a notice may need, and the shipped templates."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.documents.drafts import Draft, render
from bot.domain.notice_templates import Templates
from bot.law.values import Choices, Count, People, Value
from tests import shipped

ROOT = Path(__file__).parents[2]
Print = Callable[..., Draft]


@pytest.fixture(scope="session")
def templates() -> Templates:
    return shipped.templates()


@pytest.fixture
def known() -> dict[str, Value]:
    """A stolen password, an exported customer list, in Hamburg; aware on Friday 20 November 2026 at 9:00."""
    return {
        "zone": "Europe/Berlin",
        "organisation_name": "Beispiel Versand GmbH",
        "organisation_address": "Hafenstraße 1, 20457 Hamburg",
        "contact_point_name": "Dr. Mara Lindqvist, data protection officer",
        "contact_point_email": "privacy@beispiel-versand.example",
        "support_phone": "0800 555 0100",
        "support_hours": "daily, 8:00 to 20:00",
        "support_web": "beispiel-versand.example/breach",
        "authority_name": "Hamburg Commissioner for Data Protection",
        "incident_reference": "BR-2026-0004",
        "notice_stage": "initial",
        "next_update_on": date(2026, 11, 27),
        "what_happened": "Someone stole a password and copied our list of customers.",
        "cause": "A password that was also used on another site.",
        "occurred_from": datetime(2026, 11, 17, 22, 5, tzinfo=UTC),
        "occurred_to": datetime(2026, 11, 18, 1, 40, tzinfo=UTC),
        "noticed_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
        "discovered_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
        "aware_at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        "contained_at": datetime(2026, 11, 20, 9, 10, tzinfo=UTC),
        "people": People({"DE": Count(1200, 1200), "FR": Count(1, None), "AT": Count(300, 900, 450)}),
        "people_kinds": Choices(("customers",)),
        "data": Choices(("names", "email", "credentials")),
        "records": Count(2000, 2500),
        "likely_consequences": "Criminals can send you messages that look like ours.",
        "measures_taken": "We closed the account that was used.\nWe told the police.",
        "measures_planned": "We will ask every employee for a second proof at sign-in.",
        "risk": "high",
        "individuals_decision": "will_tell",
        "sender_name": "Jonas Albers",
        "sender_title": "Managing Director",
    }


@pytest.fixture
def print_notice(templates: Templates) -> Print:
    def draw(
        template_id: str,
        facts: Mapping[str, Value],
        language: str = "en",
        now: datetime = datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
        zone: str = "Europe/Berlin",
        not_owed: Collection[str] = (),
        late: bool = False,
    ) -> Draft:
        at = ZoneInfo(zone)
        return render(templates, template_id, facts, now=now, zone=at, language=language, not_owed=not_owed, late=late)

    return draw
