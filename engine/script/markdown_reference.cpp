// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "engine/script/api_doc.hpp"

namespace conurb::script {

namespace {

// A cell of a table: no line ends, no column separators.
std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string code(const std::string& text) {
  if (text.empty()) return text;
  std::string result(1, '`');
  result += cell(text);
  result += '`';
  return result;
}

std::string block(const std::string& lua) {
  return lua.empty() ? "" : "```lua\n" + lua + "\n```\n\n";
}

std::string call_form(const FunctionDoc& function) {
  std::string names;
  for (const ParamDoc& param : function.params) {
    const std::string name = param.optional() ? "[" + param.name + "]" : param.name;
    names += (names.empty() ? "" : ", ") + name;
  }
  return "(" + names + ")";
}

void add_rows(std::string& out, const std::vector<ParamDoc>& params, const std::string& prefix) {
  for (const ParamDoc& param : params) {
    const std::string name = prefix + param.name;
    const std::string fallback =
        param.optional() && param.default_value.empty() ? "none" : code(param.default_value);
    out += "| " + code(name) + " | " + code(param.type) + " | " + cell(param.unit) + " | " + fallback +
           " | " + cell(param.doc) + " |\n";
    add_rows(out, param.fields, name + ".");
  }
}

void add_params(std::string& out, const std::vector<ParamDoc>& params) {
  if (params.empty()) return;
  out += "| argument | type | unit | default | |\n|---|---|---|---|---|\n";
  add_rows(out, params, "");
  out += "\n";
}

void add_function(std::string& out, const FunctionDoc& function, const std::string& heading) {
  out += heading + "\n\n" + function.summary + "\n\n";
  add_params(out, function.params);
  for (const ReturnDoc& result : function.returns) {
    out += "Gives " + code(result.type) + (result.unit.empty() ? "" : " in " + result.unit) + ": " +
           result.doc + "\n\n";
  }
  for (const std::string& error : function.errors) out += "Error: " + error + "\n\n";
  out += block(function.example);
}

void add_properties(std::string& out, const std::vector<PropertyDoc>& properties) {
  if (properties.empty()) return;
  out += "| property | type | unit | access | |\n|---|---|---|---|---|\n";
  for (const PropertyDoc& property : properties) {
    out += "| " + code(property.name) + " | " + code(property.type) + " | " + cell(property.unit) + " | " +
           (property.writable ? "read, write" : "read") + " | " + cell(property.summary) + " |\n";
  }
  out += "\n";
  for (const PropertyDoc& property : properties) out += block(property.example);
}

void describe_type(std::string& out, const TypeDoc& type) {
  out += "### " + type.name + "\n\n" + type.summary + "\n\n" + block(type.example);
  add_properties(out, type.properties);
  if (type.index) add_function(out, *type.index, "#### " + type.name + "[key]");
  if (type.newindex) add_function(out, *type.newindex, "#### " + type.name + "[key] = value");
  if (type.call) add_function(out, *type.call, "#### " + type.name + call_form(*type.call));
  for (const FunctionDoc& method : type.methods) {
    add_function(out, method, "#### " + type.name + ":" + method.name + call_form(method));
  }
}

}  // namespace

std::string markdown_reference(const ApiDoc& doc) {
  std::string out = "# " + doc.title + "\n\n";
  if (!doc.introduction.empty()) out += doc.introduction + "\n\n";
  if (!doc.values.empty()) {
    out += "## Globals\n\n| name | type | unit | |\n|---|---|---|---|\n";
    for (const ValueDoc& value : doc.values) {
      out += "| " + code(value.name) + " | " + code(value.type) + " | " + cell(value.unit) + " | " +
             cell(value.summary) + " |\n";
    }
    out += "\n";
  }
  if (!doc.modules.empty()) {
    out += "## Modules\n\n";
    for (const ModuleDoc& module : doc.modules)
      out += "- " + code(module.name) + ": " + module.summary + "\n";
    out += "\n";
  }
  if (!doc.functions.empty()) out += "## Functions\n\n";
  for (const FunctionDoc& function : doc.functions) {
    add_function(out, function, "### " + function.name + call_form(function));
  }
  if (!doc.types.empty()) out += "## Types\n\n";
  for (const TypeDoc& type : doc.types) describe_type(out, type);
  return out;
}

}  // namespace conurb::script
