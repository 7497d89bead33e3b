"""Chromium, driven over a pipe by its own protocol: no port is opened, and nothing is installed for it."""

import base64
import hashlib
import json
import os
import select
import shutil
import subprocess
import time

PATIENCE_SECONDS = 20
# As a telephone is held.
WIDTH, HEIGHT = 360, 740


def key_digest(certificate):
  """What the browser is to know of the one certificate that no authority of its own vouches for."""
  key = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], check=True,
                       capture_output=True).stdout
  der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key, check=True,
                       capture_output=True).stdout
  return base64.b64encode(hashlib.sha256(der).digest()).decode()


class Chromium:
  """The program; each window of it has cookies of its own."""

  def __init__(self, folder, name, certificate):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
      raise SystemExit("chromium is missing: apt-get install --no-install-recommends chromium")
    to_read, self._to = os.pipe()
    self._from, to_write = os.pipe()
    words = [program, "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + folder + "/profile",
             "--ignore-certificate-errors-spki-list=" + key_digest(certificate),
             "--host-resolver-rules=MAP %s 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" % name,
             "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-dev-shm-usage",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--disable-extensions", "--mute-audio", "--no-proxy-server", "--lang=en-GB"]
    if os.geteuid() == 0:
      words.append("--no-sandbox")
    self._log = open(folder + "/chromium.log", "wb")  # pylint: disable=consider-using-with
    # The shell puts the pipe where the browser looks for it.
    self.process = subprocess.Popen(
        ["/bin/sh", "-c", 'exec "$0" "$@" 3<&%d 4>&%d' % (to_read, to_write), *words],
        pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
        env={**os.environ, "HOME": folder})
    os.close(to_read)
    os.close(to_write)
    self._held, self._number, self.events = b"", 0, []

  def end(self):
    os.close(self._to)
    try:
      self.process.wait(10)
    except subprocess.TimeoutExpired:
      self.process.kill()
      self.process.wait()
    os.close(self._from)
    self._log.close()

  def _read(self, deadline):
    while b"\0" not in self._held:
      left = deadline - time.monotonic()
      if left <= 0 or not select.select([self._from], [], [], left)[0]:
        raise TimeoutError("the browser says nothing")
      piece = os.read(self._from, 1 << 20)
      if not piece:
        raise EOFError("the browser has ended")
      self._held += piece
    message, _, self._held = self._held.partition(b"\0")
    return json.loads(message)

  def call(self, method, session=None, **parameters):
    self._number += 1
    message = {"id": self._number, "method": method, "params": parameters}
    if session:
      message["sessionId"] = session
    os.write(self._to, json.dumps(message).encode() + b"\0")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
      answer = self._read(deadline)
      if answer.get("id") == self._number:
        if "error" in answer:
          raise RuntimeError("%s: %s" % (method, answer["error"]))
        return answer["result"]
      self.events.append(answer)

  def wait_for(self, session, method):
    """The next event of that kind that nobody has waited for yet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
      for number, event in enumerate(self.events):
        if event.get("sessionId") == session and event["method"] == method:
          return self.events.pop(number)["params"]
      self.events.append(self._read(deadline))

  def take(self, session, methods):
    """The events of these kinds so far, once."""
    mine = [event for event in self.events if event.get("sessionId") == session and event["method"] in methods]
    self.events = [event for event in self.events if event not in mine]
    return mine


class Window:
  """A page as one person has it."""

  def __init__(self, chromium):
    self._chromium = chromium
    context = chromium.call("Target.createBrowserContext")["browserContextId"]
    target = chromium.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
    self._session = chromium.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
      self._call(domain + ".enable")
    self.resize(WIDTH)

  def _call(self, method, **parameters):
    return self._chromium.call(method, self._session, **parameters)

  def resize(self, width):
    self._call("Emulation.setDeviceMetricsOverride", width=width, height=HEIGHT, deviceScaleFactor=1, mobile=True)

  def evaluate(self, expression):
    got = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
    if "exceptionDetails" in got:
      raise RuntimeError("%s: %s" % (expression[:80], got["exceptionDetails"]))
    return got["result"].get("value")

  def go(self, url):
    self._chromium.take(self._session, ("Page.loadEventFired",))
    answer = self._call("Page.navigate", url=url)
    if answer.get("errorText"):
      raise RuntimeError("%s: %s" % (url, answer["errorText"]))
    self._chromium.wait_for(self._session, "Page.loadEventFired")

  def type(self, field, text):
    self.evaluate("document.querySelector(%s).select()" % json.dumps("[name=%s]" % field))
    self.evaluate("document.querySelector(%s).focus()" % json.dumps("[name=%s]" % field))
    self._call("Input.insertText", text=text)

  def press(self, text):
    """The button or link with this text, as a finger does; then what it leads to is there."""
    found = self.evaluate(
        "(() => { const all = [...document.querySelectorAll('button, a')];"
        "const one = all.find((e) => e.textContent.trim() === %s); if (!one) return null;"
        "one.scrollIntoView({block: 'center'}); const r = one.getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2]; })()" % json.dumps(text))
    if not found:
      raise AssertionError("there is no %r on the page: %s" % (text, self.text()))
    self._chromium.take(self._session, ("Page.loadEventFired",))
    for kind in ("mousePressed", "mouseReleased"):
      self._call("Input.dispatchMouseEvent", type=kind, x=found[0], y=found[1], button="left", clickCount=1)
    self._chromium.wait_for(self._session, "Page.loadEventFired")

  def title(self):
    return self.evaluate("document.title")

  def text(self):
    return self.evaluate("document.body.innerText")

  def url(self):
    return self.evaluate("location.href")

  def cookies(self):
    return {cookie["name"]: cookie for cookie in self._call("Network.getCookies")["cookies"]}

  def put_cookie(self, cookie):
    kept = {key: cookie[key] for key in ("name", "value", "domain", "path", "secure", "httpOnly", "sameSite")}
    self._call("Network.setCookie", url=self.url(), **{k: v for k, v in kept.items() if k != "domain"})

  def picture(self, file_name):
    with open(file_name, "wb") as file:
      file.write(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

  def complaints(self):
    """What the browser's own log holds against the pages so far, but that a refusal has its status."""
    said = []
    for event in self._chromium.take(self._session, ("Log.entryAdded", "Runtime.consoleAPICalled",
                                                     "Runtime.exceptionThrown")):
      entry = event["params"].get("entry", event["params"])
      text = entry.get("text", json.dumps(entry))
      if entry.get("level") in ("verbose", "info"):
        continue
      if not text.startswith("Failed to load resource: the server responded with a status of 4"):
        said.append(text + " " + entry.get("url", ""))
    return said
