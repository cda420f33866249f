"""The words that join the parts of a command, in four languages: why, until when, by whom, not known yet; and what is
done to a fact: added, removed, replaced.

Decides nothing about what they join. In German the verb may stand at the end: `people Frankreich entfernen`.
"""

import re
from collections.abc import Mapping

from bot.domain.roles import ConflictAnswer
from bot.domain.sendings import Method
from bot.law.fact_edits import How

REASON = re.compile(r"\b(?:because|weil|denn|parce que|porque)\b:?\s+|\bparce qu['’]\s*", re.IGNORECASE)
HOLD = re.compile(
    r"(?P<duty>.+?)\s+(?:until|bis(?:\s+zum)?|jusqu['’](?:au|à)|hasta(?:\s+el)?)\s+(?P<until>.+?)"
    r"\s+(?:by|durch|von|par|por)\s+(?P<by>.+)",
    re.IGNORECASE,
)
EVERY = frozenset({"all", "alle", "alles", "tout", "tous", "toutes", "todo", "todos", "todas"})  # folded
UNTIL = re.compile(r"\s(?:until|bis|jusqu['’](?:au|à)|hasta)\s", re.IGNORECASE)
ASKED = re.compile(
    rf"\s(?:by|durch|von|par|por)\s+\S|\s(?:for|für|pendant|durante)\s+\d|\s{REASON.pattern}", re.IGNORECASE
)
"""What is said of a request to wait without its end: by whom, for how long, why."""
IN_WRITING = re.compile(r"[\s,]*\b(?:in writing|written|schriftlich|par écrit|por escrito)\s*$", re.IGNORECASE)
REFERENCE = re.compile(
    r"(?<!\w)(?:reference|ref|no|number|aktenzeichen|az|nr|référence|réf|numéro|n°|referencia|número|nº)[.:\s]+(\S+)",
    re.IGNORECASE,
)
METHOD_WORDS: Mapping[Method, str] = {
    Method.REGISTERED: r"(?:registered|certified) (?:mail|post|letter)|einschreiben|(?:lettre )?recommandée?"
    r"|correo certificado|burofax",
    Method.PORTAL: r"(?:(?:online|web) )?(?:portal|form)|(?:online-?)?formular|portail|formulaire|formulario",
    Method.EMAIL: r"e-?mail|courriel|correo electrónico|(?<=per )mail",
    Method.POST: r"(?:first-class |postal )?mail|post|letters?|brief|courrier|carta|correo(?: postal)?",
    Method.COURIER: r"courier|kurier|coursier|mensajero",
    Method.IN_PERSON: r"hand|in person|boten?|main propre|mano|en mano",
    Method.PHONE: r"phone|telephone|telefon|téléphone|teléfono",
    Method.TEXT: r"sms|text(?: message)?",
    Method.IN_APP: r"(?:the )?app(?: message)?",
    Method.WEBSITE: r"(?:the )?website|webseite|site web|sitio web",
    Method.MEDIA: r"press|media|presse|medien|prensa",
}
BY_METHOD = re.compile(
    r"(?<!\w)(?:by|via|through|per|durch|über|par|por)\s+(?:"
    + "|".join(f"(?P<{method}>{words})" for method, words in METHOD_WORDS.items())
    + r")(?!\w)",
    re.IGNORECASE,
)
"""`by registered mail`, `per E-Mail`; the group that matched is the method."""
EVIDENCE = re.compile(
    r"(?<!\w)(?:evidence|proof|beweis|beleg|nachweis|preuve|prueba)[:\s]+#?(\d+|[0-9a-f]{8,64})(?!\w)", re.IGNORECASE
)
TO_COUNT = re.compile(
    r"(?<!\w)(?:to|an|à|a)\s+(?P<count>\d[\d.,'\u2019\u00a0 ]*?(?:k|m)?)"
    r"(?:\s+(?:people|persons|recipients|letters|personen|empfänger|briefe|personnes|destinataires|personas"
    r"|destinatarios))?\s*$",
    re.IGNORECASE,
)
"""`to 1,200 people`, at the end."""
OTHER_METHOD = re.compile(r"(?<!\w)(?:by|via|through|per|durch|über|par|por)\s+(?P<method>\S.*?)\s*$", re.IGNORECASE)
"""What stands at the end where a method would, once those that are known are gone."""
RETURNED = re.compile(
    r"(?P<returned>\d[\d.,'\u2019\u00a0]*)(?:\s*(?:of|out of|von|de|sur|/)\s*(?P<count>\d[\d.,'\u2019\u00a0 ]*))?\s*$",
    re.IGNORECASE,
)
"""`38`, or `38 of 1,200`, at the end."""
UNKNOWN = re.compile(
    r"unknown|not (?:yet )?known(?: yet)?|not sure(?: yet)?|(?:noch )?(?:unbekannt|nicht bekannt)"
    r"|(?:encore )?inconnue?s?|pas (?:encore )?connue?s?|non connue?s?"
    r"|(?:aún |todavía )?(?:desconocid[oa]s?|no se sabe)",
    re.IGNORECASE,
)
FORGETS = re.compile(
    rf"{UNKNOWN.pattern}"
    r"|(?:forget|remove|delete)(?: (?:all|everything|everyone))?"
    r"|(?:alles? )?(?:vergessen|entfernen|löschen)"
    r"|(?:oublier|retirer|supprimer|effacer)(?: (?:tout|tous|toutes))?"
    r"|(?:olvidar|quitar|eliminar|borrar)(?: (?:todo|todos|todas))?",
    re.IGNORECASE,
)
NEXT_CHECK = re.compile(
    rf"(?:{UNKNOWN.pattern})[,;.:]?\s*"
    r"(?:(?:next check|nächste prüfung|prochaine? (?:vérification|contrôle)|próxima (?:comprobación|revisión)):?\s*"
    r"(?:(?:at|um|à|a las?)\s+)?(?P<at>.+))?",
    re.IGNORECASE,
)
"""`not known yet, next check 18:00`."""

NOT_KNOWN_YET = re.compile(rf"(?:{UNKNOWN.pattern})\s*[,;.:]", re.IGNORECASE)
"""What begins like NEXT_CHECK."""
KIND_WORDS: Mapping[str, re.Pattern[str]] = {
    "ransomware": re.compile("ransom|encrypted our|lockbit|extortion|erpress|rançon|extorsi"),
    "lost-device": re.compile(
        "laptop|phone lost|stolen|lost|usb|paper|device|tablet|briefcase|gestohlen|verloren|notebook"
        "|volé|perdu|ordinateur portable|robad|perdid|portátil"
    ),
    "misdirected-message": re.compile(
        "wrong recipient|wrong address|wrong person|misdirected|bcc|cc instead"
        "|falsche[nr]? (?:empfänger|adresse|person)|fehlversand|mauvais(?:e adresse| destinataire)"
        "|destinatario equivocado|dirección equivocada"
    ),
    "business-email-compromise": re.compile(
        "mailbox|invoice fraud|bec|phish|e-mail account|email account|postfach|e-mail-konto|hameçonnage|boîte mail"
        "|buzón"
    ),
    "crm-export": re.compile(
        "crm|salesforce|export|hubspot|customer list|kundenliste|liste de clients|lista de clientes"
    ),
    "cloud-storage": re.compile("bucket|s3|blob|public link|open storage|öffentlicher link|lien public|enlace público"),
    "vendor": re.compile(
        "vendor|supplier|processor|sub-processor|dienstleister|lieferant|auftragsverarbeiter|fournisseur|prestataire"
        "|sous-traitant|proveedor|encargado"
    ),
    "leaked-secrets": re.compile("api key|secret|credential in|token|github|api-schlüssel|clé d'api|clave de api"),
    "web-skimming": re.compile("skimm|checkout|magecart|card page"),
    "insider": re.compile("insider|employee took|leaver|colleague copied|mitarbeiter(?:in)? hat|ex-employé|exempleado"),
    "opt-out-failure": re.compile("opt-out|opted out|unsubscribe|marketing to|abgemeldet|werbewiderspruch|désinscri"),
}
"""Words by which an incident is plainly of one kind, in lower case."""
ALTERNATE = frozenset({"alternate", "vertretung", "stellvertretung", "suppléant", "suppléante", "suplente"})
CONFLICT_WORDS: Mapping[str, ConflictAnswer] = {
    **dict.fromkeys(("none", "keiner", "keine", "aucun", "aucune", "ninguno", "ninguna"), ConflictAnswer.NONE),
    **dict.fromkeys(("witness", "zeuge", "zeugin", "témoin", "testigo"), ConflictAnswer.WITNESS),
    **dict.fromkeys(
        ("suspect", "suspecte", "verdächtig", "verdächtiger", "verdächtige", "sospechoso", "sospechosa"),
        ConflictAnswer.SUSPECT,
    ),
}
EDITS = (
    (
        How.REPLACE,
        r"replace(?:\s+(?:with|by))?|set(?:\s+to)?|change(?:\s+to)?|ersetzen?(?:\s+durch)?|setzen?(?:\s+auf)?"
        r"|ändern?(?:\s+(?:in|auf|zu))?|remplacer(?:\s+par)?|changer(?:\s+en)?|reemplazar(?:\s+(?:por|con))?"
        r"|sustituir(?:\s+por)?|cambiar(?:\s+(?:a|por))?",
        r"=",
        r"ersetzen|ändern",
    ),
    (
        How.REMOVE,
        r"remove|delete|without|not|entfernen?|löschen?|streichen?|ohne|retirer|supprimer|enlever|effacer|sans"
        r"|quitar|eliminar|borrar|sin",
        r"[-–−](?!\d)",
        r"entfernen|löschen|streichen",
    ),
    (
        How.STATE,
        r"add|also|plus(?!\s+de\b)|hinzufügen|ergänzen?|auch|zusätzlich|ajouter|aussi|añadir|agregar|también",
        r"\+",
        r"hinzufügen|ergänzen",
    ),
)
"""For each edit: the words before what is edited, the sign for them, the German words after it."""
_FIRST = [(how, re.compile(rf"(?:{words})\s+|{sign}\s*", re.IGNORECASE)) for how, words, sign, _last in EDITS]
_LAST = [(how, re.compile(rf"(?:durch\s+)?(.+?)\s+(?:{last})", re.IGNORECASE)) for how, _words, _sign, last in EDITS]
_WORD = re.compile("|".join(rf"(?:{words})|{sign}" for _how, words, sign, _last in EDITS), re.IGNORECASE)


LIST_EDITS = frozenset(
    (
        *("add", "remove", "replace", "hinzufügen", "entfernen", "ersetzen"),
        *("ajouter", "retirer", "remplacer", "añadir", "quitar", "reemplazar"),
    )
)
"""Words that edit a list or a table, and with which a text seldom begins."""


def edit_in(text: str) -> tuple[How, str, str] | None:
    """What the words do to a fact, what they do it with, and the word that says so; None when none does."""
    for how, first in _FIRST:
        if found := first.match(text):
            return how, text[found.end() :], found[0].strip()
    for how, last in _LAST:
        if found := last.fullmatch(text):
            return how, found[1], text[found.end(1) :].strip()
    return None


def begins_edit(word: str) -> bool:
    """Whether an edit can begin with this word alone, before the name of the fact."""
    return bool(_WORD.fullmatch(word)) or word[:1] in "+-–−"
