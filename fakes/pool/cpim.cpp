#include "fakes/pool/cpim.hpp"

#include <array>
#include <chrono>

#include "fakes/pool/sip_message.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

struct HeaderRow {
  std::string_view name;
  std::string Cpim::*field;
};
constexpr auto kHeaders = std::to_array<HeaderRow>({
    {"From", &Cpim::from},
    {"To", &Cpim::to},
    {"DateTime", &Cpim::date_time},
    {"Subject", &Cpim::subject},
    {"Message-ID", &Cpim::message_id},
    {"Disposition-Notification", &Cpim::disposition},
});
constexpr auto kContentHeaders = std::to_array<HeaderRow>({
    {"Content-Type", &Cpim::content_type},
    {"Content-Disposition", &Cpim::content_disposition},
});
constexpr std::string_view kImdnNs = "urn:ietf:params:imdn";

/// RFC 3862 2.1: up to CRLF; the rest stays in `text`. Nothing at an empty line.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  if (line.empty()) return std::nullopt;
  return line;
}

std::string_view address_of(std::string_view value) {
  const std::size_t open = value.rfind('<');
  const std::size_t close = value.rfind('>');
  if (open == std::string_view::npos || close < open) return value;
  return value.substr(open + 1, close - open - 1);
}

class CpimReader {
 public:
  explicit CpimReader(std::vector<std::string>& wrong) : wrong_(wrong) {}

  std::optional<Cpim> read(std::string_view text) {
    while (const auto line = take_line(text)) read_header(*line);
    if (cpim_.from.empty() || cpim_.to.empty()) complain("3862 3: no From or no To");
    if (!cpim_.disposition.empty() && cpim_.message_id.empty()) {
      complain("5438 6.3: a disposition is asked for without Message-ID");
    }
    while (const auto line = take_line(text)) read_content_header(*line);
    if (cpim_.content_type.empty()) {
      complain("3862 2: no Content-Type inside");
      return std::nullopt;
    }
    cpim_.content = text;
    return std::move(cpim_);
  }

 private:
  void complain(std::string what) { wrong_.push_back("RFC " + std::move(what)); }

  void read_header(std::string_view line) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) {
      return complain("3862 2.1: '" + std::string(line) + "' is no header");
    }
    std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 2);
    if (name == "NS") return read_namespace(value);
    const bool prefixed = !imdn_prefix_.empty() && name.starts_with(imdn_prefix_ + ".");
    if (prefixed) name.remove_prefix(imdn_prefix_.size() + 1);
    for (const auto& [known, field] : kHeaders) {
      const bool of_imdn = known == "Message-ID" || known == "Disposition-Notification";
      if (name == known && prefixed == of_imdn) cpim_.*field = value;
    }
    if (name == "From" || name == "To") {
      std::string& address = name == "From" ? cpim_.from : cpim_.to;
      address = std::string(address_of(address));
    }
  }

  /// "imdn <urn:ietf:params:imdn>"
  void read_namespace(std::string_view value) {
    if (address_of(value) != kImdnNs) return;
    imdn_prefix_ = std::string(trimmed(value.substr(0, value.find('<'))));
  }

  void read_content_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    for (const auto& [known, field] : kContentHeaders) {
      if (same_name(line.substr(0, colon), known) && colon != std::string_view::npos) {
        cpim_.*field = std::string(trimmed(line.substr(colon + 1)));
      }
    }
  }

  std::vector<std::string>& wrong_;
  Cpim cpim_;
  std::string imdn_prefix_;
};

}  // namespace

std::string write_cpim(const Cpim& wrapper) {
  std::string text = "From: <" + wrapper.from + ">\r\nTo: <" + wrapper.to + ">\r\n";
  if (!wrapper.date_time.empty()) text += "DateTime: " + wrapper.date_time + "\r\n";
  if (!wrapper.subject.empty()) text += "Subject: " + wrapper.subject + "\r\n";
  if (!wrapper.message_id.empty()) {
    text += "NS: imdn <" + std::string(kImdnNs) + ">\r\nimdn.Message-ID: " + wrapper.message_id +
            "\r\n";
  }
  if (!wrapper.disposition.empty()) {
    text += "imdn.Disposition-Notification: " + wrapper.disposition + "\r\n";
  }
  text += "\r\nContent-Type: " + wrapper.content_type + "\r\n";
  if (!wrapper.content_disposition.empty()) {
    text += "Content-Disposition: " + wrapper.content_disposition + "\r\n";
  }
  text += "Content-Length: " + std::to_string(wrapper.content.size()) + "\r\n";
  return text + "\r\n" + wrapper.content;
}

std::optional<Cpim> read_cpim(std::string_view octets, std::vector<std::string>& wrong) {
  return CpimReader(wrong).read(octets);
}

std::string write_delivery_notification(std::string_view message_id, std::string_view recipient,
                                        gateway::WallTime now) {
  const std::string to = wire::escape(recipient);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<imdn "
         "xmlns=\"urn:ietf:params:xml:ns:imdn\"><message-id>" +
         wire::escape(message_id) + "</message-id><datetime>" + date_time_of(now) +
         "</datetime><recipient-uri>" + to + "</recipient-uri><original-recipient-uri>" + to +
         "</original-recipient-uri><delivery-notification><status><delivered/></status>"
         "</delivery-notification></imdn>\r\n";
}

std::string date_time_of(gateway::WallTime now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  const auto padded = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return std::to_string(static_cast<int>(date.year())) + "-" +
         padded(static_cast<unsigned>(date.month())) + "-" +
         padded(static_cast<unsigned>(date.day())) + "T" + padded(time.hours().count()) + ":" +
         padded(time.minutes().count()) + ":" + padded(time.seconds().count()) + "Z";
}

}  // namespace fakes
