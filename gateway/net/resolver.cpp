// DNS by c-ares: the channel, its sockets and its timer. Answers are read in dns_answer.cpp.

#include "gateway/net/resolver.hpp"

#include <ares.h>
#include <ares_nameser.h>
#include <sys/time.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <string>
#include <utility>

#include "gateway/net/dns_answer.hpp"

namespace gateway::net {

namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;

// What ares_library_init() counts; the C library's own allocator needs no more than this.
struct AresLibrary {
  AresLibrary() { ares_library_init(ARES_LIB_INIT_ALL); }
  ~AresLibrary() { ares_library_cleanup(); }
  AresLibrary(const AresLibrary&) = delete;
  AresLibrary& operator=(const AresLibrary&) = delete;
};

// One socket of c-ares. c-ares opens and closes it; Asio only watches.
struct Watch {
  explicit Watch(asio::io_context& io, ares_socket_t socket) : descriptor(io, socket) {}
  stream_descriptor descriptor;
  bool wants_read = false;
  bool wants_write = false;
  bool read_pending = false;
  bool write_pending = false;
};

std::string servers_csv(const std::vector<Endpoint>& servers) {
  std::string csv;
  for (const Endpoint& server : servers) csv += (csv.empty() ? "" : ",") + to_string(server);
  return csv;
}

int query_type(RecordType type) {
  switch (type) {
    case RecordType::A:
      return ns_t_a;
    case RecordType::Aaaa:
      return ns_t_aaaa;
    case RecordType::Srv:
      return ns_t_srv;
    case RecordType::Tlsa:
      return 52;  // RFC 6698 7.1; ns_t_tlsa is not everywhere
  }
  return ns_t_a;
}

}  // namespace

struct Resolver::Channel : std::enable_shared_from_this<Channel> {
  struct Query {
    std::weak_ptr<Channel> channel;
    DnsQuestion question;
    Answered answered;
  };

  explicit Channel(asio::io_context& context) : io(context), timer(context) {}
  ~Channel() = default;

  Result<void> open(const ResolverOptions& options);
  void close();
  void ask(const DnsQuestion& question, Answered answered);

  static void on_socket_state(void* self, ares_socket_t socket, int readable, int writable);
  static void on_answer(void* query, int status, int timeouts, unsigned char* answer, int length);
  void watch(ares_socket_t socket, bool readable, bool writable);
  void wait(ares_socket_t socket, const std::shared_ptr<Watch>& watched);
  void process(ares_socket_t readable, ares_socket_t writable);
  void arm_timer();

  AresLibrary library;
  asio::io_context& io;
  asio::steady_timer timer;
  ares_channel ares = nullptr;
  std::map<ares_socket_t, std::shared_ptr<Watch>> watches;
};

Result<void> Resolver::Channel::open(const ResolverOptions& options) {
  ares_options settings{};
  std::string lookups = "b";  // DNS only
  settings.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_EDNS;
  // c-ares hides a server's SERVFAIL or REFUSED behind its passing on to the next server. With one
  // server there is no next, and the engine shall hear what the server said.
  if (options.servers.size() == 1) settings.flags |= ARES_FLAG_NOCHECKRESP;
  settings.timeout = static_cast<int>(options.timeout.count());
  settings.tries = options.tries;
  settings.ednspsz = 1232;  // RFC 9715 3.2: no fragments
  settings.lookups = lookups.data();
  settings.ndomains = 0;
  settings.sock_state_cb = &Channel::on_socket_state;
  settings.sock_state_cb_data = this;
  const int chosen = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
                     ARES_OPT_DOMAINS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_EDNSPSZ;
  int status = ares_init_options(&ares, &settings, chosen);
  if (status == ARES_SUCCESS && !options.servers.empty()) {
    status = ares_set_servers_ports_csv(ares, servers_csv(options.servers).c_str());
  }
  if (status == ARES_SUCCESS) return {};
  return make_error("dns-servers-invalid",
                    std::string("the resolver cannot start: ") + ares_strerror(status));
}

void Resolver::Channel::close() {
  timer.cancel();
  if (ares != nullptr) ares_destroy(std::exchange(ares, nullptr));
}

void Resolver::Channel::ask(const DnsQuestion& question, Answered answered) {
  auto* query = new Query{weak_from_this(), question, std::move(answered)};
  // Always answered, by on_answer(), which takes the query back.
  ares_query(ares, question.name.c_str(), ns_c_in, query_type(question.type), &Channel::on_answer,
             query);
  arm_timer();
}

void Resolver::Channel::on_answer(void* argument, int status, int, unsigned char* answer,
                                  int length) {
  const std::unique_ptr<Query> query(static_cast<Query*>(argument));
  const std::shared_ptr<Channel> channel = query->channel.lock();
  if (status == ARES_EDESTRUCTION || !channel) return;
  // c-ares may call this from inside ares_query().
  asio::post(channel->io, [weak = query->channel, answered = std::move(query->answered),
                           read = read_answer(query->question, status, answer, length)]() mutable {
    const std::shared_ptr<Channel> still_there = weak.lock();
    if (still_there && still_there->ares != nullptr) answered(std::move(read));
  });
}

void Resolver::Channel::on_socket_state(void* self, ares_socket_t socket, int readable,
                                        int writable) {
  static_cast<Channel*>(self)->watch(socket, readable != 0, writable != 0);
}

void Resolver::Channel::watch(ares_socket_t socket, bool readable, bool writable) {
  auto found = watches.find(socket);
  if (!readable && !writable) {
    if (found == watches.end()) return;
    found->second->wants_read = found->second->wants_write = false;
    found->second->descriptor.release();  // c-ares closes it next
    watches.erase(found);
    return;
  }
  if (found == watches.end()) {
    found = watches.emplace(socket, std::make_shared<Watch>(io, socket)).first;
  }
  found->second->wants_read = readable;
  found->second->wants_write = writable;
  wait(socket, found->second);
}

void Resolver::Channel::wait(ares_socket_t socket, const std::shared_ptr<Watch>& watched) {
  const auto ready = [weak = weak_from_this(), watched, socket](bool to_read) {
    return [weak, watched, socket, to_read](const error_code& error) {
      (to_read ? watched->read_pending : watched->write_pending) = false;
      const std::shared_ptr<Channel> self = weak.lock();
      const bool wanted = to_read ? watched->wants_read : watched->wants_write;
      if (error || !self || !wanted) return;
      self->process(to_read ? socket : ARES_SOCKET_BAD, to_read ? ARES_SOCKET_BAD : socket);
      if (watched->wants_read || watched->wants_write) self->wait(socket, watched);
    };
  };
  if (watched->wants_read && !watched->read_pending) {
    watched->read_pending = true;
    watched->descriptor.async_wait(stream_descriptor::wait_read, ready(true));
  }
  if (watched->wants_write && !watched->write_pending) {
    watched->write_pending = true;
    watched->descriptor.async_wait(stream_descriptor::wait_write, ready(false));
  }
}

void Resolver::Channel::process(ares_socket_t readable, ares_socket_t writable) {
  if (ares == nullptr) return;
  ares_process_fd(ares, readable, writable);
  arm_timer();
}

void Resolver::Channel::arm_timer() {
  timeval left{};
  if (ares_timeout(ares, nullptr, &left) == nullptr) {
    timer.cancel();
    return;
  }
  timer.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec));
  timer.async_wait([weak = weak_from_this()](const error_code& error) {
    const std::shared_ptr<Channel> self = weak.lock();
    if (!error && self) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

Resolver::Resolver(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}

Resolver::~Resolver() { channel_->close(); }

Result<std::unique_ptr<Resolver>> Resolver::create(asio::io_context& io,
                                                   const ResolverOptions& options) {
  std::unique_ptr<Resolver> resolver(new Resolver(std::make_shared<Channel>(io)));
  if (const Result<void> opened = resolver->channel_->open(options); opened.has_error()) {
    return opened.error();
  }
  return resolver;
}

void Resolver::ask(const DnsQuestion& question, Answered answered) {
  channel_->ask(question, std::move(answered));
}

}  // namespace gateway::net
