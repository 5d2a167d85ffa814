// In a file of its own, since the kernel's header cannot stand beside glibc's netinet/tcp.h.

#include "tests/unit/net/segments.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace gateway::net {

unsigned segments_received(int socket) {
  tcp_info info{};
  socklen_t length = sizeof info;
  ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length);
  return info.tcpi_data_segs_in;
}

}  // namespace gateway::net
