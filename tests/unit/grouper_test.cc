// What queues while a group is at work is the next group; one group has the turn at a time.
#include "rpc/grouper.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace champions::rpc {
namespace {

using Ints = Grouper<int>;
constexpr Ints::Options kOptions{.most_in_group = 10, .limits = {1'000'000, 1'000'000}};
constexpr Ints::Queue::Size kOne{1, 1};

// Shows that nothing is lost, nothing done twice and no two groups have the turn, however callers
// come; also while answering goes on beside the next group.
TEST(GrouperTest, OneGroupAtATimeUntilAllIsDone) {
  constexpr int kCallers = 4, kItems = 5'000;
  std::atomic<int> at_work{0}, overlaps{0};
  std::atomic<size_t> largest{0};
  std::vector<std::atomic<int>> done(kCallers * kItems);
  {
    Ints grouper(kOptions, [&](std::vector<int> group, const Ints::PassTurn& pass_turn) {
      if (at_work.fetch_add(1) > 0) ++overlaps;
      if (group.size() > largest) largest = group.size();
      at_work.fetch_sub(1);
      pass_turn();
      for (int item : group) ++done[static_cast<size_t>(item)];
    });
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&grouper, caller] {
        for (int i = 0; i < kItems; ++i) {
          grouper.Push(std::to_string(caller), caller * kItems + i, kOne);
          if (i % 50 == 0) std::this_thread::yield();
        }
      });
    }
    for (auto& caller : callers) caller.join();
  }  // works off what is left
  EXPECT_EQ(overlaps, 0);
  EXPECT_LE(largest, kOptions.most_in_group);
  for (size_t i = 0; i < done.size(); ++i) ASSERT_EQ(done[i], 1) << i;
}

// Shows that what comes while a group is at work waits for it, and then goes together.
TEST(GrouperTest, WhatComesMeanwhileIsTheNextGroup) {
  std::promise<void> begun, go_on;
  std::vector<std::vector<int>> groups;
  {
    Ints grouper(kOptions, [&](std::vector<int> group, const Ints::PassTurn& pass_turn) {
      groups.push_back(group);
      if (groups.size() == 1) {
        begun.set_value();
        go_on.get_future().wait();
      }
      pass_turn();
    });
    grouper.Push("a", 1, kOne);
    begun.get_future().wait();
    for (int item : {2, 3, 4}) grouper.Push("a", item, kOne);
    EXPECT_EQ(grouper.queued(), 3u);
    go_on.set_value();
  }
  EXPECT_EQ(groups, (std::vector<std::vector<int>>{{1}, {2, 3, 4}}));
}

// Shows that the next group starts while the last one's callers are still being answered.
TEST(GrouperTest, AnswersBesideTheNextGroup) {
  std::promise<void> second_at_work;
  auto seen = second_at_work.get_future();
  bool answered_beside = false;
  {
    Ints grouper(kOptions, [&](std::vector<int> group, const Ints::PassTurn& pass_turn) {
      if (group.front() == 2) second_at_work.set_value();
      pass_turn();
      if (group.front() != 1) return;
      answered_beside = seen.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    });
    grouper.Push("a", 1, kOne);
    while (grouper.queued() > 0) std::this_thread::yield();
    grouper.Push("a", 2, kOne);
  }
  EXPECT_TRUE(answered_beside);
}

}  // namespace
}  // namespace champions::rpc
