// One octet a turn of the io_context: TCP_NODELAY makes each a segment, and the gateway, which runs
// on the same io_context, reads in between.
#include "harness/real/chunked_sender.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace harness {

void ChunkedSender::use(std::shared_ptr<gateway::net::TcpConnection> connection) {
  connection_ = std::move(connection);
  pump();
}

void ChunkedSender::send(std::string_view octets) {
  waiting_ += octets;
  pump();
}

void ChunkedSender::finish() {
  finish_ordered_ = true;
  finish_if_due();
}

void ChunkedSender::abort() {
  waiting_.clear();
  sent_ = 0;
  if (connection_) connection_->abort();
}

void ChunkedSender::detach() {
  timer_.cancel();
  if (connection_) connection_->detach();
  connection_.reset();
}

void ChunkedSender::pump() {
  if (pumping_ || !connection_ || waiting_.empty()) return;
  switch (fragmentation_) {
    case Fragmentation::Whole:
      connection_->send(std::exchange(waiting_, {}));
      return;
    case Fragmentation::OneByte:
      pumping_ = true;
      boost::asio::post(io_, [self = shared_from_this()] { self->send_one(); });
      return;
    case Fragmentation::Coalesced:
      pumping_ = true;
      timer_.expires_after(latency_);
      timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        self->pumping_ = false;
        if (error || !self->connection_) return;
        self->connection_->send(std::exchange(self->waiting_, {}));
        self->finish_if_due();
      });
      return;
  }
}

void ChunkedSender::send_one() {
  if (!connection_ || sent_ == waiting_.size()) {
    waiting_.clear();
    sent_ = 0;
    pumping_ = false;
    return finish_if_due();
  }
  connection_->send(std::string_view(waiting_).substr(sent_++, 1));
  boost::asio::post(io_, [self = shared_from_this()] { self->send_one(); });
}

void ChunkedSender::finish_if_due() {
  if (finish_ordered_ && !pumping_ && waiting_.empty() && connection_) connection_->finish();
}

}  // namespace harness
