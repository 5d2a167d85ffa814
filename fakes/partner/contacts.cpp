// See contacts.hpp.
#include "fakes/partner/contacts.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "fakes/partner/surroundings.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {

Contacts::Contacts(const std::vector<ContactSettings>& settings) {
  for (const ContactSettings& contact : settings) contacts_.emplace(contact.jid, contact);
}

void Contacts::on_stanza(const wire::Element& stanza, Surroundings& s) {
  const std::string to = bare_address(stanza.attribute("to"));
  if (contacts_.empty() || to.find('@') == std::string::npos) return;
  const auto found = contacts_.find(to);
  // What this account's client can do is nothing (8.5.2.1.3, 8.5.3.2.3).
  if (found != contacts_.end() && stanza.name != "iq") {
    found->second.on_stanza(stanza, s);
    return take_from(found->second);
  }
  std::string answer = answer_for_nobody(stanza);
  if (!answer.empty()) stanzas_.push_back(std::move(answer));
}

void Contacts::on(const ContactOrder& order, Surroundings& s) {
  std::visit(
      [&](const auto& what) {
        const auto found = contacts_.find(bare_address(what.contact));
        if (found == contacts_.end()) return s.note(0, "there is no contact " + what.contact);
        found->second.on(what, s);
        take_from(found->second);
      },
      order);
}

void Contacts::on_sending(const wire::Element& stanza, const Surroundings& s) {
  const std::string from = bare_address(stanza.attribute("from"));
  if (!s.settings.deviations.subscribed_unasked || !contacts_.contains(from)) return;
  stanzas_.push_back(fmt::format("<presence from='{}' to='{}' id='unasked' type='subscribed'/>",
                                 wire::escape(from),
                                 wire::escape(bare_address(stanza.attribute("to")))));
}

std::vector<std::string> Contacts::take_stanzas() { return std::exchange(stanzas_, {}); }

void Contacts::take_from(Contact& contact) {
  for (std::string& stanza : contact.take_stanzas()) stanzas_.push_back(std::move(stanza));
}

}  // namespace fakes
