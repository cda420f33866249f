"""What a gate is called: the few things that must not happen before the steps they wait for."""

from collections.abc import Mapping

from bot.messages import N_
from bot.runbook.model import Gate

GATES: Mapping[Gate, str] = {
    Gate.SENDING: N_("sending notices"),
    Gate.PAYING: N_("negotiating, paying or hiring"),
    Gate.DESTROYING: N_("destroying or overwriting evidence"),
    Gate.RECONNECTING: N_("reconnecting or restoring"),
}
