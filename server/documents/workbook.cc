#include "documents/workbook.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "documents/forms.h"

namespace champions::documents {
namespace {

// Every workbook says that it was made then: when it was really made is no part of the document.
constexpr time_t kCreated = 946'684'800;  // 2000-01-01T00:00:00Z
constexpr size_t kMostTitleBytes = 250;
constexpr size_t kMostCellUnits = 32'767;
constexpr std::string_view kCutShort = "… (cut short: a cell holds no more; the JSON file has all)";

const char* NumberFormat(Type type) {
  switch (type) {
    case Type::kDate:
      return "d mmm yyyy";
    case Type::kInteger:
      return "#,##0";
    case Type::kPence:
      return "£#,##0.00";
    case Type::kDecimal:
      return "0.0";
    case Type::kText:
      return nullptr;
  }
  return nullptr;
}

void Dress(Look look, lxw_format* format) {
  switch (look) {
    case Look::kTitle:
      format_set_bold(format);
      format_set_font_size(format, 16);
      return;
    case Look::kHeading:
      format_set_bold(format);
      format_set_font_size(format, 13);
      return;
    case Look::kBold:
      format_set_bold(format);
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
      return;
    case Look::kHeader:
      format_set_bold(format);
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
      format_set_bottom(format, LXW_BORDER_MEDIUM);
      return;
    case Look::kTotal:
      format_set_bold(format);
      format_set_top(format, LXW_BORDER_THIN);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
      return;
    case Look::kWrapped:
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
      return;
    case Look::kBody:
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  }
}

}  // namespace

Workbook::Workbook(const std::string& title) {
  file_ = memfd_create("workbook", MFD_CLOEXEC);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  const std::string path = "/proc/self/fd/" + std::to_string(file_);
  workbook_ = workbook_new(path.c_str());
  if (!workbook_) {
    close(file_);
    throw std::runtime_error("no workbook could be made");
  }
  std::string clean = Clean(title, false);
  while (clean.size() > kMostTitleBytes || (!clean.empty() && Clean(clean, false) != clean)) {
    clean.pop_back();
  }
  lxw_doc_properties properties = {};
  properties.title = clean.data();
  properties.created = kCreated;
  workbook_set_properties(workbook_, &properties);
}

Workbook::~Workbook() {
  if (workbook_) lxw_workbook_free(workbook_);
  close(file_);
}

void Workbook::Must(lxw_error error) {
  if (error != LXW_NO_ERROR) {
    throw std::runtime_error(std::string("the workbook cannot be written: ") + lxw_strerror(error));
  }
}

lxw_worksheet* Workbook::AddSheet(const std::string& name) {
  lxw_worksheet* sheet = workbook_add_worksheet(workbook_, name.c_str());
  if (!sheet) throw std::runtime_error("a sheet cannot be named '" + name + "'");
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_footer(sheet, "&L&A&RPage &P of &N");
  return sheet;
}

lxw_chart* Workbook::AddChart(uint8_t type) {
  lxw_chart* chart = workbook_add_chart(workbook_, type);
  if (!chart) throw std::runtime_error("a chart cannot be made");
  return chart;
}

lxw_format* Workbook::Format(Look look, Type type, bool right) {
  const auto key = std::pair(static_cast<int>(look), static_cast<int>(type) * 2 + (right ? 1 : 0));
  auto& format = formats_[key];
  if (format) return format;
  format = workbook_add_format(workbook_);
  Dress(look, format);
  if (const char* number = NumberFormat(type)) format_set_num_format(format, number);
  if (right) format_set_align(format, LXW_ALIGN_RIGHT);
  return format;
}

std::string Workbook::Finish() {
  const lxw_error error = workbook_close(workbook_);
  workbook_ = nullptr;  // closing frees it, whatever comes of it
  Must(error);
  std::string bytes(static_cast<size_t>(lseek(file_, 0, SEEK_END)), '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(errno, std::generic_category(), "pread");
    done += static_cast<size_t>(count);
  }
  return bytes;
}

void WriteTextCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text,
                   lxw_format* format) {
  const std::string clean = Clean(text, true);
  std::string_view rest = clean;
  size_t units = 0;
  size_t fitting = 0;  // what leaves room for the sentence
  while (!rest.empty()) {
    units += TakeCodePoint(&rest) > 0xFFFF ? 2 : 1;
    if (units + kCutShort.size() <= kMostCellUnits) fitting = clean.size() - rest.size();
  }
  std::string cell = units <= kMostCellUnits ? clean : clean.substr(0, fitting);
  if (units > kMostCellUnits) cell += kCutShort;
  Workbook::Must(worksheet_write_string(sheet, row, column, cell.c_str(), format));
}

}  // namespace champions::documents
