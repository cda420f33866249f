"""Cleans text that came from outside, once, where it comes in: from Slack, the command line and files.

NUL and lone surrogates are removed: no database and no UTF-8 can hold them. What is invisible and changes how other
text reads (bidi overrides, zero-width characters, tags, control characters) becomes a symbol that everyone can see.
Joiners (U+200C, U+200D) and variation selectors stay: Persian, Indian scripts and emoji are written with them.
"""

_REMOVED = {0: None, **dict.fromkeys(range(0xD800, 0xE000))}
_SHOWN = {code: chr(0x2400 + code) for code in range(1, 0x20) if chr(code) not in "\t\n\r"} | {0x7F: "␡"}
_BREAKS = {0x2028: "\n", 0x2029: "\n"}
_INVISIBLE = (
    *range(0x80, 0x85), *range(0x86, 0xA0), 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),
)  # fmt: skip
_TABLE: dict[int, str | None] = {
    **_REMOVED, **_SHOWN, **_BREAKS, 0x85: "\n", **{code: f"⟨U+{code:04X}⟩" for code in _INVISIBLE},
}  # fmt: skip
_UNCLEAN = frozenset(map(chr, _TABLE))  # fifteen times as fast as a pattern with as many ranges


def clean(text: str) -> str:
    """The text with nothing in it that cannot be kept or seen."""
    return text if _UNCLEAN.isdisjoint(text) else text.translate(_TABLE)


def clean_values(value: object) -> object:
    """Plain JSON or YAML with every text in it cleaned, keys too. Its depth is limited by the code that read it."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean_values(key): clean_values(item) for key, item in value.items()}
        case list():
            return [clean_values(item) for item in value]
    return value
