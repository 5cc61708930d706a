"""A small and fast server for outgoing mail that takes everything, for tests that send a lot, and misbehaves once when told so. For
refusals by recipient, TLS and logins there is SmtpServer in servers.py."""

import re
import socketserver
import threading

MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(\S+)", re.I | re.M)


class FakeSmtp(socketserver.ThreadingTCPServer):
    """Takes all mail, and misbehaves once where `fault` says so, after `spared` other mails: "451", "421", "close", "doubt" (it
    takes the mail, and closes before it says so)."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.accepted, self.doubted, self.fault, self.spared = {}, {}, None, 0  # how often each mail was taken, and left in doubt
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def doubts(self):
        return sum(self.doubted.values())

    def stop(self):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # the client was killed


class Conversation(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def take(self):
        """Reads a mail to its end: its name; None for one that breaks off."""
        mail = b"\r\n"
        while not mail.endswith(b"\r\n.\r\n"):
            piece = self.rfile.read1(1 << 16)
            if not piece:
                return None
            mail += piece
        name = MESSAGE_ID.search(mail)
        name = name[1].decode() if name else ""
        self.server.accepted[name] = self.server.accepted.get(name, 0) + 1
        return name

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline():
            verb, fault = line[:4].upper(), None if self.server.spared else self.server.fault
            if verb == b"RCPT" and fault in ("451", "421", "close"):
                self.server.fault = None
                if fault != "close":
                    self.say(fault + " 4.3.2 later")
                if fault != "451":
                    return
            elif verb == b"DATA":
                self.say("354 go on")
                name = self.take()
                if name is None:
                    return
                if fault == "doubt":
                    self.server.fault = None
                    self.server.doubted[name] = self.server.doubted.get(name, 0) + 1
                    return
                self.server.spared = max(0, self.server.spared - 1)
                self.say("250 taken")
            else:
                self.say("250 ok")
