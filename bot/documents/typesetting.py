"""Run as a script, in a process of its own: reads typst documents on stdin, writes each as PDF or PNG on stdout, and
ends with its input.

typst keeps what it has compiled, so a process that makes large reports grows with each. Nothing is imported here but
typst, so that starting takes a few hundredths of a second. `pdf.py` is the only one who starts it.
"""

import json
import sys
from typing import BinaryIO

FINE = 216  # dots per inch of a picture


def typeset_each(given: BinaryIO, answer: BinaryIO) -> None:
    """Before each document a line of JSON: its `length` in bytes, and `own_fonts`, whether the machine's fonts are left
    out, and its `format`; before each file a line with its length. PDF/UA-1 where it can be."""
    import typst

    while asked := given.readline():
        about = json.loads(asked)
        own_fonts, source = about["own_fonts"], given.read(about["length"])
        if about["format"] == "png":
            made = typst.compile(source, format="png", ppi=FINE, ignore_system_fonts=own_fonts)
            _write(answer, made)
            continue
        try:
            made = typst.compile(source, format="pdf", ignore_system_fonts=own_fonts, pdf_standards=["ua-1"])
        except typst.TypstError:  # a character that no font here has, or headings out of order: print it anyway
            made = typst.compile(source, format="pdf", ignore_system_fonts=own_fonts)
        _write(answer, made)


def _write(answer: BinaryIO, made: bytes) -> None:
    answer.write(b"%d\n" % len(made) + made)
    answer.flush()


if __name__ == "__main__":
    typeset_each(sys.stdin.buffer, sys.stdout.buffer)
