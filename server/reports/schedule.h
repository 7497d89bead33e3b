// Exports that are made by themselves: types and pure rules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::reports {

struct Schedule {
  int id = 0;
  std::string code, name;
  std::string format, edition, policy;  // CSV, JSON, XLSX or HTML; INTERNAL or PUBLIC
  std::string quarter;  // as in 2024-25-Q2; "": the last that is over when it is due
  std::string cadence, first_on;
  std::vector<std::string> recipients;
  int link_days = 7;
  bool disabled = false;
  std::string owner_id, owner;
  int version = 1;
  int64_t next_at_us = 0, created_at_us = 0, updated_at_us = 0;
};

struct ExportedFile {
  std::string name;
  int64_t bytes = 0;
  std::string sha256;  // in hex
};

struct ExportJob {
  std::string id;
  int schedule_id = 0;
  std::string schedule, quarter, state, error;
  int attempts = 0, publication = 0;
  int64_t due_at_us = 0, finished_at_us = 0;
  std::string edition, due_on;  // due_on: in London
  std::vector<ExportedFile> files;
  std::vector<std::string> recipients, mail_pending;
  int mail_attempts = 0;
  std::string mail_error;
};

// What an installation has for them.
struct ExportSettings {
  std::string folder;      // "": none are made
  std::string public_url;  // such as https://champions.example:8443; "": there are no links
  bool mail = false;       // there is a relay
};

// Defaults filled in; throws a Refusal that names the field.
Schedule Completed(Schedule schedule, const ExportSettings& settings);

// Where a job's files lie in the folder of exports: a name that no code can lead out of it.
std::string FolderOf(const ExportJob& job);

}  // namespace champions::reports
