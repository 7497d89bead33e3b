#include "reports/export_runner.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <stdexcept>

#include "audit/audit.h"
#include "auth/token.h"
#include "base/refusal.h"
#include "base/text.h"
#include "db/errors.h"
#include "observability/log.h"
#include "reports/export.h"
#include "reports/reports_sql.h"
#include "reports/schedule_store.h"

namespace champions::reports {
namespace {

namespace fs = std::filesystem;

constexpr int kExportTimeoutMs = 600'000;
constexpr const char* kMakeMethod = "chores/MakeExport";
constexpr const char* kDownloadMethod = "exports/Download";

db::Deadline Soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(10); }

void Sync(const fs::path& path, int flags) {
  int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0 || fsync(file) != 0) {
    if (file >= 0) close(file);
    throw std::runtime_error("cannot write " + path.string());
  }
  close(file);
}

void WriteWhole(const fs::path& path, const std::string& content) {
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (file < 0) throw std::runtime_error("cannot write " + path.string());
  size_t at = 0;
  while (at < content.size()) {
    ssize_t n = write(file, content.data() + at, content.size() - at);
    if (n <= 0) {
      close(file);
      throw std::runtime_error("cannot write " + path.string());
    }
    at += static_cast<size_t>(n);
  }
  close(file);
  Sync(path, O_RDONLY);
}

// Figures of the internal edition are for the installation's own user.
void MakeFolder(const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
}

std::string BaseName(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// All of them or none: a folder that is there is complete.
std::vector<ExportedFile> Store(const std::string& root, const ExportJob& job,
                                const std::vector<Rendering>& files) {
  fs::path folder = fs::path(root) / FolderOf(job);
  fs::path making = folder;
  making += ".part";
  MakeFolder(folder.parent_path());
  fs::remove_all(making);
  MakeFolder(making);
  std::vector<ExportedFile> stored;
  for (const auto& file : files) {
    auto name = BaseName(file.name), content = Text(file);
    WriteWhole(making / name, content);
    stored.push_back({name, static_cast<int64_t>(content.size()), ToHex(auth::Sha256(content))});
  }
  Sync(making, O_RDONLY | O_DIRECTORY);
  fs::remove_all(folder);  // of an attempt that ended before its job was done
  fs::rename(making, folder);
  Sync(folder.parent_path(), O_RDONLY | O_DIRECTORY);
  return stored;
}

std::string DayOf(int64_t seconds) {
  std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[40];
  std::strftime(text, sizeof text, "%d %B %Y, %H:%M UTC", &parts);
  return text;
}

std::string TextOf(const ExportJob& job, const Schedule& schedule, const ExportLinks& links) {
  int64_t expires = std::time(nullptr) + int64_t{schedule.link_days} * 86'400;
  bool is_public = job.edition == "PUBLIC";
  std::string text = schedule.name + "\n\nQuarter " + job.quarter + ", " +
                     (is_public ? "public edition" : "internal edition") + ", " +
                     (job.publication ? "as published (number " + std::to_string(job.publication) +
                                            " of this quarter)"
                                      : "a draft: not published, and figures may change") +
                     ".\n";
  for (const auto& file : job.files) {
    text += "\n" + file.name + " (" + std::to_string(file.bytes) + " bytes)\n" +
            links.Make({job.id, file.name}, expires) + "\nSHA-256 " + file.sha256 + "\n";
  }
  text += "\nThe links work until " + DayOf(expires) + ". Whoever has one can download the file" +
          (is_public ? ".\n" : ", which is not for the public: do not pass it on.\n");
  return text;
}

}  // namespace

ExportRunner::Done ExportRunner::RunDue(const SendMail& send) {
  Done done;
  {
    db::Transaction tx(pool_.Acquire(Soon()));
    done.queued = store::QueueDueJobs(tx);
    tx.Commit();
  }
  constexpr int kMostAtOnce = 1000;
  for (int i = 0; i < kMostAtOnce && RunOne(&done); ++i) {
  }
  for (int i = 0; send && i < kMostAtOnce && TellOne(send, &done); ++i) {
  }
  return done;
}

bool ExportRunner::RunOne(Done* done) {
  std::optional<ExportJob> job;
  {
    db::Transaction tx(pool_.Acquire(Soon()));
    job = store::TakeJob(tx);
    tx.Commit();
  }
  if (!job) return false;
  std::string error;
  bool give_up = false;
  try {
    Make(*job);
    ++done->made;
    return true;
  } catch (const Refusal& refusal) {
    error = refusal.message;
    give_up = refusal.code == Code::kPermissionDenied;
  } catch (const std::exception& failure) {
    error = "it could not be made; the server's log says why";
    observability::Log(observability::Level::kError, "export",
                       {{"job", job->id}, {"detail", db::Interpret(failure).detail}});
  }
  ++done->failed;
  db::Transaction tx(pool_.Acquire(Soon()));
  store::FailJob(tx, *job, error, give_up);
  tx.Commit();
  return true;
}

void ExportRunner::Make(ExportJob job) {
  db::Transaction tx(pool_.Acquire(Soon()));
  auto owner = store::OwnerOf(tx, job);
  if (!owner) {
    throw Refusal(Code::kPermissionDenied, "PERMISSION_DENIED",
                  "whoever made this schedule may not do so any more: make it anew");
  }
  tx.Execute(sql::kBeginExport, owner->organisation_ids, owner->sees_everything(),
             kExportTimeoutMs);
  auto schedule = *store::GetSchedule(tx, job.schedule);
  auto made = MakeExport(tx, *owner, sections_,
                         {.quarter = job.quarter,
                          .format = schedule.format,
                          .is_public = schedule.edition == "PUBLIC",
                          .policy = schedule.policy});
  job.publication = made.publication;
  job.files = Store(settings_.folder, job, made.files);
  store::FinishJob(tx, job, settings_.mail && !settings_.public_url.empty());
  audit::Write(tx, {.principal = &*owner, .method = kMakeMethod},
               {{.object_kind = "export", .object = job.id}});
  tx.Commit();
}

bool ExportRunner::TellOne(const SendMail& send, Done* done) {
  // The job stays locked meanwhile: nobody is told twice, unless the commit fails.
  db::Transaction tx(pool_.Acquire(Soon()));
  auto job = store::TakeMail(tx);
  if (!job) return false;
  auto schedule = *store::GetSchedule(tx, job->schedule);
  std::vector<std::string> pending;
  job->mail_error.clear();
  for (const auto& to : schedule.disabled ? std::vector<std::string>() : job->mail_pending) {
    try {
      send(to, schedule.name + ": " + job->quarter, TextOf(*job, schedule, links_));
      ++done->told;
    } catch (const std::exception& failure) {
      pending.push_back(to);
      job->mail_error = failure.what();
      ++done->not_told;
    }
  }
  job->mail_pending = pending;
  ++job->mail_attempts;
  store::NoteMail(tx, *job);
  tx.Commit();
  return true;
}

std::optional<Download> FindDownload(db::Pool& pool, const std::string& folder,
                                     const LinkTarget& target, const std::string& address) {
  db::Transaction tx(pool.Acquire(Soon()));
  auto job = store::JobOfLink(tx, target.job);
  if (!job) return std::nullopt;
  bool is_one = std::any_of(job->files.begin(), job->files.end(),
                            [&](const ExportedFile& file) { return file.name == target.file; });
  fs::path path = fs::path(folder) / FolderOf(*job) / target.file;
  if (!is_one || !fs::is_regular_file(path)) return std::nullopt;
  auth::Principal holder{.key_id = store::kNoKey};
  audit::Write(tx, {.principal = &holder, .method = kDownloadMethod, .address = address},
               {{.object_kind = "export", .object = job->id, .fields = {target.file}}});
  tx.Commit();
  return Download{target.file, path};
}

}  // namespace champions::reports
