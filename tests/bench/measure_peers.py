"""The same work by servers that one might have written instead; peers/README.md says which."""

import json
import os
import socket
import subprocess
import time

from cluster import Failed, here
from group import Group
from processes import Process, port_accepts, unix_socket_accepts

QUIET_SECONDS = 0.5


def free_port():
  with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    return probe.getsockname()[1]


class Peer(Group):
  """Prepares the peers, once, and starts one on the database of the group."""

  name = ""

  def prepare(self):
    program = here("peers", "prepare")
    if not os.access(program, os.X_OK):
      raise Failed("tests/bench/peers is not there")
    if not self.bench.extras.get("peers_prepared"):
      answer = subprocess.run([program], check=False, stdin=subprocess.DEVNULL,
                              capture_output=True, encoding="utf-8")
      if answer.returncode != 0:
        raise Failed("the peers could not be installed: " + answer.stderr.strip()[-300:])
      self.bench.extras["peers_prepared"] = True
    super().prepare()

  def start_peer(self, arguments, condition):
    bench = self.bench
    process = bench.keep(Process(
        [here("peers", self.name, "start")] + arguments + self.database_arguments(),
        os.path.join(bench.folder, "log", self.name + ".log"), "the peer " + self.name))
    process.wait_for(condition)

  def database_arguments(self):
    return ["--pg-host", self.bench.cluster.host, "--pg-port", "5432", "--database", self.database]

  def log_64(self):
    bench = self.bench
    bench.cluster.settle()
    return bench.load.log(self.database, bench.target(), bench.tokens, 64)["rate"]

  def totals_64(self):
    return self.bench.load.totals(self.bench.target(), self.bench.tokens, 64)["rate"]


class Node(Peer):
  """The same API in Node, grpc-js and pg, a transaction per call."""

  name = "node"

  def prepare(self):
    super().prepare()
    path = self.bench.server.socket("node")
    pepper = os.path.join(self.bench.folder, "secrets", "pepper")
    self.start_peer(["--socket", path, "--pepper-file", pepper], lambda: unix_socket_accepts(path))

  def round(self, number):
    bench, found = self.bench, {}
    if self.wants("node_log"):
      bench.cluster.settle()
      found["node_log"] = bench.load.log(self.database, bench.target("node"), bench.tokens,
                                         64)["rate"]
      found["log_64"] = self.log_64()
    if self.wants("node_totals"):
      found["node_totals"] = bench.load.totals(bench.target("node"), bench.tokens, 64)["rate"]
      found["totals_64"] = self.totals_64()
    return found


class PostGraphile(Peer):
  """GraphQL over the same tables, asked by a load of its own with 64 connections."""

  name = "postgraphile"

  def prepare(self):
    super().prepare()
    self._port = free_port()
    self.start_peer(["--port", str(self._port)], lambda: port_accepts(self._port))

  def _load(self, mode):
    form = self.bench.form
    self.bench.cluster.settle()
    answer = subprocess.run(
        [here("peers", "postgraphile", "load"), "--port", str(self._port), "--mode", mode,
         "--connections", "64", "--seconds", str(max(1, round(form.seconds)))] +
        self.database_arguments(),
        check=False, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if answer.returncode != 0:
      raise Failed("the load of PostGraphile: " + answer.stderr.strip()[-300:])
    outcome = json.loads(answer.stdout.strip().splitlines()[-1])
    self._wait_until_quiet()
    if outcome["errors"]:
      self.notes.append("PostGraphile, %s: %s errors" % (mode, outcome["errors"]))
    return outcome["rate"]

  def _wait_until_quiet(self):
    """What was under way when its time was up is still written, and is no write of the next load."""
    before, now = -1, 0
    while before != now:
      before = now
      time.sleep(QUIET_SECONDS)
      now = self.bench.cluster.number(self.database, "select count(*) from reach")

  def round(self, number):
    found = {}
    if self.wants("postgraphile_log"):
      found["postgraphile_log"] = self._load("log")
      found["log_64"] = self.log_64()
    if self.wants("postgraphile_totals"):
      found["postgraphile_totals"] = self._load("totals")
      found["totals_64"] = self.totals_64()
    return found
