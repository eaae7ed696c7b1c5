// SPDX-License-Identifier: Apache-2.0
#include "engine/script/api_doc.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/error.hpp"

namespace conurb::script {

namespace {

constexpr std::array<std::string_view, 22> kReserved = {
    "and", "break", "do",  "else", "elseif", "end",    "false",  "for",  "function", "goto",  "if",
    "in",  "local", "nil", "not",  "or",     "repeat", "return", "then", "true",     "until", "while"};

[[noreturn]] void incomplete(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "the record of '" + name + "' has no " + what, {},
              "everything that scripts can reach is documented where it is registered");
}

void check_line(const std::string& name, const std::string& what, const std::string& text) {
  if (text.empty()) incomplete(name, what);
}

void check_param(const std::string& owner, const ParamDoc& param) {
  const std::string name = owner + "(" + param.name + ")";
  if (param.name != "..." && !is_identifier(param.name)) incomplete(owner, "usable name for an argument");
  check_line(name, "type", param.type);
  check_line(name, "description", param.doc);
  for (const ParamDoc& field : param.fields) check_param(name, field);
}

void check_name(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_identifier(name.substr(0, dot))) {
      throw Error(ErrorCode::invalid_argument,
                  "'" + std::string(name) + "' is no name that a script could write");
    }
    if (dot == std::string_view::npos) return;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_identifier(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) return false;
  const auto fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return std::all_of(name.begin(), name.end(), fits) &&
         std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end();
}

void check_record(const FunctionDoc& doc) {
  check_name(doc.name);
  check_line(doc.name, "summary", doc.summary);
  check_line(doc.name, "example", doc.example);
  for (std::size_t i = 0; i < doc.params.size(); ++i) {
    check_param(doc.name, doc.params[i]);
    if (doc.params[i].name == "..." && i + 1 < doc.params.size())
      incomplete(doc.name, "'...' at the end of its arguments");
  }
  for (const ReturnDoc& result : doc.returns) {
    check_line(doc.name, "type of a result", result.type);
    check_line(doc.name, "description of a result", result.doc);
  }
}

void check_record(const PropertyDoc& doc) {
  check_name(doc.name);
  check_line(doc.name, "type", doc.type);
  check_line(doc.name, "summary", doc.summary);
}

void check_record(const TypeDoc& doc) {
  check_name(doc.name);
  check_line(doc.name, "summary", doc.summary);
}

void check_record(const ModuleDoc& doc) {
  check_name(doc.name);
  check_line(doc.name, "summary", doc.summary);
}

void check_record(const ValueDoc& doc) {
  check_name(doc.name);
  check_line(doc.name, "type", doc.type);
  check_line(doc.name, "summary", doc.summary);
}

std::vector<Example> examples(const ApiDoc& doc) {
  std::vector<Example> found;
  const auto add = [&](const std::string& name, const std::string& code) {
    if (!code.empty()) found.push_back({name, code});
  };
  for (const FunctionDoc& function : doc.functions) add(function.name, function.example);
  for (const TypeDoc& type : doc.types) {
    add(type.name, type.example);
    for (const FunctionDoc& method : type.methods) add(type.name + ":" + method.name, method.example);
    for (const PropertyDoc& property : type.properties)
      add(type.name + "." + property.name, property.example);
    for (const auto* const special : {&type.index, &type.newindex, &type.call}) {
      if (*special) add(type.name + " " + (*special)->name, (*special)->example);
    }
  }
  return found;
}

}  // namespace conurb::script
