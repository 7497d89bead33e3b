"""Staff sign in by a real browser: with the organisation's account, with passwords, codes and what a
first sign-in asks for; and what is sent past the browser is refused. Started by `run`, which makes
the instance.
"""

import argparse
import base64
import hmac
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from browser import Chromium, Window  # pylint: disable=wrong-import-position
from import_cli import Report  # pylint: disable=wrong-import-position

NAME = "champions.test"
ADA, MIA, GRACE = "ada@example.org", "mia@example.org", "grace@example.org"
PASSWORDS = {ADA: "seven purple kettles waltz", GRACE: "marmalade orbit sidewalk tin"}
MIAS = "ochre lantern biscuit thunder"


def code_of(secret, steps=0):
  """As an authenticator app computes it (RFC 6238)."""
  key = base64.b32decode(secret + "=" * (-len(secret) % 8))
  digest = hmac.digest(key, (int(time.time()) // 30 + steps).to_bytes(8, "big"), "sha1")
  at = digest[19] & 15
  return "%06d" % ((int.from_bytes(digest[at:at + 4], "big") & 0x7fffffff) % 1000000)


def resident_kb(pid):
  with open("/proc/%d/status" % pid, encoding="ascii") as file:
    return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


class Check:

  def __init__(self, options, chromium):
    self.folder, self.home, self.port = options.folder, options.home, options.port
    self.site = "https://%s:%d" % (NAME, options.port)
    self.issuer = "http://127.0.0.1:%d" % options.issuer_port
    self.chromium, self.report = chromium, Report()
    with open(os.path.join(options.issuer, "node_modules/axe-core/axe.min.js"), encoding="utf-8") as file:
      self.axe = file.read()
    self.seen = set()

  def check(self, what, right, found=""):
    self.report.check(bool(right), what, str(found)[:2000])

  def champions(self, *words):
    done = subprocess.run([self.home + "/bin/champions", "--config", self.home + "/admin.toml", "-o", "json", *words],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
      raise AssertionError("champions %s: %s" % (" ".join(words), done.stderr))
    return json.loads(done.stdout) if done.stdout.strip() else None

  def make_people(self):
    self.champions("organisation", "create", "--code", "HARROW", "--name", "Harrow")
    self.ada = self.champions("user", "create", "--name", "Ada <b>O'Neil</b> & Co", "--email", ADA,
                              "--role", "COORDINATOR", "--organisation", "HARROW")["id"]
    self.mia = self.champions("user", "create", "--name", "Mia", "--email", MIA, "--role", "PROGRAMME_MANAGER")["id"]
    self.grace = self.champions("user", "create", "--name", "Grace", "--email", GRACE, "--role", "COORDINATOR",
                                "--organisation", "HARROW")["id"]

  def temporary(self, user):
    return self.champions("password", "issue", user)["password"]

  def look(self, window, page):
    """What holds for every page; of each kind the whole of it is looked at once."""
    self.check(page + " has no complaints of the browser", not (said := window.complaints()), said)
    for width in (320, 360):
      window.resize(width)
      wide = window.evaluate("document.documentElement.scrollWidth")
      self.check("%s fits %d px" % (page, width), wide <= width, wide)
    small = window.evaluate(
        "[...document.querySelectorAll('button, a.button, input:not([type=hidden], [hidden])')]"
        ".map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])"
        ".filter(([, r]) => r.height < 43.5 || r.width < 43.5).map(([html]) => html)")
    self.check(page + " has large targets", not small, small)
    if page in self.seen:
      return
    self.seen.add(page)
    window.evaluate(self.axe + "; 0")
    wrong = window.evaluate("axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html)))")
    self.check(page + " has nothing that axe finds", not wrong, wrong)
    window.complaints()  # of axe's own styles

  def expect(self, window, title, text=""):
    found = window.title(), window.text()
    right = found[0] == title + " – Champions" and text in found[1]
    self.check("is at %s" % title, right, found)
    if not right:
      window.picture(os.path.join(self.folder, "unexpected.png"))
    self.look(window, title)

  def sign_in(self, window, email, password):
    window.go(self.site + "/console")
    window.type("email", email)
    window.type("password", password)
    window.press("Sign in")

  def check_issuer(self):
    self.report.step("with the organisation's account")
    window = self.ada_window = Window(self.chromium)
    window.go(self.site + "/console")
    self.expect(window, "Sign in", "organisation’s account")
    window.press("Sign in with your organisation’s account")
    self.check("is led to the issuer", window.url().startswith(self.issuer + "/interaction/"), window.url())
    # First no, then yes.
    window.type("person", "nobody")
    window.press("Go on")
    self.expect(window, "You are not signed in", "said no")
    window.press("Go to the beginning")
    window.press("Sign in with your organisation’s account")
    window.complaints()  # those of the issuer's page are its own
    window.type("person", "ada")
    window.press("Go on")
    window.press("Go on")  # the program, which anyone could have written, may know
    window.complaints()
    self.expect(window, "Ada <b>O'Neil</b> & Co", "HARROW")
    self.check("shows where it is signed in", "This is where you are now" in window.text(), window.text())
    self.check("shows the figures", re.search(r"Reached\s+0\s+0", window.text()), window.text())
    cookies = window.cookies()
    self.check("keeps one cookie", set(cookies) == {"__Host-champions"}, cookies)
    cookie = cookies["__Host-champions"]
    self.check("keeps it to this site and out of reach",
               cookie["secure"] and cookie["httpOnly"] and cookie["session"] and cookie["sameSite"] == "Lax"
               and cookie["path"] == "/" and cookie["domain"] == NAME, cookie)
    self.check("keeps it out of the page", cookie["value"] not in window.evaluate("document.documentElement.outerHTML")
               and window.evaluate("document.cookie") == "")
    window.go(self.site + "/console/sign-in")
    window.press("Go on")
    window.complaints()
    self.check("has another after another sign-in",
               window.cookies()["__Host-champions"]["value"] not in ("", cookie["value"]))
    live = [one for one in self.champions("session", "list", "--user", self.ada) if one["state"].endswith("LIVE")]
    self.check("ends the one before", len(live) == 1, live)

  def check_revocation(self):
    self.report.step("revoked")
    window = self.ada_window
    for one in self.champions("session", "list", "--user", self.ada):
      if one["state"].endswith("LIVE"):
        self.champions("session", "revoke", one["id"], "--yes")
    time.sleep(1.1)
    window.go(self.site + "/console")
    self.expect(window, "Sign in", "You have been signed out.")
    self.check("drops the cookie", "__Host-champions" not in window.cookies(), window.cookies())

  def check_passwords(self):
    self.report.step("with a temporary password, then with one's own")
    window = Window(self.chromium)
    temporary = self.temporary(self.ada)
    self.sign_in(window, ADA, "not the password")
    self.expect(window, "Error: Sign in", "There is a problem")
    self.check("puts the summary first", window.evaluate("document.activeElement.getAttribute('role')") == "alert",
               window.evaluate("document.activeElement.outerHTML"))
    self.check("keeps the address and not the password",
               window.evaluate("[...document.querySelectorAll('input')].map((i) => i.value)")[1:] == [ADA, ""])
    self.sign_in(window, ADA, temporary)
    self.expect(window, "Choose a new password")
    window.type("new_password", PASSWORDS[ADA])
    window.type("again", "something else")
    window.press("Change and sign in")
    self.expect(window, "Error: Choose a new password", "not the same")
    window.type("new_password", PASSWORDS[ADA])
    window.type("again", PASSWORDS[ADA])
    window.press("Change and sign in")
    self.expect(window, "Ada <b>O'Neil</b> & Co")
    window.press("Sign out")
    self.expect(window, "Sign in", "You have signed out.")
    self.check("leaves no session", "__Host-champions" not in window.cookies(), window.cookies())
    self.sign_in(window, ADA, PASSWORDS[ADA])
    self.expect(window, "Ada <b>O'Neil</b> & Co")
    other = Window(self.chromium)
    self.sign_in(other, ADA, PASSWORDS[ADA])
    window.go(self.site + "/console")
    window.press("End this session")
    self.expect(window, "Ada <b>O'Neil</b> & Co", "The session has ended.")
    other.go(self.site + "/console")
    self.expect(other, "Sign in", "You have been signed out.")
    self.sign_in(other, ADA, PASSWORDS[ADA])
    window.go(self.site + "/console")
    window.press("End all other sessions")
    self.expect(window, "Ada <b>O'Neil</b> & Co", "All other sessions have ended.")

  def check_second_factor(self):
    self.report.step("with a second factor that the role takes")
    window = Window(self.chromium)
    self.sign_in(window, MIA, self.temporary(self.mia))
    window.type("new_password", MIAS)
    window.type("again", MIAS)
    window.press("Change and sign in")
    self.expect(window, "Set up a second factor")
    window.type("password", MIAS)
    window.press("Set up")
    self.expect(window, "Confirm your authenticator app", "open your authenticator app")
    secret = window.evaluate("document.querySelector('#secret').textContent").replace(" ", "")
    window.type("code", code_of(secret, -1))
    window.press("Confirm")
    self.expect(window, "Your recovery codes", "not shown again")
    codes = re.findall(r"(?:[0-9a-z]{4}-){6}[0-9a-z]{4}", window.text())
    self.check("gives ten recovery codes", len(set(codes)) == 10, window.text())
    window.press("I have kept them: sign in")
    self.sign_in(window, MIA, MIAS)
    self.expect(window, "Enter your code")
    window.type("code", "000000")
    window.press("Continue")
    self.expect(window, "Error: Enter your code", "not right")
    window.type("code", code_of(secret))
    window.press("Continue")
    self.expect(window, "Mia", "All organisations")
    window.press("Sign out")
    self.sign_in(window, MIA, MIAS)
    window.type("code", codes[0])
    window.press("Continue")
    self.expect(window, "Mia")
    self.secrets = [secret, *codes]

  # Past the browser.

  def send(self, method, path, body=None, host=None, connection=None, **headers):
    context = ssl.create_default_context(cafile=self.folder + "/ca.crt")
    own = connection or _Connection(self.port, context)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    own.request(method, path, body=body, headers={"Host": host or "%s:%d" % (NAME, self.port), **names})
    answer = own.getresponse()
    text = answer.read().decode("utf-8", "replace")
    if not connection:
      own.close()
    return answer, text

  def check_raw(self):
    self.report.step("past the browser")
    answer, page = self.send("GET", "/console")
    cookie = answer.getheader("set-cookie").partition(";")[0]
    token = re.search(r'name="form" value="([^"]+)"', page)[1]
    self.check("sets the cookie so", re.fullmatch(
        r"__Host-champions-pending=[\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax", answer.getheader("set-cookie")),
               answer.getheader("set-cookie"))
    expected = {
        "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
        "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
                                   "frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000; includeSubDomains"}
    headers = {name.lower(): value for name, value in answer.getheaders()}
    for name in ("set-cookie", "content-length", "connection"):
      headers.pop(name, None)
    self.check("has these headers and no others", headers == expected, headers)
    form = {"email": GRACE, "password": "guess", "form": token}
    kind = "application/x-www-form-urlencoded"

    def post(fields=None, path="/console/password", body=None, content_type=kind, host=None, **headers):
      data = body if body is not None else urllib.parse.urlencode({**form, **(fields or {})})
      sent = {"Content_Type": content_type, "Origin": self.site, "Cookie": cookie, **headers}
      return self.send("POST", path, data, host, **{k: v for k, v in sent.items() if v is not None})

    self.check("takes its own form", post()[0].status == 422)
    cases = {
        "another origin": (403, post(Origin="https://elsewhere.test")), "no origin": (403, post(Origin=None)),
        "an opaque origin": (403, post(Origin="null")),
        "another site": (403, post(Origin=None, Sec_Fetch_Site="cross-site")),
        "no token": (403, post({"form": ""})), "an invented token": (403, post({"form": "A" * 43})),
        "no cookie": (403, post(Cookie=None)), "another host": (421, post(host="elsewhere.test")),
        "the address in place of the name": (421, post(host="127.0.0.1:%d" % self.port)),
        "JSON": (415, post(content_type="application/json")), "no type": (415, post(content_type="")),
        "a body that is too large": (413, post({"x": "x" * 8192})),
        "a body in pieces that is too large": (413, post(body=iter([b"x" * 1000] * 9))),
        "a GET with a body": (413, self.send("GET", "/console", "x")), "PUT": (405, self.send("PUT", "/console")),
        "a form for a page": (405, post(path="/console")), "no such page": (404, self.send("GET", "/console/nothing")),
        "beside the console": (415, self.send("GET", "/consoles")),
        "an answer that nobody asked for": (400, self.send("GET", "/console/callback?code=x&state=y")),
        "a crooked query": (400, self.send("GET", "/console?said=%zz")),
    }
    for what, (status, (answer, text)) in cases.items():
      self.check("refuses " + what, answer.status == status, (answer.status, text))
      self.check("gives no session for " + what, "__Host-champions=chs" not in str(answer.getheaders()))
    for _ in range(8):
      answer, text = post()
    self.check("locks after guesses", answer.status == 429 and int(answer.getheader("retry-after")) > 0
               and "Try again in" in text, (answer.status, text))
    answer, text = self.send("GET", "/console", Cookie="__Host-champions=chs_" + "0" * 64)
    self.check("knows no session that is not there", "You have been signed out." in text
               and "__Host-champions=; " in answer.getheader("set-cookie"), text)

  def check_memory(self):
    """A thousand sign-ins that are begun and never ended."""
    with open(self.home + "/run/server.pid", encoding="ascii") as file:
      pid = int(file.read())
    context = ssl.create_default_context(cafile=self.folder + "/ca.crt")
    connection = _Connection(self.port, context)

    def begin():
      answer, _ = self.send("GET", "/console/sign-in", connection=connection)
      return answer.status == 303 and answer.getheader("location").startswith(self.issuer)

    good = all(begin() for _ in range(100))
    before = resident_kb(pid)
    good = good and all(begin() for _ in range(1001))
    grown = resident_kb(pid) - before
    connection.close()
    self.check("begins as many sign-ins as are asked for", good)
    self.check("keeps nothing of them", grown < 4096, "%d KB" % grown)

  def check_logs(self):
    """Nothing that signs in is in a log."""
    text = ""
    for name in os.listdir(self.home + "/log"):
      with open(os.path.join(self.home, "log", name), encoding="utf-8", errors="replace") as file:
        text += file.read()
    words = [*PASSWORDS.values(), MIAS, *self.secrets, "chs_", "callback?", "code=", "state=", "guess", "__Host-"]
    self.check("nothing secret is in a log", not (found := [word for word in words if word in text]), found)

  def all(self):
    self.make_people()
    self.check_issuer()
    self.check_revocation()
    self.check_passwords()
    self.check_second_factor()
    self.check_raw()
    self.check_memory()
    self.check_logs()
    return self.report.close()


class _Connection(http.client.HTTPSConnection):
  """To this machine, by the name that the certificate has."""

  def __init__(self, port, context):
    super().__init__(NAME, port, timeout=15, context=context)
    self._create_connection = lambda address, *rest, **more: _connect(port)


def _connect(port):
  return socket.create_connection(("127.0.0.1", port), 15)


def main():
  parser = argparse.ArgumentParser(description=__doc__)
  for name in ("--folder", "--home", "--node", "--issuer"):
    parser.add_argument(name, required=True)
  for name in ("--port", "--issuer-port"):
    parser.add_argument(name, type=int, required=True)
  options = parser.parse_args()
  back = "https://%s:%d/console/callback" % (NAME, options.port)
  environment = {"PATH": os.environ["PATH"], "NODE_NO_WARNINGS": "1"}
  with open(options.folder + "/issuer.log", "wb") as log, \
      subprocess.Popen([options.node, "issuer.mjs", str(options.issuer_port), back], cwd=options.issuer,
                       env=environment, stdout=subprocess.PIPE, stderr=log) as issuer:
    chromium = None
    try:
      if issuer.stdout.readline() != b"ready\n":
        with open(log.name, encoding="utf-8") as why:
          sys.exit("the issuer does not start: " + why.read())
      chromium = Chromium(options.folder, NAME, options.folder + "/edge.crt")
      return Check(options, chromium).all()
    finally:
      issuer.terminate()
      if chromium:
        chromium.end()


if __name__ == "__main__":
  sys.exit(main())
