#include "gateway/sip/message.hpp"

#include <algorithm>
#include <utility>

namespace gateway::sip {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

const Parameter* find(const std::vector<Parameter>& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& one) { return same_name(one.name, name); });
  return found == parameters.end() ? nullptr : &*found;
}

std::string in_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return line;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

// Values are tokens or quoted strings as they came (RFC 3261 25.1, generic-param).
std::string text_of(const std::vector<Parameter>& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    text += ";" + parameter.name;
    if (parameter.value) text += "=" + *parameter.value;
  }
  return text;
}

std::string text_of(const NameAddress& address) {
  std::string text;
  if (!address.display.empty()) text = quoted(address.display) + " ";
  if (address.uri == "*") return address.uri;  // Contact only
  return text + "<" + address.uri + ">" + text_of(address.parameters);
}

std::string text_of(const Via& via) {
  std::string text = "SIP/2.0/" + via.transport + " " + via.host;
  if (via.port) text += ":" + std::to_string(*via.port);
  return text + text_of(via.parameters);
}

void add_line(std::string& wire, std::string_view name, std::string_view value) {
  wire += in_one_line(name);
  wire += ": ";
  wire += in_one_line(value);
  wire += "\r\n";
}

}  // namespace

const std::string* NameAddress::parameter(std::string_view name) const {
  const Parameter* found = find(parameters, name);
  return found != nullptr && found->value ? &*found->value : nullptr;
}

std::string NameAddress::tag() const {
  const std::string* value = parameter("tag");
  return value != nullptr ? *value : std::string();
}

std::string Via::branch() const {
  const Parameter* found = find(parameters, "branch");
  return found != nullptr ? found->value.value_or("") : std::string();
}

const std::string* Message::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& one) { return same_name(one.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

void Message::set_header(std::string_view name, std::string value) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& one) { return same_name(one.name, name); });
  if (found != headers.end()) {
    found->value = std::move(value);
  } else {
    headers.push_back({std::string(name), std::move(value)});
  }
}

std::string to_wire(const Message& message) {
  std::string wire =
      message.is_request()
          ? in_one_line(message.method + " " + message.request_uri) + " SIP/2.0\r\n"
          : in_one_line("SIP/2.0 " + std::to_string(message.status) + " " + message.reason) +
                "\r\n";
  for (const Via& via : message.vias) add_line(wire, "Via", text_of(via));
  for (const NameAddress& route : message.routes) add_line(wire, "Route", text_of(route));
  for (const NameAddress& route : message.record_routes) {
    add_line(wire, "Record-Route", text_of(route));
  }
  add_line(wire, "From", text_of(message.from));
  add_line(wire, "To", text_of(message.to));
  add_line(wire, "Call-ID", message.call_id);
  add_line(wire, "CSeq", std::to_string(message.cseq.number) + " " + message.cseq.method);
  for (const NameAddress& contact : message.contacts) add_line(wire, "Contact", text_of(contact));
  for (const Header& header : message.headers) add_line(wire, header.name, header.value);
  if (!message.content_type.empty()) add_line(wire, "Content-Type", message.content_type);
  add_line(wire, "Content-Length", std::to_string(message.body.size()));
  return wire + "\r\n" + message.body;
}

Message response_to(const Message& request, int status, std::string_view to_tag) {
  Message response;
  response.status = status;
  response.reason = reason_of(status);
  response.vias = request.vias;
  response.record_routes = request.record_routes;  // RFC 3261 12.1.1
  response.from = request.from;
  response.to = request.to;
  response.call_id = request.call_id;
  response.cseq = request.cseq;
  if (response.to.tag().empty() && status != 100 && !to_tag.empty()) {
    response.to.parameters.push_back({"tag", std::string(to_tag)});
  }
  return response;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 100:
      return "Trying";
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Moved Temporarily";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 410:
      return "Gone";
    case 413:
      return "Request Entity Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Unsupported URI Scheme";
    case 420:
      return "Bad Extension";
    case 423:
      return "Interval Too Brief";
    case 480:
      return "Temporarily Unavailable";
    case 481:
      return "Call/Transaction Does Not Exist";
    case 482:
      return "Loop Detected";
    case 483:
      return "Too Many Hops";
    case 486:
      return "Busy Here";
    case 488:
      return "Not Acceptable Here";
    case 489:
      return "Bad Event";
    case 491:
      return "Request Pending";
    case 500:
      return "Server Internal Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "Version Not Supported";
    case 513:
      return "Message Too Large";
    case 600:
      return "Busy Everywhere";
    case 603:
      return "Decline";
    case 604:
      return "Does Not Exist Anywhere";
    case 606:
      return "Not Acceptable";
    default:
      break;
  }
  switch (status / 100) {
    case 1:
      return "Progress";
    case 2:
      return "Success";
    case 3:
      return "Redirection";
    case 4:
      return "Request Failure";
    case 5:
      return "Server Failure";
    default:
      return "Global Failure";
  }
}

}  // namespace gateway::sip
