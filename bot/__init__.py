"""breachbot: a Slack bot that runs the response to a data breach."""

import sys
from types import ModuleType

# The CEL library imports its own command line with it, and with that 200 modules (9 MB, a tenth of a second). No one
# here uses it, so it is taken for imported before anything imports the library.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
