// Encryption per person: names, contact data, equality answers and notes are stored sealed with
// AES-256-GCM under a data key of their owner (a champion, or the record that a note is of). Data
// keys are stored wrapped by the instance key, which is in a file outside the database. Deleting a
// data key makes every copy of what it sealed unreadable, also in backups. docs/encryption.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace champions::sealing {

// Whom a value belongs to: bound into every ciphertext, so that the value of one is nothing in the
// row of another.
struct Owner {
  int organisation_id = 0;
  std::string id;  // a UUID
};

// A note is its record's own, whatever the organisation: a record's id is made before that is
// known.
inline Owner OwnerOfNote(const std::string& reach_id) { return {0, reach_id}; }
// An answer that is kept for retries is its request's.
inline Owner OwnerOfAnswer(const std::string& key_id, const std::string& request_id) {
  return {0, key_id + "/" + request_id};
}
inline Owner OwnerOfIndexKey() { return {0, "index"}; }

class DataKey {
 public:
  // What is stored for `text`: "" for "". The nonce is a keyed digest of column and text
  // (a synthetic one), so that the same text in the same column of the same owner gives the same
  // bytes and statements may compare what is stored, and no two texts share a nonce.
  std::string Seal(std::string_view column, std::string_view text) const;
  // Throws std::runtime_error where the bytes are not what Seal gave for this owner and column.
  // What an older server wrote in clear is given as it is, until `champions-server migrate` seals
  // it.
  std::string Open(std::string_view column, std::string_view stored) const;
  // As it is kept in keyring.data_key.
  const std::string& wrapped() const { return wrapped_; }

 private:
  friend class Vault;
  DataKey(const Owner& owner, std::string_view key, std::string wrapped);

  std::string owner_, seal_key_, nonce_key_, wrapped_;
};

class Vault {
 public:
  // The file: a line of 64 hex digits for each instance key, the one in force first; mode 0600.
  // Made with a new key where it is missing. Throws std::runtime_error.
  explicit Vault(const std::string& file);

  // For an owner who has none; `wrapped()` has to be stored.
  DataKey NewKey(const Owner& owner) const;
  // Throws std::runtime_error where it was wrapped by another instance, or for another owner.
  DataKey KeyOf(const Owner& owner, std::string_view wrapped) const;
  // The same key wrapped by the instance key in force. Throws as KeyOf.
  std::string WrapAnew(const Owner& owner, std::string_view wrapped) const;

  // The key of blind indexes is stored once for an installation, wrapped, since an index that
  // changed would find nothing of before. What an installation that has none yet stores: what
  // servers took that stored none.
  std::string FirstIndexKey() const;
  // Before the first BlindIndex. Throws as KeyOf.
  void UseIndexKey(std::string_view wrapped);
  // By which what is sealed is found again when it is known exactly: 32 hex digits that tell
  // nothing without the key; "" for "". `kind` says what it is, such as `email`.
  std::string BlindIndex(std::string_view kind, std::string_view text) const;

  // Names of the instance keys in the file, the one in force first.
  const std::vector<std::string>& key_names() const { return names_; }

 private:
  std::string Wrap(const Owner& owner, std::string_view key) const;
  std::string Unwrap(const Owner& owner, std::string_view wrapped) const;

  std::vector<std::string> names_, wrap_keys_;
  std::string first_index_key_, index_key_;
};

bool IsSealed(std::string_view stored);

}  // namespace champions::sealing
