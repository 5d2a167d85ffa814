// What must hold of every octet the gateway says: RFC
// 6120 4.3.3, 4.3.5, 4.4, 4.7.3, 4.8.1, 4.9.3.21, 11.3, 11.5.
#include <algorithm>
#include <map>
#include <set>

#include "harness/oracle/invariants.hpp"
#include "harness/oracle/strict_xml.hpp"

namespace harness::oracle {
namespace {

using reports::Entry;
using reports::EntryKind;

constexpr std::string_view kStreams = "http://etherx.jabber.org/streams";

/// What the gateway said on one connection, in the clear or inside TLS.
struct Output {
  StrictXml xml;
  std::size_t looked_at = 0;  // of the tags
  std::size_t features = 0;   // since the last header
  std::string stream_prefix;
  std::set<std::string_view> reported;
};

class OutputCheck {
 public:
  OutputCheck(const Reading& reading, Violations& found) : reading_(reading), found_(found) {}

  void run() {
    const auto& entries = reading_.transcript->entries;
    for (std::size_t index = 0; index < entries.size(); ++index) {
      if (entries[index].kind == EntryKind::XmlReceived) on_octets(entries[index], index);
    }
  }

 private:
  void on_octets(const Entry& entry, std::size_t index) {
    Output& output = outputs_[{entry.connection, entry.protected_by_tls}];
    output.xml.feed(entry.text);
    if (!output.xml.complaint().empty()) {
      report(output, entry, index, "output-not-well-formed",
             "the gateway wrote " + output.xml.complaint());
    }
    if (output.xml.undeclared_header()) {
      report(output, entry, index, "header-without-declaration",
             "the gateway sent a stream header without an XML declaration");
    }
    if (output.xml.spoke_after_closing()) {
      report(output, entry, index, "data-after-closing-tag",
             "the gateway went on after its closing tag");
    }
    const auto& tags = output.xml.tags();
    for (; output.looked_at < tags.size(); ++output.looked_at) {
      on_tag(output, tags[output.looked_at], entry, index);
    }
  }

  void on_tag(Output& output, const StrictTag& tag, const Entry& entry, std::size_t index) {
    if (tag.depth == 0) {
      output.stream_prefix = tag.prefix;
      output.features = 0;
      return;
    }
    if (tag.ns != kStreams) return;
    if (tag.prefix != output.stream_prefix) {
      report(output, entry, index, "stream-prefix-changed",
             "the gateway sent <" + tag.local + "/> under another prefix than its header");
    }
    if (tag.local == "features" && ++output.features > 1) {
      report(output, entry, index, "features-twice",
             "the gateway sent features a second time without a restart");
    }
  }

  /// Each once a stream.
  void report(Output& output, const Entry& entry, std::size_t index, std::string_view name,
              std::string sentence) {
    if (!output.reported.insert(name).second) return;
    found_.push_back({std::string(name),
                      std::move(sentence) + " on connection " + std::to_string(entry.connection),
                      reading_.time_of(index)});
  }

  const Reading& reading_;
  Violations& found_;
  std::map<std::pair<std::uint32_t, bool>, Output> outputs_;
};

/// Chance lets a sixteenth of the digits agree; a counter or a clock lets nearly all. (That no two
/// are equal is check_stream_ids' matter.)
bool look_related(std::string_view one, std::string_view other) {
  if (one == other) return false;
  const std::size_t length = std::min(one.size(), other.size());
  std::size_t equal = 0;
  for (std::size_t i = 0; i < length; ++i) equal += one[i] == other[i] ? 1 : 0;
  return 2 * equal >= length;
}

}  // namespace

void check_output(const Reading& reading, Violations& found) { OutputCheck(reading, found).run(); }

void check_ids_unguessable(const Reading& reading, Violations& found) {
  constexpr std::size_t kLengthMin = 16;  // 64 bits, were it hexadecimal
  constexpr std::size_t kCompared = 64;   // with so many that came before it
  std::vector<const Piece*> ids;
  for (const Connection& connection : reading.connections) {
    if (connection.opened_by_gateway()) continue;
    for (const Piece& piece : connection.pieces) {
      if (piece.kind != PieceKind::Header || !piece.from_gateway || piece.id.empty()) continue;
      ids.push_back(&piece);
    }
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string& id = ids[i]->id;
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(i - std::min(i, kCompared));
    const bool related =
        std::any_of(first, ids.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const Piece* other) { return look_related(other->id, id); });
    if (id.size() >= kLengthMin && !related) continue;
    found.push_back({"stream-id-guessable",
                     "the stream id " + id + (related ? " resembles one before it" : " is short"),
                     reading.time_of(ids[i]->entry)});
  }
}

void check_undefined_conditions(const Reading& reading, Violations& found) {
  for (const Connection& connection : reading.connections) {
    for (const Piece& piece : connection.pieces) {
      if (piece.kind != PieceKind::StreamError || !piece.from_gateway) continue;
      if (piece.condition != "undefined-condition" || piece.explained) continue;
      found.push_back({"undefined-condition-bare",
                       "the gateway closed with undefined-condition and said nothing more",
                       reading.time_of(piece.entry)});
    }
  }
}

}  // namespace harness::oracle
