#!/usr/bin/env python3
"""Calls again and again for some seconds: the server never looks away for the 100 ms that gRPC's
threads sleep when they had nothing to do (server/rpc/keep_awake.h).

Started by tests/e2e/run:

  run SERVER CHAMPIONS awake_check.py
"""

import argparse
import os
import re
import sys
import time

import grpc

from import_cli import Report

SECONDS = 6
# Without what keeps them awake, one such pause came every 1.1 seconds. A busy machine pauses too, but
# not so often for just as long.
PAUSE_MS, ABOUT_MS, FEWER_THAN = 100, 8, 3
# Any method does that waits for the database in a thread of its own.
METHOD = "/champions.v1.OrganisationService/ListOrganisations"


def pauses(socket, token):
  """How many calls there were, and the milliseconds of those that took as long as a pause."""
  calls, found = 0, []
  with grpc.insecure_channel("unix:" + socket) as channel:
    call = channel.unary_unary(METHOD)
    end_at = time.monotonic() + SECONDS
    while time.monotonic() < end_at:
      started = time.perf_counter()
      call(b"", timeout=10, wait_for_ready=True, metadata=(("authorization", "Bearer " + token),))
      milliseconds = (time.perf_counter() - started) * 1000
      calls += 1
      if abs(milliseconds - PAUSE_MS) < ABOUT_MS:
        found.append(milliseconds)
  return calls, found


def main():
  parser = argparse.ArgumentParser(description="Looks for calls that waited for a sleeping server.")
  parser.add_argument("--champions", help="not used")
  parser.add_argument("--config", required=True, help="the profile of the instance")
  options = parser.parse_args()
  with open(options.config, encoding="utf-8") as profile:
    token = re.search('token = "([^"]+)"', profile.read()).group(1)
  report = Report()
  report.step("calls one after the other, for %d seconds" % SECONDS)
  calls, found = pauses(os.environ["CHAMPIONS_LISTEN_SOCKET"], token)
  report.check(calls > SECONDS * 10, "calls are answered", "%d calls" % calls)
  report.check(len(found) < FEWER_THAN, "no call waits for gRPC's threads to wake",
               "%d of %d took %s ms" % (len(found), calls, ", ".join("%.1f" % ms for ms in found)))
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
