"""Whether an out-of-band address can be used. A fault never shows the address, which contains a password."""

from collections.abc import Sequence


def not_understood(addresses: Sequence[str]) -> list[tuple[int, str]]:
    """The addresses that Apprise rejects: their index in the list, and their kind."""
    if not addresses:
        return []
    from apprise import Apprise  # slow to import, and most files name no address
    from apprise.logger import logger

    logger.disabled = True  # it repeats the address
    try:
        return [(number, _kind(address)) for number, address in enumerate(addresses) if not Apprise().add(address)]
    finally:
        logger.disabled = False


def _kind(address: str) -> str:
    return address.split("://", 1)[0] if "://" in address else "without a scheme"
