"""A mail server for the tests, on aiosmtpd. It says its port on the first line and then one line of
JSON for every letter that it took. Arguments choose its moods."""

import asyncio, email, email.policy, json, ssl, sys

import trustme
from aiosmtpd.smtp import AuthResult, SMTP


def say(value):
    print(json.dumps(value, ensure_ascii=True), flush=True)


class Peer:
    def __init__(self, moods):
        self.moods, self.busy = moods, 1 if "busy_once" in moods else 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown@"):
            return "550 5.1.1 no such mailbox"
        if self.busy:
            self.busy -= 1
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say({
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "subject": letter["subject"], "to_header": letter["to"],
            "headers": [name.lower() for name in letter.keys()],
            "message_id": letter["message-id"], "auto": letter["auto-submitted"],
            "text": letter.get_content(), "tls": session.ssl is not None,
            "authenticated": bool(session.authenticated),
            "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
            "is_ascii": all(byte < 128 for byte in envelope.content),
        })
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"letters" and data.password == "mật khẩu".encode()
    return AuthResult(success=good, handled=False)


def main():
    moods, context, options = sys.argv[1:], None, {}
    if "tls" in moods:
        authority = trustme.CA()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        options = {"tls_context": context, "require_starttls": True}
    if "auth" in moods:
        options |= {"authenticator": authenticate, "auth_required": True}
    peer = Peer(moods)

    async def serve():
        loop = asyncio.get_running_loop()
        made = await loop.create_server(lambda: SMTP(peer, **options), "127.0.0.1", 0)
        start = {"port": made.sockets[0].getsockname()[1]}
        if context:
            start["authority"] = authority.cert_pem.bytes().decode()
        say(start)
        await made.serve_forever()

    asyncio.run(serve())


main()
