"""Ends a Socket Mode connection at once.

slack_sdk waits for its reader before it closes the socket, and the reader may sit in a read for three seconds. Shutting
the socket down first ends that read.
"""

import socket
from contextlib import suppress

from slack_bolt.adapter.socket_mode import SocketModeHandler


def close(connection: SocketModeHandler) -> None:
    """Whatever a person asked before is still answered."""
    client = connection.client
    client.auto_reconnect_enabled = False
    client.current_session_state.terminated = True
    session = client.current_session
    if session and session.sock:
        with suppress(OSError):  # Slack has closed it already
            session.sock.shutdown(socket.SHUT_RDWR)
    try:
        connection.close()
    except AttributeError:  # the reader let go of the socket between slack_sdk's check and its close
        connection.close()
