// libunbound works on a thread of its own and says by a descriptor when answers wait; they are
// fetched, and handed on, on the io_context's thread.
#include "gateway/net/validating_resolver.hpp"

#include <unbound.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <list>
#include <utility>

#include "gateway/net/unbound_answer.hpp"

namespace gateway::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int kClassIn = 1;

int query_type(RecordType type) {
  switch (type) {
    case RecordType::A:
      return 1;
    case RecordType::Aaaa:
      return 28;
    case RecordType::Srv:
      return 33;
    case RecordType::Tlsa:
      return 52;
  }
  return 1;
}

}  // namespace

struct ValidatingResolver::Context : std::enable_shared_from_this<Context> {
  struct Query {
    Context* context;  // which holds it
    std::list<Query>::iterator self;
    DnsQuestion question;
    Answered answered;
  };

  explicit Context(asio::io_context& loop) : io(loop), descriptor(loop), unbound(ub_ctx_create()) {}
  ~Context() { close(); }

  Result<void> open(const ValidatingOptions& options);
  Result<void> set_servers(const std::vector<Endpoint>& servers);
  void close();
  void wait();
  void ask(const DnsQuestion& question, Answered answered);
  static void on_result(void* query, int error, ub_result* result);
  void answer(Query& query, DnsAnswer found);

  asio::io_context& io;
  asio::posix::stream_descriptor descriptor;
  ub_ctx* unbound;
  std::list<Query> queries;  // unanswered; those of libunbound point here
};

Result<void> ValidatingResolver::Context::set_servers(const std::vector<Endpoint>& servers) {
  if (servers.empty() && ub_ctx_resolvconf(unbound, nullptr) != 0) {
    return make_error("dns-servers-invalid", "the resolver cannot read /etc/resolv.conf");
  }
  for (const Endpoint& server : servers) {
    const std::string text = to_string(server.address) + "@" + std::to_string(server.port);
    if (ub_ctx_set_fwd(unbound, text.c_str()) != 0) {
      return make_error("dns-servers-invalid", "the resolver cannot ask " + to_string(server));
    }
  }
  return {};
}

Result<void> ValidatingResolver::Context::open(const ValidatingOptions& options) {
  if (unbound == nullptr) return make_error("dns-servers-invalid", "the resolver cannot start");
  // A server on the loopback is the usual case of `dns_servers`; libunbound would not ask it.
  ub_ctx_set_option(unbound, "do-not-query-localhost:", "no");
  if (const auto set = set_servers(options.servers); set.has_error()) return set;
  for (const std::string& anchor : options.trust_anchors) {
    if (ub_ctx_add_ta(unbound, anchor.c_str()) != 0) {
      return make_error("dns-trust-anchor-invalid", "no DNSSEC trust anchor: " + anchor);
    }
  }
  ub_ctx_async(unbound, 1);
  // The first use reads the anchors; this one asks nobody.
  if (ub_ctx_zone_remove(unbound, "unused.invalid.") != 0) {
    return make_error("dns-trust-anchor-invalid",
                      "the resolver cannot start; are the trust anchors DS or DNSKEY records?");
  }
  const int readable = ub_fd(unbound);
  if (readable < 0) return make_error("dns-servers-invalid", "the resolver cannot start");
  descriptor.assign(readable);
  wait();
  return {};
}

void ValidatingResolver::Context::close() {
  if (unbound == nullptr) return;
  descriptor.release();  // libunbound closes it
  ub_ctx_delete(std::exchange(unbound, nullptr));
}

void ValidatingResolver::Context::wait() {
  descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                        [weak = weak_from_this()](const error_code& error) {
                          const auto self = weak.lock();
                          if (error || !self || self->unbound == nullptr) return;
                          ub_process(self->unbound);
                          self->wait();
                        });
}

void ValidatingResolver::Context::ask(const DnsQuestion& question, Answered answered) {
  Query& query = queries.emplace_back(Query{this, {}, question, std::move(answered)});
  query.self = std::prev(queries.end());
  const int error = ub_resolve_async(unbound, question.name.c_str(), query_type(question.type),
                                     kClassIn, &query, &Context::on_result, nullptr);
  if (error != 0) answer(query, {question.id, DnsStatus::ServFail, {}});
}

/// Called by ub_process(), and so on our thread and with a context that is there.
void ValidatingResolver::Context::on_result(void* argument, int error, ub_result* result) {
  auto* const query = static_cast<Query*>(argument);
  DnsAnswer found = read_unbound(query->question, error, result);
  ub_resolve_free(result);
  query->context->answer(*query, std::move(found));
}

void ValidatingResolver::Context::answer(Query& query, DnsAnswer found) {
  asio::post(io, [weak = weak_from_this(), answered = std::move(query.answered),
                  found = std::move(found)]() mutable {
    const auto still_there = weak.lock();
    if (still_there && still_there->unbound != nullptr) answered(std::move(found));
  });
  queries.erase(query.self);
}

ValidatingResolver::ValidatingResolver(std::shared_ptr<Context> context)
    : context_(std::move(context)) {}

ValidatingResolver::~ValidatingResolver() { context_->close(); }

Result<std::unique_ptr<ValidatingResolver>> ValidatingResolver::create(
    asio::io_context& io, const ValidatingOptions& options) {
  std::unique_ptr<ValidatingResolver> resolver(
      new ValidatingResolver(std::make_shared<Context>(io)));
  if (const Result<void> opened = resolver->context_->open(options); opened.has_error()) {
    return opened.error();
  }
  return resolver;
}

void ValidatingResolver::ask(const DnsQuestion& question, Answered answered) {
  context_->ask(question, std::move(answered));
}

}  // namespace gateway::net
