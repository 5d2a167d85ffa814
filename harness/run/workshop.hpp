// What one worker thread owns for all its runs on one back end: certificates, OpenSSL contexts.
#pragma once

#include <cstdint>
#include <memory>

#include "fakes/pki/pki.hpp"
#include "harness/run/run_one.hpp"

namespace harness {

class Workshop {
 public:
  virtual ~Workshop() = default;
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  virtual const WorldMaker& world_maker() const = 0;
  const fakes::Pki& pki() const { return pki_; }

 protected:
  Workshop() = default;

 private:
  /// The certificates do not depend on the run's seed: equal dialogues stay equal.
  fakes::Pki pki_{1};
};

/// @param worker  from 0; workers of one process never share addresses or ports
std::unique_ptr<Workshop> make_workshop(Backend backend, std::size_t worker);

}  // namespace harness
