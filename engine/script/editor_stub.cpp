// SPDX-License-Identifier: Apache-2.0
// The definition file for editors with the Lua language server (annotations as in its "Annotations" page).
#include <string>

#include "engine/script/api_doc.hpp"

namespace conurb::script {

namespace {

std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return text;
}

std::string comment(const std::string& text) {
  std::string result = "---";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "---";
  }
  return result + "\n";
}

std::string with_unit(const std::string& doc, const std::string& unit) {
  return one_line(unit.empty() ? doc : doc + " [" + unit + "]");
}

std::string with_default(const ParamDoc& param) {
  const std::string text = with_unit(param.doc, param.unit);
  return param.default_value.empty() ? text : text + " (default " + one_line(param.default_value) + ")";
}

std::string plain_type(const ParamDoc& param) {
  return param.type.ends_with('?') ? param.type.substr(0, param.type.size() - 1) : param.type;
}

// The class that stands for the fields of a table argument.
std::string options_class(const std::string& function, const ParamDoc& param) {
  return function + "." + param.name;
}

void add_options(std::string& out, const std::string& owner, const ParamDoc& param) {
  if (param.fields.empty()) return;
  const std::string name = options_class(owner, param);
  for (const ParamDoc& field : param.fields) add_options(out, name, field);
  out += "---@class " + name + "\n";
  for (const ParamDoc& field : param.fields) {
    out += "---@field " + field.name + (field.optional() ? "? " : " ");
    out += (field.fields.empty() ? plain_type(field) : options_class(name, field)) + " " +
           with_default(field) + "\n";
  }
  out += "\n";
}

std::string signature(const FunctionDoc& function) {
  std::string names;
  for (const ParamDoc& param : function.params) names += (names.empty() ? "" : ", ") + param.name;
  return "(" + names + ") end\n\n";
}

// `full_name` as the classes of its options are called; `declared` as it is written behind `function`.
void add_function(std::string& out, const FunctionDoc& function, const std::string& full_name,
                  const std::string& declared) {
  for (const ParamDoc& param : function.params) add_options(out, full_name, param);
  out += comment(function.summary);
  out += "---\n---```lua\n" + comment(function.example) + "---```\n";
  for (const std::string& error : function.errors) out += "---\n---Error: " + one_line(error) + "\n";
  for (const ParamDoc& param : function.params) {
    out += "---@param " + param.name + (param.optional() ? "? " : " ");
    out += (param.fields.empty() ? plain_type(param) : options_class(full_name, param)) + " " +
           with_default(param) + "\n";
  }
  for (const ReturnDoc& result : function.returns) {
    out += "---@return " + result.type + " # " + with_unit(result.doc, result.unit) + "\n";
  }
  out += "function " + declared + signature(function);
}

std::string function_type(const FunctionDoc& function) {
  std::string params;
  for (const ParamDoc& param : function.params) {
    params +=
        (params.empty() ? "" : ", ") + param.name + (param.optional() ? "?: " : ": ") + plain_type(param);
  }
  std::string type = "fun(" + params + ")";
  if (!function.returns.empty()) type += ": " + function.returns.front().type;
  return type;
}

void add_type(std::string& out, const TypeDoc& type) {
  out += comment(type.summary);
  out += "---@class " + type.name + "\n";
  for (const PropertyDoc& property : type.properties) {
    const std::string access = property.writable ? "" : " (read-only)";
    out += "---@field " + property.name + " " + property.type + " " +
           with_unit(property.summary, property.unit) + access + "\n";
  }
  if (type.index && !type.index->params.empty() && !type.index->returns.empty()) {
    out += "---@field [" + type.index->params.front().type + "] " + type.index->returns.front().type + " " +
           one_line(type.index->summary) + "\n";
  }
  if (type.call) out += "---@overload " + function_type(*type.call) + "\n";
  out += "local " + type.name + " = {}\n\n";
  for (const FunctionDoc& method : type.methods) {
    add_function(out, method, type.name + "." + method.name, type.name + ":" + method.name);
  }
}

}  // namespace

std::string editor_stub(const ApiDoc& doc) {
  std::string out = "---@meta\n" + comment(" " + doc.title) +
                    "---\n--- Generated from the engine; not to be run or edited.\n\n";
  for (const TypeDoc& type : doc.types) add_type(out, type);
  for (const ModuleDoc& module : doc.modules) out += comment(module.summary) + module.name + " = {}\n\n";
  for (const ValueDoc& value : doc.values) {
    out += comment(with_unit(value.summary, value.unit)) + "---@type " + value.type + "\n" + value.name +
           " = nil\n\n";
  }
  for (const FunctionDoc& function : doc.functions) add_function(out, function, function.name, function.name);
  return out;
}

}  // namespace conurb::script
