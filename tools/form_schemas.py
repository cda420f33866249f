"""Writes docs/forms/ID.schema.json: the JSON Schema of what each authority's form makes, built from the form.

Run it after a form has changed: `.venv/bin/python -m tools.form_schemas`.
"""

import json
import sys
from pathlib import Path

from bot.domain.form_schemas import json_schema
from bot.library.forms import form_ids, form_named
from bot.library.templates import load_templates

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "forms"


def schemas() -> dict[Path, str]:
    """What each file should say."""
    templates = load_templates(ROOT / "notify_templates")
    forms = [form_named(templates, one) for one in form_ids(templates)]
    return {
        FOLDER / f"{form.id}.schema.json": json.dumps(json_schema(form), ensure_ascii=False, indent=1) + "\n"
        for form in forms
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in schemas().items():
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
