# shellcheck shell=bash
# HAProxy, the only public listener of an instance.

# How long calls under way may go on when the edge is stopped.
EDGE_SECONDS=10

# has_ipv6_loopback: containers often have none, and binding to it would fail.
has_ipv6_loopback() { grep -qs '^0\{31\}1 ' /proc/net/if_inet6; }

# listen_addresses LISTEN: the addresses to bind, one per line. Loopback is always among them: the
# operator's own profile and the health check come in there.
listen_addresses() {
  [[ $1 == 0.0.0.0 || $1 == :: || $1 == 127.0.0.1 ]] || echo 127.0.0.1
  [[ $1 == :: || $1 == ::1 ]] || ! has_ipv6_loopback || echo ::1
  [[ -z $1 ]] || echo "$1"
}

# bind_lines PORT LISTEN: HAProxy's bind lines. A client certificate is asked for, not required;
# one that is not of this instance's authority is refused.
bind_lines() {
  local address options certificates="crt $INSTANCE/tls/server.pem"
  # Whoever asks for none of its names is shown the first.
  [[ ! -f $(public_certificate) ]] || certificates+=" crt $(public_certificate)"
  while IFS= read -r address; do
    options="ssl $certificates alpn h2,http/1.1 ca-file $INSTANCE/tls/ca.crt verify optional"
    [[ $address != :: ]] || options="v4v6 $options"
    [[ $address != *:* ]] || address="[$address]"
    printf '  bind %s:%s %s\n' "$address" "$1" "$options"
  done < <(listen_addresses "$2")
}

# Whether the edge has to be started anew to listen where it is now told to.
EDGE_MOVES=no

# addresses_in LINES: where these bind.
addresses_in() { sed -n 's/^  bind \([^ ]*\).*/\1/p' <<<"$1"; }

# edge_threads: half of the processors, and at most what HAProxy takes.
edge_threads() {
  local threads=$(($(nproc) / 2))
  ((threads >= 1)) || threads=1
  ((threads <= 64)) || threads=64
  echo "$threads"
}

# render_edge PORT LISTEN RATE: haproxy.cfg from the template. A rate of 0 is no limit.
render_edge() {
  local template binds requests=$3
  ((requests > 0)) || requests=4000000000
  binds=$(bind_lines "$1" "$2")
  [[ $(addresses_in "$(cat "$INSTANCE/haproxy.cfg" 2>/dev/null)") == "$(addresses_in "$binds")" ]] || EDGE_MOVES=yes
  template=$(<"$PROJECT_ROOT/deploy/edge/haproxy.cfg")
  template=${template//'@BINDS@'/$binds}
  template=${template//'@REQUESTS_PER_SECOND@'/$requests}
  template=${template//'@THREADS@'/$(edge_threads)}
  template=${template//'@INSTANCE@'/$INSTANCE}
  printf '%s\n' "$template" | replace_if_different 644 "$INSTANCE/haproxy.cfg"
  replace_if_different 644 "$INSTANCE/messages.lua" <"$PROJECT_ROOT/deploy/edge/messages.lua"
}

edge_pid() { running_pid edge "$INSTANCE/haproxy.cfg"; }

# port_is_taken PORT: whether anything on this machine answers there.
port_is_taken() {
  local address
  for address in 127.0.0.1 ::1; do
    (exec 3<>"/dev/tcp/$address/$1") 2>/dev/null && return 0
  done
  return 1
}

# require_free_port PORT: refuses a port that somebody else answers on, and names a free one.
require_free_port() {
  local free=$1
  port_is_taken "$1" || return 0
  while ((free < 65535)) && port_is_taken "$free"; do free=$((free + 1)); done
  fail "port $1 is already in use on this machine" \
    "Give another one, for example --port $free, or stop what uses it." \
    "Another instance of this project? Look with: ./deploy/status --home ITS_DIR"
}

check_edge_settings() {
  local messages
  messages=$(as_user "$EDGE_USER" haproxy -c -f "$INSTANCE/haproxy.cfg" 2>&1) || {
    printf '%s\n' "$messages" >&2
    fail "HAProxy refuses its settings" "They are in $INSTANCE/haproxy.cfg; HAProxy's message is above."
  }
}

edge_listens() { [[ -n $(edge_pid) ]] && port_is_taken "$1"; }

stop_edge() { stop_background edge "$INSTANCE/haproxy.cfg" USR1 "$EDGE_SECONDS"; }

# ensure_edge PORT: starts HAProxy, or has the running one read its changed files; calls that are
# under way then end on the old process.
ensure_edge() {
  local port=$1 pid
  # A reload cannot gain the privilege that a port below 1024 takes.
  if [[ $EDGE_MOVES == yes && -n $(edge_pid) ]]; then
    step "The edge moves to another address"
    stop_edge
  fi
  if pid=$(edge_pid); then
    is_older_than_any edge "$INSTANCE/haproxy.cfg" "$INSTANCE/messages.lua" \
      "$INSTANCE/tls/server.pem" "$(public_certificate)" || return 0
    check_edge_settings
    step "The edge's settings changed; reloading it"
    signal_process USR2 "$pid"
    touch "$INSTANCE/run/edge.pid"
  else
    require_free_port "$port"
    check_edge_settings
    step "Starting the edge on port $port"
    # A port below 1024 takes a privilege that the edge's user does not have.
    # shellcheck disable=SC2034  # user_command reads it.
    if ((EUID == 0 && port < 1024)); then EDGE_CAPABILITIES=(net_bind_service); fi
    start_background edge "$EDGE_USER" "$(command -v haproxy)" -W -f "$INSTANCE/haproxy.cfg"
  fi
  wait_until 10 edge_listens "$port" || {
    show_last_lines "$INSTANCE/log/edge.log"
    fail "the edge does not listen on port $port" "Give another --port, or see $INSTANCE/log/edge.log"
  }
}

# edge_answers PORT: a TLS 1.3 handshake with HTTP/2 whose certificate our authority vouches for.
edge_answers() {
  openssl s_client -connect "localhost:$1" -servername localhost -tls1_3 -alpn h2 \
    -CAfile "$INSTANCE/tls/ca.crt" -verify_return_error -verify_hostname localhost \
    </dev/null 2>/dev/null | grep -q '^ALPN protocol: h2'
}
