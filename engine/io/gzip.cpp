// SPDX-License-Identifier: Apache-2.0
#include "engine/io/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "engine/base/error.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

}  // namespace

struct Gunzip::Stream {
  z_stream zlib{};
};

Gunzip::Gunzip(std::span<const char> bytes) : bytes_(bytes), stream_(std::make_unique<Stream>()) {
  if (inflateInit2(&stream_->zlib, 15 + 16) != Z_OK)
    throw Error(ErrorCode::limit, "no memory to unpack gzip data");
}

Gunzip::~Gunzip() {
  inflateEnd(&stream_->zlib);
}

std::size_t Gunzip::fill(std::span<char> out) {
  std::size_t filled = 0;
  while (filled < out.size() && !ended_) filled += step(out.subspan(filled));
  return filled;
}

std::size_t Gunzip::step(std::span<char> out) {
  z_stream& zlib = stream_->zlib;
  const std::size_t give = std::min(bytes_.size() - taken_, kPiece);
  // zlib does not write to its input, its interface only forgets to say so.
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes_.data() + taken_));
  zlib.avail_in = static_cast<uInt>(give);
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(std::min(out.size(), kPiece));
  const uInt room = zlib.avail_out;
  const int status = inflate(&zlib, Z_NO_FLUSH);
  taken_ += give - zlib.avail_in;
  const std::size_t made = room - zlib.avail_out;
  if (status == Z_STREAM_END) {
    ended_ = !is_gzip(bytes_.subspan(taken_));
    if (!ended_) inflateReset(&zlib);
  } else if (status != Z_OK && !(status == Z_BUF_ERROR && made > 0)) {
    const bool cut = status == Z_BUF_ERROR;
    throw Error(ErrorCode::bad_data, cut ? "the gzip data end early" : "the gzip data are damaged", "",
                "ask where the file comes from for a whole copy");
  }
  return made;
}

bool is_gzip(std::span<const char> bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1F' && bytes[1] == '\x8B';
}

std::string unpacked_start(std::span<const char> bytes, std::size_t most) {
  if (!is_gzip(bytes)) return std::string(bytes.data(), std::min(bytes.size(), most));
  std::string start;
  try {
    Gunzip unpacker(bytes);
    for (char c = 0; start.size() < most && unpacker.fill({&c, 1}) == 1;) start += c;
  } catch (const Error&) {
    return start;  // the start of a file is often cut off in the middle of a block
  }
  return start;
}

std::string unpacked(std::span<const char> bytes, const std::string& name, std::size_t most) {
  std::string text;
  try {
    Gunzip unpacker(bytes);
    for (std::size_t size = 0;;) {
      text.resize(size + kPiece);
      const std::size_t filled = unpacker.fill(std::span(text).subspan(size));
      size += filled;
      if (size > most)
        throw Error(ErrorCode::limit, fmt::format("it is longer than {} MiB unpacked", most >> 20), "",
                    "give a part of it");
      if (filled == kPiece) continue;
      text.resize(size);
      return text;
    }
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), name, error.remedy());
  }
}

}  // namespace conurb::io
