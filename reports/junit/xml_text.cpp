// Escaping; see xml_text.hpp.
#include "reports/junit/xml_text.hpp"

#include "reports/json/json_writer.hpp"

namespace reports {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_forbidden_control(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t' &&
         letter != '\r';
}

// U+FFFE and U+FFFF are well-formed UTF-8 but no characters of XML.
bool is_noncharacter(std::string_view rest) {
  return rest.substr(0, 3) == "\xEF\xBF\xBE" || rest.substr(0, 3) == "\xEF\xBF\xBF";
}

}  // namespace

std::string xml_text(std::string_view octets) {
  const std::string text = readable_utf8(octets);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (is_noncharacter(std::string_view(text).substr(i))) {
      out.append(kReplacement);
      i += 2;
    } else if (is_forbidden_control(letter)) {
      out.append(kReplacement);
    } else if (letter == '<') {
      out.append("&lt;");
    } else if (letter == '>') {
      out.append("&gt;");
    } else if (letter == '&') {
      out.append("&amp;");
    } else if (letter == '"') {
      out.append("&quot;");
    } else if (letter == '\n' || letter == '\t' || letter == '\r') {
      // As a reference: attribute values would turn it into a space.
      out.append("&#" + std::to_string(static_cast<int>(letter)) + ";");
    } else {
      out.push_back(letter);
    }
  }
  return out;
}

}  // namespace reports
