// zlib and base64; see compressed.hpp.
#include "reports/html/compressed.hpp"

#include <zlib.h>

#include "gateway/base/encoding.hpp"

namespace reports {

std::string compressed(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string octets(size, '\0');
  const int outcome = compress2(reinterpret_cast<Bytef*>(octets.data()), &size,
                                reinterpret_cast<const Bytef*>(text.data()),
                                static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION);
  if (outcome != Z_OK) return {};
  octets.resize(size);
  return gateway::base64_encode(octets);
}

}  // namespace reports
