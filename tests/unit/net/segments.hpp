// How many TCP segments with data came in: tcp_info, whose newer fields glibc's header lacks.
#pragma once

namespace gateway::net {

unsigned segments_received(int socket);

}  // namespace gateway::net
