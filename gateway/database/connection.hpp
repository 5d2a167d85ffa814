// SQLite's C interface with owners and Results. Inside gateway/database only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace gateway::database {

/// A prepared statement. Parameters and columns count as SQLite counts them: from 1 and from 0.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* native = nullptr) : native_(native) {}

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view value);

  /// @return true: a row is there; false: it has come to its end
  Result<bool> step();
  /// Steps to the end, and makes it ready for the next use.
  Result<void> run();
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* native) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> native_;
};

class Connection {
 public:
  /// Makes the file, for our eyes only, if there is none.
  /// @return "store-unreadable"
  static Result<Connection> open(const std::string& file);

  Result<void> execute(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);
  /// The first column of the first row.
  Result<std::int64_t> integer(const std::string& sql);
  Result<std::string> text(const std::string& sql);

 private:
  struct Closer {
    void operator()(sqlite3* native) const;
  };
  explicit Connection(sqlite3* native) : native_(native) {}
  std::unique_ptr<sqlite3, Closer> native_;
};

// The codes in which SQLite's errors are told apart here.
inline constexpr std::string_view kBusy = "busy";        // another process has it
inline constexpr std::string_view kFull = "full";        // no room
inline constexpr std::string_view kCorrupt = "corrupt";  // not what a database looks like
inline constexpr std::string_view kOther = "other";

}  // namespace gateway::database
