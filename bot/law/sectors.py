"""The sectors that an organization may name, and which sector rules are likely to bind an organization of each.

Decides what is likely, never what is so: a sector orders what is undetermined and decides no duty. Which rules really
bind an organization is its fact `regulated_as`.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

REGULATED_AS = "regulated_as"
SECTORS = "sectors"

Sector = Literal[
    "banking", "chemicals", "consulting", "digital_infrastructure", "digital_providers", "education", "energy",
    "financial_services", "food", "government", "health", "insurance", "it_services", "manufacturing", "media",
    "nonprofit", "postal", "public_administration", "real_estate", "research", "retail", "space", "telecommunications",
    "transport", "travel", "utilities", "waste", "water",
]  # fmt: skip
"""Those of NIS2 (Directive (EU) 2022/2555, Annexes I and II) are among them."""


class SectorRules(BaseModel):
    """The choices of `regulated_as` that are likely for a sector; none where no sector's rules are."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    regulated_as: tuple[str, ...] = ()
