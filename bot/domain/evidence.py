"""What may prove that something was done or happened."""

from enum import StrEnum


class EvidenceKind(StrEnum):
    FILE = "file"  # shared in Slack
    LINK = "link"  # an address elsewhere
    MESSAGE = "message"  # of the incident's channel
    TEXT = "text"  # a place in words, such as a safe
