#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "client-cli/core/terminal.h"
#include "client-cli/doctor.h"

namespace champions::cli {
namespace {

constexpr int kConnectTimeoutMs = 5000;
constexpr int kSoonDays = 21;

struct Socket {
  int fd = -1;
  ~Socket() {
    if (fd >= 0) close(fd);
  }
};

struct HostPort {
  std::string host;
  std::string port;
};

HostPort Split(const std::string& address) {
  const auto colon = address.rfind(':');
  const bool has_port = colon != std::string::npos && address.find(']', colon) == std::string::npos;
  HostPort parts{address.substr(0, has_port ? colon : address.size()),
                 has_port ? address.substr(colon + 1) : "443"};
  if (parts.host.size() > 2 && parts.host.front() == '[' && parts.host.back() == ']') {
    parts.host = parts.host.substr(1, parts.host.size() - 2);
  }
  return parts;
}

// 0, or the error number.
int ConnectWithin(int fd, const sockaddr* address, socklen_t size) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  if (connect(fd, address, size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd waiting{fd, POLLOUT, 0};
  if (poll(&waiting, 1, kConnectTimeoutMs) != 1) return ETIMEDOUT;
  int error = 0;
  socklen_t error_size = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size);
  return error;
}

Finding CheckSocketFile(const std::string& path) {
  Finding finding{
      .check = "connect", .detail = "unix socket " + path, .status = ExitStatus::kUnavailable};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    finding.advice = "The path is too long for a socket; use a shorter folder.";
    return finding;
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  Socket socket_file{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int error =
      ConnectWithin(socket_file.fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  finding.ok = error == 0;
  if (error == EACCES) {
    finding.advice =
        "This user may not use the socket: run as the service's user, or use the public address.";
  } else if (error != 0) {
    finding.detail += std::string(": ") + std::strerror(error);
    finding.advice = "Start the service: ./deploy/up, then ./deploy/status.";
  }
  return finding;
}

std::vector<Finding> ConnectTo(const HostPort& to, Socket* connected) {
  Finding name{.check = "name", .detail = to.host, .status = ExitStatus::kUnavailable};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &found);
  if (error != 0) {
    name.detail += std::string(": ") + gai_strerror(error);
    name.advice = "Correct `address` in the profile, or this machine's name service.";
    return {name};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  name.ok = true;
  Finding connect{.check = "connect",
                  .detail = to.host + " port " + to.port,
                  .status = ExitStatus::kUnavailable};
  int last_error = 0;
  for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
    Socket attempt{socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    last_error =
        attempt.fd < 0 ? errno : ConnectWithin(attempt.fd, each->ai_addr, each->ai_addrlen);
    if (last_error != 0) continue;
    std::swap(connected->fd, attempt.fd);
    connect.ok = true;
    return {name, connect};
  }
  connect.detail += std::string(": ") + std::strerror(last_error);
  connect.advice =
      last_error == ECONNREFUSED
          ? "Nothing listens there: start the service (./deploy/up), or correct the port."
          : "Something on the way does not let it through: a firewall, or the server is off.";
  return {name, connect};
}

template <typename Type, auto Free>
using Owned = std::unique_ptr<Type, std::integral_constant<decltype(Free), Free>>;

std::string DateOf(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "?";
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

Finding DescribeCertificate(SSL* tls) {
  Finding finding{.check = "certificate", .ok = true};
  const Owned<X509, X509_free> certificate(SSL_get1_peer_certificate(tls));
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate.get()));
  finding.detail = std::string(SSL_get_version(tls)) + ", valid until " +
                   DateOf(X509_get0_notAfter(certificate.get())) + " (" + std::to_string(days) +
                   " days)";
  if (days < kSoonDays) finding.advice = "Renew the server's certificate soon.";
  return finding;
}

std::string TlsAdvice(long result) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "Renew the server's certificate; if it is new, this machine's clock may be wrong.";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "Set this machine's clock.";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "Use an address that the certificate names, or have it name this one.";
    case X509_V_OK:
      return "Is this the port of the service? It does not speak TLS as expected.";
    default:
      return "Set ca_file (or CHAMPIONS_CA) to the authority that signed the server's certificate.";
  }
}

Finding CheckTls(const Profile& profile, const std::string& host, int fd) {
  Finding finding{.check = "certificate", .status = ExitStatus::kUnavailable};
  const Owned<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool loaded = profile.ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : SSL_CTX_load_verify_file(context.get(), profile.ca_file.c_str()) == 1;
  if (!loaded) {
    finding.detail = "cannot read " + profile.ca_file;
    finding.advice = "Correct ca_file, or CHAMPIONS_CA.";
    return finding;
  }
  const timeval limit{kConnectTimeoutMs / 1000, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  const Owned<SSL, SSL_free> tls(SSL_new(context.get()));
  unsigned char ip[16];
  const bool is_ip =
      inet_pton(AF_INET, host.c_str(), ip) == 1 || inet_pton(AF_INET6, host.c_str(), ip) == 1;
  if (is_ip) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls.get()), host.c_str());
  } else {
    SSL_set_tlsext_host_name(tls.get(), host.c_str());
    SSL_set1_host(tls.get(), host.c_str());
  }
  SSL_set_alpn_protos(tls.get(), reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  SSL_set_fd(tls.get(), fd);
  if (SSL_connect(tls.get()) == 1) return DescribeCertificate(tls.get());
  const long result = SSL_get_verify_result(tls.get());
  finding.detail = result == X509_V_OK ? "no TLS handshake" : X509_verify_cert_error_string(result);
  finding.advice = TlsAdvice(result);
  return finding;
}

}  // namespace

std::vector<Finding> CheckTransport(const Profile& profile) {
  if (profile.is_local()) return {CheckSocketFile(profile.address.substr(5))};
  const HostPort to = Split(profile.address);
  Socket connected;
  std::vector<Finding> findings = ConnectTo(to, &connected);
  if (findings.back().ok) findings.push_back(CheckTls(profile, to.host, connected.fd));
  return findings;
}

}  // namespace champions::cli
