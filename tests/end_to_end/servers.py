"""Private mail servers for the end-to-end tests: nothing here touches the machine's own servers.

    with tempfile.TemporaryDirectory() as folder:
        certificates = Certificates(folder + "/certificates")
        with Dovecot(folder + "/dovecot", certificates) as dovecot, \\
             SmtpServer(certificates, deliver=dovecot.deliver) as smtp:
            dovecot.deliver("smagrupper@example.no", mail)          # as if it came from outside, by LMTP
            ...                                                     # run the program against dovecot.imaps_port
            dovecot.messages("smagrupper@example.no", "Behandlet")  # what is in a folder, with flags
            smtp.answer("late@example.org", "451 4.3.0 Try again later")
            smtp.journal                                            # what the program sent, in order

All servers listen on 127.0.0.1 on free ports, which they keep when they are started again. They work as root and as an
ordinary user. Every user has the password PASSWORD. Certificates are for HOST, signed by a private authority.
"""

import asyncio
import base64
import contextlib
import dataclasses
import email
import fcntl
import fnmatch
import grp
import hmac
import http.server
import imaplib
import json
import logging
import os
import pathlib
import pwd
import re
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HOST = "localhost"
PASSWORD = "svært-hemmelig"  # not ASCII on purpose
START_SECONDS = 20  # a server that is not up by then never will be

# aiosmtpd warns of what the tests want: passwords in the clear, old-style answers.
warnings.filterwarnings("ignore", module="aiosmtpd")
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


reservations = []  # held for the life of the process


def free_port():
    """A port that nobody listens on, and that no other test that runs at the same time is given."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        reservation = open(pathlib.Path(tempfile.gettempdir()) / f"presens-test-port-{port}", "w")
        try:
            fcntl.flock(reservation, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            reservation.close()
            continue
        reservations.append(reservation)
        return port


@dataclasses.dataclass
class Certificate:
    """Paths of a PEM certificate and its private key."""

    certificate: str
    key: str

    def context(self):
        """For a Python server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class Certificates:
    """A private authority and what it signed, made by openssl.

    authority   path of the authority's certificate: the ca_file of a client
    good        for HOST and 127.0.0.1
    wrong_host  for another host's name
    expired     ended yesterday
    unknown     for HOST, but signed by an authority that nobody trusts
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        self.authority = self._authority("authority")
        stranger = self._authority("stranger")
        own = f"DNS:{HOST},IP:127.0.0.1"
        self.good = self._sign("good", self.authority, own, days=30)
        self.wrong_host = self._sign("wrong_host", self.authority, "DNS:elsewhere.example.no", days=30)
        self.expired = self._sign("expired", self.authority, own, days=-1)
        self.unknown = self._sign("unknown", stranger, own, days=30)

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def _authority(self, name):
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-subj", f"/CN={name}", "-days", "30", "-keyout", f"{name}.key", "-out", f"{name}.pem",
                      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
        return str(self.folder / f"{name}.pem")

    def _sign(self, name, authority, alternatives, days):
        (self.folder / f"{name}.ext").write_text(f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\n")
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", authority,
                      "-CAkey", authority.replace(".pem", ".key"), "-CAcreateserial", "-days", str(days),
                      "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        for file in (f"{name}.key", f"{name}.pem"):
            (self.folder / file).chmod(0o644)
        return Certificate(str(self.folder / f"{name}.pem"), str(self.folder / f"{name}.key"))


@dataclasses.dataclass
class Message:
    """A message as it lies in a folder of a mailbox."""

    uid: int
    flags: tuple
    raw: bytes

    @property
    def parsed(self):
        return email.message_from_bytes(self.raw)


class Dovecot:
    """Dovecot 2.3 with IMAP (STARTTLS on imap_port, TLS on imaps_port) and LMTP, any user name, PASSWORD.

    With `tokens` (a TokenServer) users log in by XOAUTH2 alone. `namespace` is the prefix and separator of users' folders: ("INBOX.", ".") makes it look like Courier.
    """

    CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
{users}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login {mechanisms}
auth_failure_delay = 0
mail_max_userip_connections = 100
imap_idle_notify_interval = 29 mins
mail_location = maildir:~/Maildir
{passdb}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/users/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service lmtp {{
  chroot =
  unix_listener lmtp {{
    mode = 0666
  }}
}}
{extra}
"""

    def __init__(self, folder, certificates, certificate=None, namespace=("", "/"), extra="", tokens=None):
        self.folder = pathlib.Path(folder)
        self.tokens = tokens
        self.certificate = certificate or certificates.good
        self.namespace = namespace
        self.extra = extra
        self.imap_port, self.imaps_port = free_port(), free_port()
        self.process = None
        (self.folder / "users").mkdir(parents=True)
        if os.getuid() == 0:
            # Dovecot gives no mail to root; whoever it runs as must reach the folder.
            self.owner = pwd.getpwnam("nobody")
            for parent in (self.folder, *self.folder.parents):
                if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o055 != 0o055:
                    parent.chmod(parent.stat().st_mode | 0o055)
        else:
            self.owner = pwd.getpwuid(os.getuid())
        os.chown(self.folder / "users", self.owner.pw_uid, self.owner.pw_gid)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def _configuration(self):
        users = "first_valid_uid = 1\n"
        if os.getuid() != 0:
            name, group = self.owner.pw_name, grp.getgrgid(self.owner.pw_gid).gr_name
            users += f"default_internal_user = {name}\ndefault_internal_group = {group}\n"
            users += f"default_login_user = {name}\n"
        passdb = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}"
        if self.tokens:
            keys = self.folder / "keys" / "default" / "HS256"
            keys.mkdir(parents=True, exist_ok=True)
            (keys / "default").write_text(base64.b64encode(self.tokens.key).decode())
            (self.folder / "oauth2.conf").write_text(
                "introspection_mode = local\nusername_attribute = sub\n"
                f"local_validation_key_dict = fs:posix:prefix={self.folder}/keys/\n")
            passdb = ("passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
                      f"  args = {self.folder}/oauth2.conf\n}}")
        return self.CONFIGURATION.format(
            folder=self.folder, users=users, passdb=passdb, mechanisms="xoauth2 oauthbearer" if self.tokens else "", certificate=self.certificate.certificate, key=self.certificate.key,
            user=self.owner.pw_uid, group=self.owner.pw_gid,
            prefix=self.namespace[0], separator=self.namespace[1],
            imap_port=self.imap_port, imaps_port=self.imaps_port, extra=self.extra)

    def start(self):
        """Starts the server, again too, and returns when it answers."""
        path = self.folder / "dovecot.conf"
        path.write_text(self._configuration())
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(path)], start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        env={**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        end = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", self.imap_port), timeout=5) as probe:
                    if probe.recv(4) == b"* OK":
                        return
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("Dovecot does not start:\n" + self.log())
            time.sleep(0.05)

    def log(self):
        said = self.process.stderr.read().decode() if self.process and self.process.poll() is not None else ""
        path = self.folder / "dovecot.log"
        return said + (path.read_text() if path.exists() else "")

    def _end(self, how):
        if not self.process:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait()
        # Children may outlive their master for a moment, and hold the ports.
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                os.killpg(self.process.pid, how)
            except ProcessLookupError:
                break
            time.sleep(0.02)
        self.process.stderr.close()
        self.process = None

    def stop(self):
        """An orderly end: clients are told BYE."""
        self._end(signal.SIGTERM)

    def kill(self):
        """As a power cut would: all processes at once, and nobody is told."""
        self._end(signal.SIGKILL)

    def restart(self):
        self.stop()
        self.start()

    @property
    def lmtp_socket(self):
        return str(self.folder / "run" / "lmtp")

    def deliver(self, recipient, raw, sender="avsender@example.org"):
        """One message into a user's INBOX, by LMTP; returns when it lies there."""
        with smtplib.LMTP(self.lmtp_socket) as lmtp:
            lmtp.sendmail(sender, [recipient], raw)

    @contextlib.contextmanager
    def imap(self, user):
        """An imaplib session of the user, logged in."""
        session = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=30)
        try:
            session.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            yield session
        finally:
            with contextlib.suppress(Exception):
                session.logout()

    def _name(self, folder):
        return '"' + (folder if folder == "INBOX" else self.namespace[0] + folder) + '"'

    def append(self, user, raw, folder="INBOX", flags="", received=None):
        """Puts a message into a folder, with flags such as "\\Seen" and a time (seconds since 1970)."""
        when = imaplib.Time2Internaldate(received) if received is not None else None
        with self.imap(user) as session:
            state, answer = session.append(self._name(folder), f"({flags})", when, raw)
            assert state == "OK", answer

    def folders(self, user):
        """Names of the user's folders, without the prefix of the namespace."""
        with self.imap(user) as session:
            lines = [line.decode() for line in session.list()[1] if line]
        names = [re.search(r'\) (?:"[^"]*"|NIL) (.*)$', line).group(1).strip('"') for line in lines]
        prefix = self.namespace[0]
        return sorted(name[len(prefix):] if prefix and name.startswith(prefix) else name for name in names)

    def messages(self, user, folder="INBOX"):
        """Every Message of a folder by UID, in order; an empty list where the folder is missing. Changes no flag."""
        found = []
        with self.imap(user) as session:
            if session.select(self._name(folder), readonly=True)[0] != "OK":
                return []
            for part in session.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")[1] or []:
                if not isinstance(part, tuple):
                    continue
                head = part[0].decode()
                uid = int(re.search(r"UID (\d+)", head).group(1))
                flags = tuple(re.search(r"FLAGS \(([^)]*)\)", head).group(1).split())
                found.append(Message(uid, flags, part[1]))
        return sorted(found, key=lambda message: message.uid)

    def store(self, user, uid, flags, folder="INBOX"):
        """Sets flags such as "\\Seen" on a message: what a colleague's mail program does."""
        with self.imap(user) as session:
            session.select(self._name(folder))
            assert session.uid("STORE", str(uid), "+FLAGS", f"({flags})")[0] == "OK"

    def remove(self, user, uid, folder="INBOX"):
        """Deletes a message for good."""
        with self.imap(user) as session:
            session.select(self._name(folder))
            session.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)")
            session.uid("EXPUNGE", str(uid))

    def uidvalidity(self, user):
        with self.imap(user) as session:
            session.select("INBOX", readonly=True)
            return session.response("UIDVALIDITY")[1][0].decode()

    def change_uidvalidity(self, user):
        """Makes the server forget its UIDs, as a restored backup does: the same messages, numbered anew."""
        before = int(self.uidvalidity(user))
        self.stop()
        maildir = self.folder / "users" / user / "Maildir"
        for index in maildir.glob("dovecot.index*"):
            index.unlink()
        uidlist = maildir / "dovecot-uidlist"
        head = uidlist.read_text().split("\n", 1)[0]
        uidlist.write_text(re.sub(r"\bV\d+ N\d+", f"V{before + 1} N1", head) + "\n")
        self.start()
        assert int(self.uidvalidity(user)) != before


@dataclasses.dataclass
class Sent:
    """One recipient of one mail that a client tried to hand over."""

    sender: str
    recipient: str
    raw: bytes  # empty where the recipient was refused
    answer: str  # the server's last word to the client, "250 ..." where it was accepted
    secure: bool
    user: str  # who was logged in; "" for nobody

    @property
    def accepted(self):
        return self.answer.startswith("250")

    @property
    def parsed(self):
        return email.message_from_bytes(self.raw)


class TokenServer:
    """A token endpoint of OAuth 2.0 (client credentials) on this machine; its tokens are signed with HS256.

    user     whom the tokens are for
    seconds  how long they are good for, as it says; `really` how long they are accepted
    asked    how many tokens were asked for
    """

    def __init__(self, user, client="presens", secret="hemmelig"):
        self.user, self.client, self.secret = user, client, secret
        self.key = os.urandom(32)
        self.seconds = self.really = 3600
        self.asked = 0
        outer = self

        class Endpoint(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                outer.asked += 1
                known = form == {"grant_type": "client_credentials", "client_id": outer.client,
                                 "client_secret": outer.secret, "scope": "mail"}
                answer = {"token_type": "Bearer", "expires_in": outer.seconds,
                          "access_token": outer.token()} if known else {"error": "invalid_client"}
                self.send_response(200 if known else 401)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        self.url = f"http://127.0.0.1:{self.server.server_port}/token"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @staticmethod
    def _part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    def _signed(self, body):
        return body + b"." + self._part(hmac.digest(self.key, body, "sha256"))

    def token(self):
        now = int(time.time())
        claims = {"sub": self.user, "iat": now, "exp": now + self.really, "n": self.asked}
        head = {"alg": "HS256", "typ": "JWT"}
        return self._signed(b".".join(self._part(json.dumps(part).encode()) for part in (head, claims))).decode()

    def accepts(self, name, token):
        body = token.encode().rpartition(b".")[0]
        claims = json.loads(base64.urlsafe_b64decode(body.partition(b".")[2] + b"=="))
        return self._signed(body) == token.encode() and claims["sub"] == name and claims["exp"] > time.time()


class SmtpServer:
    """An SMTP server that can misbehave on purpose.

    tls      "starttls", "implicit" or "none"
    users    {name: password}: AUTH is required; None: nobody has to log in
    tokens   a TokenServer: users log in by XOAUTH2, too
    deliver  called with (recipient, raw, sender) for accepted mail to `domains`, e.g. Dovecot.deliver

    `journal` lists what came, one Sent a recipient, in order. `connections` counts.
    """

    def __init__(self, certificates, tls="starttls", users=None, certificate=None, deliver=None,
                 domains=("example.no",), tokens=None):
        self.certificate = certificate or certificates.good
        self.tokens = tokens
        self.tls = tls
        self.users = users
        self.delivery = deliver
        self.domains = domains
        self.journal = []
        self.connections = 0
        self.rules = []
        self.port = free_port()
        self.controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def answer(self, pattern, answer, stage="rcpt", times=None):
        """What to do with recipients like `pattern` ("*@example.org"): an SMTP answer ("451 4.3.0 Later", "550 5.1.1 No
        such user"), or "hang", or "disconnect"; at stage "rcpt", or at "data", after the mail was received (then
        "disconnect" leaves the client in doubt: the mail is accepted, and nobody says so). The latest rule counts;
        `times` ends it after so many uses."""
        self.rules.insert(0, {"pattern": pattern, "answer": answer, "stage": stage, "times": times})

    def forget_rules(self):
        self.rules.clear()

    def _rule(self, stage, recipient):
        for rule in self.rules:
            if rule["stage"] == stage and fnmatch.fnmatch(recipient, rule["pattern"]) and rule["times"] != 0:
                if rule["times"] is not None:
                    rule["times"] -= 1
                return rule["answer"]
        return None

    def start(self):
        """Starts the server, on the same port again too, and returns when it answers."""
        self.controller = _SmtpController(self)
        self.controller.start()
        self.connections = 0  # the controller's own does not count

    def stop(self):
        if self.controller:
            self.controller.stop(no_assert=True)
            self.controller = None

    # aiosmtpd calls what follows.

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        name, password = data.login.decode(), data.password.decode()
        good = self.users.get(name) == password
        return AuthResult(success=good, handled=False, auth_data=name)

    async def auth_XOAUTH2(self, server, arguments):
        """"user=NAME^Aauth=Bearer TOKEN^A^A", as Google and Microsoft define it."""
        blob = base64.b64decode(arguments[1]) if len(arguments) > 1 else await server.challenge_auth("")
        name, token = re.fullmatch(rb"user=(.*?)\x01auth=Bearer (.*?)\x01\x01", blob).groups()
        good = self.tokens is not None and self.tokens.accepts(name.decode(), token.decode())
        if good:
            return AuthResult(success=True, auth_data=name.decode())
        return AuthResult(success=False, handled=False)

    def _note(self, session, envelope, recipient, raw, answer):
        secure = session.ssl is not None or self.tls == "implicit"
        user = session.auth_data or "" if self.users is not None else ""
        self.journal.append(Sent(envelope.mail_from, recipient, raw, answer, secure, user))

    async def _misbehave(self, server, answer):
        if answer == "hang":
            await asyncio.sleep(3600)
        server.transport.abort()
        return "421 4.4.2 Goodbye"

    async def handle_RCPT(self, server, session, envelope, address, _options):
        answer = self._rule("rcpt", address)
        if answer:
            self._note(session, envelope, address, b"", answer)
            return answer if answer[0].isdigit() else await self._misbehave(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = next(filter(None, (self._rule("data", one) for one in envelope.rcpt_tos)), None)
        said = answer if answer and answer[0].isdigit() else "250 2.0.0 Accepted"
        for recipient in envelope.rcpt_tos:
            self._note(session, envelope, recipient, envelope.content, said)
            if said.startswith("250") and self.delivery and recipient.rpartition("@")[2] in self.domains:
                await asyncio.get_running_loop().run_in_executor(
                    None, self.delivery, recipient, envelope.content, envelope.mail_from)
        return said if said == answer or not answer else await self._misbehave(server, answer)


class _SmtpController(Controller):
    def __init__(self, server):
        self.server_of_tests = server
        implicit = server.tls == "implicit"
        super().__init__(server, hostname="127.0.0.1", port=server.port,
                         ssl_context=server.certificate.context() if implicit else None)

    def factory(self):
        server = self.server_of_tests
        server.connections += 1
        starttls = server.tls == "starttls"
        options = {}
        if server.users is not None:
            options = {"authenticator": server.authenticate, "auth_required": True, "auth_require_tls": starttls}
        return SMTP(self.handler, hostname=HOST, data_size_limit=64 << 20, enable_SMTPUTF8=False,
                    tls_context=server.certificate.context() if starttls else None, require_starttls=starttls,
                    **options)

    def _trigger_server(self):
        """The base class connects once to see that the server is up; with implicit TLS it must know no authority."""
        context = None
        if self.ssl_context:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        with contextlib.ExitStack() as stack:
            connection = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
            stack.enter_context(connection)
            if context:
                connection = stack.enter_context(context.wrap_socket(connection))
            assert connection.recv(3) == b"220"
