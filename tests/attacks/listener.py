"""What testssl.sh finds wrong with the listener; its grade is A or better."""

import json
import os
import subprocess

# Not a fault of the listener: its authority is the instance's own, and tells nobody of revocations.
PRIVATE_AUTHORITY = {"cert_chain_of_trust", "cert_revocation", "cert_ocspRevoked", "cert_trust"}
GRADES = ("A+", "A")


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
  grade = next((finding["finding"] for finding in findings if finding["id"] == "overall_grade"), None)
  reasons = [finding["finding"] for finding in findings if finding["id"].startswith("grade_cap_reason")]
  severe = ["%s: %s" % (finding["id"], finding["finding"]) for finding in findings
            if finding["severity"] in ("MEDIUM", "HIGH", "CRITICAL")
            and finding["id"].split(" ")[0] not in PRIVATE_AUTHORITY]
  passed = grade in GRADES
  print("%-4s listener: testssl.sh gives %s%s; %d findings, severe: %s" % (
      "ok" if passed else "FAIL", grade, " (%s)" % "; ".join(reasons) if reasons else "", len(findings),
      "; ".join(severe) or "none"))
  return passed
