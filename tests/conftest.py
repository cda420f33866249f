"""What every test stands on: the pinned time zones, and property tests that a busy machine does not fail."""

from hypothesis import settings

from bot.settings import use_pinned_time_zones

use_pinned_time_zones()
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
