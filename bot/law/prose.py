"""In which language a free text is written, and what the same fact is called in another language.

Decides the language by the small words that every sentence needs; a text without any, such as a name or a list of
systems, is in none that could be told, so that who wrote it decides, or the texts beside it in a file. A fact that is
prose may be stated once in each language: `what_happened` as people wrote it, `what_happened_de` in German.

Caveats: only the languages in which letters are written are told apart; a text in another one is in none.
"""

import re
from collections import Counter
from collections.abc import Iterable

from bot.sentences import sentence

LANGUAGES = {"de": sentence("German"), "en": sentence("English"), "es": sentence("Spanish"), "fr": sentence("French")}

_SMALL = {
    "de": """aber als am auf aus bei bis das dass dem den der des die diese durch ein eine einem einen einer es
        für haben hat hatte ihm ihr ihre ihren im in ist jemand kein keine mit nach nicht noch nur oder sein
        seine sich sie sind über um und uns unser unsere unter vom von vor war waren wer werden wie wir wird
        wurde wurden zu zum zur ja nein""",
    "en": """a about all and are as at been but by can could did do each every for from had has have he her his
        if in into is it its may no not of on or our out she so someone than that the their them then there
        they this through to under until was we were when which who will with without would yes you your""",
    "es": """a al alguien aunque como con contra cuando cuyo de del desde donde durante el ella en entre era es
        esta este fue fueron ha han hasta hay la las le les lo los más mediante no nos nuestra nuestro o
        para pero por que quien se ser si sin sobre son su sus también tras un una y ya sí""",
    "fr": """a afin au aux avant avec avons ce cette ces chez comme dans de depuis des deux donc du elle en entre
        est et été eu il ils je jusqu la le les leur leurs lors mais ne nos notre nous ont ou où par pas
        plus pour qu que qui quelqu sa sans ses si son sont sous sur un une vers vos votre vous y était
        oui non""",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def language_of(text: str) -> str | None:
    """The language that most of the small words belong to; None where there are none, or as many of another.

    >>> language_of("Someone copied our list of customers."), language_of("Jemand hat unsere Liste kopiert.")
    ('en', 'de')
    >>> language_of("Quelqu'un a copié la liste."), language_of("Alguien copió la lista de clientes.")
    ('fr', 'es')
    >>> language_of("Beispiel Versand GmbH") is None
    True
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = sorted(((sum(word in small for word in words), name) for name, small in _WORDS.items()), reverse=True)
    (most, name), (next_most, _) = counts[:2]
    return name if most > next_most else None


def language_written(text: str, spoken: str) -> str:
    """The language of a text in sentences: its own, or what its writer speaks where the text shows none. Figures and
    codes alone are in none.

    >>> language_written("Encryption.", "en"), language_written("EUR 40,000", "en")
    ('en', '')
    """
    return language_of(text) or (spoken if re.search(r"[^\W\d_A-Z]", text) else "")


def most_written(texts: Iterable[str]) -> str:
    """The language of most of these texts, among those that show theirs; empty where none does."""
    found = Counter(filter(None, map(language_of, texts)))
    return found.most_common(1)[0][0] if found else ""


def in_language(name: str, language: str) -> str:
    """What the fact is called in this language."""
    return f"{name}_{language}"
