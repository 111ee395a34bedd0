"""A small proxy for tests: tunnels by CONNECT and logs what it was asked for. It goes to 127.0.0.1 only.

Prints `ready PORT`, and ends when standard input is closed. `GET /_proxy/log` → {"log": ["CONNECT 127.0.0.1:443", …]}.
"""

import argparse
import base64
import json
import os
import select
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def serve(self):
        if self.path == "/_proxy/log":
            return self.reply(200, json.dumps({"log": self.server.log}).encode())
        wanted, given = self.server.credentials, self.headers.get("Proxy-Authorization")
        self.server.log.append(f"{self.command} {self.path}")
        if wanted and given != "Basic " + base64.b64encode(wanted.encode()).decode():
            return self.reply(407, b"", {"Proxy-Authenticate": 'Basic realm="test"'})
        if self.server.status:
            return self.reply(self.server.status, b"")
        if self.command == "CONNECT":
            host, _, port = self.path.rpartition(":")
            return self.tunnel(host, int(port))
        return self.reply(501, b"")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_CONNECT = serve

    def tunnel(self, host, port):
        if host != "127.0.0.1":
            return self.reply(502, b"")
        upstream = socket.create_connection((host, port))
        self.send_response_only(200)
        self.end_headers()
        self.wfile.flush()
        ends = {self.connection: upstream, upstream: self.connection}
        while True:
            for end in select.select(list(ends), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    upstream.close()
                    self.close_connection = True
                    return
                ends[end].sendall(data)

    def reply(self, status, body, headers=None):
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--credentials", help="user:password that every request must bring")
    parser.add_argument("--status", type=int, help="answer every request with it")
    arguments = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    server.log, server.credentials, server.status = [], arguments.credentials, arguments.status
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"ready {server.server_port}", flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
