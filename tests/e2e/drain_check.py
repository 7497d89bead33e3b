#!/usr/bin/env python3
"""Asks the server to end while a call is at work: the call is finished, new ones are turned away.

Started by tests/e2e/run, whose server it ends:

  run SERVER CHAMPIONS drain_check.py
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time

import grpc

from import_cli import ACCEPTED, Cli, Report

UNAVAILABLE = 7
SERVING, NOT_SERVING = b"\x08\x01", b"\x08\x02"  # HealthCheckResponse.status as it is sent
HELD_SECONDS = 2
SOON_SECONDS = 10  # far less than the time that the server gives its calls to end
LOGGED = ("reach", "log", "--organisation", "SLOW", "--programme", "SLOW", "--on", "2024-09-30",
          "--mode", "GROUP", "--topic", "OTHER", "--people", "7", "-o", "json")


class HeldTable:
  """A lock that every write of reach waits for, held by a session of its own."""

  def __init__(self):
    environment = os.environ
    self._session = subprocess.Popen(
        ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", environment["CHAMPIONS_DATABASE_HOST"],
         "-U", environment["CHAMPIONS_E2E_PG_USER"], "-d", environment["CHAMPIONS_DATABASE_NAME"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    self._ask("begin; lock table reach in share mode; select 'held';")

  def _ask(self, statement):
    self._session.stdin.write(statement + "\n")
    self._session.stdin.flush()
    return self._session.stdout.readline().strip()

  def wait_for_a_writer(self):
    give_up_at = time.monotonic() + SOON_SECONDS
    while self._ask("select count(*) from pg_locks l join pg_database d on d.oid = l.database and "
                    "d.datname = current_database() where l.relation = 'reach'::regclass "
                    "and not l.granted;") == "0":
      if time.monotonic() > give_up_at:
        raise RuntimeError("no call waits for the table")
      time.sleep(0.05)

  def release(self):
    self._session.stdin.close()
    self._session.wait()


class Health:
  """What the server says of itself to whoever watches its health."""

  def __init__(self, socket):
    self.seen, self._ended = [], threading.Event()
    self._channel = grpc.insecure_channel("unix:" + socket)
    watch = self._channel.unary_stream("/grpc.health.v1.Health/Watch")
    self._call = watch(b"", wait_for_ready=True)
    threading.Thread(target=self._follow, daemon=True).start()

  def _follow(self):
    try:
      for status in self._call:
        self.seen.append(status)
    except grpc.RpcError:
      pass

  def wait_for(self, status):
    give_up_at = time.monotonic() + SOON_SECONDS
    while status not in self.seen and time.monotonic() < give_up_at:
      time.sleep(0.02)
    return status in self.seen

  def close(self):
    self._call.cancel()
    self._channel.close()


def server_ended(process):
  """The server is a child of the script that started this, which collects it at the end."""
  try:
    with open("/proc/%d/stat" % process, encoding="utf-8") as stat:
      return stat.read().rpartition(")")[2].split()[0] == "Z"
  except FileNotFoundError:
    return True


def check(cli, report, binary, config):
  process = int(os.environ["CHAMPIONS_E2E_SERVER_PID"])
  for noun in ("organisation", "programme"):
    report.ended(cli.run(noun, "create", "--code", "SLOW", "--name", "Slow", "-o", "json"),
                 ACCEPTED, "a new " + noun)
  health = Health(os.environ["CHAMPIONS_LISTEN_SOCKET"])
  report.check(health.wait_for(SERVING), "a running server says SERVING", str(health.seen))
  report.step("a call that waits for a lock, and SIGTERM to the server")
  table = HeldTable()
  with subprocess.Popen([binary, "--config", config, *LOGGED], stdin=subprocess.DEVNULL,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as slow:
    table.wait_for_a_writer()
    os.kill(process, signal.SIGTERM)
    report.check(health.wait_for(NOT_SERVING), "a draining server says NOT_SERVING",
                 str(health.seen))
    health.close()
    turned_away = cli.run("reach", "list", "-o", "json")
    report.ended(turned_away, UNAVAILABLE, "a new call while the server drains")
    time.sleep(HELD_SECONDS)
    report.check(not server_ended(process) and slow.poll() is None,
                 "the server waits for the call that is at work")
    report.step("the lock is released")
    table.release()
    released = time.monotonic()
    output, messages = slow.communicate(timeout=SOON_SECONDS)
  report.check(slow.returncode == ACCEPTED, "the call is finished",
               "exit status %d" % slow.returncode, output[:400], messages[:400])
  while not server_ended(process) and time.monotonic() < released + SOON_SECONDS:
    time.sleep(0.05)
  report.check(server_ended(process), "the server ends soon after its last call")
  stored = subprocess.run(
      ["psql", "-XqAt", "-h", os.environ["CHAMPIONS_DATABASE_HOST"], "-U",
       os.environ["CHAMPIONS_E2E_PG_USER"], "-d", os.environ["CHAMPIONS_DATABASE_NAME"], "-c",
       "select people from reach"], check=True, capture_output=True, encoding="utf-8").stdout
  report.equal("7", stored.strip(), "what the call recorded")


def main():
  parser = argparse.ArgumentParser(description="Ends the server while a call is at work.")
  parser.add_argument("--champions", required=True, help="the CLI's binary")
  parser.add_argument("--config", required=True, help="the profile of the instance")
  options = parser.parse_args()
  report = Report()
  check(Cli(options.champions, options.config), report, options.champions, options.config)
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
