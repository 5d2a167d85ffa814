#include "gateway/database/connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gateway::database {
namespace {

std::string_view code_of(int status) {
  switch (status & 0xff) {  // without the extension
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return kBusy;
    case SQLITE_FULL:
      return kFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return kCorrupt;
    default:
      return kOther;
  }
}

Error error_of(sqlite3* native, int status) {
  return {std::string(code_of(status)),
          native == nullptr ? sqlite3_errstr(status) : sqlite3_errmsg(native)};
}

/// What lies in it is nobody else's business. SQLite gives its other files the same mode. An
/// existing file is left alone: to close a descriptor of it would drop this process's locks on it.
Result<void> make_private(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::close(descriptor);
  } else if (errno != EEXIST) {
    return make_error(std::string(kOther), std::generic_category().message(errno));
  }
  return {};
}

}  // namespace

// ---- statements
// -----------------------------------------------------------------------------------

void Statement::Finalizer::operator()(sqlite3_stmt* native) const { sqlite3_finalize(native); }

// Binding fails only for a parameter that is not there, or for want of memory; step() tells then.
Statement& Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(native_.get(), parameter, value);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
  const char* octets = value.empty() ? "" : value.data();  // a null pointer would be NULL
  sqlite3_bind_text64(native_.get(), parameter, octets, value.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

Result<bool> Statement::step() {
  const int status = sqlite3_step(native_.get());
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  const Error error = error_of(sqlite3_db_handle(native_.get()), status);
  reset();
  return error;
}

Result<void> Statement::run() {
  while (true) {
    const Result<bool> more = step();
    if (more.has_error()) return more.error();
    if (!more.value()) break;
  }
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(native_.get());
  sqlite3_clear_bindings(native_.get());
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(native_.get(), column);
}

std::string Statement::text(int column) const {
  const unsigned char* octets = sqlite3_column_text(native_.get(), column);
  if (octets == nullptr) return {};
  const int size = sqlite3_column_bytes(native_.get(), column);
  return {reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size)};
}

// ---- connections
// ----------------------------------------------------------------------------------

void Connection::Closer::operator()(sqlite3* native) const { sqlite3_close_v2(native); }

Result<Connection> Connection::open(const std::string& file) {
  if (const Result<void> made = make_private(file); made.has_error()) return made.error();
  sqlite3* native = nullptr;
  const int status = sqlite3_open_v2(file.c_str(), &native,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
  Connection connection(native);
  if (status != SQLITE_OK) return error_of(native, status);
  return connection;
}

Result<void> Connection::execute(const std::string& sql) {
  const int status = sqlite3_exec(native_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) return error_of(native_.get(), status);
  return {};
}

Result<Statement> Connection::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v3(native_.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
  if (status != SQLITE_OK) return error_of(native_.get(), status);
  return Statement(statement);
}

Result<std::int64_t> Connection::integer(const std::string& sql) {
  Result<Statement> statement = prepare(sql);
  if (statement.has_error()) return statement.error();
  const Result<bool> row = statement.value().step();
  if (row.has_error()) return row.error();
  return row.value() ? statement.value().integer(0) : 0;
}

Result<std::string> Connection::text(const std::string& sql) {
  Result<Statement> statement = prepare(sql);
  if (statement.has_error()) return statement.error();
  const Result<bool> row = statement.value().step();
  if (row.has_error()) return row.error();
  return row.value() ? statement.value().text(0) : std::string();
}

}  // namespace gateway::database
