#include "fakes/pool/dialog.hpp"

#include "fakes/pool/sip_address.hpp"

namespace fakes {
namespace {

std::string with_tag(const std::string& uri, const std::string& tag) {
  return "<" + uri + ">" + (tag.empty() ? "" : ";tag=" + tag);
}

}  // namespace

std::string contact_of(const PoolSettings& settings) {
  const char* transport = settings.transport == SipTransport::Udp   ? "udp"
                          : settings.transport == SipTransport::Tcp ? "tcp"
                                                                    : "tls";
  return "<sip:" + settings.host + ":" + std::to_string(settings.endpoint.port) +
         ";transport=" + transport + ">";
}

SipMessage request_outside(std::string method, std::string_view from_jid, std::string_view to_jid,
                           PoolSurroundings& s) {
  SipMessage request;
  request.uri = sip_uri_of(to_jid);
  request.add("From", with_tag(sip_uri_of(from_jid), s.token()));
  request.add("To", with_tag(sip_uri_of(to_jid), {}));
  request.add("Call-ID", s.token(12) + "@" + s.settings.host);
  request.add("CSeq", "1 " + method);
  request.method = std::move(method);
  return request;
}

SipMessage SipDialog::request(std::string method, const PoolSettings& settings) {
  SipMessage request;
  request.uri = target;
  request.add("From", with_tag(local_uri, local_tag));
  request.add("To", with_tag(remote_uri, remote_tag));
  request.add("Call-ID", call_id);
  request.add("CSeq", std::to_string(++local_cseq) + " " + method);
  request.add("Contact", contact_of(settings));
  request.method = std::move(method);
  return request;
}

bool SipDialog::owns(const SipMessage& request) const {
  if (request.field("Call-ID") != call_id) return false;
  if (parameter_of(request.field("To"), "tag").value_or("") != local_tag) return false;
  const std::string theirs = parameter_of(request.field("From"), "tag").value_or("");
  return remote_tag.empty() || theirs == remote_tag;
}

std::vector<std::string> SipDialog::take(const SipMessage& request, const PoolSettings& settings) {
  std::vector<std::string> wrong;
  const auto cseq = cseq_of(request);
  if (cseq && remote_cseq != 0 && cseq->number <= remote_cseq) {
    wrong.push_back("RFC 3261 12.2.1.1: CSeq " + std::to_string(cseq->number) + " after " +
                    std::to_string(remote_cseq) + " in one dialog");
  }
  if (cseq) remote_cseq = cseq->number;
  if ("<" + request.uri + ">" != contact_of(settings)) {
    wrong.push_back("RFC 3261 12.2.1.1: Request-URI '" + request.uri +
                    "' in a dialog is not our Contact " + contact_of(settings));
  }
  if (uri_of(request.field("From")) != remote_uri) {
    wrong.push_back("RFC 3261 12.2.1.1: From '" + std::string(request.field("From")) +
                    "' in a dialog with " + remote_uri);
  }
  if (remote_tag.empty()) remote_tag = parameter_of(request.field("From"), "tag").value_or("");
  const std::string_view contact = request.field("Contact");
  if (!contact.empty()) target = std::string(uri_of(contact));
  return wrong;
}

}  // namespace fakes
