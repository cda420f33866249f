"""What a duty was checked against: a source named in words, or the text of the law itself.

Decides the form of an entry under `verified`. Whether such an entry is true of a text is decided in `verification`.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from bot.sentences import Sentence, sentence


class TextCheck(BaseModel):
    """A comparison with the text of one article. `sha256` is of its words as `texts` reads them, so that anyone who has
    the text can tell whether it is still the one that was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    against: Literal["text"]
    on: date
    article: Annotated[str, StringConstraints(min_length=1)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def sentence(self) -> Sentence:
        return sentence("the text of {article} ({on})", article=self.article, on=self.on.isoformat())


def _several(raw: Any) -> Any:
    """One entry may be written without a list."""
    return [raw] if isinstance(raw, dict | str) else raw


Checked = Annotated[tuple[TextCheck | str, ...], BeforeValidator(_several)]
