#include "gateway/base/timestamp.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace gateway {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string padded(int value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// Takes exactly so many digits, or the separator, from the front.
bool take(std::string_view& text, std::size_t width, int& value) {
  const std::string_view digits = text.substr(0, width);
  if (digits.size() != width || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return false;
  }
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  text.remove_prefix(width);
  return true;
}

bool take(std::string_view& text, char separator) {
  if (!text.starts_with(separator)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<seconds> take_offset(std::string_view text) {
  if (text == "Z") return seconds(0);
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  int hour = 0;
  int minute = 0;
  if (!take(text, 2, hour) || !take(text, ':') || !take(text, 2, minute) || !text.empty()) {
    return std::nullopt;
  }
  if (hour > 23 || minute > 59) return std::nullopt;
  const seconds offset = hours(hour) + minutes(minute);
  return west ? -offset : offset;
}

}  // namespace

std::string write_timestamp(WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2) + "T" +
         padded(static_cast<int>(clock.hours().count()), 2) + ":" +
         padded(static_cast<int>(clock.minutes().count()), 2) + ":" +
         padded(static_cast<int>(clock.seconds().count()), 2) + "Z";
}

std::optional<WallTime> parse_timestamp(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool shape = take(text, 4, year) && take(text, '-') && take(text, 2, month) &&
                     take(text, '-') && take(text, 2, day) && take(text, 'T') &&
                     take(text, 2, hour) && take(text, ':') && take(text, 2, minute) &&
                     take(text, ':') && take(text, 2, second);
  if (!shape) return std::nullopt;
  if (take(text, '.')) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const auto offset = take_offset(text);
  if (!offset || !date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + hours(hour) + minutes(minute) +
         seconds(std::min(second, 59)) - *offset;
}

}  // namespace gateway
