"""Formats values in a language: dates with their zone, numbers, lists, places, choices.

Decides how a value reads in a document; leaves the wording of each choice to `notify_templates/words.yaml`. Every
instant is shown in the incident's time zone with its UTC offset, so no one elsewhere can misread it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.domain.notice_facts import NotKnownYet
from bot.law.values import ELSEWHERE, Count, Money, People
from bot.sentences import short_day

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "yes": "yes", "no": "no", "elsewhere": "elsewhere", "none": "none",
        "unknown": "a number not known yet", "some": "at least one", "least": "at least {low}", "to": "{low} to {high}",
        "best": "{low} to {high}, most likely {best}", "in": "{place}: {count}",
        "more": "possibly more, still being checked",
        "of_some": "{what} (of some people)",
        "not_yet": "Not known yet; next update on {day}",
    },
    "de": {
        "yes": "ja", "no": "nein", "elsewhere": "andere Orte", "none": "keine",
        "unknown": "Anzahl noch nicht bekannt", "some": "mindestens eine", "least": "mindestens {low}",
        "to": "{low} bis {high}", "best": "{low} bis {high}, wahrscheinlich {best}", "in": "{place}: {count}",
        "more": "möglicherweise weitere, wird noch geprüft",
        "of_some": "{what} (bei einigen Personen)",
        "not_yet": "Noch nicht bekannt; nächste Mitteilung am {day}",
    },
    "fr": {
        "yes": "oui", "no": "non", "elsewhere": "autres lieux", "none": "aucune",
        "unknown": "nombre pas encore connu", "some": "au moins une", "least": "au moins {low}",
        "to": "de {low} à {high}", "best": "de {low} à {high}, probablement {best}", "in": "{place}\u202f: {count}",
        "more": "peut-être d'autres, vérification en cours",
        "of_some": "{what} (pour certaines personnes)",
        "not_yet": "Pas encore connu\u202f; prochaine communication le {day}",
    },
    "es": {
        "yes": "sí", "no": "no", "elsewhere": "otros lugares", "none": "ninguna",
        "unknown": "número aún desconocido", "some": "al menos una", "least": "al menos {low}",
        "to": "de {low} a {high}", "best": "de {low} a {high}, probablemente {best}", "in": "{place}: {count}",
        "more": "posiblemente más, en comprobación",
        "of_some": "{what} (de algunas personas)",
        "not_yet": "Aún no se sabe; próxima comunicación el {day}",
    },
}  # fmt: skip


class Choice(str):
    """One code of a choice; equals the code and prints as its words."""

    words: str

    def __new__(cls, code: str, words: str) -> "Choice":
        made = super().__new__(cls, code)
        made.words = words
        return made


@dataclass(frozen=True)
class Display:
    """One language, one zone, and the region whose way of writing dates is used; `words` is fact -> choice -> words,
    `places` is place code -> name."""

    language: str
    zone: ZoneInfo
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    region: str = ""

    @property
    def locale(self) -> str:
        region = self.region or {"en": "GB"}.get(self.language, "")
        return f"{self.language}_{region}" if region else self.language

    @property
    def phrases(self) -> Mapping[str, str]:
        return PHRASES.get(self.language, PHRASES["en"])

    def show(self, value: object) -> str:
        """The value as a reader of this language expects it."""
        match value:
            case Choice():
                return value.words
            case str():
                return value
            case NotKnownYet():
                return (
                    self.phrases["not_yet"].format(day=self.day(value.next_update_on)) if value.next_update_on else ""
                )
            case bool():
                return self.phrases["yes" if value else "no"]
            case int() | float():
                return str(format_decimal(value, locale=self.locale))
            case datetime():
                return self.instant(value)
            case date():
                return self.day(value)
            case Count():
                return self.count(value)
            case People():
                return "; ".join(self.rows(value))
            case Money():
                return (
                    f"{value.currency} {self.show(int(value.amount) if value.amount % 1 == 0 else float(value.amount))}"
                )
            case Iterable():
                return self.listed(value)
        return str(value)

    def day(self, value: date) -> str:
        """A date in full words; of an instant, its date in the incident's zone."""
        at = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        said = str(format_date(at, "long", locale=self.locale))
        return f"1er{said[1:]}" if self.language == "fr" and at.day == 1 else said

    def instant(self, value: datetime) -> str:
        local = value.astimezone(self.zone)
        offset = local.strftime("%z")
        sign = f"UTC{offset[:3]}:{offset[3:]}" if offset.strip("+-0") else "UTC"
        return f"{self.day(value)}, {format_time(local, self._clock, locale=self.locale)} ({sign})"

    def short(self, local: datetime) -> str:
        """For tables, whose head names the zone: `7 Feb 2019, 13:00`."""
        if self.language == "en":  # Babel writes Sept in Britain and Sep in the United States
            return f"{short_day(local)}, {format_time(local, self._clock, locale=self.locale)}"
        return str(format_datetime(local, f"d MMM y, {self._clock}", locale=self.locale))

    @property
    def _clock(self) -> str:
        return "h:mm a" if self.region == "US" else "HH:mm"

    def listed(self, values: Iterable[object]) -> str:
        """`a, b and c`, as the language joins them."""
        shown = [self.show(value) for value in values]
        return str(format_list(shown, locale=self.locale)) if shown else ""

    def rows(self, people: People) -> list[str]:
        """One line per place, in the order given; places with no one are left out."""
        left = ((place, count) for place, count in people.table.items() if count.most != 0)
        return [self.phrases["in"].format(place=self.place(place), count=self.count(count)) for place, count in left]

    def total(self, people: People) -> str:
        counts = list(people.table.values())
        most = [count.most for count in counts if count.most is not None]
        best = [count.least if count.best is None else count.best for count in counts]
        known = any(count.best is not None for count in counts)
        end = sum(most) if len(most) == len(counts) else None
        return self.count(Count(sum(count.least for count in counts), end, sum(best) if known else None))

    def count(self, value: Count) -> str:
        low = self.show(value.least)
        if value.exact:
            return low if value.least else self.phrases["none"]
        if value.most is None:
            open_end = {0: self.phrases["unknown"], 1: self.phrases["some"]}
            return open_end.get(value.least, self.phrases["least"].format(low=low))
        high = self.show(value.most)
        if value.best is not None:
            return self.phrases["best"].format(low=low, high=high, best=self.show(value.best))
        return self.phrases["to"].format(low=low, high=high)

    def place(self, code: str) -> str:
        if code == ELSEWHERE:
            return self.phrases["elsewhere"]
        territories: Mapping[str, str] = Locale.parse(self.locale).territories
        return self.places.get(code) or territories.get(code, code)

    def choice(self, fact: str, code: str) -> Choice:
        return Choice(code, self.words.get(fact, {}).get(code, code.replace("_", " ")))
