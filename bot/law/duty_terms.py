"""The fixed terms of a law file: a duty's legal status, its recipient, its basis, and how it is tied to another duty.

Decides what each term means for the calculation. Which duty has which is in the law files.
"""

from enum import StrEnum


class Term(StrEnum):
    """One of the fixed words of a law file."""

    @property
    def words(self) -> str:
        return self.replace("_", " ")


class Status(Term):
    """How far a duty is from proposal to law."""

    IN_FORCE = "in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"  # enacted; the effective date is set, or still to be set
    ADOPTED_NOT_EFFECTIVE = "adopted_not_effective"  # adopted, without an effective date
    PENDING_FINAL_RULE = "pending_final_rule"  # a statute requires it, but its rule is not final
    UNCERTAIN_START = "uncertain_start"  # in force, but the effective date is disputed
    PROPOSED = "proposed"  # only a proposal
    SUPERSEDED = "superseded"  # replaced by another duty
    VOLUNTARY = "voluntary"  # an optional notification
    TEMPLATE = "template"  # a template for contract clocks, not a duty itself

    @property
    def is_pending(self) -> bool:
        """Not law yet, so no clock runs."""
        return self in (Status.PROPOSED, Status.PENDING_FINAL_RULE, Status.ADOPTED_NOT_EFFECTIVE)


class Relation(Term):
    """How a duty is tied to the moment another one is met."""

    WITH = "with"  # at the same time, by the end of that day
    NOT_AFTER = "not_after"  # by the end of that day
    BEFORE = "before"  # before that moment
    NOT_BEFORE = "not_before"  # barred until its own period has passed


class OwedTo(StrEnum):
    """Who a duty notifies."""

    REGULATOR = "regulator"  # a supervisory or sector authority
    CSIRT = "csirt"  # a computer security incident response team
    INDIVIDUALS = "individuals"  # the people whose data it is
    MEDIA = "media"  # the press, where a law requires public notice
    CONTROLLER = "controller"  # the company for which data are processed
    CRAS = "cras"  # consumer reporting agencies
    CARD_BRANDS = "card_brands"  # payment card networks and acquirers
    POLICE = "police"
    OTHER = "other"


class Addressees(StrEnum):
    """Who decides about a duty together with which others: every duty is in exactly one of these groups."""

    AUTHORITIES = "authorities"  # supervisory and sector authorities, response teams, police
    PEOPLE = "people"  # the people whose data it is, and those told because of them: media, credit bureaus
    CONTRACTS = "contracts"  # business partners: what is promised to them, controllers, card networks


class DutyKind(StrEnum):
    """What kind of text a duty is based on."""

    LAW = "law"  # a statute or regulation
    RULE = "rule"  # of an exchange, a network or another body that binds its members
    GUIDANCE = "guidance"  # an authority's own, not binding
    CONTRACT = "contract"  # a promise of the organization


class Confidence(StrEnum):
    """How sure an entry is."""

    HIGH = "high"  # nothing is left to check
    MEDIUM = "medium"  # a detail may differ
    LOW = "low"  # shown as unconfirmed: ask counsel


class Whichever(StrEnum):
    """Whether a fixed amount or a share of turnover is the maximum fine."""

    HIGHER = "higher"
    LOWER = "lower"
