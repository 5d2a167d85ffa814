// What a scenario orders the pool's users to do. Users and contacts are named as scenarios name
// them, "alice@contoso.example" and "romeo@fed.example" (or one of its resources); what address
// that is in SIP is the pool's own business. docs/interworking.md.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fakes {

/// An endpoint of a user as her presence document shows it: one tuple (docs/interworking.md 5).
struct EndpointState {
  std::string endpoint = "desk";  // id of the tuple
  bool open = true;
  std::string show;                     // RFC 8048 6.2: "away"; empty: none
  std::vector<std::string> activities;  // RPID (RFC 4480 3.2): "meeting", "vacation"
  std::string note;
  std::string priority;  // of the contact, as written: "0.8"; empty: none
  friend bool operator==(const EndpointState&, const EndpointState&) = default;
};

/// The endpoint signs in like this, or changes to it.
struct Publish {
  std::string user;
  EndpointState state;
};
/// The endpoint is gone; an empty one: all of them.
struct SignOut {
  std::string user;
  std::string endpoint;
};
/// The user's client subscribes to the presence of a contact, and refreshes that. Zero: a fetch.
struct Watch {
  std::string user;
  std::string contact;
  std::chrono::seconds expires{3600};
};
/// It ends that subscription (Expires 0). The user's list is the directory's business.
struct Unwatch {
  std::string user;
  std::string contact;
};
/// MESSAGE of text/plain.
struct Say {
  std::string user;
  std::string contact;
  std::string text;
  bool wants_receipt = false;  // CPIM around it, with Message-ID and Disposition-Notification
};
/// MESSAGE with an isComposing document (RFC 3994).
struct Type {
  std::string user;
  std::string contact;
  bool active = true;  // false: idle
};
/// The pool ends the contact's subscription to the user: NOTIFY `terminated`.
struct Terminate {
  std::string user;
  std::string contact;
  std::string reason;  // "rejected"; empty: none is given
  std::optional<std::chrono::seconds> retry_after;
};
/// From now on the pool is wrong in this way, or no more (fakes/pool/deviations.hpp).
struct Deviate {
  std::string name;
  std::string value;
};
/// Any request outside of a dialog, INVITE for instance.
struct Request {
  std::string user;
  std::string contact;
  std::string method;
  std::vector<std::string> headers;  // "Event: dialog"; one that is there anyway is replaced
  std::string body;                  // with a Content-Type among the headers
};

using UserOrder =
    std::variant<Publish, SignOut, Watch, Unwatch, Say, Type, Terminate, Deviate, Request>;

}  // namespace fakes
