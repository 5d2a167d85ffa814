#include "tests/unit/net/signed_zone.hpp"

#include <ldns/ldns.h>

#include <cstdlib>
#include <ctime>

#include "tests/unit/net/loopback.hpp"

namespace gateway::net {
namespace {

ldns_rr* record_from(const std::string& text) {
  ldns_rr* record = nullptr;
  ldns_rr_new_frm_str(&record, text.c_str(), 60, nullptr, nullptr);
  return record;
}

/// The records of one name and type; they stay the list's.
ldns_rr_list* matching(const ldns_rr_list* all, const ldns_rr* question) {
  ldns_rr_list* found = ldns_rr_list_new();
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(all); ++i) {
    ldns_rr* record = ldns_rr_list_rr(all, i);
    if (ldns_rr_get_type(record) == ldns_rr_get_type(question) &&
        ldns_dname_compare(ldns_rr_owner(record), ldns_rr_owner(question)) == 0) {
      ldns_rr_list_push_rr(found, record);
    }
  }
  return found;
}

}  // namespace

SignedZone::SignedZone(boost::asio::io_context& io, const std::string& name)
    : socket_(io, boost::asio::ip::udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
      keys_(ldns_key_list_new()),
      records_(ldns_rr_list_new()) {
  ldns_key* key = ldns_key_new_frm_algorithm(LDNS_SIGN_ECDSAP256SHA256, 256);
  ldns_key_set_pubkey_owner(key, ldns_dname_new_frm_str(name.c_str()));
  ldns_key_set_flags(key, LDNS_KEY_ZONE_KEY | LDNS_KEY_SEP_KEY);
  const auto now = static_cast<std::uint32_t>(std::time(nullptr));
  ldns_key_set_inception(key, now - 3600);
  ldns_key_set_expiration(key, now + 3600);
  ldns_rr* public_key = ldns_key2rr(key);
  ldns_key_set_keytag(key, ldns_calc_keytag(public_key));
  ldns_key_list_push_key(keys_, key);
  ldns_rr_list_push_rr(records_, public_key);
  char* text = ldns_rr2str(public_key);
  anchor_ = text;
  std::free(text);
  anchor_.erase(anchor_.find_last_not_of(" \n") + 1);
  receive();
}

SignedZone::~SignedZone() {
  ldns_key_list_free(keys_);
  ldns_rr_list_deep_free(records_);
}

void SignedZone::add(const std::string& record) {
  ldns_rr_list_push_rr(records_, record_from(record));
}

Endpoint SignedZone::endpoint() const { return {kLoopback, socket_.local_endpoint().port()}; }

void SignedZone::receive() {
  socket_.async_receive_from(boost::asio::buffer(packet_), from_,
                             [this](const boost::system::error_code& error, std::size_t count) {
                               if (error) return;
                               answer(std::string(packet_.data(), count));
                               receive();
                             });
}

ldns_rr_list* SignedZone::signatures_of(ldns_rr_list* records) const {
  ldns_rr_list* to_sign = ldns_rr_list_clone(records);
  ldns_rr* const first = ldns_rr_list_rr(to_sign, 0);
  if (tampers && ldns_rr_get_type(first) == LDNS_RR_TYPE_A) {
    ldns_rdf_deep_free(
        ldns_rr_set_rdf(first, ldns_rdf_new_frm_str(LDNS_RDF_TYPE_A, "192.0.2.66"), 0));
  }
  ldns_rr_list* signatures = ldns_sign_public(to_sign, keys_);
  ldns_rr_list_deep_free(to_sign);
  return signatures;
}

void SignedZone::answer(const std::string& query) {
  ldns_pkt* asked = nullptr;
  const auto* octets = reinterpret_cast<const std::uint8_t*>(query.data());
  if (ldns_wire2pkt(&asked, octets, query.size()) != LDNS_STATUS_OK) return;
  ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(asked), 0);
  ldns_rr_list* found = matching(records_, question);
  if (ldns_rr_list_rr_count(found) > 0) {
    ldns_pkt* reply = ldns_pkt_new();
    ldns_pkt_set_id(reply, ldns_pkt_id(asked));
    ldns_pkt_set_qr(reply, true);
    ldns_pkt_set_ra(reply, true);
    ldns_pkt_set_rd(reply, ldns_pkt_rd(asked));
    ldns_pkt_set_edns_udp_size(reply, 4096);
    ldns_pkt_set_edns_do(reply, true);
    ldns_pkt_push_rr(reply, LDNS_SECTION_QUESTION, ldns_rr_clone(question));
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(found); ++i) {
      ldns_pkt_push_rr(reply, LDNS_SECTION_ANSWER, ldns_rr_clone(ldns_rr_list_rr(found, i)));
    }
    if (signs) {
      ldns_rr_list* signatures = signatures_of(found);
      ldns_pkt_push_rr_list(reply, LDNS_SECTION_ANSWER, signatures);
      ldns_rr_list_free(signatures);
    }
    std::uint8_t* wire = nullptr;
    std::size_t size = 0;
    if (ldns_pkt2wire(&wire, reply, &size) == LDNS_STATUS_OK) {
      socket_.send_to(boost::asio::buffer(wire, size), from_);
      std::free(wire);
    }
    ldns_pkt_free(reply);
  }
  ldns_rr_list_free(found);
  ldns_pkt_free(asked);
}

}  // namespace gateway::net
