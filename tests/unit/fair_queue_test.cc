// The queue in front of the groups: whose turn it is, and who is turned away when it is full.
#include "base/fair_queue.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace champions {
namespace {

using Queue = FairQueue<std::string>;
constexpr Queue::Size kOne{1, 10};

std::string Joined(const std::vector<std::string>& items) {
  std::string joined;
  for (const auto& item : items) joined += item + " ";
  return joined;
}

// Shows that owners take turns, however much one of them has queued before.
TEST(FairQueueTest, OwnersTakeTurns) {
  Queue queue({100, 10'000});
  for (auto* item : {"a1", "a2", "a3", "a4"}) queue.Push("a", item, kOne);
  queue.Push("b", "b1", kOne);
  queue.Push("c", "c1", kOne);
  queue.Push("b", "b2", kOne);
  EXPECT_EQ(Joined(queue.Take(4)), "a1 b1 c1 a2 ");
  EXPECT_EQ(Joined(queue.Take(100)), "b2 a3 a4 ");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.cost(), 0u);
}

// Shows that a group ends once it costs enough, and that one item may cost more than a group.
TEST(FairQueueTest, AGroupEndsOnceItCostsEnough) {
  Queue queue({10'000, 1'000'000});
  queue.Push("a", "batch", {1000, 10});
  queue.Push("b", "b1", kOne);
  queue.Push("b", "b2", kOne);
  EXPECT_EQ(Joined(queue.Take(256)), "batch ");
  EXPECT_EQ(Joined(queue.Take(256)), "b1 b2 ");
}

// Shows that whoever fills the queue is turned away, and that a newcomer who holds less takes the
// place of the newest item of whoever holds most.
TEST(FairQueueTest, WhoHoldsMostMakesRoom) {
  Queue queue({4, 10'000});
  for (auto* item : {"a1", "a2", "a3"}) EXPECT_FALSE(queue.Push("a", item, kOne));
  EXPECT_FALSE(queue.Push("b", "b1", kOne));
  EXPECT_FALSE(queue.HasRoom("a", 1));
  EXPECT_EQ(queue.Push("a", "a4", kOne), "a4");
  EXPECT_TRUE(queue.HasRoom("c", 1));
  // Shares of as much as three times three: each of the owners, and a newcomer, has so much of it.
  EXPECT_TRUE(queue.WithinShare("c", 9));
  EXPECT_FALSE(queue.WithinShare("a", 3));
  EXPECT_EQ(queue.Push("c", "c1", kOne), "a3");
  // Now a holds two, b and c one each: nobody would hold less than a by pushing one out.
  EXPECT_EQ(queue.Push("b", "b2", kOne), "b2");
  EXPECT_EQ(queue.Push("d", "d1", kOne), "a2");
  EXPECT_EQ(queue.Push("e", "e1", kOne), "e1");
  EXPECT_EQ(Joined(queue.Take(100)), "a1 b1 c1 d1 ");
}

// Shows that bytes are bounded like the count.
TEST(FairQueueTest, BytesAreBounded) {
  Queue queue({100, 100});
  EXPECT_FALSE(queue.Push("a", "large", {1, 100}));
  EXPECT_EQ(queue.Push("a", "next", {1, 1}), "next");
}

// Shows over random pushes and takes that nothing is lost or doubled, that the bound holds to one
// item, and that no owner waits longer than one turn of all the others.
TEST(FairQueueTest, LosesNothing) {
  std::mt19937 random(7);
  Queue queue({50, 1'000'000});
  std::map<std::string, int> inside;
  size_t held = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (random() % 3 != 0) {
      std::string owner(1, static_cast<char>('a' + random() % 7));
      std::string item = owner + std::to_string(i);
      auto dropped = queue.Push(owner, item, kOne);
      ++inside[item];
      ++held;
      if (dropped) {
        ASSERT_EQ(--inside[*dropped], 0) << *dropped;
        --held;
      }
    } else {
      std::map<char, int> turns;
      for (const auto& item : queue.Take(7)) {
        ASSERT_EQ(--inside[item], 0) << item;
        ++turns[item[0]];
        --held;
      }
    }
    ASSERT_EQ(queue.cost(), held);
    ASSERT_LE(held, 50u);
  }
  for (const auto& item : queue.Take(1000)) ASSERT_EQ(--inside[item], 0);
  for (const auto& [item, count] : inside) ASSERT_EQ(count, 0) << item;
}

}  // namespace
}  // namespace champions
