// SPDX-License-Identifier: Apache-2.0
#include "engine/io/xml_stream.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/io/gzip.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kReadBlock = std::size_t{256} << 10;
constexpr std::size_t kReleaseStep = std::size_t{4} << 20;
constexpr const char* kRepairXml =
    "check the file with an XML validator, or ask where it comes from for a whole copy";

struct ParserDeleter {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

/// One reading. Nothing may be thrown through expat, which is C: a fault is kept and thrown when it returns.
class Reading {
 public:
  Reading(XmlHandler& handler, const std::string& name)
      : handler_(handler), name_(name), parser_(XML_ParserCreateNS(nullptr, '\n')) {
    if (parser_ == nullptr) throw Error(ErrorCode::limit, "no memory to read XML", name_);
    XML_SetReturnNSTriplet(parser_.get(), 1);
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &on_begin, &on_end);
    XML_SetCharacterDataHandler(parser_.get(), &on_text);
    XML_SetEntityDeclHandler(parser_.get(), &on_entity);
    XML_SetSkippedEntityHandler(parser_.get(), &on_skipped);
  }

  void feed(std::span<const char> block) { parse(block.data(), block.size(), false); }
  void finish() {
    if (fed_ == 0) throw Error(ErrorCode::bad_data, "the file is empty", name_, kRepairXml);
    parse("", 0, true);
  }

 private:
  void parse(const char* data, std::size_t size, bool last) {
    fed_ += size;
    const XML_Status status = XML_Parse(parser_.get(), data, static_cast<int>(size), last ? 1 : 0);
    if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
    if (status != XML_STATUS_OK) {
      throw Error(ErrorCode::bad_data,
                  fmt::format("not well-formed XML: {}", XML_ErrorString(XML_GetErrorCode(parser_.get()))),
                  place(), kRepairXml);
    }
    // What expat holds back is a tag that has not ended yet.
    const XML_Index at = XML_GetCurrentByteIndex(parser_.get());
    if (!last && at >= 0 && fed_ - static_cast<std::size_t>(at) > XmlStream::kMaxToken + 2 * kReadBlock) {
      throw Error(ErrorCode::limit, fmt::format("a tag is longer than {} MiB", XmlStream::kMaxToken >> 20),
                  place(), "no city model needs that: check the file");
    }
  }

  [[nodiscard]] std::string place() const {
    return fmt::format("{}:{}:{}", name_, XML_GetCurrentLineNumber(parser_.get()),
                       XML_GetCurrentColumnNumber(parser_.get()) + 1);
  }

  template <class Call>
  static void guarded(void* self, Call call) {
    auto& reading = *static_cast<Reading*>(self);
    if (reading.fault_) return;  // expat may still tell what it had at hand
    try {
      call(reading);
    } catch (...) {
      reading.fault_ = std::current_exception();
      XML_StopParser(reading.parser_.get(), XML_FALSE);
    }
  }

  static void on_begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    guarded(self, [&](Reading& reading) {
      if (++reading.depth_ > XmlStream::kMaxDepth) {
        throw Error(ErrorCode::limit, fmt::format("elements are nested deeper than {}", XmlStream::kMaxDepth),
                    reading.place(), "no city model needs that: check the file");
      }
      reading.attributes_.clear();
      for (; *attributes != nullptr; attributes += 2)
        reading.attributes_.push_back({attributes[0], attributes[1]});
      const auto line = XML_GetCurrentLineNumber(reading.parser_.get());
      reading.handler_.begin(name, reading.attributes_, static_cast<std::uint32_t>(line));
    });
  }
  static void on_end(void* self, const XML_Char* /*name*/) {
    guarded(self, [](Reading& reading) {
      --reading.depth_;
      reading.handler_.end();
    });
  }
  static void on_text(void* self, const XML_Char* text, int size) {
    guarded(self, [&](Reading& reading) { reading.handler_.text({text, static_cast<std::size_t>(size)}); });
  }
  static void on_entity(void* self, const XML_Char* name, int /*is_parameter*/, const XML_Char* /*value*/,
                        int /*length*/, const XML_Char* /*base*/, const XML_Char* /*system*/,
                        const XML_Char* /*public_id*/, const XML_Char* /*notation*/) {
    guarded(self, [&](Reading& reading) { reading.refuse_entity(name); });
  }
  static void on_skipped(void* self, const XML_Char* name, int /*is_parameter*/) {
    guarded(self, [&](Reading& reading) { reading.refuse_entity(name); });
  }
  [[noreturn]] void refuse_entity(const XML_Char* name) const {
    throw Error(ErrorCode::bad_data,
                fmt::format("the file uses the entity \"{}\": entities are never expanded",
                            std::string_view(name).substr(0, 40)),
                place(), "save the file without a document type declaration");
  }

  XmlHandler& handler_;
  const std::string& name_;
  std::unique_ptr<XML_ParserStruct, ParserDeleter> parser_;
  std::vector<XmlAttribute> attributes_;
  std::exception_ptr fault_;
  std::size_t fed_ = 0;
  int depth_ = 0;
};

}  // namespace

XmlName take_xml_name(std::string_view name) {
  const std::size_t first = name.find('\n');
  if (first == std::string_view::npos) return {{}, name, {}};
  const std::size_t second = name.find('\n', first + 1);
  if (second == std::string_view::npos) return {name.substr(0, first), name.substr(first + 1), {}};
  return {name.substr(0, first), name.substr(first + 1, second - first - 1), name.substr(second + 1)};
}

XmlStream::XmlStream(std::span<const char> bytes, std::string_view name, const MappedFile* file)
    : bytes_(bytes), name_(name), file_(file) {}

void XmlStream::read(XmlHandler& handler) {
  Reading reading(handler, name_);
  std::size_t released = 0;
  const auto release = [&](std::size_t taken) {
    if (file_ == nullptr || taken - released < kReleaseStep) return;
    file_->release(bytes_.data() + released, bytes_.data() + taken);
    released = taken;
  };
  if (!is_gzip(bytes_)) {
    for (std::size_t at = 0; at < bytes_.size(); at += kReadBlock) {
      reading.feed(bytes_.subspan(at, std::min(kReadBlock, bytes_.size() - at)));
      release(std::min(at + kReadBlock, bytes_.size()));
    }
  } else {
    std::vector<char> block(kReadBlock);
    Gunzip unpacker(bytes_);
    try {
      while (const std::size_t size = unpacker.fill(block)) {
        reading.feed(std::span<const char>(block).first(size));
        release(unpacker.taken());
      }
    } catch (const Error& error) {
      if (!error.where().empty()) throw;
      throw Error(error.code(), error.message(), name_, error.remedy());
    }
  }
  reading.finish();
}

}  // namespace conurb::io
