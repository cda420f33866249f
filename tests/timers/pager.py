"""An out-of-band channel that keeps what it was told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Pager:
    """A loopback web hook, as apprise's json:// address reaches it; `down` makes it refuse."""

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []
        self.down, self._rang = False, threading.Event()
        pager = self

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not pager.down:
                    pager.heard.append(body)
                    pager._rang.set()
                self.send_response(500 if pager.down else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Hook)
        self.address = f"json://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def wait(self) -> None:
        """For the first alarm."""
        assert self._rang.wait(20)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
