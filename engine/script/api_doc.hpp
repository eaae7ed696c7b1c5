// SPDX-License-Identifier: Apache-2.0
// The one source of what a script's author may read: a record beside each registered function, type and
// property (binding.hpp registers nothing without one). From it come argument names in messages, the editor's
// stub and the reference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::script {

/// An argument, or a field of a table argument.
struct ParamDoc {
  std::string name;  ///< an identifier; "..." for the last argument of a function that takes any number
  std::string
      type;  ///< as LuaLS writes types: number, integer, string, boolean, table, function, Run, string[] ...
  std::string unit;           ///< of a number; empty where there is none
  std::string default_value;  ///< as written in Lua; not empty makes it optional
  std::string doc;
  std::vector<ParamDoc> fields = {};  ///< of a table argument: its fields; others are refused

  [[nodiscard]] bool optional() const { return !default_value.empty() || type.ends_with('?'); }
};

/// One value that a function gives.
struct ReturnDoc {
  std::string type;
  std::string unit;
  std::string doc;
};

/// A function or method.
struct FunctionDoc {
  std::string name;  ///< "scenario", "city.open"; a method: "at"
  std::string summary;
  std::vector<ParamDoc> params = {};
  std::vector<ReturnDoc> returns = {};
  std::string example = {};  ///< lines of Lua
  std::vector<std::string> errors = {};
};

/// A member of a type that is read, and perhaps written, like a field.
struct PropertyDoc {
  std::string name;
  std::string type;
  std::string unit;
  std::string summary;
  std::string example = {};
  bool writable = false;  ///< set by the registration
};

/// A type of objects.
struct TypeDoc {
  std::string name;
  std::string summary;
  std::string example = {};
  std::vector<FunctionDoc> methods = {};  // from here on filled by the registration
  std::vector<PropertyDoc> properties = {};
  std::optional<FunctionDoc> index = {};     ///< object[key]
  std::optional<FunctionDoc> newindex = {};  ///< object[key] = value
  std::optional<FunctionDoc> call = {};      ///< object(...)
};

/// A table of functions.
struct ModuleDoc {
  std::string name;
  std::string summary;
};

/// A global value or object.
struct ValueDoc {
  std::string name;
  std::string type;
  std::string unit;
  std::string summary;
};

/// All records of one API, in the order of registration.
struct ApiDoc {
  std::string title;
  std::string introduction;
  std::vector<ModuleDoc> modules;
  std::vector<ValueDoc> values;
  std::vector<FunctionDoc> functions;
  std::vector<TypeDoc> types;
};

/// Throw Error invalid_argument naming what a record lacks: name, summary, types, doc lines, example.
void check_record(const FunctionDoc& doc);
void check_record(const PropertyDoc& doc);
void check_record(const TypeDoc& doc);
void check_record(const ModuleDoc& doc);
void check_record(const ValueDoc& doc);

/// True for a name that Lua accepts and does not reserve.
[[nodiscard]] bool is_identifier(std::string_view name);

/// A LuaLS definition file (`---@meta`): loads as Lua, does nothing, teaches an editor the API.
[[nodiscard]] std::string editor_stub(const ApiDoc& doc);

/// The reference as Markdown: one heading for each function, type and member, tables for arguments.
[[nodiscard]] std::string markdown_reference(const ApiDoc& doc);

/// Every example of the records, as chunks that load on their own; the name says where it stands.
struct Example {
  std::string name;
  std::string code;
};
[[nodiscard]] std::vector<Example> examples(const ApiDoc& doc);

}  // namespace conurb::script
