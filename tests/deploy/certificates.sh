# shellcheck shell=bash
# shellcheck disable=SC2154  # Of the test that sources this.
# A certificate of another authority than the instance's own, and its renewal while others call. Sourced;
# needs FIRST, SCRATCH, up(), status(), champions(), port and check.sh.

PUBLIC_NAME=champions.example.org

# public_authority: one that stands for a publicly trusted one.
public_authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Public authority" \
    -keyout "$SCRATCH/public-ca.key" -out "$SCRATCH/public-ca.crt" 2>/dev/null
}

# issue_public NAME DAYS: NAME.crt and NAME.key in SCRATCH, of the public authority.
issue_public() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout "$SCRATCH/$1.key" -out "$SCRATCH/$1.csr" 2>/dev/null &&
    openssl x509 -req -in "$SCRATCH/$1.csr" -CA "$SCRATCH/public-ca.crt" -CAkey "$SCRATCH/public-ca.key" -days "$2" \
      -set_serial "$RANDOM$RANDOM" -out "$SCRATCH/$1.crt" \
      -extfile <(printf 'subjectAltName=DNS:*.example.org,DNS:%s\nextendedKeyUsage=serverAuth\n' "$PUBLIC_NAME") 2>/dev/null
}

# shown_for NAME: the digest of what the edge shows to whoever asks for it.
shown_for() {
  openssl s_client -connect "localhost:$port" -servername "$1" </dev/null 2>/dev/null |
    openssl x509 -noout -fingerprint -sha256
}
digest_of() { openssl x509 -in "$1" -noout -fingerprint -sha256; }

# Calls, each with a handshake of its own, and one stream, from before the renewal to after it.
call_meanwhile() {
  cat >"$SCRATCH/meanwhile.py" <<'EOF_PYTHON'
import os, sys, time
import grpc
port, authority, name, folder = sys.argv[1:5]
with open(authority, "rb") as file:
  credentials = grpc.ssl_channel_credentials(file.read())
def channel():
  return grpc.secure_channel("127.0.0.1:" + port, credentials, [
      ("grpc.ssl_target_name_override", name), ("grpc.use_local_subchannel_pool", 1)])
def method(on, kind, path):
  return getattr(on, kind)(path, lambda x: x, lambda x: x)
kept = channel()
stream = method(kept, "unary_stream", "/grpc.health.v1.Health/Watch")(b"")
next(stream)
calls = 0
while not os.path.exists(folder + "/renewed") or calls == 0:
  with channel() as fresh:
    method(fresh, "unary_unary", "/grpc.health.v1.Health/Check")(b"", timeout=5)
  calls += 1
  open(folder + "/calling", "w").close()
time.sleep(1)
assert stream.is_active(), "the stream was cut off: %s" % stream.code()
print("%d calls" % calls)
EOF_PYTHON
  rm -f "$SCRATCH"/{calling,renewed,meanwhile}
  /usr/bin/python3 "$SCRATCH/meanwhile.py" "$port" "$SCRATCH/public-ca.crt" "$PUBLIC_NAME" "$SCRATCH" \
    >"$SCRATCH/meanwhile" 2>&1 </dev/null &
  MEANWHILE=$!
  wait_for 20 test -e "$SCRATCH/calling"
}

check_public_certificate() {
  local own
  own=$(shown_for localhost)
  expect_success "a public authority" public_authority
  expect_success "a public certificate" issue_public first 30
  expect_success "up with a public certificate" up --home "$FIRST" --certificate "$SCRATCH/first.crt" \
    --private-key "$SCRATCH/first.key"
  expect_output "the name in it" "$PUBLIC_NAME:$port"
  [[ $(shown_for "$PUBLIC_NAME") == "$(digest_of "$SCRATCH/first.crt")" ]] || failed "the public certificate is not shown"
  [[ $(shown_for localhost) == "$own" ]] || failed "the instance's own certificate is not shown any more"
  [[ $(stat -c %a "$FIRST/tls/public.pem") == 600 ]] || failed "the public certificate's key is not private"
  ((EUID != 0)) || [[ $(stat -c %U "$FIRST/tls/public.pem") == champions-edge ]] || failed "the key is not the edge's"
  grep -q "https://$PUBLIC_NAME:$port" "$FIRST/server.toml" || failed "links do not lead to the public name"
  expect_success "the operator's profile beside it" champions "$FIRST" whoami
  expect_success "status with a public certificate" status "$FIRST"
  expect_output "status with a public certificate" "public       ok"
  call_meanwhile
  expect_success "a renewed certificate" issue_public second 30
  expect_success "renewing" up --home "$FIRST" --certificate "$SCRATCH/second.crt" --private-key "$SCRATCH/second.key"
  touch "$SCRATCH/renewed"
  wait "$MEANWHILE" || { cp "$SCRATCH/meanwhile" "$OUTPUT"; failed "calls were lost while the certificate was renewed"; }
  [[ $(shown_for "$PUBLIC_NAME") == "$(digest_of "$SCRATCH/second.crt")" ]] || failed "the renewed certificate is not shown"
}
