# shellcheck shell=bash
# A certificate of a publicly trusted authority, beside the instance's own: the edge shows it to whoever
# asks for its names, and its own to everybody else, such as the operator's profile. Certificates of
# clients are those of the instance's authority in any case.

# A renewal is due well before; then one that was forgotten makes deploy/status fail.
# shellcheck disable=SC2034  # deploy/status reads it.
PUBLIC_RENEWAL_SECONDS=$((7 * 24 * 3600))

public_certificate() { echo "$INSTANCE/tls/public.pem"; }

# first_name_in FILE: the first name that its certificate is good for, but for those with a star.
first_name_in() {
  openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null | grep -o 'DNS:[A-Za-z0-9.-]*' | cut -d: -f2 |
    grep -m 1 '^[A-Za-z0-9]'
}

# require_public_certificate FILE KEY: that they can be used, now and for HOST; sets HOST where it has
# none to the certificate's first name.
require_public_certificate() {
  local file=$1 key=$2 from until now
  openssl x509 -in "$file" -noout 2>/dev/null ||
    fail "--certificate: $file holds no certificate that can be read: expected PEM, the server's own first"
  # A password is nobody's to type at a start.
  openssl pkey -in "$key" -passin pass: -noout 2>/dev/null ||
    fail "--private-key: $key holds no key that can be read: expected PEM without a password"
  [[ $(openssl x509 -in "$file" -noout -pubkey) == "$(openssl pkey -in "$key" -passin pass: -pubout)" ]] ||
    fail "--private-key: $key is not the key of the first certificate in $file" \
      "The server's own certificate comes first, those of its authorities after it."
  from=$(date -d "$(openssl x509 -in "$file" -noout -startdate | cut -d= -f2)" +%s)
  until=$(date -d "$(openssl x509 -in "$file" -noout -enddate | cut -d= -f2)" +%s)
  now=$(date +%s)
  ((from <= now && now < until)) ||
    fail "--certificate: $file is valid from $(date -u -d "@$from" +%FT%TZ) to $(date -u -d "@$until" +%FT%TZ), and now is $(date -u -d "@$now" +%FT%TZ)"
  openssl x509 -in "$file" -noout -purpose | grep -q '^SSL server : Yes' ||
    fail "--certificate: the first certificate in $file is not for servers"
  HOST=${HOST:-$(first_name_in "$file")}
  [[ -n $HOST ]] || fail "--certificate: $file names no host: expected a name in subjectAltName" "Or say which with --host."
  openssl x509 -in "$file" -noout -checkhost "$HOST" | grep -q ' does match ' ||
    fail "--certificate: $file is not for $HOST, but for: $(openssl x509 -in "$file" -noout -ext subjectAltName | tail -n +2 | xargs)" \
      "If clients reach this instance by another name now, give it with --host."
  openssl verify -untrusted "$file" "$file" >/dev/null 2>&1 ||
    note "whom this machine trusts does not vouch for $file with what else is in it: will clients know its authority?"
}

# install_public_certificate FILE KEY: as one file, which the edge's user alone can read.
install_public_certificate() {
  local public
  public=$(public_certificate)
  step "Taking the certificate for $HOST, valid until $(expiry_of "$1")"
  (umask 077 && { cat "$1" && echo && openssl pkey -in "$2" -passin pass:; } >"$public.new") ||
    fail "could not write $public" "Check the space on its disk: df -h $INSTANCE"
  if cmp -s "$public.new" "$public"; then
    rm -f "$public.new"
    return 0
  fi
  give_to "$EDGE_USER" "$EDGE_USER" "$public.new"
  mv -f "$public.new" "$public"
}

# shows_public_certificate PORT: whether the edge shows it to whoever asks for HOST.
shows_public_certificate() {
  local shown
  shown=$(openssl s_client -connect "127.0.0.1:$1" -servername "$HOST" -tls1_3 </dev/null 2>/dev/null |
    openssl x509 -noout -fingerprint -sha256 2>/dev/null) &&
    [[ $shown == "$(openssl x509 -in "$(public_certificate)" -noout -fingerprint -sha256)" ]]
}
