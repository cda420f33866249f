"""Writes `tests/known_blocks.schema.json` anew: Slack's own types of the blocks, as JSON schema. Needs npm and network.

`python -m tools.block_schema`. The types are those of npm `@slack/types`; its `KnownBlock` is every block that it
knows. Tests need neither: the schema is committed. Raise the versions here to follow Slack.
"""

import json
import subprocess
import tempfile
from pathlib import Path

TYPES, GENERATOR = "@slack/types@3.2.0", "ts-json-schema-generator@2.4.0"
SCHEMA = Path(__file__).parents[1] / "tests" / "known_blocks.schema.json"
ORIGIN = f"KnownBlock of npm {TYPES}, made into a JSON schema by {GENERATOR}: python -m tools.block_schema"


def generated(folder: Path) -> dict[str, object]:
    """The schema with the license of the types, made in a folder that is thrown away."""
    subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), TYPES, GENERATOR], check=True)
    types = folder / "node_modules" / "@slack" / "types"
    command: list[str | Path] = [
        folder / "node_modules" / ".bin" / "ts-json-schema-generator",
        "--path",
        types / "dist" / "index.d.ts",
        *("--type", "KnownBlock", "--no-type-check", "--jsDoc", "none"),
    ]
    made: dict[str, object] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {"$comment": f"{ORIGIN}\n\n{(types / 'LICENSE').read_text()}", **made}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        schema = generated(Path(folder))
    SCHEMA.write_text(json.dumps(schema, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
