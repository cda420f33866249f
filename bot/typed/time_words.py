"""The words of time in four languages, folded: no capitals, no accents."""

from collections.abc import Mapping
from datetime import timedelta


def _table(text: str) -> dict[str, int]:
    """`1: jan january; 2: feb` -> {jan: 1, january: 1, feb: 2}."""
    rows = (row.partition(":") for row in text.split(";"))
    return {word: int(number) for number, _sign, words in rows for word in words.split()}


MONTHS: Mapping[str, int] = _table(
    "1: january jan januar janner janvier janv enero ene; 2: february feb februar fevrier fevr febrero;"
    "3: march mar marz mrz mars marzo; 4: april apr avril avr abril abr; 5: may mai mayo; 6: june jun juni juin junio;"
    "7: july jul juli juillet juil julio; 8: august aug aout agosto ago; 9: september sep sept septembre septiembre;"
    "10: october oct oktober okt octobre octubre; 11: november nov novembre noviembre;"
    "12: december dec dezember dez decembre diciembre dic"
)
WEEKDAYS: Mapping[str, int] = _table(
    "0: monday mon montag lundi lunes; 1: tuesday tue tues dienstag mardi martes;"
    "2: wednesday wed mittwoch mercredi miercoles; 3: thursday thu thur thurs donnerstag jeudi jueves;"
    "4: friday fri freitag vendredi viernes; 5: saturday sat samstag sonnabend samedi sabado;"
    "6: sunday sun sonntag dimanche domingo"
)
NUMBERS: Mapping[str, int] = _table(
    "1: one eins ein einer einem einen une un una; 2: two zwei deux dos; 3: three drei trois tres;"
    "4: four vier quatre cuatro; 5: five funf cinq cinco; 6: six sechs seis; 7: seven sieben sept siete;"
    "8: eight acht huit ocho; 9: nine neun neuf nueve; 10: ten zehn dix diez; 11: eleven elf onze once;"
    "12: twelve zwolf douze doce; 15: fifteen quinze quince; 20: twenty zwanzig vingt veinte;"
    "25: twenty-five; 30: thirty dreissig trente treinta; 40: forty; 45: forty-five; 48: forty-eight"
)
ARTICLES = {"a": 1.0, "an": 1.0, "half an": 0.5, "half a": 0.5, "einer halben": 0.5, "une demi": 0.5, "media": 0.5}
DAYS: Mapping[str, int] = {
    **dict.fromkeys(("today", "heute", "aujourd'hui", "hoy"), 0),
    **dict.fromkeys(("yesterday", "gestern", "hier", "ayer"), -1),
    **dict.fromkeys(("the day before yesterday", "day before yesterday", "vorgestern", "avant-hier", "anteayer"), -2),
    **dict.fromkeys(("tomorrow", "morgen", "demain", "manana"), 1),
}
"""Days counted from today."""

UNITS: Mapping[str, timedelta] = {
    word: length
    for words, length in (
        ("hour hours hr hrs h stunde stunden std heure heures hora horas", timedelta(hours=1)),
        ("minute minutes min mins minuten minuto minutos", timedelta(minutes=1)),
        ("day days d tag tage tagen jour jours dia dias", timedelta(days=1)),
        ("week weeks woche wochen semaine semaines semana semanas", timedelta(days=7)),
    )
    for word in words.split()
}
MORNING, EVENING, NIGHT, LAST_NIGHT = "morning", "evening", "night", "last night"
PERIODS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "in the morning", "morning", "morgens", "am morgen", "fruh", "vormittags", "vormittag", "am vormittag",
            "du matin", "le matin", "matin", "de la manana", "por la manana", "de la madrugada", "madrugada",
        ),
        MORNING,
    ),
    **dict.fromkeys(
        (
            "in the afternoon", "in the evening", "afternoon", "evening", "nachmittags", "am nachmittag", "nachmittag",
            "abends", "am abend", "abend", "de l'apres-midi", "l'apres-midi", "apres-midi", "du soir", "le soir",
            "soir",            "de la tarde", "por la tarde",
        ),
        EVENING,
    ),
    **dict.fromkeys(("at night", "night", "nachts", "in der nacht", "de la noche", "por la noche"), NIGHT),
}  # fmt: skip
THIS: Mapping[str, str] = {
    "this morning": MORNING, "ce matin": MORNING, "esta manana": MORNING,
    "this afternoon": EVENING, "this evening": EVENING, "tonight": EVENING, "ce soir": EVENING,
    "cet apres-midi": EVENING, "esta tarde": EVENING, "esta noche": EVENING,
}  # fmt: skip
"""A part of today."""
LAST_NIGHTS = ("last night", "gestern nacht", "heute nacht", "cette nuit", "la nuit derniere", "anoche")
"""From yesterday's evening to this morning."""
MORNINGS = {"heute morgen": 0, "gestern morgen": -1, "vorgestern morgen": -2}
"""In German the word for the morning is also the one for tomorrow."""

NOW = ("right now", "just now", "now", "jetzt", "gerade eben", "maintenant", "ahora mismo", "ahora")
NOON = ("noon", "midday", "mittags", "mittag", "midi", "mediodia", "al mediodia")
MIDNIGHT = ("midnight", "mitternacht", "minuit", "medianoche")
DAY_END = (
    "end of the day", "end of day", "eod", "tagesende", "ende des tages", "fin de la journee", "fin de journee",
    "final del dia", "fin del dia",
)  # fmt: skip
ABOUT = (
    "about", "around", "approximately", "approx.", "approx", "roughly", "circa", "ca.", "ca", "~", "gegen", "etwa",
    "ungefahr", "vers", "environ", "sobre", "hacia", "a eso de", "aproximadamente",
)  # fmt: skip
"""A time that follows is not exact."""
LAST = ("last", "letzten", "letzter", "vergangenen", "dernier", "pasado")
NEXT = ("next", "nachsten", "nachster", "kommenden", "prochain", "proximo")
FILLERS = (
    "at", "on", "in", "the", "of", "um", "den", "dem", "der", "die", "des", "a las", "a la", "a l'", "a", "las", "le",
    "el",
    "al", "du", "de", "del", "uhr", "o'clock", "@", "-", "local time", "my time", "ortszeit", "heure locale",
    "hora local",
)  # fmt: skip
"""Words that join the parts of a time and say nothing themselves."""
