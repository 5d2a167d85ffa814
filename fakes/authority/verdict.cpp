// The answers of an authoritative server; see verdict.hpp.
#include "fakes/authority/verdict.hpp"

#include <charconv>

#include "fakes/authority/key.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

std::string answer(const wire::Element& request, std::string_view type) {
  return wire::dialback_element({.name = "verify",
                                 .from = request.attribute("to"),
                                 .to = request.attribute("from"),
                                 .id = request.attribute("id"),
                                 .type = type,
                                 .body = {}});
}

// XEP-0185: the receiving server asks, so it is `from`.
std::string correct_answer(std::string_view secret, const wire::Element& request) {
  const std::string key = dialback_key(secret, {.receiving = request.attribute("from"),
                                                .originating = request.attribute("to"),
                                                .stream_id = request.attribute("id")});
  return answer(request, request.trimmed_text() == key ? "valid" : "invalid");
}

std::string for_another_id(const wire::Element& request) {
  const std::string id = "not-" + std::string(request.attribute("id"));
  return wire::dialback_element({.name = "verify",
                                 .from = request.attribute("to"),
                                 .to = request.attribute("from"),
                                 .id = id,
                                 .type = "valid",
                                 .body = {}});
}

std::optional<gateway::Duration> seconds_of(std::string_view text) {
  if (text.ends_with('s')) text.remove_suffix(1);
  std::int64_t seconds = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || stop != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::optional<AuthoritySettings> simple_verdict(std::string_view name) {
  if (name == "correct") return AuthoritySettings{.verdict = Verdict::Correct};
  if (name == "valid") return AuthoritySettings{.verdict = Verdict::Valid};
  if (name == "invalid") return AuthoritySettings{.verdict = Verdict::Invalid};
  if (name == "error") return AuthoritySettings{.verdict = Verdict::Error};
  if (name == "silence") return AuthoritySettings{.verdict = Verdict::Silence};
  if (name == "late") return AuthoritySettings{.verdict = Verdict::Late};
  if (name == "wrong-id") return AuthoritySettings{.verdict = Verdict::WrongId};
  if (name == "close-stream") return AuthoritySettings{.verdict = Verdict::CloseStream};
  return std::nullopt;
}

}  // namespace

std::optional<AuthoritySettings> parse_verdict(std::string_view text) {
  const auto colon = text.find(':');
  std::optional<AuthoritySettings> settings = simple_verdict(text.substr(0, colon));
  if (!settings || colon == std::string_view::npos) return settings;
  const std::string_view parameter = text.substr(colon + 1);
  if (parameter.empty()) return std::nullopt;
  if (settings->verdict == Verdict::Error) return settings->condition = parameter, settings;
  const std::optional<gateway::Duration> delay = seconds_of(parameter);
  if (settings->verdict != Verdict::Late || !delay) return std::nullopt;
  settings->delay = *delay;
  return settings;
}

AuthorityAnswer answer_verify(const AuthoritySettings& settings, std::string_view secret,
                              const wire::Element& request) {
  switch (settings.verdict) {
    case Verdict::Correct:
      return {.xml = correct_answer(secret, request)};
    case Verdict::Valid:
      return {.xml = answer(request, "valid")};
    case Verdict::Invalid:
      return {.xml = answer(request, "invalid")};
    case Verdict::Error:
      return {.xml = dialback_error(request, settings.condition)};
    case Verdict::Silence:
      return {};
    case Verdict::Late:
      return {.xml = correct_answer(secret, request), .delay = settings.delay};
    case Verdict::WrongId:
      return {.xml = for_another_id(request)};
    case Verdict::CloseStream:
      return {.xml = {}, .close_stream = true};
  }
  return {};
}

std::string dialback_error(const wire::Element& request, std::string_view condition) {
  const std::string error = wire::stanza_error(condition);
  return wire::dialback_element({.name = request.name,
                                 .from = request.attribute("to"),
                                 .to = request.attribute("from"),
                                 .id = request.attribute("id"),
                                 .type = "error",
                                 .body = error});
}

}  // namespace fakes
