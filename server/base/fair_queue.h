// A bounded queue that is fair between owners: each owner in turn gives one item, so that one
// partner's bulk never starves a coordinator.
//
// When it is full, room is made at the cost of whoever holds most: a newcomer whose owner would
// still hold less than that pushes out the newest item there; any other newcomer is turned away.
// Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace champions {

template <class Item>
class FairQueue {
 public:
  // What is queued may pass a limit by one item, so that a large one is not turned away for ever.
  struct Limits {
    size_t cost;
    size_t bytes;
  };
  struct Size {
    size_t cost = 0;
    size_t bytes = 0;
  };

  explicit FairQueue(Limits limits) : limits_(limits) {}

  // Whether an item of this owner would find room.
  bool HasRoom(const std::string& owner, size_t cost) {
    return !is_full() || HeldBy(owner) + cost < Largest()->second.cost;
  }

  // Whether an owner's items cost less than its share of so much, were everyone's shares the same.
  bool WithinShare(const std::string& owner, size_t of) const {
    size_t owners = owners_.size() + (owners_.count(owner) ? 0 : 1);
    return HeldBy(owner) < std::max<size_t>(1, of / owners);
  }

  // Gives back the item that found no room, the newcomer or another; nothing when there was room.
  std::optional<Item> Push(const std::string& owner, Item item, Size size) {
    if (!HasRoom(owner, size.cost)) return item;
    std::optional<Item> dropped;
    if (is_full()) dropped = DropNewest(Largest());
    auto& queue = owners_[owner];
    if (queue.items.empty()) turns_.push_back(owner);
    queue.items.emplace_back(std::move(item), size);
    queue.cost += size.cost;
    Add(size);
    return dropped;
  }

  // The next items, an owner's turn each, until they cost `most` or more.
  std::vector<Item> Take(size_t most) {
    std::vector<Item> taken;
    for (size_t cost = 0; cost < most && !turns_.empty();) {
      std::string owner = std::move(turns_.front());
      turns_.pop_front();
      auto found = owners_.find(owner);
      auto [item, size] = std::move(found->second.items.front());
      found->second.items.pop_front();
      found->second.cost -= size.cost;
      Subtract(size);
      cost += size.cost;
      taken.push_back(std::move(item));
      if (found->second.items.empty()) {
        owners_.erase(found);
      } else {
        turns_.push_back(std::move(owner));
      }
    }
    return taken;
  }

  bool empty() const { return turns_.empty(); }
  size_t cost() const { return total_.cost; }

 private:
  struct Owner {
    std::deque<std::pair<Item, Size>> items;
    size_t cost = 0;
  };
  using Owners = std::unordered_map<std::string, Owner>;

  bool is_full() const { return total_.cost >= limits_.cost || total_.bytes >= limits_.bytes; }

  size_t HeldBy(const std::string& owner) const {
    auto found = owners_.find(owner);
    return found == owners_.end() ? 0 : found->second.cost;
  }

  typename Owners::iterator Largest() {
    auto largest = owners_.begin();
    for (auto owner = owners_.begin(); owner != owners_.end(); ++owner) {
      if (owner->second.cost > largest->second.cost) largest = owner;
    }
    return largest;
  }

  Item DropNewest(typename Owners::iterator owner) {
    auto [item, size] = std::move(owner->second.items.back());
    owner->second.items.pop_back();
    owner->second.cost -= size.cost;
    Subtract(size);
    if (owner->second.items.empty()) {
      for (auto turn = turns_.begin(); turn != turns_.end(); ++turn) {
        if (*turn != owner->first) continue;
        turns_.erase(turn);
        break;
      }
      owners_.erase(owner);
    }
    return std::move(item);
  }

  void Add(Size size) {
    total_.cost += size.cost;
    total_.bytes += size.bytes;
  }
  void Subtract(Size size) {
    total_.cost -= size.cost;
    total_.bytes -= size.bytes;
  }

  Limits limits_;
  Owners owners_;
  std::deque<std::string> turns_;
  Size total_;
};

}  // namespace champions
