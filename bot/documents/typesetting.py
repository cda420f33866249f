"""Run as a script, in a process of its own: reads one typst document on stdin, writes it as PDF on stdout, and ends.

typst keeps what it has compiled, so a process that makes large reports grows with each. Nothing is imported here but
typst, so that starting takes a few hundredths of a second. `pdf.py` is the only one who starts it.
"""

import json
import sys
from typing import BinaryIO


def typeset_once(given: BinaryIO, answer: BinaryIO) -> None:
    """The first line is JSON: `own_fonts`, whether the machine's fonts are left out. PDF/UA-1 where it can be."""
    import typst

    own_fonts = json.loads(given.readline())["own_fonts"]
    source = given.read()
    try:
        made = typst.compile(source, format="pdf", ignore_system_fonts=own_fonts, pdf_standards=["ua-1"])
    except typst.TypstError:  # a character that no font here has, or headings out of order: print it anyway
        made = typst.compile(source, format="pdf", ignore_system_fonts=own_fonts)
    answer.write(made)


if __name__ == "__main__":
    typeset_once(sys.stdin.buffer, sys.stdout.buffer)
