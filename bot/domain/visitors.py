"""Who comes into an incident's channel and doesn't belong to the organization: until who leads has agreed, they have no
part in the incident.

Decides what such a person is; leaves to `actions.visitors` what happens when one comes, and to `actions.admissions`
what is decided about them.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.messages import N_


class VisitorKind(StrEnum):
    GUEST = "guest"  # of this workspace, in some channels or in one
    ELSEWHERE = "another organization"  # through Slack Connect
    APP = "app"
    UNKNOWN = "unknown"  # Slack hasn't said who it is


VISITORS: Mapping[str, str] = {
    VisitorKind.GUEST: N_("guest"),
    VisitorKind.ELSEWHERE: N_("from another organization"),
    VisitorKind.APP: N_("app"),
    VisitorKind.UNKNOWN: N_("not identified by Slack"),
}
"""In words, after their name."""
