"""A small and fast server for outgoing mail that takes everything, for tests that send a lot, and misbehaves once when told so. For
refusals by recipient, TLS and logins there is SmtpServer in servers.py."""

import socketserver
import threading


class FakeSmtp(socketserver.ThreadingTCPServer):
    """Takes all mail, and misbehaves once where `fault` says so: "451", "421", "close", "doubt" (it takes the mail, and closes
    before it says so)."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.accepted, self.doubts, self.fault = {}, 0, None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # the client was killed


class Conversation(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        name = next((line.split(b":", 1)[1].strip().decode() for line in lines if line.lower().startswith(b"message-id:")), "")
        self.server.accepted[name] = self.server.accepted.get(name, 0) + 1

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            verb, fault = line[:4].upper(), self.server.fault
            if verb == b"RCPT" and fault in ("451", "421", "close"):
                self.server.fault = None
                if fault != "close":
                    self.say(fault + " 4.3.2 later")
                if fault != "451":
                    return
            elif verb == b"DATA":
                self.say("354 go on")
                self.take()
                if fault == "doubt":
                    self.server.fault, self.server.doubts = None, self.server.doubts + 1
                    return
                self.say("250 taken")
            else:
                self.say("250 ok")
