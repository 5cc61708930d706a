"""A small IMAP server that does what it is told, for what no real server does on purpose.

    with FakeImap(capabilities="IMAP4rev1") as server:
        server.messages = {1: b"Subject: hei\\r\\n\\r\\nhei\\r\\n"}
        server.on["UID FETCH"] = lambda session, tag, arguments: session.send("* BYE\\r\\n")
        ...
        server.commands  # what came, without tags

A greeting of None is silence. A handler in `on` replaces the server's own answer to that command; it may call
session.answer for the ordinary one. `break_at` (number, "before", "within" or "after") closes the connection at a command,
counted over all connections; `play` does what a transcript of tests/faults/imap says. Messages that are moved or copied stand
in `filed`, under the UIDs 1, 2, …; those with the flag \\Deleted are named in `deleted`.
"""

import contextlib
import re
import socket
import threading

DATE = '"12-Jan-2026 10:03:00 +0100"'


class Session:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.reader = connection.makefile("rb")
        self.kept_back = None  # what is not sent yet; None: everything is sent at once
        self.opened = "INBOX"

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        if self.kept_back is None:
            self.connection.sendall(data)
        else:
            self.kept_back += data

    def close(self):
        self.connection.shutdown(socket.SHUT_RDWR)

    def read_line(self):
        line = self.reader.readline()
        if not line:
            raise ConnectionError("the client has gone")
        return line.decode("latin-1").rstrip("\r\n")

    def run(self):
        if self.server.greeting is None:
            self.reader.read()
            return
        once = self.server.greetings.pop(0) if self.server.greetings else None
        self.send(self.server.greeting if once is None else once)
        if once is not None:
            self.close()
        while True:
            tag, _, rest = self.read_line().partition(" ")
            words = rest.split(" ")
            name = " ".join(words[: 2 if words[0].upper() == "UID" else 1]).upper()
            arguments = rest[len(name):].strip()
            self.server.commands.append(rest)
            number, where = self.server.break_at or (0, "")
            broken = number == len(self.server.commands)
            if broken and where == "before":
                self.close()
            self.kept_back = b"" if broken and where == "within" else None
            self.server.on.get(name, Session.answer)(self, tag, arguments if name in self.server.on else rest)
            if broken:
                if self.kept_back:
                    self.connection.sendall(self.kept_back[:len(self.kept_back) // 2])
                self.close()

    def done(self, tag, text="OK done"):
        self.send(f"{tag} {text}\r\n")

    def _messages(self):
        """Those of the folder that is open: {UID: bytes}."""
        return self.server.messages if self.opened == "INBOX" else dict(enumerate(self.server.filed.get(self.opened, []), 1))

    def _body(self, number, uid):
        raw = self._messages()[uid]
        self.send(f"* {number} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _entry(self, number, uid):
        self.send(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(self._messages()[uid])} INTERNALDATE {DATE})\r\n")

    def answer(self, tag, command):
        """The ordinary answer; `command` is the whole line without its tag."""
        verb = command.split(" ")[0].upper()
        if verb in ("SELECT", "EXAMINE"):
            self.opened = command.split(" ", 1)[1].strip('"')
        uids = sorted(self._messages())
        if verb == "CAPABILITY":
            self.send(f"* CAPABILITY {self.server.capabilities}\r\n")
        elif verb in ("SELECT", "EXAMINE"):
            if self.opened not in self.server.folders:
                self.done(tag, "NO no such folder")
                return
            self.send(f"* {len(uids)} EXISTS\r\n* OK [UIDVALIDITY {self.server.uidvalidity}] valid\r\n")
        elif verb == "LIST":
            name = re.search(r'("[^"]*"|\S+)$', command).group(1).strip('"')
            if name in self.server.folders:
                self.send(f'* LIST () "/" "{name}"\r\n')
        elif verb == "CREATE":
            name = command.split(" ", 1)[1].strip('"')
            if name in self.server.folders:
                self.done(tag, "NO [ALREADYEXISTS] Mailbox already exists")
                return
            self.server.folders.append(name)
        elif verb == "FETCH" or command.upper().startswith("UID FETCH"):
            wanted, what = re.search(r"FETCH (\S+) (.*)", command, re.I).groups()
            for number, uid in enumerate(uids, 1):
                if any(self._within(part, number if verb == "FETCH" else uid, uids) for part in wanted.split(",")):
                    (self._body if "BODY" in what else self._entry)(number, uid)
        elif match := re.match(r'UID (MOVE|COPY) (\S+) "?([^"]*)"?$', command, re.I):
            take = self.server.messages.pop if match[1].upper() == "MOVE" else self.server.messages.get
            self.server.filed.setdefault(match[3], []).extend(take(uid) for uid in self._named(match[2], uids))
        elif match := re.match(r"UID STORE (\S+) \+FLAGS.SILENT \(\\Deleted\)$", command, re.I):
            self.server.deleted |= set(self._named(match[1], uids))
        elif match := re.match(r"UID EXPUNGE (\S+)$", command, re.I):
            for uid in self.server.deleted & set(self._named(match[1], uids)):
                self.server.deleted.remove(uid)
                del self.server.messages[uid]
        elif match := re.match(r"UID SEARCH LARGER (\d+) SMALLER (\d+)$", command, re.I):
            found = [str(uid) for uid, raw in self._messages().items() if int(match[1]) < len(raw) < int(match[2])]
            self.send(f"* {' '.join(['SEARCH', *found])}\r\n")
        elif verb == "IDLE":
            self.send("+ idling\r\n")
            self.read_line()
        self.done(tag)

    def _named(self, wanted, uids):
        return [uid for uid in uids if any(self._within(part, uid, uids) for part in wanted.split(","))]

    @staticmethod
    def _within(part, value, uids):
        first, _, last = part.partition(":")
        if last == "*":  # always the last message too
            return value >= int(first) or value == uids[-1]
        return int(first) <= value <= int(last or first)


class FakeImap:
    def __init__(self, capabilities="IMAP4rev1", greeting="* OK ready\r\n", uidvalidity=7, context=None):
        self.capabilities, self.greeting, self.uidvalidity, self.context = capabilities, greeting, uidvalidity, context
        self.messages, self.folders, self.commands, self.on = {}, ["INBOX"], [], {}
        self.filed, self.deleted, self.greetings, self.break_at = {}, set(), [], None
        self.sessions = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def play(self, transcript):
        """{"when": a command or GREETING, "say": lines, "times": how often, "then": what happens after them}."""
        says = "".join(line + "\r\n" for line in transcript["say"])
        if transcript["when"] == "GREETING":
            self.greetings = [says] * int(transcript["times"])
            return
        left = int(transcript["times"])

        def answer(session, tag, arguments):
            nonlocal left
            left -= 1
            if left == 0:
                del self.on[transcript["when"]]
            then = transcript["then"]
            if then == "do-and-close":
                session.kept_back = b""
                session.answer(tag, f"{transcript['when']} {arguments}")
            if then == "made-by-others":
                self.folders.append(re.search(r'("[^"]*"|\S+)$', arguments).group(1).strip('"'))
            if then == "renumber-and-close":
                self.uidvalidity += 1
                self.messages = {uid + 100: raw for uid, raw in self.messages.items()}
            session.send(says.replace("TAG", tag))
            while then == "flood":
                session.send(transcript["say-without-end"] * 65536)
            if then.endswith("close"):
                session.close()

        self.on[transcript["when"]] = answer

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for session in self.sessions:
            with contextlib.suppress(OSError):
                session.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError):
            session = Session(self, connection)
            self.sessions.append(session)
            with session.reader:
                session.run()
