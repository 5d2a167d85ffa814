#include "gateway/sip/osip_reading.hpp"

#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/sip/token.hpp"

namespace gateway::sip {
namespace {

struct FreeMessage {
  void operator()(osip_message_t* message) const { osip_message_free(message); }
};
struct FreeText {
  void operator()(char* text) const { osip_free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

Error syntax_error(std::string why) { return make_error("message-syntax", std::move(why)); }

// The library prints what it dislikes; whoever calls us decides what is worth a line of log.
void stay_silent(const char*, int, osip_trace_level_t, const char*, va_list) {}

void prepare_library() {
  static const int prepared = [] {
    osip_trace_initialize_func(OSIP_FATAL, stay_silent);
    return parser_init();
  }();
  static_cast<void>(prepared);
}

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

template <class Value>
std::string written(int (*to_text)(const Value*, char**), const Value* value) {
  char* raw = nullptr;
  if (value == nullptr || to_text(value, &raw) != OSIP_SUCCESS) return {};
  const Text owner(raw);
  return text_of(raw);
}

template <class Value>
const Value* at(const osip_list_t& list, int index) {
  return static_cast<const Value*>(osip_list_get(&list, index));
}

std::vector<Parameter> parameters_of(const osip_list_t& list) {
  std::vector<Parameter> parameters;
  for (int i = 0; i < osip_list_size(&list); ++i) {
    const auto* one = at<osip_generic_param_t>(list, i);
    Parameter parameter{text_of(one->gname), std::nullopt};
    if (one->gvalue != nullptr) parameter.value = one->gvalue;
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

// The parser splits at separators only; what it took for a parameter may be half of something else.
bool are_well_formed(const std::vector<Parameter>& parameters) {
  return std::all_of(parameters.begin(), parameters.end(), [](const Parameter& one) {
    return is_token(one.name) && (!one.value || is_parameter_value(*one.value));
  });
}

// Of schemes that are not ours nothing is asked; they are refused where somebody looks at them.
bool is_well_formed(const std::string& uri) {
  const auto parsed = Uri::parse(uri);
  if (parsed) return true;
  return parsed.error().code == "uri-scheme" && is_token(uri.substr(0, uri.find(':'))) &&
         uri.find_first_of(" \t<>\"") == std::string::npos;
}

bool are_well_formed(const std::vector<NameAddress>& addresses) {
  return std::all_of(addresses.begin(), addresses.end(), [](const NameAddress& one) {
    return is_well_formed(one.uri) && are_well_formed(one.parameters);
  });
}

std::string without_quotes(const char* display) {
  std::string_view text = display != nullptr ? display : "";
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  text = text.substr(1, text.size() - 2);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    result += text[i];
  }
  return result;
}

NameAddress address_of(const osip_from_t& from) {
  return {without_quotes(from.displayname), written(osip_uri_to_str, from.url),
          parameters_of(from.gen_params)};
}

std::vector<NameAddress> addresses_of(const osip_list_t& list) {
  std::vector<NameAddress> addresses;
  for (int i = 0; i < osip_list_size(&list); ++i) {
    const auto* one = at<osip_from_t>(list, i);  // Contact, Route, Record-Route: the same structure
    // "Contact: *" has no URI but a name.
    if (one->url == nullptr) {
      addresses.push_back({"", "*", {}});
    } else {
      addresses.push_back(address_of(*one));
    }
  }
  return addresses;
}

template <class Number>
std::optional<Number> number_of(const char* text) {
  const std::string_view digits = text != nullptr ? text : "";
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

bool read_vias(const osip_message_t& source, Message& message) {
  for (int i = 0; i < osip_list_size(&source.vias); ++i) {
    const auto* one = at<osip_via_t>(source.vias, i);
    Via via{text_of(one->protocol), text_of(one->host), std::nullopt,
            parameters_of(one->via_params)};
    if (via.host.find(':') != std::string::npos) via.host = "[" + via.host + "]";
    if (one->port != nullptr) {
      via.port = number_of<std::uint16_t>(one->port);
      if (!via.port) return false;
    }
    if (!is_token(via.transport) || !is_parameter_value(via.host) ||
        !are_well_formed(via.parameters)) {
      return false;
    }
    message.vias.push_back(std::move(via));
  }
  return !message.vias.empty();
}

template <class Value>
void add_list(Message& message, const char* name, const osip_list_t& list,
              int (*to_text)(const Value*, char**)) {
  std::string joined;
  for (int i = 0; i < osip_list_size(&list); ++i) {
    if (i > 0) joined += ", ";
    joined += written(to_text, at<Value>(list, i));
  }
  if (!joined.empty()) message.headers.push_back({name, joined});
}

// The parser knows the short forms of its own headers only (RFC 3261 7.3.3, RFC 6665 8.4).
std::string long_form(std::string name) {
  constexpr std::pair<std::string_view, std::string_view> kForms[] = {
      {"k", "Supported"}, {"s", "Subject"}, {"o", "Event"}, {"u", "Allow-Events"}};
  for (const auto& [short_name, long_name] : kForms) {
    if (name.size() == 1 && (name[0] | 0x20) == short_name[0]) return std::string(long_name);
  }
  return name;
}

// Credentials and challenges are left behind: the gateway neither has nor asks for any.
void read_other_headers(const osip_message_t& source, Message& message) {
  add_list<osip_accept_t>(message, "Accept", source.accepts, osip_accept_to_str);
  add_list<osip_accept_encoding_t>(message, "Accept-Encoding", source.accept_encodings,
                                   osip_accept_encoding_to_str);
  add_list<osip_accept_language_t>(message, "Accept-Language", source.accept_languages,
                                   osip_accept_language_to_str);
  add_list<osip_allow_t>(message, "Allow", source.allows, osip_allow_to_str);
  add_list<osip_content_encoding_t>(message, "Content-Encoding", source.content_encodings,
                                    osip_content_encoding_to_str);
  for (int i = 0; i < osip_list_size(&source.headers); ++i) {
    const auto* one = at<osip_header_t>(source.headers, i);
    message.headers.push_back({long_form(text_of(one->hname)), text_of(one->hvalue)});
  }
}

}  // namespace

Result<Message> read_with_osip(const std::string& head) {
  prepare_library();
  osip_message_t* raw = nullptr;
  if (osip_message_init(&raw) != OSIP_SUCCESS) return syntax_error("out of memory");
  const std::unique_ptr<osip_message_t, FreeMessage> source(raw);
  if (osip_message_parse(source.get(), head.data(), head.size()) != OSIP_SUCCESS) {
    return syntax_error("this is no SIP message");
  }
  if (source->from == nullptr || source->to == nullptr || source->call_id == nullptr ||
      source->cseq == nullptr) {
    return syntax_error("From, To, Call-ID or CSeq is missing");
  }
  Message message;
  if (MSG_IS_REQUEST(source.get())) {
    message.method = text_of(source->sip_method);
    message.request_uri = written(osip_uri_to_str, source->req_uri);
    if (!is_well_formed(message.request_uri)) return syntax_error("the Request-URI is broken");
  } else {
    message.status = source->status_code;
    message.reason = text_of(source->reason_phrase);
    if (message.status < 100 || message.status > 699) return syntax_error("no such status code");
  }
  if (!read_vias(*source, message)) return syntax_error("Via is missing or broken");
  const auto number = number_of<std::uint32_t>(source->cseq->number);
  if (!number || *number >= 0x80000000U) return syntax_error("the number of CSeq is none");
  message.cseq = {*number, text_of(source->cseq->method)};
  if (!is_token(message.cseq.method)) return syntax_error("the method of CSeq is none");
  if (message.is_request() && message.cseq.method != message.method) {
    return syntax_error("CSeq names another method than the request");
  }
  message.from = address_of(*source->from);
  message.to = address_of(*source->to);
  message.call_id = written(osip_call_id_to_str, source->call_id);
  message.contacts = addresses_of(source->contacts);
  message.routes = addresses_of(source->routes);
  message.record_routes = addresses_of(source->record_routes);
  for (const auto& addresses : {std::vector{message.from, message.to}, message.contacts,
                                message.routes, message.record_routes}) {
    if (!are_well_formed(addresses)) return syntax_error("an address is broken");
  }
  message.content_type = written(osip_content_type_to_str, source->content_type);
  read_other_headers(*source, message);
  return message;
}

}  // namespace gateway::sip
