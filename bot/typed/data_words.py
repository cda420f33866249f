"""Kinds of data as people say them, beside the labels of the vocabulary and its short forms.

Where one word is usual for two kinds, both are named: the writer is asked which is meant, since duties depend on it.
"""

from collections.abc import Mapping

from bot.typed.words import folded

SAID: Mapping[tuple[str, ...], str] = {
    ("account_number",): "iban, ibans, bank details, bank account, bank accounts, account numbers, bankverbindung, "
    "bankverbindungen, bankdaten, kontonummern, coordonnées bancaires, datos bancarios, cuentas bancarias",
    ("card_number",): "credit card, credit cards, credit card numbers, debit cards, debit card numbers, "
    "credit card data, kreditkarten, kreditkartennummern, kreditkartendaten, cartes bancaires, cartes de crédit, "
    "tarjetas de crédito",
    ("card_cvv",): "cvv, cvc, security codes, prüfziffern",
    ("ssn",): "social security numbers, social security number, us ssn, ssns",
    ("credentials",): "logins, login data, login details, usernames and passwords, user names and passwords, "
    "username and password, zugangsdaten, anmeldedaten, identifiants de connexion, credenciales",
    ("password_hashed",): "hashed passwords, password hashes, passwort-hashes",
    ("credentials", "password_hashed"): "passwords, password, passwörter, mots de passe, contraseñas",
    ("postal_address", "email"): "addresses, address, adressen, adresses, direcciones",
    ("postal_address",): "home addresses, street addresses, anschriften",
    ("birth_date",): "dob, dobs, birthdays, birth dates, birthdates, geburtstage, geburtsdaten, dates de naissance, "
    "fechas de nacimiento",
    ("names",): "full names, first names, last names, namen, vornamen, nachnamen, noms, prénoms, nombres, apellidos",
    ("email",): "mail addresses, mailadressen, courriels, correos electrónicos",
    ("phone",): "phones, telephone numbers, cell phone numbers, mobile numbers, telefonnummern, handynummern, "
    "numéros de téléphone, teléfonos, números de teléfono",
    ("passport",): "passports, reisepässe, reisepassnummern, passnummern, passeports, pasaportes",
    ("tax_id",): "steuernummern, steuer-ids, numéros fiscaux, números fiscales",
    ("other",): "ip addresses, ip-adressen, adresses ip, direcciones ip, cookies, device ids, photos, fotos",
    ("health",): "medical, medical records, health records, diagnoses, patient data, patientendaten, "
    "gesundheitsdaten, krankendaten, medizinische daten, diagnosen, données de santé, datos de salud",
    ("national_id",): "id cards, identity cards, id card numbers, ausweise, ausweisnummern, personalausweise",
    ("driving_licence",): "driving licenses, driving licences, drivers licenses, driver licenses, führerscheine",
    ("income",): "salary, salaries, payroll, gehälter, gehaltsdaten, salaires, salarios",
    ("biometric",): "fingerprints, face scans, fingerabdrücke",
    ("purchase",): "orders, order history, bookings, purchases, bestellungen, buchungen",
}


def everyday(text: str) -> tuple[str, ...]:
    """The kinds of data that these words usually mean; empty for none."""
    return KINDS.get(folded(text).replace("e-mail", "email"), ())


KINDS = {folded(word): kinds for kinds, words in SAID.items() for word in words.split(", ")}
