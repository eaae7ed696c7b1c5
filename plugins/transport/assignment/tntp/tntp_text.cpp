// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/tntp/tntp_text.hpp"

#include <algorithm>

#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";
constexpr const char* kLastTag = "END OF METADATA";

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// "number  of zones" -> "NUMBER OF ZONES".
std::string tag_name(std::string_view text) {
  std::string out;
  for (const char c : without_blanks(text)) {
    const bool blank = kBlanks.find(c) != std::string_view::npos;
    if (blank && out.ends_with(' ')) continue;
    out += blank ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

}  // namespace

TntpText::TntpText(const SourceText& source) : text_(bounded_text(source)), where_(source.where) {
  while (next_line()) {
    if (line_.front() != '<') {
      refuse(in_quotes(line_) + " stands before <END OF METADATA>", "begin the file with its metadata");
    }
    read_tag();
    if (tags_.count(kLastTag) > 0) return;
  }
  throw InputError("has no <END OF METADATA>", where_, "give a TNTP network and its trips, in this order");
}

void TntpText::read_tag() {
  const std::size_t end = line_.find('>');
  if (end == std::string_view::npos)
    refuse("the tag " + in_quotes(line_) + " is not closed", "end it with >");
  tags_[tag_name(line_.substr(1, end - 1))] = {without_blanks(line_.substr(end + 1)), line_number_};
}

std::optional<double> TntpText::metadata(const std::string& tag) const {
  const auto found = tags_.find(tag);
  if (found == tags_.end()) return {};
  std::string_view value = found->second.value;
  if (value.ends_with(';')) value = without_blanks(value.substr(0, value.size() - 1));
  const std::optional<double> number = number_of(value);
  if (!number) refuse_at(found->second.line, "<" + tag + "> is " + in_quotes(value) + ", no number", {});
  return number;
}

std::int32_t TntpText::whole_metadata(const std::string& tag, std::int32_t least, std::int32_t most) const {
  const std::optional<double> value = metadata(tag);
  if (!value) throw InputError("has no <" + tag + ">", where_, "give it in the metadata");
  const std::optional<std::int32_t> whole = whole_of(*value, least, most);
  if (!whole) {
    refuse_at(tags_.at(tag).line,
              "<" + tag + "> is " + shown(*value) + ", must be a whole number from " + std::to_string(least) +
                  " to " + std::to_string(most),
              {});
  }
  return *whole;
}

bool TntpText::next_line() {
  while (next_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', next_), text_.size());
    line_ = text_.substr(next_, end - next_);
    next_ = end + 1;
    ++line_number_;
    line_ = without_blanks(line_.substr(0, line_.find('~')));
    if (!line_.empty()) return true;
  }
  return false;
}

std::string_view TntpText::word() {
  line_.remove_prefix(std::min(line_.find_first_not_of(kBlanks), line_.size()));
  if (line_.empty()) return {};
  std::size_t end = std::min(line_.find_first_of(" \t\r\f\v:;"), line_.size());
  if (end == 0) end = 1;
  const std::string_view word = line_.substr(0, end);
  line_.remove_prefix(end);
  return word;
}

double TntpText::number(std::string_view word, std::string_view what) const {
  const std::optional<double> value = number_of(word);
  if (!value) refuse(std::string(what) + " is " + in_quotes(word) + ", no number");
  return *value;
}

std::int32_t TntpText::whole(std::string_view word, std::string_view what, std::int32_t least,
                             std::int32_t most) const {
  const std::optional<std::int32_t> whole = whole_of(number(word, what), least, most);
  if (!whole) {
    refuse(std::string(what) + " is " + in_quotes(word) + ", must be a whole number from " +
           std::to_string(least) + " to " + std::to_string(most));
  }
  return *whole;
}

void TntpText::refuse(const std::string& what, const std::string& remedy) const {
  refuse_at(line_number_, what, remedy);
}

void TntpText::refuse_at(std::int64_t line, const std::string& what, const std::string& remedy) const {
  throw InputError(what, where_ + ":" + std::to_string(line), remedy);
}

}  // namespace conurb::transport::assignment
