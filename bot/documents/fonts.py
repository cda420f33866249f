"""Which scripts a PDF can show: typst brings fonts for Latin, Greek, Cyrillic, Hebrew and a few more; the rest are the
machine's.

`breachbot doctor` asks, because a name without a font is a row of empty boxes in a notice.
"""

SAMPLES = {
    "Arabic": "مريم",
    "Armenian": "Անի",
    "Bengali": "প্রিয়া",
    "Chinese": "陈晓明數據",
    "Georgian": "ნინო",
    "Hindi": "प्रिया",
    "Japanese": "さくらデータ",
    "Khmer": "សុខា",
    "Korean": "김민수",
    "Tamil": "பிரியா",
    "Thai": "สมชาย",
}
"""A name or a word in each script for which the machine's fonts are used."""


def scripts_without_font(*, machine: bool = True) -> tuple[str, ...]:
    """`machine`: whether the machine's fonts count, as they do for every PDF."""
    return tuple(script for script, sample in SAMPLES.items() if not _shows(sample, machine))


def _shows(sample: str, machine: bool) -> bool:
    import typst

    source = f'#set document(title: [Fonts])\n#"{sample}"'
    try:
        typst.compile(source.encode(), format="pdf", ignore_system_fonts=not machine, pdf_standards=["ua-1"])
    except typst.TypstError:  # PDF/UA refuses a character that no font has
        return False
    return True
