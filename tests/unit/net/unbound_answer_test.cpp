// Record data that a hostile server may have made: read, or left out, never believed.
#include "gateway/net/unbound_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unbound.h>

#include <string>
#include <vector>

namespace gateway::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::string_literals;

DnsAnswer read(RecordType type, std::vector<std::string> data) {
  std::vector<char*> pointers;
  std::vector<int> lengths;
  for (std::string& one : data) {
    pointers.push_back(one.data());
    lengths.push_back(static_cast<int>(one.size()));
  }
  pointers.push_back(nullptr);
  ub_result result{};
  result.data = pointers.data();
  result.len = lengths.data();
  result.havedata = 1;
  result.secure = 1;
  return read_unbound({1, "fed.example", type}, 0, &result);
}

TEST(UnboundAnswer, ReadsNamesAndTheRoot) {
  EXPECT_THAT(read(RecordType::Srv, {"\0\1\0\2\x14\x95\4xmpp\3fed\0"s, "\0\0\0\0\0\0\0"s}).records,
              ElementsAre(SrvRecord{1, 2, 5269, "xmpp.fed"}, SrvRecord{0, 0, 0, "."}));
}

TEST(UnboundAnswer, LeavesOutWhatCannotBe) {
  EXPECT_THAT(read(RecordType::A, {"\1\2\3"s, "\1\2\3\4\5"s, ""s}).records, IsEmpty());
  EXPECT_THAT(read(RecordType::Aaaa, {"\1\2\3\4"s}).records, IsEmpty());
  EXPECT_THAT(read(RecordType::Tlsa, {"\3\1\1"s, ""s}).records, IsEmpty());
  EXPECT_THAT(read(RecordType::Srv, {"\0\1\0\2\x14\x95"s, "\0\1\0\2\x14\x95\4xmp"s,
                                     "\0\1\0\2\x14\x95\4xmpp"s, "\0\1\0\2\x14\x95\3a.b\0"s,
                                     "\0\1\0\2\x14\x95\3a\0b\0"s, "\0\1\0\2\x14\x95\xc0\x0c"s})
                  .records,
              IsEmpty());
}

TEST(UnboundAnswer, BelievesNothingOfABogusAnswer) {
  std::string address = "\1\2\3\4";
  char* pointers[] = {address.data(), nullptr};
  int length = 4;
  ub_result result{};
  result.data = pointers;
  result.len = &length;
  result.havedata = 1;
  result.bogus = 1;
  result.secure = 1;

  const DnsAnswer answer = read_unbound({1, "x", RecordType::A}, 0, &result);

  EXPECT_EQ(answer.status, DnsStatus::Bogus);
  EXPECT_FALSE(answer.secure);
  EXPECT_THAT(answer.records, IsEmpty());
}

TEST(UnboundAnswer, AnErrorOfTheResolverIsAFailure) {
  EXPECT_EQ(read_unbound({1, "x", RecordType::A}, -4, nullptr).status, DnsStatus::ServFail);
}

}  // namespace
}  // namespace gateway::net
