#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every #include and fails where an arrow points the wrong way; checks a few facts of style on the
same walk.

The order of the engine's folders stands in engine/CMakeLists.txt and nowhere else: a folder includes itself
and earlier ones. Plugins and examples know engine/sdk and engine/solvers only. A third-party library is
used in one folder, and where its types would tie callers to it, in source files only.

  layering_test.py [--warn] [ROOT]   findings as file:line: text; exit code 1 if there is one
  layering_test.py --self-test       plants wrong includes in a small tree and expects each to be found
"""
import argparse
import pathlib
import re
import sys
import tempfile

SOURCES = {".cpp", ".hpp", ".h", ".c"}
ROOTS = ("engine", "plugins", "examples", "tests")
SPDX = "SPDX-License-Identifier: Apache-2.0"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FOR_PLUGINS = {"sdk", "solvers"}
MAX_LINES, MAX_COLUMNS = 600, 110  # the aim is 400 lines

# Pattern of the included path; folders that may use it; whether their headers may, too.
THIRD_PARTY = [
    (r"(lua|lualib|lauxlib|luaconf)\.h(pp)?$", {"engine/script"}, True),
    (r"sqlite3(ext)?\.h$", {"engine/store"}, True),
    (r"(zstd|zstd_errors|zdict)\.h$", {"engine/store"}, True),
    (r"simdjson(\.h|/)", {"engine/io"}, True),
    (r"(proj|proj_api|proj_experimental|geodesic)\.h$", {"engine/io", "plugins/transport"}, True),
    (r"osmium/", {"engine/io"}, True),
    (r"(gdal|cpl_|ogr_)\w*\.h$", {"engine/io"}, False),
    (r"expat\.h$", {"engine/io", "plugins/transport"}, False),
    (r"zlib\.h$", {"engine/io"}, False),
    (r"CLI/", {"engine/cli"}, True),
    (r"spdlog/", {"engine/base"}, False),
    (r"(tbb|oneapi)/", {"engine/base"}, False),
    (r"date/", {"engine/base"}, False),
    (r"udunits2\.h$", {"engine/base"}, False),
    (r"dlfcn\.h$", {"engine/host"}, False),
    (r"(cairo|cairo-\w+)\.h$", {"engine/scene"}, False),
    (r"(osg\w*|GLFW|EGL|GL)/(?!glu\.h)", {"engine/view"}, True),
    (r"imgui\w*\.h$", {"engine/ui"}, True),
    (r"(bt\w+|bullet|BulletCollision|LinearMath)[/.]", {"engine/physics"}, False),
    (r"(klu|amd|btf|colamd)\.h$", {"engine/solvers"}, False),
    (r"polyclipping/", {"plugins/generator", "plugins/people"}, False),
    (r"boost/", {"plugins/people"}, False),
    (r"GL/glu\.h$|CGAL/", {"tests"}, False),
    (r"tiny_gltf\.h$|assimp/", {"tests"}, False),
]


class Finding:
    def __init__(self, path, line, text):
        self.path, self.line, self.text = path, line, text

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def engine_order(root):
    """The folders in engine/CMakeLists.txt, first to last."""
    text = (root / "engine/CMakeLists.txt").read_text(encoding="utf-8")
    loop = re.search(r"foreach\s*\(\s*\w+((?:\s+[\w]+)+)\s*\)", text)
    folders = loop.group(1).split() if loop else re.findall(r"add_subdirectory\s*\(\s*(\w+)", text)
    if not folders:
        raise SystemExit(f"{root}/engine/CMakeLists.txt: no list of folders found")
    return folders


def owner(path):
    """'engine/city/table.cpp' -> ('engine', 'city'); a file directly below has an empty second part."""
    return path.parts[0], path.parts[1] if len(path.parts) > 2 else ""


def check_ours(path, target, order):
    """Why this file must not include the project's file `target`, or None."""
    kind, folder = owner(path)
    to_kind, to_folder = owner(pathlib.PurePosixPath(target))
    if kind == "engine":
        if to_kind != "engine":
            return f"the engine includes {target}: it knows neither plugins nor examples nor tests"
        if to_folder not in order:
            return f"engine/{to_folder} is not in the list of engine/CMakeLists.txt"
        if order.index(to_folder) > order.index(folder):
            return f"engine/{folder} stands before engine/{to_folder} in the list and must not include {target}"
    elif kind in ("plugins", "examples"):
        if to_kind == "engine" and to_folder not in FOR_PLUGINS:
            return f"{kind} include engine/sdk and engine/solvers only, not {target}"
        if to_kind in ("plugins", "examples") and (to_kind, to_folder) != (kind, folder):
            return f"{kind}/{folder} includes another's file {target}: coupling is a shared column, never a call"
        if to_kind == "tests":
            return f"{kind} include {target}: tests know the code, not the other way round"
    return None


def check_third_party(path, target):
    kind, folder = owner(path)
    if kind == "tests":
        return None  # a test may look at a file with other eyes
    for pattern, folders, in_headers in THIRD_PARTY:
        if not re.match(pattern, target):
            continue
        if f"{kind}/{folder}" not in folders:
            return f"<{target}> is used behind {', '.join(sorted(folders))} only"
        if not in_headers and path.suffix in (".hpp", ".h"):
            return f"<{target}> belongs in source files, not in headers"
    return None


def check_includes(path, lines, order, root):
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        bracket, target = match.groups()
        if ".." in pathlib.PurePosixPath(target).parts:
            yield Finding(path, number, f"write \"{target}\" from the project's root")
        elif target.split("/")[0] in ROOTS:
            text = check_ours(path, target, order)
            if text:
                yield Finding(path, number, text)
            elif not (root / target).exists():
                yield Finding(path, number, f"there is no {target}")
        elif bracket == '"' and path.parts[0] == "engine" and (root / path.parent / target).exists():
            yield Finding(path, number, f"write \"{path.parent}/{target}\" from the project's root")
        else:
            text = check_third_party(path, target)
            if text:
                yield Finding(path, number, text)


def check_style(path, lines):
    """(what must be mended, what should be)."""
    errors, warnings = [], []
    if not lines or SPDX not in lines[0]:
        errors.append(Finding(path, 1, f"the first line is to be '// {SPDX}'"))
    if path.suffix in (".hpp", ".h"):
        guarded = any(line.strip() == "#pragma once" for line in lines)
        c_guarded = path.suffix == ".h" and any(re.match(r"#ifndef \w+_H", line) for line in lines)
        if not guarded and not c_guarded:
            errors.append(Finding(path, 1, "a header wants #pragma once (a C header may have an #ifndef NAME_H)"))
        for number, line in enumerate(lines, 1):
            if re.match(r"using namespace ", line):
                errors.append(Finding(path, number, "no using-directive at the top of a header"))
    if len(lines) > MAX_LINES:
        errors.append(Finding(path, MAX_LINES, f"{len(lines)} lines: a file that needs a table of contents is two files"))
    elif len(lines) > 400:
        warnings.append(Finding(path, 400, f"{len(lines)} lines, more than 400"))
    wide = [number for number, line in enumerate(lines, 1) if len(line) > MAX_COLUMNS and "http" not in line]
    if wide:
        warnings.append(Finding(path, wide[0], f"wider than {MAX_COLUMNS} columns: this and {len(wide) - 1} other lines"))
    tabs = [number for number, line in enumerate(lines, 1) if line.startswith("\t")]
    if tabs:
        warnings.append(Finding(path, tabs[0], f"indented by tabs: this and {len(tabs) - 1} other lines"))
    return errors, warnings


def check_list_is_whole(root, order):
    """Folders on disk that the list does not know would escape the rule."""
    for folder in sorted(p.name for p in (root / "engine").iterdir() if p.is_dir()):
        has_sources = any(f.suffix in SOURCES for f in (root / "engine" / folder).rglob("*"))
        if has_sources and folder not in order:
            path = pathlib.PurePosixPath("engine/CMakeLists.txt")
            yield Finding(path, 1, f"engine/{folder} is not in the list of folders")


def walk(root):
    for top in ROOTS:
        for file in sorted((root / top).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                yield pathlib.PurePosixPath(file.relative_to(root).as_posix())


def check_tree(root):
    order = engine_order(root)
    errors, warnings, count = list(check_list_is_whole(root, order)), [], 0
    for path in walk(root):
        count += 1
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        errors.extend(check_includes(path, lines, order, root))
        wrong, doubtful = check_style(path, lines)
        errors.extend(wrong)
        warnings.extend(doubtful)
    return errors, warnings, count


# What is planted: file, its text after the SPDX line, part of the finding expected (None: nothing may be found).
PLANTED = [
    ("engine/base/error.hpp", "#pragma once\n#include <string>\n", None),
    ("engine/city/table.hpp", '#pragma once\n#include "engine/base/error.hpp"\n', None),
    ("engine/base/up.cpp", '#include "engine/city/table.hpp"\n', "must not include engine/city/table.hpp"),
    ("engine/base/ghost.cpp", '#include "engine/base/ghost.hpp"\n', "there is no engine/base/ghost.hpp"),
    ("engine/city/short.cpp", '#include "table.hpp"\n', 'write "engine/city/table.hpp"'),
    ("engine/city/dots.cpp", '#include "../base/error.hpp"\n', "from the project's root"),
    ("engine/city/database.cpp", "#include <sqlite3.h>\n", "<sqlite3.h> is used behind engine/store only"),
    ("engine/store/database.cpp", "#include <sqlite3.h>\n", None),
    ("engine/city/oracle.cpp", "#include <CGAL/Polygon_2.h>\n", "is used behind tests only"),
    ("engine/base/log.hpp", "#pragma once\n#include <spdlog/spdlog.h>\n", "belongs in source files"),
    ("engine/base/log.cpp", "#include <spdlog/spdlog.h>\n", None),
    ("engine/lost/a.cpp", "int lost();\n", "engine/lost is not in the list"),
    ("engine/city/pluginy.cpp", '#include "plugins/rain/rain.hpp"\n', "knows neither plugins"),
    ("engine/sdk/conurb.hpp", "#pragma once\n", None),
    ("plugins/rain/rain.hpp", '#pragma once\n#include "engine/sdk/conurb.hpp"\n', None),
    ("plugins/rain/deep.cpp", '#include "engine/city/table.hpp"\n', "engine/sdk and engine/solvers only"),
    ("plugins/snow/snow.cpp", '#include "plugins/rain/rain.hpp"\n', "another's file"),
    ("engine/city/bare.hpp", "int bare();\n", "#pragma once"),
    ("engine/city/open.hpp", "#pragma once\nusing namespace std;\n", "using-directive"),
    ("engine/city/long.cpp", "int a;\n" * 700, "701 lines"),
    ("tests/engine/city/table_test.cpp", '#include <sqlite3.h>\n#include "engine/city/table.hpp"\n', None),
]


def self_test():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text, _ in PLANTED:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(f"// {SPDX}\n{text}", encoding="utf-8")
        (root / "engine/city/unlicensed.cpp").write_text("int x;\n", encoding="utf-8")
        folders = "foreach(folder sdk base city store script)\nendforeach()\n"
        (root / "engine/CMakeLists.txt").write_text(folders, encoding="utf-8")
        found = {}
        for finding in check_tree(root)[0]:
            found.setdefault(str(finding.path), []).append(finding.text)
        expected = [(name, part) for name, _, part in PLANTED] + [("engine/city/unlicensed.cpp", SPDX)]
        for name, part in expected:
            texts = found.get(name, [])
            if name.startswith("engine/lost"):
                texts = texts + found.get("engine/CMakeLists.txt", [])
            if part is None and texts:
                failures.append(f"{name}: blamed for nothing: {texts}")
            elif part is not None and not any(part in text for text in texts):
                failures.append(f"{name}: expected '{part}', got {texts}")
    for failure in failures:
        print(failure)
    print(f"{len(expected)} planted files, {len(failures)} misjudged")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--warn", action="store_true", help="list what should be bettered, too")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    errors, warnings, count = check_tree(arguments.root)
    if arguments.warn:
        for finding in warnings:
            print(f"{finding} (warning)")
    for finding in errors:
        print(finding)
    print(f"{count} files, {len(errors)} findings, {len(warnings)} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
