#!/usr/bin/env python3
"""Exports that are made by themselves, by the command line: due, made, told by e-mail over TLS, and
downloaded by a browser's means. This program is the relay.

Against a running, EMPTY instance that tests/e2e/run has made:

  run SERVER CHAMPIONS schedule_check.py
"""

import argparse
import email
import email.policy
import hashlib
import http.client
import os
import re
import secrets
import socket
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from import_cli import Cli, Report

DONE, NOT_ALLOWED, USAGE, NOT_FOUND, REFUSED = 0, 4, 2, 5, 6
QUARTER = "2024-25-Q2"
TO = ["board@example.org", "zoe.o'neil@example.org"]
NAME = "Zahlen für das Board – naïve “quotes” and a name that is longer than one encoded word may be"


class Relay:
  """Takes e-mails over STARTTLS from who knows the password."""

  def __init__(self):
    certificate, key = os.environ["CHAMPIONS_MAIL_CA_FILE"], os.environ["CHAMPIONS_MAIL_CA_FILE"] + ".key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    self.password = secrets.token_hex(16)
    path = os.environ["CHAMPIONS_MAIL_PASSWORD_FILE"]
    with open(path, "w", encoding="ascii", opener=lambda p, f: os.open(p, f, 0o600)) as file:
      file.write(self.password + "\n")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    self.mails, self.refuse = [], set()
    warnings.simplefilter("ignore")
    self.controller = Controller(
        self, hostname="localhost", port=int(os.environ["CHAMPIONS_MAIL_PORT"]),
        tls_context=context, require_starttls=True, auth_required=True,
        authenticator=self.authenticate, enable_SMTPUTF8=True)
    self.controller.start()

  def authenticate(self, _server, _session, _envelope, _mechanism, data):
    right = isinstance(data, LoginPassword) and data.password.decode() == self.password
    return AuthResult(success=right)

  async def handle_RCPT(self, _server, _session, envelope, address, _options):  # pylint: disable=invalid-name
    if address in self.refuse:
      return "550 no such mailbox"
    envelope.rcpt_tos.append(address)
    return "250 OK"

  async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
    self.mails.append((envelope.rcpt_tos, email.message_from_bytes(
        envelope.content, policy=email.policy.default)))
    return "250 OK"


class Browser(http.client.HTTPConnection):
  """Asks over the socket that the edge asks over."""

  def connect(self):
    self.sock = socket.socket(socket.AF_UNIX)
    self.sock.settimeout(10)
    self.sock.connect(os.environ["CHAMPIONS_LISTEN_HTTP_SOCKET"])

  @staticmethod
  def ask(target, method="GET"):
    connection = Browser("localhost")
    connection.request(method, target, headers={"x-champions-client-address": "192.0.2.7"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


class Check:
  """One run."""

  def __init__(self, cli, report):
    self.cli, self.report, self.relay = cli, report, Relay()
    self.link = ""

  def ask(self, *arguments, status=DONE):
    answer = self.cli.run(*arguments, "-o", "json")
    self.report.ended(answer, status, " ".join(arguments))
    return answer

  def chores(self, status=0):
    server = os.environ["CHAMPIONS_E2E_SERVER"]
    ended = subprocess.run([server, "chores"], capture_output=True, encoding="utf-8", timeout=60,
                           check=False)
    self.report.equal(status, ended.returncode, "chores: exit status (%s)" % ended.stderr[-400:])

  def make(self):
    self.report.step("a schedule")
    self.ask("organisation", "create", "--code", "VAH", "--name", "Voices and Hands")
    self.ask("programme", "create", "--code", "MH", "--name", "Mental health")
    self.ask("programme", "activate", "MH")
    self.ask("reach", "log", "--organisation", "VAH", "--programme", "MH", "--on", "2024-08-05",
             "--mode", "group", "--topic", "diabetes", "--people", "12")
    wrong = self.ask("schedule", "create", "--code", "S", "--name", "x", "--format", "csv",
                     "--cadence", "monthly", "--first-on", "2024-02-31", status=USAGE)
    self.report.check("--first-on" in wrong.messages, "the day that is none is named", wrong.describe())
    made = self.ask("schedule", "create", "--code", "BOARD", "--name", NAME, "--format", "json",
                    "--cadence", "monthly", "--first-on", "2024-10-07", "--quarter", QUARTER,
                    *[part for to in TO for part in ("--recipient", to)]).json()
    self.report.equal(TO, made["recipients"], "recipients")
    self.chores()
    self.report.equal([], self.ask("schedule", "jobs", "BOARD").json(), "nothing is due yet")
    self.ask("schedule", "run", "BOARD")

  def submit(self):
    self.report.step("a return, each finding justified by itself")
    which = ["--organisation", "VAH", "--quarter", QUARTER]
    checks = [check["id"] for check in self.ask("return", "check", *which).json()["checks"]]
    self.report.check(bool(checks), "there are findings")
    refused = self.ask("return", "submit", *which, status=REFUSED)
    self.report.check(all(check in refused.messages for check in checks), "they are named",
                      refused.describe())
    wrong = self.ask("return", "submit", *which, "--justify", "nothing", status=USAGE)
    self.report.check("KEY=TEXT" in wrong.messages, "how it is typed is said", wrong.describe())
    twice = ["--justify", checks[0] + "=a", "--justify", checks[0] + "=b"]
    self.ask("return", "submit", *which, *twice, status=USAGE)
    words = {check: "it is right; we counted = twice" for check in checks}
    self.ask("return", "submit", *which,
             *[part for check in checks for part in ("--justify", check + "=" + words[check])])
    step = self.ask("return", "get", *which).json()["steps"][-1]
    self.report.equal(words, step["justifications"], "kept with the step")

  def deliver(self):
    self.report.step("made, and told over TLS")
    self.relay.refuse = {TO[1]}
    self.chores(status=1)
    job = self.ask("schedule", "jobs", "BOARD").json()[0]
    self.report.equal("DONE", job["state"], "state")
    self.report.equal([TO[1]], job["mail_pending"], "who is still to be told")
    self.report.check("550" in job["mail_error"], "the relay's answer", job["mail_error"])
    folder = os.path.join(os.environ["CHAMPIONS_EXPORTS_FOLDER"], job["folder"])
    with open(os.path.join(folder, "figures.json"), "rb") as file:
      stored = file.read()
    self.report.equal(job["files"][0]["sha256"], hashlib.sha256(stored).hexdigest(), "digest")
    self.report.check(b"12" in stored, "the figure is in the file")
    self.report.equal(1, len(self.relay.mails), "e-mails")
    to, mail = self.relay.mails[0]
    self.report.equal([TO[0]], to, "recipient")
    self.report.equal("%s: %s" % (NAME, QUARTER), mail["Subject"], "subject")
    self.report.equal("auto-generated", mail["Auto-Submitted"], "says that nobody wrote it")
    text = mail.get_body().get_content()
    self.report.check("draft" in text and "internal" in text, "what it is", text)
    found = re.search(r"https://champions\.test(/exports/\S+)", text)
    self.report.check(bool(found), "a link", text)
    self.link = found.group(1)
    answer, body = Browser.ask(self.link)
    self.report.equal((200, stored), (answer.status, body), "the download")
    self.report.equal("application/json", answer.getheader("Content-Type"), "media type")
    self.report.equal("no-store", answer.getheader("Cache-Control"), "kept nowhere")
    self.report.equal("nosniff", answer.getheader("X-Content-Type-Options"), "no guessing of types")
    policy = answer.getheader("Content-Security-Policy")
    self.report.check(all(part in policy for part in (
        "sandbox", "default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")), "the policy", policy)
    self.report.check("attachment" in answer.getheader("Content-Disposition"), "stored as a file")

  def refuse(self):
    self.report.step("what is refused")
    answer, body = Browser.ask(self.link, "HEAD")
    self.report.equal((200, b""), (answer.status, body), "HEAD")
    for target in (self.link[:-1] + ("0" if self.link[-1] != "0" else "1"),
                   re.sub(r"expires=\d+", "expires=99999999999", self.link),
                   self.link.replace("figures.json", "figures.csv"),
                   "/exports/", "/exports/../../secrets/pepper", "/", "/metrics",
                   "/exports/" + "a" * 3000):
      answer, body = Browser.ask(target)
      self.report.equal(404, answer.status, target[:80])
    answer, body = Browser.ask(self.link, "POST")
    self.report.equal(405, answer.status, "POST")
    self.ask("schedule", "update", "BOARD", "--disabled")
    answer, body = Browser.ask(self.link)
    self.report.equal(404, answer.status, "the link of a disabled schedule")
    self.ask("schedule", "run", "BOARD", status=REFUSED)
    self.ask("schedule", "update", "BOARD", "--disabled=false")
    answer, body = Browser.ask(self.link)
    self.report.equal(200, answer.status, "enabled again")

  def links(self):
    self.report.step("links on request")
    job = self.ask("schedule", "jobs", "BOARD").json()[0]
    made = self.ask("schedule", "link", job["id"], "--days", "1").json()
    self.report.equal(["figures.json"], [link["name"] for link in made["links"]], "files")
    answer, _ = Browser.ask(made["links"][0]["url"][len("https://champions.test"):])
    self.report.equal(200, answer.status, "it works")
    self.ask("schedule", "link", "01890000-0000-7000-8000-000000000000", status=NOT_FOUND)
    events = self.ask("audit", "list", "--method", "exports/Download").json()
    self.report.check(len(events) >= 4, "downloads are in the audit log", str(len(events)))
    self.report.equal({"192.0.2.7"}, {event["address"] for event in events}, "and from where")


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--champions", required=True)
  parser.add_argument("--config", required=True)
  options = parser.parse_args()
  report = Report()
  check = Check(Cli(options.champions, options.config), report)
  for step in (check.make, check.submit, check.deliver, check.refuse, check.links):
    step()
  check.relay.controller.stop()
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
