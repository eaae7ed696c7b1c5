#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Names in unnamed namespaces hide nothing.

Several sources of a target are compiled as one, so a name in the unnamed namespace of one is seen by those that follow. If a
header that they read declares the same name in the same namespace or one around it, they silently get the wrong one. This test
compares the names of constants and functions at the level of namespaces; what appears twice among the sources themselves the
compiler tells.
"""
import collections
import pathlib
import re
import sys

CONSTANT = re.compile(r"^(?:inline |static )?(?:constexpr|const)\b[^=;(]*?\bk[A-Z]\w*\s*[{=\[]")
CONSTANT_NAME = re.compile(r"\b(k[A-Z]\w*)\s*(?:\{|=|\[[^\]]*\]\s*[={])")
FUNCTION = re.compile(
    r"^(?:\[\[nodiscard\]\] )?(?:inline |constexpr |static |template <[^>]*> )*[A-Za-z_][\w:<>,&*\s]*?[&*\s](\w+)\(")
NO_FUNCTION = ("using", "struct", "class", "enum", "TEST", "return", "namespace")
INCLUDE = re.compile(r'^#include "([^"]+)"')


def names_in(text):
    """(namespaces around it, name) of constants and functions that begin in the first column."""
    around = []
    for line in text.splitlines():
        opened = re.match(r"^namespace\s*([\w:]*)\s*\{", line)
        if opened:
            around.append(opened.group(1))
        elif re.match(r"^\}\s*// namespace", line):
            if around:
                around.pop()
        elif line[:1].isalpha() or line.startswith("[["):
            if CONSTANT.match(line):
                head = line.split("//")[0]
                for found in CONSTANT_NAME.finditer(head):
                    yield tuple(around), found.group(1)
            elif not line.startswith(NO_FUNCTION):
                found = FUNCTION.match(line)
                if found:
                    yield tuple(around), found.group(1)


def enclosing(around):
    parts = "::".join(each for each in around if each).split("::")
    return ["::".join(parts[:count]) for count in range(len(parts), 0, -1)]


def read_by_folders(texts):
    """The folders whose files include a header, directly or through others, or in which it lies."""
    includes = {path: [found.group(1) for found in map(INCLUDE.match, text.splitlines()) if found]
                for path, text in texts.items()}
    readers = collections.defaultdict(set)
    for path in texts:
        folder = str(pathlib.PurePosixPath(path).parent)
        waiting = [path]
        while waiting:
            header = waiting.pop()
            if header == path or folder not in readers[header]:
                readers[header].add(folder)
                waiting += [each for each in includes.get(header, ()) if folder not in readers[each]]
    return readers


def hidden(texts):
    """Findings for {path: text}."""
    declared = collections.defaultdict(set)
    readers = read_by_folders(texts)
    for path, text in texts.items():
        if path.endswith(".hpp"):
            for around, name in names_in(text):
                if "" not in around:
                    declared["::".join(around), name].add(path)
    findings = []
    for path, text in sorted(texts.items()):
        if not path.endswith(".cpp"):
            continue
        folder = str(pathlib.PurePosixPath(path).parent)
        for around, name in names_in(text):
            if "" not in around:
                continue
            for space in enclosing(around):
                for header in sorted(declared.get((space, name), ())):
                    if folder in readers[header]:
                        findings.append(f"{path}: '{name}' hides that of {header} from other sources of the target")
    return sorted(set(findings))


def tree(root):
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for top in ("engine", "plugins", "tests", "examples")
        for kind in ("*.cpp", "*.hpp")
        for path in (root / top).rglob(kind)
    }


def self_test():
    header = "namespace a::b {\ninline constexpr double kFar = 1;\n[[nodiscard]] double reach(int n);\n}  // namespace a::b\n"
    source = '#include "x/h.hpp"\nnamespace a::b {\nnamespace {\n\n%s\n}  // namespace\n}  // namespace a::b\n'
    cases = [("constexpr int kFar = 2;", 1), ("constexpr int kNear = 1, kFar = 2;", 1), ("int reach(double n) {\n}", 1),
             ("constexpr int kNear = kFar;", 0), ("constexpr int kNear = kFar[2];", 0), ("constexpr int kFar[] = {1};", 1), ("int reached(double n) {\n}", 0)]
    wrong = [code for code, count in cases
             if len(hidden({"x/h.hpp": header, "y/s.cpp": source % code})) != count]
    through = {"x/h.hpp": header, "z/t.hpp": '#include "x/h.hpp"\n',
               "y/s.cpp": source.replace("x/h", "z/t") % "constexpr int kFar = 2;"}
    if len(hidden(through)) != 1:
        wrong.append("a header that another one includes")
    for code in wrong:
        print(f"misjudged: {code}")
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    findings = hidden(tree(pathlib.Path(__file__).resolve().parent.parent))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} names hidden")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
