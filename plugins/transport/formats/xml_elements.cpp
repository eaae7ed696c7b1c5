// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/xml_elements.hpp"

#include <expat.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

constexpr std::size_t kReadBlock = std::size_t{1} << 20;
constexpr const char* kRepairXml = "check the file, or ask where it comes from for a whole copy";

struct ParserDeleter {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

/// One reading. Nothing may be thrown through expat, which is C: a fault is kept and thrown when it returns.
class Reading {
 public:
  Reading(XmlHandler& handler, const std::string& name)
      : handler_(handler), name_(name), parser_(XML_ParserCreate(nullptr)) {
    if (parser_ == nullptr) throw InputError("no memory to read XML", name_);
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &on_begin, &on_end);
    XML_SetStartDoctypeDeclHandler(parser_.get(), &on_doctype);
  }

  void feed(std::string_view block, bool last) {
    fed_ += block.size();
    const XML_Status status =
        XML_Parse(parser_.get(), block.data(), static_cast<int>(block.size()), last ? 1 : 0);
    if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
    if (status != XML_STATUS_OK) {
      throw InputError(
          std::string("is not well-formed XML: ") + XML_ErrorString(XML_GetErrorCode(parser_.get())), place(),
          kRepairXml);
    }
    // What expat holds back is a tag that has not ended yet.
    const XML_Index at = XML_GetCurrentByteIndex(parser_.get());
    if (!last && at >= 0 && fed_ - static_cast<std::size_t>(at) > kLongestTag + 2 * kReadBlock) {
      throw InputError("a tag is longer than " + std::to_string(kLongestTag >> 20) + " MiB", place(),
                       kRepairXml);
    }
  }

 private:
  [[nodiscard]] std::string place() const {
    return name_ + ":" + std::to_string(XML_GetCurrentLineNumber(parser_.get()));
  }

  template <class Call>
  static void guarded(void* self, Call call) {
    auto& reading = *static_cast<Reading*>(self);
    if (reading.fault_) return;  // expat may still tell what it had at hand
    try {
      try {
        call(reading);
      } catch (const InputError& error) {
        if (!error.where().empty()) throw;
        throw InputError(error.what(), reading.place());
      }
    } catch (...) {
      reading.fault_ = std::current_exception();
      XML_StopParser(reading.parser_.get(), XML_FALSE);
    }
  }

  static void on_begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    guarded(self, [&](Reading& reading) {
      if (++reading.depth_ > kMostDepth) {
        throw InputError("elements are nested deeper than " + std::to_string(kMostDepth), reading.place(),
                         kRepairXml);
      }
      reading.handler_.begin(Attributes(name, attributes));
    });
  }
  static void on_end(void* self, const XML_Char* name) {
    guarded(self, [&](Reading& reading) {
      --reading.depth_;
      reading.handler_.end(name);
    });
  }
  /// Nothing that SUMO writes has one; and without one there are no entities but those of XML.
  static void on_doctype(void* self, const XML_Char* /*name*/, const XML_Char* /*system*/,
                         const XML_Char* /*public_id*/, int /*has_internal_subset*/) {
    guarded(self, [&](Reading&) {
      throw InputError("has a document type declaration, which may declare entities: they are never expanded",
                       {}, "save the file without it");
    });
  }

  XmlHandler& handler_;
  const std::string& name_;
  std::unique_ptr<XML_ParserStruct, ParserDeleter> parser_;
  std::exception_ptr fault_;
  std::size_t fed_ = 0;
  int depth_ = 0;
};

}  // namespace

void read_xml(std::string_view text, const std::string& name, XmlHandler& handler) {
  if (text.empty()) throw InputError("is empty", name, kRepairXml);
  Reading reading(handler, name);
  for (std::size_t at = 0; at < text.size(); at += kReadBlock) {
    reading.feed(text.substr(at, kReadBlock), text.size() - at <= kReadBlock);
  }
}

std::optional<std::string_view> Attributes::find(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == *pair) return pair[1];
  }
  return std::nullopt;
}

std::string_view Attributes::text(std::string_view name) const {
  const std::optional<std::string_view> value = find(name);
  if (!value) refuse("the attribute " + std::string(name) + " is missing");
  return *value;
}

std::string_view Attributes::text_or(std::string_view name, std::string_view fallback) const {
  return find(name).value_or(fallback);
}

double Attributes::number(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<double> number = number_in(value);
  if (!number) refuse_value(name, value, "a finite number");
  return *number;
}

double Attributes::number_or(std::string_view name, double fallback) const {
  return has(name) ? number(name) : fallback;
}

double Attributes::positive_or(std::string_view name, double fallback) const {
  const double value = number_or(name, fallback);
  if (!(value > 0)) refuse_value(name, text(name), "above 0");
  return value;
}

double Attributes::not_negative_or(std::string_view name, double fallback) const {
  const double value = number_or(name, fallback);
  if (!(value >= 0)) refuse_value(name, text(name), "0 or above");
  return value;
}

std::int32_t Attributes::whole(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<std::int32_t> number = whole_number_in(value);
  if (!number) refuse_value(name, value, "a whole number");
  return *number;
}

std::int32_t Attributes::whole_or(std::string_view name, std::int32_t fallback) const {
  return has(name) ? whole(name) : fallback;
}

Milliseconds Attributes::time(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<double> seconds = seconds_in(value);
  const std::optional<Milliseconds> time = seconds ? to_milliseconds(*seconds) : std::nullopt;
  if (!time) refuse_value(name, value, "a time within 24 days, as seconds or hh:mm:ss");
  return *time;
}

Milliseconds Attributes::time_or(std::string_view name, Milliseconds fallback) const {
  return has(name) ? time(name) : fallback;
}

bool Attributes::flag(std::string_view name) const {
  const std::string_view value = text_or(name, "");
  return value == "true" || value == "1" || value == "yes" || value == "on" || value == "x" || value == "t" ||
         value == "True";
}

std::string Attributes::described() const {
  std::string out(element_);
  if (const auto id = find("id")) out.append(" ").append(in_quotes(*id));
  return out;
}

void Attributes::refuse(const std::string& what) const {
  throw InputError(described() + ": " + what);
}

void Attributes::refuse_value(std::string_view name, std::string_view value, const char* expected) const {
  refuse(std::string(name) + " is " + in_quotes(value) + ", must be " + expected);
}

}  // namespace conurb::transport
