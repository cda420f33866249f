"""How long to wait for what: one frozen value, so that a test can be quicker.

Decides intervals, leases and backoff; leaves to its neighbors what is waited for.

Caveats: a lease and the quarantine both cover a look back and a call, one after the other, each as long as Slack may
take to answer; looking back or posting sooner after an attempt that died finds nothing and posts twice.
"""

import math
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Intervals:
    sweep_every: timedelta = timedelta(seconds=2)
    answer_within: timedelta = timedelta(seconds=10)  # the HTTP time-out of one call
    margin: timedelta = timedelta(seconds=5)
    longest_lease: timedelta = timedelta(minutes=15)
    first_retry: timedelta = timedelta(seconds=2)
    longest_retry: timedelta = timedelta(minutes=5)
    alarm_after_tries: int = 6
    alarm_after: timedelta = timedelta(minutes=10)  # late by this much: a person is alarmed out of band
    workers: int = 8  # effects of one process that are under way at a time
    message_every: timedelta = timedelta(seconds=1.1)  # Slack's limit for one channel: about one message a second,
    burst: int = (
        4  # with short bursts allowed (docs.slack.dev/apis/web-api/rate-limits); a channel that was quiet has one
    )
    audit_every: timedelta = timedelta(minutes=1)
    heartbeat_every: timedelta = timedelta(seconds=15)
    replan_after: timedelta = timedelta(minutes=1)  # after the start, when its rush is over
    replan_every: timedelta = timedelta(hours=1)  # each open incident, since time alone may change a plan
    look_for_plans_every: timedelta = timedelta(minutes=1)

    @property
    def quarantine(self) -> timedelta:
        """How long after an attempt began its outcome may still change."""
        return 2 * self.answer_within + self.margin

    def lease(self, attempt: int) -> timedelta:
        """How long no one else takes a row; grows, so that a slow Slack is not flooded."""
        return min(self.quarantine * (1 << min(attempt - 1, 10)), self.longest_lease)

    def retry(self, attempt: int) -> timedelta:
        return min(self.first_retry * math.pow(3, min(attempt - 1, 10)), self.longest_retry)
