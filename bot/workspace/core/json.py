"""The type of a JSON object as it goes over the wire or into a `doc` column; what is in it, its own module checks."""

from typing import Any

Json = dict[str, Any]
