"""What `breachbot doctor` asks the machine: settings, files, disk, time zones, packages, out-of-band channels."""

import os
import shlex
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli.checked import FIX, LOOK, Checked
from bot.domain.organisation import Organisation
from bot.law.descriptions import how_checked
from bot.law.model import Law
from bot.licenses import installed, is_allowed, license_of
from bot.messages.phrases import list_of
from bot.settings import Settings

LAW_IS_OLD_AFTER = timedelta(days=120)
ENOUGH, SCARCE = 1 << 30, 100 << 20  # bytes that are free
ZONES_ARE_OLD_AFTER_YEARS = 2
ASKS_FOR_SOMETHING = ("LGPL", "MPL")
TEST = ("breachbot: test", "This is a test of breachbot's out-of-band channels. Nothing has happened.")


def settings_given() -> Checked:
    """Those that are not known end every command before this."""
    given = sorted(name for name, value in os.environ.items() if value and name.startswith("BREACHBOT_"))
    return Checked("Settings", f"{', '.join(given)}." if given else "None is set; the defaults are used.")


def modes(home: Path) -> Checked:
    """Whether another account on this machine could read the record or a token."""
    places = [home, *home.rglob("*")] if home.exists() else []
    open_to_others = [one for one in places if not one.is_symlink() and one.lstat().st_mode & 0o077]
    if not open_to_others:
        return Checked("File modes", f"Only this account can read {home}.")
    says = f"Other accounts on this machine can read {len(open_to_others)} files or folders, such as"
    return Checked("File modes", f"{says} {open_to_others[0]}.", FIX, f"Run `chmod -R go= {shlex.quote(str(home))}`.")


def law_age(law: Law, today: date) -> Checked:
    checked = [versions[-1].checked_on for versions in law.by_id.values() if versions[-1].checked_on]
    if checked and today - max(checked) <= LAW_IS_OLD_AFTER:
        return Checked("Law", how_checked(law))
    return Checked("Law", how_checked(law), LOOK, "Install the newest breachbot, and have counsel check what changed.")


def disk(home: Path) -> Checked:
    place = next(one for one in (home, *home.absolute().parents) if one.exists())
    free = shutil.disk_usage(place).free
    says = f"{free / (1 << 30):.1f} GB free at {place}."
    if free >= ENOUGH:
        return Checked("Disk", says)
    remedy = "Free some space: on a full disk nothing is recorded."
    return Checked("Disk", says, LOOK if free >= SCARCE else FIX, remedy)


def time_zones(today: date) -> Checked:
    installed_version = version("tzdata")
    ZoneInfo("Europe/Berlin")  # raises where the package is damaged
    says = f"Those of the package tzdata {installed_version}."
    if today.year - int(installed_version.split(".")[0]) < ZONES_ARE_OLD_AFTER_YEARS:
        return Checked("Time zones", says)
    return Checked("Time zones", says, LOOK, "Update tzdata: governments have changed their clocks since.")


def fonts() -> Checked:
    from bot.documents.fonts import scripts_without_font

    if missing := scripts_without_font():
        says = f"A PDF shows empty boxes for names in {list_of(missing, 'and')}: no font on this machine has them."
        return Checked("Fonts", says, LOOK, "On Debian: apt-get install fonts-noto-core fonts-droid-fallback")
    return Checked("Fonts", "A PDF can show every common script.")


def licenses() -> Checked:
    terms = {str(about["Name"]): license_of(about) for about in installed("breachbot")}
    if refused := [f"{name} ({said})" for name, said in terms.items() if not is_allowed(said)]:
        remedy = "Replace them, or have someone decide whether you may use them."
        return Checked("Licenses", f"Not permissive: {', '.join(refused)}.", FIX, remedy)
    says = f"{len(terms)} packages, all under licenses that breachbot may use."
    ask = [name for name, said in terms.items() if any(kind in said for kind in ASKS_FOR_SOMETHING)]
    return Checked("Licenses", f"{says} Used unchanged, as their licenses ask: {', '.join(ask)}." if ask else says)


def out_of_band(settings: Settings, organisation: Organisation | None, send_test: bool) -> Iterator[Checked]:
    """Never shows an address, which may hold a password."""
    from bot.timers.out_of_band import check_addresses

    addresses = settings.out_of_band_addresses
    check_addresses(addresses)
    reached = organisation.reached_out_of_band if organisation else ()
    people = "; ".join(f"{who} ({', '.join(kinds)})" for who, kinds in reached)
    contacts = f"Out-of-band contacts: {people or 'none in organisation.yaml'}."
    if not addresses:
        remedy = "Set BREACHBOT_OUT_OF_BAND: without it, only the log tells that Slack is unavailable."
        yield Checked("Alarms", f"No channel is set. {contacts}", LOOK, remedy)
    elif not send_test:
        yield Checked("Alarms", f"Channels: {len(addresses)}. `--send-test` tries them. {contacts}")
    named = [(f"channel {number}", address) for number, address in enumerate(addresses, 1)]
    for person, known in organisation.people.items() if organisation else ():
        named += [(known.name or person, address.get_secret_value()) for address in known.out_of_band]
    for name, address in named if send_test else ():
        yield _tried(f"{name} ({address.partition('://')[0]})", address)


def _tried(name: str, address: str) -> Checked:
    from bot.timers.out_of_band import send

    if send([address], *TEST):
        return Checked("Alarms", f"The test message to {name} was accepted. Check that it arrived.")
    return Checked("Alarms", f"The test message to {name} was not accepted.", FIX, "Correct its address.")


def two_people(organisation: Organisation) -> Checked:
    if organisation.wants_two_people:
        return Checked("Two people", "What takes two people takes two.")
    says = "The two-person rule is off: one person may do what otherwise takes two."
    return Checked("Two people", says, LOOK, "If you don't want that, remove `two_people` from organisation.yaml.")
