"""What testssl.sh finds wrong with the listener: nothing that an A would not allow.

From 3.2 on testssl.sh gives a grade by SSL Labs' rules, which is then taken. Debian 12 has 3.0.8,
which gives none: there every finding has to be one that leaves an A, by the same rules.
"""

import json
import os
import subprocess

GRADES = ("A+", "A")
# What an A presupposes, and what testssl.sh 3.0 then says.
PRESUPPOSED = {
    "SSLv2": "not offered", "SSLv3": "not offered", "TLS1": "not offered", "TLS1_1": "not offered",
    "TLS1_3": "offered", "PFS": "offered", "cert_signatureAlgorithm": "SHA256", "cert_keySize": "EC 256",
    "cert_trust": "Ok", "cert_chain_of_trust": "passed", "cert_expirationStatus": ">= ",
    **{name: "not vulnerable" for name in (
        "heartbleed", "CCS", "ROBOT", "secure_client_renego", "POODLE_SSL", "FREAK", "DROWN", "LOGJAM",
        "BEAST", "LUCKY13", "RC4")},
}
# An A allows: that the instance's own authority tells nobody of revocations, and that answers are
# not made for browsers; both would be found fault with, the second only for an A+.
ALLOWED = {"cert_revocation", "HSTS", "security_headers"}
FAULTS = ("LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL")


def judge(findings):
  """The grade, or `none given`; and what speaks against an A."""
  by_id = {finding["id"].split(" ")[0]: finding["finding"] for finding in findings}
  against = ["%s: %s" % (finding["id"], finding["finding"]) for finding in findings
             if finding["severity"] in FAULTS and finding["id"].split(" ")[0] not in ALLOWED]
  against += ["%s: %s" % (name, by_id.get(name, "not looked at")) for name, expected in PRESUPPOSED.items()
              if expected not in by_id.get(name, "")]
  grade = by_id.get("overall_grade")
  if grade is not None:
    against = [] if grade in GRADES else ["graded " + grade, *against]
  return grade or "none given", against


def check(context):
  instance, file_name = context.instance, context.folder + "/testssl.json"
  # It vouches for the authority, as every client of this instance does.
  done = subprocess.run(
      ["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--add-ca", instance.authority,
       "--nodns", "min", "--jsonfile", file_name, "--ip", "127.0.0.1", "localhost:%d" % instance.port],
      stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False)
  if not os.path.exists(file_name):
    print("FAIL listener: testssl.sh made no report:\n" + done.stdout[-2000:] + done.stderr[-2000:])
    return False
  with open(file_name, encoding="utf-8") as file:
    findings = json.load(file)
  grade, against = judge(findings)
  print("%-4s listener: %d findings, grade: %s; against an A: %s" % (
      "FAIL" if against else "ok", len(findings), grade, "; ".join(against) or "nothing"))
  return not against
