"""A template does only so much: each way of doing more ends within seconds and little memory, with file and line."""

import resource
import subprocess
import sys

import pytest

PROGRAM = """
import sys, traceback
from bot.library.bounded_templates import BoundedTemplates, limited
sources = {"a.j2": sys.stdin.read(), "b.j2": "{% include 'c.j2' %}" * 30, "c.j2": "{% include 'd.j2' %}" * 30,
    "d.j2": "{% include 'e.j2' %}" * 30, "e.j2": "{% include 'f.j2' %}" * 30, "f.j2": "x" * 40000,
    "g.j2": "{% include 'g.j2' %}"}
try:
    with limited():
        text = BoundedTemplates(sources, lambda name: "/own/" + name, {}).get_template("a.j2").render(
            {"text": "a" * 4000, "many": tuple(range(100)), "one": 1})
    print("made", len(text))
except Exception as error:
    print(type(error).__name__, getattr(error, "message", error))
"""
MUCH = {
    "text times a number": "{{ 'a' * 9999999999 }}",
    "a list times a number": "{{ ([1] * 9999999999) | length }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a product of products": "{% set a = 999999999999 %}{% set b = a * a %}{% set c = b * b %}{{ c * c }}",
    "a formatted width": "{{ '%9999999999d' % 1 }}",
    "a range": "{% for i in range(10**9) %}x{% endfor %}",
    "a padded text": "{{ 'a' | center(10**9) }}",
    "a padded text, by number": "{{ 'a' | center(1000000000) }}",
    "a method that pads": "{{ 'a'.center(1000000000) }}",
    "a method that formats": "{{ '{:1000000000}'.format(1) }}",
    "an indented text": "{{ 'a' | indent(1000000000) }}",
    "a batch": "{{ [1] | batch(1000000000, 'x') | list }}",
    "a recursive macro": "{% macro m(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}{{ m(1) }}",
    "a recursive loop": "{% for x in many recursive %}{{ loop(many) }}{% endfor %}",
    "loops in loops": "{% for a in text %}{% for b in text %}{% for c in text %}{% endfor %}{% endfor %}{% endfor %}",
    "a large body, often": "{% for a in many %}{% for b in many %}" + "x" * 40_000 + "{% endfor %}{% endfor %}",
    "doubling by adding": "{% set a = text %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "doubling by joining": "{% set a = text %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubling by replacing": "{% set a = text %}" + "{% set a = a | replace('a', 'aaaaaaaaaa') %}" * 12 + "{{ a }}",
    "doubling by capturing": "{% set a = text %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40 + "{{ a }}",
    "includes of includes": "{% include 'b.j2' %}",
    "an include of itself": "{% include 'g.j2' %}",
    "a file of a megabyte": "x" * 1_000_000,
    "brackets": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "negations": "{{ " + "not " * 20_000 + "1 }}",
    "questions": "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
    "a division by zero": "{{ 7 / 0 }}",
    "an unknown name": "{{ nothing }}",
    "an unknown filter": "{{ 1 | nothing }}",
    "a way out": "{{ ().__class__.__bases__ }}",
}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))


@pytest.mark.parametrize("template", MUCH.values(), ids=MUCH)
def test_what_would_do_too_much_is_stopped(template: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=template, capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert not done.stdout.startswith(("made", "MemoryError")), done.stdout


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{% for a in many %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}", 291),
        ("{{ many | join('-') }}", 289),
        ("{{ one * 3 + 4 - 2 }} {{ 7 // 2 }} {{ 7 % 4 }}", 5),
        ("{{ text.upper() }}", 4_000),
        ("{{ text | replace('a', 'b') | length }}", 4),
    ],
)
def test_what_templates_are_for_stays_possible(template: str, made: int) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], input=template, capture_output=True, text=True, check=True)
    assert done.stdout == f"made {made}\n"
