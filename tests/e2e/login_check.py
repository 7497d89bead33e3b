#!/usr/bin/env python3
"""People sign in by the command line: with an issuer of OpenID Connect by a browser of this machine
and of another, and with a password. This program is the browser.

  run SERVER CHAMPIONS login_check.py --node NODE --issuer FOLDER

FOLDER is what oidc/prepare has made.
"""

import argparse
import base64
import concurrent.futures
import hashlib
import html.parser
import http.cookiejar
import json
import os
import re
import secrets
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import grpc

from import_cli import Report

DONE, NOT_ALLOWED, USAGE, REFUSED = 0, 4, 2, 6
ISSUER, CLIENT = os.environ["CHAMPIONS_SIGN_IN_ISSUER"], os.environ["CHAMPIONS_SIGN_IN_CLIENT_ID"]
EMAIL, PASSWORD = "ada@example.org", "a walk in the park"


class Forms(html.parser.HTMLParser):
  """The first form of a page."""

  def __init__(self, text):
    super().__init__()
    self.action, self.fields = None, {}
    self.feed(text)

  def handle_starttag(self, tag, attrs):
    attributes = dict(attrs)
    if tag == "form" and self.action is None:
      self.action = attributes.get("action", "")
    elif tag == "input" and attributes.get("name"):
      self.fields[attributes["name"]] = attributes.get("value") or ""


class Browser(urllib.request.HTTPRedirectHandler):
  """Follows redirects, keeps cookies, and fills in forms as one person."""

  def __init__(self, person):
    self.person, self.led_to = person, ""
    self.opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), self,
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

  def redirect_request(self, req, fp, code, msg, headers, newurl):  # pylint: disable=too-many-arguments,too-many-positional-arguments
    self.led_to = newurl
    return super().redirect_request(req, fp, code, msg, headers, newurl)

  def get(self, url, form=None):
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
      with self.opener.open(url, data, timeout=10) as answer:
        return answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
      return error.url, error.read().decode()

  def walk(self, url, answers):
    """From page to page, as long as there is a form; gives where that ends and what is there."""
    where, page = self.get(url)
    for _ in range(6):
      form = Forms(page)
      if form.action is None:
        break
      fields = dict(form.fields)
      fields.update({name: value for name, value in answers.items() if name in fields})
      if "person" in fields:
        fields["person"] = self.person
      where, page = self.get(urllib.parse.urljoin(where, form.action), fields)
    return where, page


class Login:
  """`champions login` as it waits for a browser."""

  def __init__(self, champions, config, words):
    self.process = subprocess.Popen(
        [champions, "--config", config, "-o", "json", "login", "--no-browser", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    self.said = ""

  def wait_for(self, pattern):
    while True:
      line = self.process.stderr.readline()
      if not line:
        raise AssertionError(f"login ended: {self.said}")
      self.said += line
      found = re.search(pattern, line)
      if found:
        return found.group(1)

  def end(self):
    out, err = self.process.communicate(timeout=30)
    return self.process.returncode, out, self.said + err


class Check:

  def __init__(self, arguments):
    self.champions = arguments.champions
    self.admin = arguments.config
    self.work = os.path.dirname(arguments.config)
    self.report = Report()

  def check(self, what, right, found):
    self.report.check(bool(right), what, str(found))

  def run(self, config, *words, stdin=None):
    done = subprocess.run([self.champions, "--config", config, "-o", "json", *words],
                          input=stdin or "", capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout, done.stderr

  def config(self, name):
    """A profile without a token, as whoever has not signed in yet has it."""
    path = os.path.join(self.work, name + ".toml")
    with open(path, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
      file.write(f'# of {name}\naddress = "unix:{os.environ["CHAMPIONS_LISTEN_SOCKET"]}"\n')
    return path

  def by_browser(self, person, name):
    login = Login(self.champions, self.config(name), [])
    page = Browser(person).walk(login.wait_for(r"(http\S+)"), {})
    if "terminal" not in page[1] and "refused" not in page[1]:
      login.process.kill()  # it would wait for minutes
      self.check("the browser comes back", False, page)
    return login.end(), page

  def by_device(self, person, name, answers):
    login = Login(self.champions, self.config(name), ["--device"])
    where = login.wait_for(r"(http\S+)")
    code = login.wait_for(r"code (\S+)")
    Browser(person).walk(where, {"user_code": code, **answers})
    return login.end()

  def check_browser(self):
    (status, out, err), (where, page) = self.by_browser("ada", "ada")
    config = os.path.join(self.work, "ada.toml")
    self.check("signs in by a browser", status == DONE and "Go on in the terminal" in page,
                      f"{status} {out} {err} {page}")
    with open(config, encoding="utf-8") as file:
      kept = file.read()
    self.check("keeps the token where only its owner reads it",
                      re.search(r'^# of ada\naddress = .*\ntoken = "chs_[0-9a-f]{64}"\n'
                                r'token_expire_time = "\d{4}-[-0-9T:.]+Z"\n$', kept)
                      and stat.S_IMODE(os.stat(config).st_mode) == 0o600, kept)
    self.check("shows the token to nobody", "chs_" not in out + err, out + err)
    port = urllib.parse.urlsplit(where).port
    try:
      urllib.request.urlopen(f"http://127.0.0.1:{port}/callback", timeout=2)
      closed = False
    except OSError:
      closed = True
    self.check("closes the port after the answer", closed, where)
    status, out, err = self.run(config, "whoami")
    self.check("is that user", status == DONE and json.loads(out)["user"] == self.user,
                      out + err)
    again, _ = self.by_browser("ada", "ada2")
    self.check("signs in again, linked by now", again[0] == DONE, again)
    status, _, err = self.run(config, "logout")
    gone = self.run(config, "whoami")
    self.check("signs out", status == DONE and gone[0] == NOT_ALLOWED, (err, gone))

  def check_refusals(self):
    for person, why in (("eve", "an address that nobody verified"),
                        ("mallory", "an address that is another's by now"),
                        ("bob", "an address of no user")):
      ended, _ = self.by_browser(person, person)
      self.check("refuses " + why, ended[0] == NOT_ALLOWED and "may not sign in" in ended[2],
                        ended)
    ended, _ = self.by_browser("nobody", "nobody")
    self.check("says that the person said no",
                      ended[0] == NOT_ALLOWED and "access_denied" in ended[2], ended)
    status, _, err = self.run(self.admin, "login")
    self.check("does not lose a key", status == USAGE and "holds a key" in err, err)

  def check_tokens(self):
    """What a thief, or a broken program, may hand over."""
    browser = Browser("ada")
    verifier, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    redirect = "http://127.0.0.1:9/callback"  # nothing listens there
    query = urllib.parse.urlencode({
        "response_type": "code", "client_id": CLIENT, "redirect_uri": redirect, "scope": "openid",
        "state": "x", "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"})
    try:
      browser.walk(f"{ISSUER}/auth?{query}", {})
      raise AssertionError("something listens at the discard port")
    except urllib.error.URLError:
      pass
    # The last redirect did not get through, so the code is read from where it led.
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.led_to).query)["code"][0]
    _, answer = browser.get(f"{ISSUER}/token", {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect,
        "client_id": CLIENT, "code_verifier": verifier})
    token = json.loads(answer)["id_token"]
    header, payload, signature = token.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    body = json.loads(base64.urlsafe_b64decode(payload + "=="))
    body["sub"] = "bob"
    forged = base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
    for what, bad, bad_nonce in (("another nonce", token, "another"),
                                 ("no signature", f"{none}.{payload}.", nonce),
                                 ("another subject", f"{header}.{forged}.{signature}", nonce)):
      self.check("refuses a token with " + what,
                        self.hand_over(bad, bad_nonce)[0] == grpc.StatusCode.UNAUTHENTICATED, what)
    first, second = self.hand_over(token, nonce), self.hand_over(token, nonce)
    self.check("takes a token once", first[0] == grpc.StatusCode.OK
                      and second[0] == grpc.StatusCode.UNAUTHENTICATED
                      and "has signed in before" in second[1], (first, second))

  def hand_over(self, token, nonce):
    def field(number, text):
      data, size = text.encode(), len(text.encode())
      length = b""
      while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
      return bytes([number << 3 | 2]) + length + bytes([size]) + data
    with grpc.insecure_channel("unix:" + os.environ["CHAMPIONS_LISTEN_SOCKET"]) as channel:
      call = channel.unary_unary("/champions.v1.SignInService/SignInWithIdToken",
                                 request_serializer=lambda request: request,
                                 response_deserializer=lambda response: response)
      try:
        call(field(1, token) + field(2, nonce), timeout=10)
        return grpc.StatusCode.OK, ""
      except grpc.RpcError as error:
        return error.code(), error.details()

  def check_devices(self):
    with concurrent.futures.ThreadPoolExecutor() as pool:
      good = pool.submit(self.by_device, "ada", "device", {"confirm": "yes"})
      bad = pool.submit(self.by_device, "nobody", "refused", {"confirm": "yes"})
      good, bad = good.result(), bad.result()
    self.check("signs in by a browser elsewhere", good[0] == DONE, good)
    self.check("says that the person said no there",
                      bad[0] == NOT_ALLOWED and "access_denied" in bad[2], bad)

  def check_password(self):
    server = os.environ["CHAMPIONS_E2E_SERVER"]
    done = subprocess.run([server, "admin", "set-password", EMAIL], input=PASSWORD + "\n", text=True,
                          capture_output=True, timeout=30, check=False)
    self.check("sets a password on the machine", done.returncode == 0, done.stderr)
    config = self.config("password")
    words = ["login", "--email", EMAIL, "--password-file", "-"]
    status, out, err = self.run(config, *words, stdin="not the password\n")
    self.check("refuses another", status == NOT_ALLOWED and "SIGN_IN_REFUSED" in err, err)
    status, out, err = self.run(config, *words, stdin=PASSWORD + "\n")
    self.check("signs in by it", status == DONE and json.loads(out)["user"] == self.user,
                      out + err)
    self.run(self.admin, "user", "disable", self.user, "--yes")
    time.sleep(1.0)
    status, _, err = self.run(config, "whoami")
    self.check("ends a session with its user", status == NOT_ALLOWED, err)
    ended, _ = self.by_browser("ada", "ada")
    self.check("refuses the issuer's account of it too", ended[0] == NOT_ALLOWED, ended)

  def all(self):
    status, out, err = self.run(self.admin, "user", "create", "--name", "Ada", "--email", EMAIL,
                                "--role", "AUDITOR")
    self.user = json.loads(out)["id"] if status == DONE else sys.exit(err)
    self.check_browser()
    self.check_refusals()
    self.check_tokens()
    self.check_devices()
    self.check_password()
    return self.report.close()


def main():
  parser = argparse.ArgumentParser(description=__doc__)
  for name in ("--champions", "--config", "--node", "--issuer"):
    parser.add_argument(name, required=True)
  arguments = parser.parse_args()
  port = str(urllib.parse.urlsplit(ISSUER).port)
  environment = {"PATH": os.environ["PATH"], "NODE_NO_WARNINGS": "1"}
  with open(os.path.join(os.path.dirname(arguments.config), "issuer.log"), "wb") as log, \
      subprocess.Popen([arguments.node, "issuer.mjs", port], cwd=arguments.issuer, env=environment,
                       stdout=subprocess.PIPE, stderr=log) as issuer:
    try:
      if issuer.stdout.readline() != b"ready\n":
        with open(log.name, encoding="utf-8") as why:
          sys.exit("the issuer does not start: " + why.read())
      return Check(arguments).all()
    finally:
      issuer.terminate()


if __name__ == "__main__":
  sys.exit(main())
