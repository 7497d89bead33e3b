# shellcheck shell=bash
# The instance's own certificate authority and the edge's certificate.

SERVER_CERTIFICATE_DAYS=397
RENEWAL_SECONDS=$((30 * 24 * 3600))

# openssl_quietly ARGUMENT...: openssl prints progress as errors; show it only when it failed.
openssl_quietly() {
  local messages
  messages=$(openssl "$@" 2>&1 >/dev/null) || {
    printf '%s\n' "$messages" >&2
    fail "openssl could not make the instance's certificates" "Its message is above; the command was: openssl $1"
  }
}

# make_private_key FILE: EC P-256. Written under another name first: a half-written key is no key.
make_private_key() {
  (umask 077 && openssl_quietly genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.new")
  mv -f "$1.new" "$1"
}

ensure_certificate_authority() {
  local tls="$INSTANCE/tls"
  [[ -s $tls/ca.crt && -s $tls/ca.key ]] && return 0
  step "Making a local certificate authority"
  make_private_key "$tls/ca.key"
  openssl_quietly req -x509 -new -key "$tls/ca.key" -sha256 -days 3653 -out "$tls/ca.crt.new" \
    -config /dev/null -subj "/CN=Champions local authority $(date -u +%Y-%m-%d)" \
    -addext "basicConstraints=critical,CA:true,pathlen:0" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -addext "subjectKeyIdentifier=hash"
  mv -f "$tls/ca.crt.new" "$tls/ca.crt"
  chmod 644 "$tls/ca.crt"
}

# certificate_names LISTEN: what the certificate is good for, as openssl writes it.
certificate_names() {
  local names="DNS:localhost,IP:127.0.0.1,IP:::1" host
  # The host's own name comes from the kernel: hostname(1) is not on every machine.
  host=$(</proc/sys/kernel/hostname)
  [[ $host =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ && $host != localhost ]] && names+=",DNS:$host"
  case "$1" in
    "" | 0.0.0.0 | :: | 127.0.0.1 | ::1) ;;
    *) names+=",IP:$1" ;;
  esac
  echo "$names"
}

# certificate_is_current NAMES: issued by our authority for these names, and not about to expire.
certificate_is_current() {
  local tls="$INSTANCE/tls"
  [[ -s $tls/server.pem && $(cat "$tls/server.names" 2>/dev/null) == "$1" ]] &&
    openssl x509 -in "$tls/server.crt" -noout -checkend "$RENEWAL_SECONDS" >/dev/null 2>&1 &&
    openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt" >/dev/null 2>&1
}

# ensure_server_certificate LISTEN: issues a new one when the present one will not do.
ensure_server_certificate() {
  local tls="$INSTANCE/tls" names
  names=$(certificate_names "$1")
  certificate_is_current "$names" && return 0
  step "Issuing the server's certificate for $names"
  make_private_key "$tls/server.key"
  openssl_quietly req -new -key "$tls/server.key" -config /dev/null -subj "/CN=localhost" -out "$tls/server.csr"
  printf '%s\n' "subjectAltName=$names" "basicConstraints=critical,CA:false" \
    "keyUsage=critical,digitalSignature" "extendedKeyUsage=serverAuth" \
    "authorityKeyIdentifier=keyid" >"$tls/server.extensions"
  openssl_quietly x509 -req -in "$tls/server.csr" -sha256 -days "$SERVER_CERTIFICATE_DAYS" \
    -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
    -extfile "$tls/server.extensions" -out "$tls/server.crt"
  (umask 077 && cat "$tls/server.crt" "$tls/server.key" >"$tls/server.pem.new")
  rm -f "$tls/server.csr" "$tls/server.extensions"
  chmod 644 "$tls/server.crt"
  # The edge reads the certificate with its key; the authority's key is for the operator alone.
  give_to "$EDGE_USER" "$EDGE_USER" "$tls/server.pem.new"
  mv -f "$tls/server.pem.new" "$tls/server.pem"
  printf '%s\n' "$names" >"$tls/server.names"
}

# expiry_of FILE: the day its certificate ends, for people.
expiry_of() { date -u -d "$(openssl x509 -in "$1" -noout -enddate | cut -d= -f2)" +%Y-%m-%d; }

# make_secret FILE: 256 random bits in hex, for the server alone.
make_secret() {
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  openssl rand -hex 32 | as_user "$SERVER_USER" sh -c 'umask 077; cat > "$1.new" && mv "$1.new" "$1"' sh "$1" ||
    fail "could not write $1" "Check the space on its disk: df -h $INSTANCE"
}

# ensure_pepper: the key that bearer tokens are hashed with. Never replaced: without it no
# credential in the database can be recognised again.
ensure_pepper() {
  as_user "$SERVER_USER" test -s "$INSTANCE/secrets/pepper" || make_secret "$INSTANCE/secrets/pepper"
}
