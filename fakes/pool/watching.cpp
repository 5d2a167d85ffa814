#include "fakes/pool/watching.hpp"

#include <algorithm>
#include <utility>

#include "fakes/pool/sip_address.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr int kAttemptsMax = 3;
constexpr std::chrono::seconds kRetryAfter{60};
constexpr std::string_view kAllowed = "MESSAGE, NOTIFY, SUBSCRIBE, OPTIONS";

std::string attribute(const char* name, std::string_view value) {
  return value.empty() ? std::string() : std::string(" ") + name + "='" + wire::escape(value) + "'";
}

std::string presence_of(const std::string& user, const std::string& contact,
                        const SeenEndpoint& endpoint) {
  const std::string from = endpoint.resource.empty() ? contact : contact + "/" + endpoint.resource;
  std::string xml = "<presence" + attribute("from", from) + attribute("to", user) +
                    attribute("type", endpoint.open ? "" : "unavailable") + ">";
  if (!endpoint.show.empty()) xml += "<show>" + wire::escape(endpoint.show) + "</show>";
  for (const auto& [language, note] : endpoint.notes) {
    xml += "<status" + attribute("xml:lang", language) + ">" + wire::escape(note) + "</status>";
  }
  const std::string priority = xmpp_priority_of(endpoint.priority);
  if (!priority.empty()) xml += "<priority>" + priority + "</priority>";
  return xml + "</presence>";
}

SeenEndpoint gone(const std::string& resource) {
  SeenEndpoint endpoint;
  endpoint.resource = resource;
  return endpoint;
}

/// "active;expires=600" -> "active": what a user can notice of it.
std::string without_expires(std::string_view state) {
  std::string kept(without_parameters(state));
  const auto reason = parameter_of(state, "reason");
  if (reason) kept += ";reason=" + *reason;
  return kept;
}

}  // namespace

// ---- orders
// -------------------------------------------------------------------------------------

void Watching::watch(const Watch& order, PoolSurroundings& s) {
  if (View* known = view_of(order.user, order.contact)) {
    known->expires = order.expires;
    return subscribe(*known, order.expires, s);  // a refresh
  }
  View& view = views_.emplace_back();
  view.id = ++last_id_;
  view.user = order.user;
  view.contact = order.contact;
  view.expires = order.expires;
  begin(view, s);
}

void Watching::unwatch(const Unwatch& order, PoolSurroundings& s) {
  View* view = view_of(order.user, order.contact);
  if (view == nullptr) return s.note(order.user + " does not watch " + order.contact);
  view->ending = true;
  subscribe(*view, std::chrono::seconds(0), s);
}

Watching::View* Watching::view_of(std::string_view user, std::string_view contact) {
  for (View& view : views_) {
    if (view.user == user && view.contact == contact && !view.ended) return &view;
  }
  return nullptr;
}

Watching::View* Watching::view_by(std::uint64_t id) {
  const auto found = std::ranges::find(views_, id, &View::id);
  return found == views_.end() ? nullptr : &*found;
}

void Watching::stop() {
  for (View& view : views_) {
    view.again_at.reset();
    view.attempts = kAttemptsMax;
  }
}

// ---- SUBSCRIBE
// ----------------------------------------------------------------------------------

void Watching::begin(View& view, PoolSurroundings& s) {
  view.dialog = SipDialog{};
  view.dialog.call_id = s.token(12) + "@" + s.settings.host;
  view.dialog.local_uri = sip_uri_of(view.user);
  view.dialog.local_tag = s.token();
  view.dialog.remote_uri = sip_uri_of(view.contact);
  view.dialog.target = view.dialog.remote_uri;
  subscribe(view, view.expires, s);
}

void Watching::subscribe(View& view, std::chrono::seconds expires, PoolSurroundings& s) {
  view.again_at.reset();
  SipMessage subscribe = view.dialog.request("SUBSCRIBE", s.settings);
  subscribe.add("Event", "presence");
  subscribe.add("Accept", std::string(kPidfType));
  subscribe.add("Expires", std::to_string(expires.count()));
  subscribe.add("Allow", std::string(kAllowed));
  s.exchange.request(
      std::move(subscribe),
      [this, id = view.id](const SipMessage& response, PoolSurroundings& around) {
        if (View* found = view_by(id)) on_response(*found, response, around);
      },
      s);
}

void Watching::on_response(View& view, const SipMessage& response, PoolSurroundings& s) {
  s.observe(Observation::UserAnswered,
            "<response" + attribute("from", view.contact) + attribute("to", view.user) +
                " method='SUBSCRIBE' code='" + std::to_string(response.code) + "'>" +
                wire::escape(response.reason) + "</response>");
  if (response.code / 100 == 2) return on_success(view, response, s);
  if (response.code == 423 && view.attempts++ < kAttemptsMax) {
    view.expires = std::chrono::seconds(number_of(response.field("Min-Expires")).value_or(3600));
    return subscribe(view, view.expires, s);
  }
  // RFC 6665 4.1.2.2: the dialog is unknown there; a new one begins.
  if (response.code == 481 && !view.ending && view.attempts++ < kAttemptsMax) return begin(view, s);
  view.ended = true;
}

void Watching::on_success(View& view, const SipMessage& response, PoolSurroundings& s) {
  const std::string tag = parameter_of(response.field("To"), "tag").value_or("");
  if (view.dialog.remote_tag.empty()) view.dialog.remote_tag = tag;
  if (tag != view.dialog.remote_tag) {
    s.wrong("RFC 3261 12.2.1.2: tag '" + tag + "' in the answer inside a dialog with '" +
            view.dialog.remote_tag + "'");
  }
  view.dialog.target = std::string(uri_of(response.field("Contact")));
  const auto granted = number_of(response.field("Expires"));
  if (view.ending || !granted || *granted == 0) return;
  // RFC 6665 4.2.1.1: it may be shorter.
  const auto asked = static_cast<std::uint64_t>(std::max<std::int64_t>(view.expires.count(), 0));
  if (*granted > asked) {
    s.wrong("RFC 6665 4.2.1.1: Expires " + std::to_string(*granted) + " where " +
            std::to_string(asked) + " was asked for");
  }
  view.again_at = s.now.instant + std::chrono::seconds(*granted) * 9 / 10;
}

// ---- NOTIFY
// -------------------------------------------------------------------------------------

void Watching::on_notify(const ArrivedRequest& arrived, PoolSurroundings& s) {
  if (s.deviations.notify_unanswered) return;
  const SipMessage& notify = arrived.message;
  const auto view = std::ranges::find_if(
      views_, [&](const View& one) { return !one.ended && one.dialog.owns(notify); });
  const auto demanded = number_of(s.deviations.notify_answer);
  if (view == views_.end() || demanded) {
    const int code = demanded ? static_cast<int>(*demanded) : 481;
    if (!demanded) s.note("NOTIFY for no subscription");
    return s.exchange.respond(arrived, response_to(notify, code, s.token()), s);
  }
  for (std::string& sentence : view->dialog.take(notify, s.settings)) {
    s.wrong(std::move(sentence), arrived.path.connection);
  }
  s.exchange.respond(arrived, response_to(notify, 200, view->dialog.local_tag), s);
  if (without_parameters(notify.field("Event")) != "presence") {
    s.wrong("RFC 6665 4.1.3: Event '" + std::string(notify.field("Event")) + "'",
            arrived.path.connection);
  }
  take_document(*view, notify, s);
  const std::string state(notify.field("Subscription-State"));
  tell_state(*view, state, s);
  if (without_parameters(state) == "terminated") on_terminated(*view, state, s);
}

// RFC 3856 6.9: a document is the whole state; what it does not name is there no more.
void Watching::take_document(View& view, const SipMessage& notify, PoolSurroundings& s) {
  if (notify.body.empty()) return;
  if (without_parameters(notify.field("Content-Type")) != kPidfType) {
    return s.wrong("RFC 3856 6.7: NOTIFY holds '" + std::string(notify.field("Content-Type")) +
                   "', which nobody accepts");
  }
  SeenPresence document = read_presence(notify.body, view.contact);
  for (std::string& sentence : document.wrong) s.wrong(std::move(sentence));
  std::map<std::string, SeenEndpoint> before = std::exchange(view.seen, {});
  for (SeenEndpoint& endpoint : document.endpoints) {
    const auto known = before.find(endpoint.resource);
    if (known == before.end() || known->second != endpoint) show(view, endpoint, s);
    before.erase(endpoint.resource);
    view.seen[endpoint.resource] = std::move(endpoint);
  }
  for (auto& [resource, endpoint] : before) {
    if (endpoint.open) show(view, gone(resource), s);
  }
}

void Watching::show(View& view, const SeenEndpoint& endpoint, PoolSurroundings& s) {
  s.observe(Observation::UserSees, presence_of(view.user, view.contact, endpoint));
}

void Watching::tell_state(View& view, const std::string& state, PoolSurroundings& s) {
  const std::string kept = without_expires(state);
  if (kept == view.state) return;
  view.state = kept;
  s.observe(Observation::UserSees,
            "<subscription" + attribute("from", view.contact) + attribute("to", view.user) +
                attribute("state", without_parameters(kept)) +
                attribute("reason", parameter_of(kept, "reason").value_or("")) + "/>");
}

// RFC 6665 4.1.3. Nothing is seen of a contact without a subscription.
void Watching::on_terminated(View& view, const std::string& state, PoolSurroundings& s) {
  for (auto& [resource, endpoint] : view.seen) {
    if (endpoint.open) show(view, gone(resource), s);
  }
  view.seen.clear();
  view.again_at.reset();
  const std::string reason = parameter_of(state, "reason").value_or("");
  const bool wanted = !view.ending && view.expires.count() > 0 && view.attempts < kAttemptsMax;
  const bool at_once = reason.empty() || reason == "deactivated" || reason == "timeout";
  const bool later = reason == "probation" || reason == "giveup";
  if (!wanted || (!at_once && !later)) {
    view.ended = true;
    return;
  }
  ++view.attempts;
  if (at_once) return begin(view, s);
  const auto wait = number_of(parameter_of(state, "retry-after").value_or(""));
  view.dialog = SipDialog{};
  view.again_at =
      s.now.instant + (wait ? std::chrono::seconds(*wait) : std::chrono::seconds(kRetryAfter));
}

// ---- time
// ---------------------------------------------------------------------------------------

std::optional<gateway::Instant> Watching::deadline() const {
  std::optional<gateway::Instant> first;
  for (const View& view : views_) {
    if (view.again_at && (!first || *view.again_at < *first)) first = view.again_at;
  }
  return first;
}

void Watching::on_deadline(PoolSurroundings& s) {
  for (View& view : views_) {
    if (!view.again_at || *view.again_at > s.now.instant) continue;
    if (view.dialog.call_id.empty()) {
      begin(view, s);
    } else {
      subscribe(view, view.expires, s);
    }
  }
}

}  // namespace fakes
