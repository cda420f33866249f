"""An edition of the report as data: its shape, whose schema is `docs/report.schema.json`.

The version changes whenever a field is renamed, removed or means something else; a new field alone doesn't change it.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.metrics import Figure
from bot.domain.report_editions import Edition
from bot.domain.reports import ReportFacts


class ReportDocument(BaseModel):
    """`content_sha256` is the same in every format of this edition of the record: that of its Markdown text.
    `marking`: what stands at the head of every page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[2] = 2
    edition: Edition
    title: str
    marking: str
    content_sha256: str
    report: ReportFacts
    figures: tuple[Figure, ...]  # the spans, each with its two instants, then what is counted


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document, as it is kept in docs/report.schema.json."""
    made = ReportDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
