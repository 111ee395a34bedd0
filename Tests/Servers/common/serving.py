"""Serves the worlds of one cloud on 127.0.0.1, at a port that the system chooses.

Prints `ready PORT`, and ends when standard input is closed, so that it never outlives the tests that started it.

    POST   /_berth/worlds {options}     → {"world": "w1"}; the cloud's own paths are below /w1
    DELETE /_berth/worlds/w1
    GET    /_berth/worlds/w1/log        → {"log": [{n, method, path, query, headers, body, status, mutates, refused,
                                                    fault, changed}]}; status is null while or if no answer was sent
    DELETE /_berth/worlds/w1/log        forgets it
    GET    /_berth/worlds/w1/digest     → {"digest": "…"}; changes exactly when something in the cloud changed
    GET    /_berth/worlds/w1/state      → what the digest is made of
    POST   /_berth/worlds/w1/faults [{match: {method, path, times, after}, kind, status, headers, body, ms}]
    DELETE /_berth/worlds/w1/faults     forgets those that are left
    POST   /_berth/worlds/w1/poke {…}   a change behind the client's back, in the cloud's own words
"""

import argparse
import json
import os
import select
import socket
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .exchange import Exchange
from .faults import FAULTS, Fault
from .world import Reply


class Hosted:
    """A world with its log, its faults and its lock."""

    def __init__(self, cloud):
        self.cloud, self.log, self.faults, self.lock = cloud, [], [], threading.RLock()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, kind, tls):
        super().__init__(("127.0.0.1", 0), Handler)
        self.kind, self.tls = kind, tls
        self.worlds, self.lock, self.count = {}, threading.Lock(), 0

    def make(self, options):
        """A new world's name."""
        with self.lock:
            self.count += 1
            name = f"w{self.count}"
            base = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.server_port}/{name}"
            self.worlds[name] = Hosted(self.kind(base, options))
            return name

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread.
        if self.tls:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError):
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments):
        pass

    def serve(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.reply(Reply(411, {"error": "send a Content-Length"}), closing=True)
        path, _, query = self.path.partition("?")
        parts = path.split("/", 2)
        if parts[1] == "_berth":
            return self.reply(self.control(path, raw))
        hosted = self.server.worlds.get(parts[1])
        if hosted is None:
            return self.reply(Reply(404, {"error": f"no such world: {parts[1]}"}))
        inner = "/" + parts[2] if len(parts) > 2 else "/"
        self.answer(hosted, Exchange(hosted.cloud, self.command, inner, query, self.headers, raw))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = serve

    def answer(self, hosted, exchange):
        """One request of a cloud, with the faults that befall it."""
        with hosted.lock:
            entry = exchange.entry
            entry["n"] = len(hosted.log) + 1
            hosted.log.append(entry)
            fault = next((item for item in hosted.faults if item.takes(exchange.method, exchange.path)), None)
            kind = fault.kind if fault else None
            entry["fault"] = kind
        if kind == "slow_ms":
            time.sleep(fault.ms / 1000)
        reply = None
        with hosted.lock:
            if kind not in ("status", "drop_before", "hang"):
                before = hosted.cloud.digest()
                reply = exchange.perform()
                entry["changed"] = hosted.cloud.digest() != before
            if kind in ("status", "status_after"):
                reply = Reply(fault.status, fault.body, fault.headers)
            silent = kind in ("drop_before", "drop_after", "hang", "hang_after")
            entry["status"] = None if silent else reply.status
        if kind in ("hang", "hang_after"):
            select.select([self.connection], [], [])
        if silent:
            return self.drop()
        self.reply(reply, half=kind in ("truncate", "stall"))
        if kind == "stall":
            select.select([self.connection], [], [])
        if kind in ("truncate", "stall"):
            self.drop()

    def drop(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def reply(self, reply, half=False, closing=False):
        payload, kind = reply.payload()
        names = {name.lower() for name in reply.headers}
        self.send_response_only(reply.status)
        if kind and "content-type" not in names:
            self.send_header("Content-Type", kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(payload)))
        if closing:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload[: len(payload) // 2] if half else payload)
        self.wfile.flush()

    def control(self, path, raw):
        """The test's own calls."""
        try:
            body = json.loads(raw) if raw else None
        except ValueError as error:
            return Reply(400, {"error": f"no JSON: {error}"})
        try:
            return self.command_on(path.strip("/").split("/")[1:], body)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return Reply(400, {"error": f"{type(error).__name__}: {error}"})

    def command_on(self, parts, body):
        server, call = self.server, (self.command, *parts[2:])
        if parts[:1] != ["worlds"]:
            return Reply(404, {"error": "there is /_berth/worlds only"})
        if len(parts) == 1 and self.command == "POST":
            problems = list(server.kind.options.check(body or {}, ""))
            if problems:
                return Reply(400, {"error": "; ".join(problem.message for problem in problems)})
            return Reply(200, {"world": server.make(body or {})})
        hosted = server.worlds.get(parts[1]) if len(parts) > 1 else None
        if hosted is None:
            return Reply(404, {"error": "no such world"})
        with hosted.lock:
            if call == ("DELETE",):
                del server.worlds[parts[1]]
            elif call == ("GET", "log"):
                return Reply(200, {"log": hosted.log})
            elif call == ("DELETE", "log"):
                hosted.log = []
            elif call == ("GET", "digest"):
                return Reply(200, {"digest": hosted.cloud.digest()})
            elif call == ("GET", "state"):
                return Reply(200, hosted.cloud.snapshot())
            elif call == ("POST", "faults"):
                problems = list(FAULTS.check(body, "faults"))
                if problems:
                    return Reply(400, {"error": "; ".join(problem.message for problem in problems)})
                hosted.faults += [Fault(item) for item in body]
            elif call == ("DELETE", "faults"):
                hosted.faults = []
            elif call == ("POST", "poke"):
                return Reply(200, hosted.cloud.poke(body))
            else:
                return Reply(404, {"error": f"no such call: {' '.join(call)}"})
        return Reply(200, {})


def run(kind):
    """Serves worlds of a Cloud subclass until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls-certificate", help="PEM file; with it the server speaks TLS")
    parser.add_argument("--tls-key", help="PEM file")
    arguments = parser.parse_args()
    tls = None
    if arguments.tls_certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments.tls_certificate, arguments.tls_key)
        tls.set_alpn_protocols(["http/1.1"])
    server = Server(kind, tls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"ready {server.server_port}", flush=True)
    sys.stdin.buffer.read()
    # Not the slow way: connections may be open.
    os._exit(0)
