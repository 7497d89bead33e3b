// Makes the exports that are due, and finds the files that links lead to.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/pool.h"
#include "reports/export_link.h"
#include "reports/schedule.h"
#include "reports/section_source.h"

namespace champions::reports {

// How an e-mail is sent; throws std::exception that says why it was not.
using SendMail =
    std::function<void(const std::string& to, const std::string& subject, const std::string& text)>;

class ExportRunner {
 public:
  ExportRunner(db::Pool& pool, const ExportLinks& links, std::vector<SectionSource> sections,
               ExportSettings settings)
      : pool_(pool),
        links_(links),
        sections_(std::move(sections)),
        settings_(std::move(settings)) {}

  struct Done {
    int queued = 0, made = 0, failed = 0, told = 0, not_told = 0;
  };
  // Everything that is due now. Several may run at once, on several machines: each job is taken by
  // one. One that ends in the middle leaves its job to be taken again an hour later.
  Done RunDue(const SendMail& send);

 private:
  bool RunOne(Done* done);
  void Make(ExportJob job);
  bool TellOne(const SendMail& send, Done* done);

  db::Pool& pool_;
  const ExportLinks& links_;
  std::vector<SectionSource> sections_;
  ExportSettings settings_;
};

// The file of a link, read from the folder of exports; nothing where it is not to be had any more.
// That it was downloaded is in the audit log before this returns.
struct Download {
  std::string name, path;
};
std::optional<Download> FindDownload(db::Pool& pool, const std::string& folder,
                                     const LinkTarget& target, const std::string& address);

}  // namespace champions::reports
