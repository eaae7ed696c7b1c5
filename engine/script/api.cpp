// SPDX-License-Identifier: Apache-2.0
#include "engine/script/api.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace conurb::script {

namespace {

std::string module_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(name.substr(0, dot));
}

void check_free(const Api::Content& content, const std::string& name) {
  const auto taken = [&](const auto& records) {
    return std::any_of(records.begin(), records.end(),
                       [&](const auto& record) { return record.name == name; });
  };
  const ApiDoc& doc = content.doc;
  if (taken(doc.modules) || taken(doc.values) || taken(doc.functions) || taken(doc.types)) {
    throw Error(ErrorCode::conflict, "the script name '" + name + "' is registered twice");
  }
}

void check_member_free(const TypeInfo& type, const std::string& name) {
  const auto taken = [&](const auto& functions) {
    return std::any_of(functions.begin(), functions.end(),
                       [&](const auto& f) { return f->doc.name == name; });
  };
  if (taken(type.methods) || taken(type.getters)) {
    throw Error(ErrorCode::conflict, "'" + type.name + "." + name + "' is registered twice");
  }
}

std::unique_ptr<BoundFunction> member(const TypeInfo& type, FunctionDoc doc, Function body, Duration duration,
                                      std::string shown) {
  return std::make_unique<BoundFunction>(
      BoundFunction{std::move(doc), std::move(body), duration, std::move(shown), &type});
}

}  // namespace

Api::Api(std::string title, std::string introduction) : content_(std::make_shared<Content>()) {
  content_->doc.title = std::move(title);
  content_->doc.introduction = std::move(introduction);
}

const ApiDoc& Api::doc() const {
  return content_->doc;
}

void Api::module(ModuleDoc doc) {
  check_record(doc);
  check_free(*content_, doc.name);
  content_->doc.modules.push_back(std::move(doc));
}

void Api::function(FunctionDoc doc, Function body, Duration duration) {
  check_record(doc);
  check_free(*content_, doc.name);
  const std::string module = module_of(doc.name);
  const auto& modules = content_->doc.modules;
  if (!module.empty() && std::none_of(modules.begin(), modules.end(),
                                      [&](const ModuleDoc& known) { return known.name == module; })) {
    throw Error(ErrorCode::not_found,
                "function '" + doc.name + "' belongs to a module that is not registered", {},
                "register module '" + module + "' first");
  }
  content_->doc.functions.push_back(doc);
  const std::string shown = doc.name;
  content_->functions.push_back(std::make_unique<BoundFunction>(
      BoundFunction{std::move(doc), std::move(body), duration, shown, nullptr}));
}

void Api::value(ValueDoc doc, Value value) {
  add_global(std::move(doc), [value = std::move(value)](lua_State* L) { detail::push_constant(L, value); });
}

void Api::add_global(ValueDoc doc, std::function<void(lua_State*)> push) {
  check_record(doc);
  check_free(*content_, doc.name);
  content_->globals.emplace_back(doc.name, std::move(push));
  content_->doc.values.push_back(std::move(doc));
}

TypeInfo& Api::add_type(TypeDoc doc, const void* tag, void (*destroy)(void*)) {
  check_record(doc);
  check_free(*content_, doc.name);
  const auto same = [tag](const auto& type) { return type->tag == tag; };
  if (std::any_of(content_->types.begin(), content_->types.end(), same)) {
    throw Error(ErrorCode::conflict, "the C++ type of '" + doc.name + "' is registered already");
  }
  auto type = std::make_unique<TypeInfo>();
  type->name = doc.name;
  type->tag = tag;
  type->destroy = destroy;
  type->doc_index = content_->doc.types.size();
  content_->doc.types.push_back(std::move(doc));
  content_->types.push_back(std::move(type));
  return *content_->types.back();
}

void Api::add_method(TypeInfo& type, FunctionDoc doc, Function body, Duration duration) {
  check_record(doc);
  check_member_free(type, doc.name);
  content_->doc.types[type.doc_index].methods.push_back(doc);
  const std::string shown = type.name + ":" + doc.name;
  type.methods.push_back(member(type, std::move(doc), std::move(body), duration, shown));
}

void Api::add_property(TypeInfo& type, PropertyDoc doc, Function get, Function set) {
  doc.writable = static_cast<bool>(set);
  check_record(doc);
  check_member_free(type, doc.name);
  const std::string shown = type.name + "." + doc.name;
  FunctionDoc record{.name = doc.name, .summary = doc.summary, .example = doc.example};
  type.getters.push_back(member(type, record, std::move(get), Duration::quick, shown));
  if (set) {
    record.params = {{"value", doc.type, doc.unit, {}, doc.summary}};
    type.setters.push_back(member(type, record, std::move(set), Duration::quick, shown));
  }
  content_->doc.types[type.doc_index].properties.push_back(std::move(doc));
}

void Api::add_index(TypeInfo& type, FunctionDoc doc, Function body) {
  check_record(doc);
  content_->doc.types[type.doc_index].index = doc;
  type.index = member(type, std::move(doc), std::move(body), Duration::quick, type.name + "[]");
}

void Api::add_newindex(TypeInfo& type, FunctionDoc doc, Function body) {
  check_record(doc);
  content_->doc.types[type.doc_index].newindex = doc;
  type.newindex = member(type, std::move(doc), std::move(body), Duration::quick, type.name + "[]");
}

void Api::add_call(TypeInfo& type, FunctionDoc doc, Function body, Duration duration) {
  check_record(doc);
  content_->doc.types[type.doc_index].call = doc;
  type.call = member(type, std::move(doc), std::move(body), duration, type.name);
}

}  // namespace conurb::script
