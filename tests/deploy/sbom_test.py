#!/usr/bin/env python3
"""Shows that the bill of materials names whatever the loader gives the programs, in the version that is
installed, and that what apt has newer is told.

  sbom_test.py PROJECT BINARIES
"""

import json
import os
import re
import subprocess
import sys
import tempfile

PROJECT, BINARIES = sys.argv[1:3]
FAKE_APT = """#!/bin/sh
for package in "$@"; do
  case $package in libssl3*) newer=99 ;; *) newer=1 ;; esac
  printf '%s:\\n  Installed: 1\\n  Candidate: %s\\n' "$package" "$newer"
done
"""


def output(*command, **how):
  return subprocess.run(command, check=True, capture_output=True, text=True, **how).stdout


def require(condition, text, *values):
  if not condition:
    sys.exit("FAILED: " + text % values)


def sbom(*arguments, **how):
  return subprocess.run([PROJECT + "/deploy/sbom", "--binaries", BINARIES, *arguments], text=True,
                        stdin=subprocess.DEVNULL, capture_output=True, check=False, **how)


def packages_of(paths):
  """As dpkg knows the files, each by whichever name: under /lib, or under /usr/lib where that leads."""
  names = {path: (path, "/usr" + path, os.path.realpath(path)) for path in paths}
  done = subprocess.run(["dpkg-query", "-S", *sorted({name for some in names.values() for name in some})],
                        capture_output=True, text=True, check=False)
  known = dict(reversed(line.split(": ", 1)) for line in done.stdout.splitlines() if ": /" in line)
  packages = {}
  for path, some in names.items():
    require(any(name in known for name in some), "no package has %s", path)
    packages[path] = next(known[name] for name in some if name in known)
  return packages


def check_libraries(bill):
  components = {one["name"]: one for one in bill["components"] if one["type"] == "library"}
  programs = {"champions-server": BINARIES + "/champions-server", "champions": BINARIES + "/champions",
              "haproxy": "/usr/sbin/haproxy", "postgresql": "/usr/lib/postgresql/15/bin/postgres"}
  depends = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
  loaded = {program: re.findall(r"(/\S+) \(0x", output("ldd", path)) for program, path in programs.items()}
  packages = packages_of({library for some in loaded.values() for library in some})
  versions = dict(line.split() for line in output(
      "dpkg-query", "-W", "-f", "${binary:Package} ${Version}\\n", *sorted(set(packages.values()))).splitlines())
  libraries = 0
  for program, some in loaded.items():
    for library in some:
      package = packages[library]
      name, libraries = package.split(":")[0], libraries + 1
      require(name in components, "%s loads %s of %s, which is not named", program, library, name)
      version = versions[package]
      require(components[name]["version"] == version, "%s is %s, not %s", name, version,
              components[name]["version"])
      require(components[name]["bom-ref"] in depends["program:" + program],
              "%s is not among what %s depends on", name, program)
  return libraries


def check_form(bill):
  require((bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5"), "not CycloneDX 1.5")
  references = [one["bom-ref"] for one in bill["components"]] + [bill["metadata"]["component"]["bom-ref"]]
  require(len(references) == len(set(references)), "a reference comes twice")
  for one in bill["dependencies"]:
    missing = {one["ref"], *one["dependsOn"]} - set(references)
    require(not missing, "nothing is called %s", missing)
  names = {one["name"] for one in bill["components"]}
  wanted = {"haproxy", "postgresql-15", "openssl", "libcli11-dev", "libtomlplusplus-dev", "libboost1.81-dev"}
  require(wanted <= names, "the bill lacks %s", wanted - names)
  for one in bill["components"]:
    require(one["type"] == "application" or re.fullmatch(
        r"pkg:deb/debian/[a-z0-9.%B+-]+@[A-Za-z0-9.%~+-]+\?arch=\w+&distro=[\w.-]+", one["purl"]),
            "not a package URL: %s", one)


def main():
  done = sbom()
  require(done.returncode == 0, "deploy/sbom: %s", done.stderr)
  bill = json.loads(done.stdout)
  check_form(bill)
  libraries = check_libraries(bill)
  require(libraries > 50, "only %d libraries were looked at", libraries)
  missing = subprocess.run([PROJECT + "/deploy/sbom", "--binaries", "/nonexistent"], capture_output=True,
                           text=True, check=False)
  require(missing.returncode == 1 and "there is no program" in missing.stderr, "%s", missing.stderr)
  with tempfile.TemporaryDirectory() as folder:
    with open(folder + "/apt-cache", "w", encoding="ascii") as file:
      file.write(FAKE_APT)
    os.chmod(folder + "/apt-cache", 0o755)
    done = sbom("--outdated", env={**os.environ, "PATH": folder + ":" + os.environ["PATH"]})
  require(done.returncode == 1 and re.fullmatch(r"libssl3\S* 1 99\n", done.stdout),
          "what is outdated: %s %s", done.stdout, done.stderr)
  print("%d libraries, each of a package that the bill names" % libraries)


main()
