# SPDX-License-Identifier: Apache-2.0
"""Reads the pictures that the program writes: PNG of 8 bits a channel, without interlace."""
import struct
import zlib


class Png:
    def __init__(self, path):
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path
        at, packed = 8, b""
        while at < len(data):
            size, kind = struct.unpack_from(">I4s", data, at)
            body = data[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, depth, colour, *_ = struct.unpack(">IIBBBBB", body)
                assert depth == 8 and colour in (2, 6), (depth, colour)
                self.channels = 3 if colour == 2 else 4
            elif kind == b"IDAT":
                packed += body
            at += 12 + size
        self.rows = self._rows(zlib.decompress(packed))

    def _rows(self, raw):
        step, length = self.channels, self.width * self.channels
        before, rows = bytearray(length), []
        for y in range(self.height):
            kind = raw[y * (length + 1)]
            row = bytearray(raw[y * (length + 1) + 1:(y + 1) * (length + 1)])
            for x in range(length):
                left = row[x - step] if x >= step else 0
                up = before[x]
                if kind == 1:
                    row[x] = row[x] + left & 255
                elif kind == 2:
                    row[x] = row[x] + up & 255
                elif kind == 3:
                    row[x] = row[x] + (left + up) // 2 & 255
                elif kind == 4:
                    corner = before[x - step] if x >= step else 0
                    guess = left + up - corner
                    ways = [abs(guess - left), abs(guess - up), abs(guess - corner)]
                    row[x] = row[x] + (left, up, corner)[ways.index(min(ways))] & 255
            rows.append(row)
            before = row
        return rows

    def pixel(self, x, y):
        """Red, green, blue; y from the top."""
        row = self.rows[y]
        return tuple(row[x * self.channels:x * self.channels + 3])

    def numbers(self):
        """How often each object number of a picture made with --ids occurs."""
        counts = {}
        for row in self.rows:
            for x in range(0, len(row), self.channels):
                number = row[x] | row[x + 1] << 8 | row[x + 2] << 16
                counts[number] = counts.get(number, 0) + 1
        return counts

    def colours(self):
        return {bytes(row[x:x + 3]) for row in self.rows for x in range(0, len(row), self.channels)}
