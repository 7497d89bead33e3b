"""A second edge and a second server beside the instance's own, with limits or a backend of their own."""

import os
import pwd
import re
import resource
import socket
import subprocess
import threading
import time

import wire
from processes import Failed, require
from wire import Http2, Target


def free_port():
  with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    return probe.getsockname()[1]


class Program:
  """Ends with the block; its output is in the folder."""

  def __init__(self, arguments, log, descriptors=None, **how):
    def limit():
      if descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    self._log = open(log, "wb")  # pylint: disable=consider-using-with
    self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=self._log,
                                    stderr=subprocess.STDOUT, preexec_fn=limit, **how)

  def end(self):
    self.process.terminate()
    try:
      self.process.wait(5)
    except subprocess.TimeoutExpired:
      self.process.kill()
      self.process.wait()
    self._log.close()


class SecondEdge:
  """The instance's own settings on another port."""

  def __init__(self, context, descriptors=None, server_socket=None, http1_socket=None,
               requests_per_second=None, client_timeout=None):
    home, port = context.instance.home, free_port()
    with open(home + "/haproxy.cfg", encoding="utf-8") as file:
      settings = file.read()
    settings = re.sub(r"(?m)^(  bind 127\.0\.0\.1):\d+ ", r"\1:%d " % port, settings)
    settings = re.sub(r"(?m)^  bind \[.*\n", "", settings)
    if server_socket:
      settings = settings.replace("unix@%s/run/server/server.sock" % home, "unix@" + server_socket)
    if http1_socket:
      settings = re.sub(r"unix@%s/run/server/\w+\.sock( proto h2)?" % re.escape(home),
                        lambda _: "unix@" + http1_socket, settings)
    if requests_per_second is not None:
      settings = re.sub(r"(?m)^(  acl is_over_rate .* gt) \d+$", r"\1 %d" % requests_per_second, settings)
    if client_timeout:
      settings = re.sub(r"(?m)^  timeout client .*$", "  timeout client " + client_timeout, settings)
    file_name = context.folder + "/second.cfg"
    with open(file_name, "w", encoding="utf-8") as file:
      file.write(settings)
    self.target = Target(port, context.instance.authority)
    self._program = Program([context.haproxy, "-db", "-f", file_name],
                            context.folder + "/second-edge.log", descriptors)

  def __enter__(self):
    give_up_at = time.monotonic() + 5
    while time.monotonic() < give_up_at:
      try:
        self.target.tcp("127.0.0.1").close()
        return self
      except OSError:
        time.sleep(0.05)
    self._program.end()
    raise Failed("the second edge does not listen")

  def __exit__(self, *_):
    self._program.end()

  def is_served(self, seconds=3):
    """Whether somebody else has an answer of the server itself: that the token is wrong."""
    try:
      with Http2(self.target, "127.0.0.1", timeout=seconds) as connection:
        return connection.call(wire.request(), wire.message(b""), seconds)[0] == "grpc 16"
    except OSError:
      return False

  def seconds_until_served(self, most):
    started = time.monotonic()
    while not self.is_served(1):
      require(time.monotonic() < started + most, "nobody is served %d s after the attack", most)
      time.sleep(0.1)
    return time.monotonic() - started


class SecondServer:
  """The instance's own server on a socket of its own, with the same database."""

  def __init__(self, context, descriptors):
    home = context.instance.home
    user = os.stat(home + "/run/server").st_uid
    group = pwd.getpwuid(user).pw_gid
    folder = context.folder + "/second"
    os.mkdir(folder, 0o755)
    os.chown(folder, user, group)
    self.socket, self._settings = folder + "/server.sock", folder + "/server.toml"
    with open(home + "/server.toml", encoding="utf-8") as file:
      settings = file.read()
    settings = re.sub(r"(?m)^(metrics|http)_socket = .*\n", "", settings)
    settings = settings.replace(home + "/run/server/server.sock", self.socket).replace("pool = 16", "pool = 4")
    with open(self._settings, "w", encoding="utf-8") as file:
      file.write(settings)
    how = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    # Without a socket for pages there is no console.
    self._program = Program([home + "/bin/champions-server", "serve", "--config", self._settings,
                             "--set", "console.public_url="],
                            context.folder + "/second-server.log", descriptors, env={}, cwd="/", **how)

  def __enter__(self):
    give_up_at = time.monotonic() + 20
    while not os.path.exists(self.socket):
      if time.monotonic() > give_up_at or self._program.process.poll() is not None:
        self._program.end()
        raise Failed("the second server does not serve")
      time.sleep(0.05)
    return self

  def __exit__(self, *_):
    self._program.end()

  def descriptors(self):
    return len(os.listdir("/proc/%d/fd" % self._program.process.pid))


class Recorder:
  """In the place of the server, on HTTP/1.1: keeps what the edge sends on, octet by octet."""

  def __init__(self, folder):
    self.socket, self.requests = folder + "/recorder.sock", []
    if os.path.exists(self.socket):
      os.unlink(self.socket)
    self._listener = socket.socket(socket.AF_UNIX)
    self._listener.bind(self.socket)
    self._listener.listen(16)
    threading.Thread(target=self._accept, daemon=True).start()

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self._listener.close()

  def _accept(self):
    while True:
      try:
        connection, _ = self._listener.accept()
      except OSError:
        return
      threading.Thread(target=self._take, args=(connection,), daemon=True).start()

  def _take(self, connection):
    octets = b""
    with connection:
      while b"\r\n\r\n" not in octets:
        piece = connection.recv(65536)
        if not piece:
          return
        octets += piece
      self.requests.append(octets)
      connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

  def fields(self):
    """Of the last request: names in lower case, each with all of its values."""
    fields = {}
    for line in self.requests[-1].split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
      name, _, value = line.partition(b":")
      fields.setdefault(name.strip().lower().decode(), []).append(value.strip().decode("latin-1"))
    return fields
