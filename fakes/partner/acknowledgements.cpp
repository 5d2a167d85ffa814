// See acknowledgements.hpp.
#include "fakes/partner/acknowledgements.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "fakes/wire/writer.hpp"

namespace fakes {

void Acknowledgements::enable(const Surroundings& s, Link& link) {
  enabled_ = true;
  received_ = sent_ = acknowledged_ = 0;
  link.set_last_words(answer(s));
}

void Acknowledgements::count_received(const Surroundings& s, Link& link) {
  if (!enabled_) return;
  ++received_;
  link.set_last_words(answer(s));
}

std::string Acknowledgements::count_sent() {
  if (!enabled_) return {};
  ++sent_;
  return wire::element("r", wire::kStreamManagementNs);
}

void Acknowledgements::on_element(const wire::Element& element, Surroundings& s, Link& link) {
  if (enabled_ && element.name == "r") {
    const std::string text = answer(s);
    if (text.empty()) return s.note(link.id(), "does not answer <r/>");
    return link.say(text, s);
  }
  if (enabled_ && element.name == "a") {
    acknowledged_ = static_cast<std::uint32_t>(
        std::strtoul(std::string(element.attribute("h")).c_str(), nullptr, 10));
    if (acknowledged_ == sent_) return;
    return s.note(link.id(), fmt::format("{} of {} stanzas acknowledged", acknowledged_, sent_));
  }
  s.note(link.id(), fmt::format("ignored <{}/> of stream management", element.name));
}

// Empty if it never acknowledges anything.
std::string Acknowledgements::answer(const Surroundings& s) const {
  const Deviations& wrong = s.settings.deviations;
  if (wrong.acks_never) return {};
  const std::size_t handled = wrong.acks_nothing ? 0 : received_ + wrong.acks_too_many;
  return fmt::format("<a xmlns='{}' h='{}'/>", wire::kStreamManagementNs, handled);
}

}  // namespace fakes
