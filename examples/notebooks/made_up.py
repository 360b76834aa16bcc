# SPDX-License-Identifier: Apache-2.0
"""Data for the notebooks, made up once: a web server's log, and the trades of a day."""

from datetime import datetime
from pathlib import Path

import numpy as np

_BLOCK_LINES = 100_000
_DAY_S = 86_400
_DAYS = 7

#: A trade as it lies in the file: 28 bytes, little-endian, without padding.
TRADE = np.dtype([("time", "<M8[us]"), ("symbol", "S8"), ("price", "<f8"), ("size", "<i4")])
SYMBOLS = ["ACME", "BOLT", "CEDAR", "DELTA", "EMBER", "FJORD", "GRANITE", "IRIS"]


def web_log(path: Path, length: int) -> Path:
    """The access log of a shop for a week of March 2026, with an outage on its Thursday.

    Args:
        path: where to write it, unless a log of that length is there.
        length: about how many bytes.
    """
    block, lengths, places = _log_block()
    blocks = max(1, round(length / block.size))
    if path.exists() and path.stat().st_size == blocks * block.size:
        return path
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    clock = _clock(_DAYS, lambda hour: 1 + 0.75 * np.sin((hour - 9) * np.pi / 12))
    random = np.random.default_rng(7)
    with path.open("wb") as out:
        for number in range(blocks):
            lines = number * _BLOCK_LINES + np.arange(_BLOCK_LINES)
            at = clock(lines / (blocks * _BLOCK_LINES)).astype(np.int64)
            _put(block, starts + places["day"], at // _DAY_S + 2, 2)
            _put(block, starts + places["hour"], at // 3600 % 24, 2)
            _put(block, starts + places["minute"], at // 60 % 60, 2)
            _put(block, starts + places["second"], at % 60, 2)
            outage = (at // _DAY_S == 3) & (at % _DAY_S // 600 >= 85) & (at % _DAY_S // 600 < 91)
            failed = random.random(_BLOCK_LINES) < np.where(outage, 0.4, 0.004)
            _put(block, starts + places["status"], np.where(failed, 503, 200), 3)
            orders = places["order"] > 0
            _put(block, (starts + places["order"])[orders], 10_000_000 + lines[orders], 8)
            out.write(block)
    return path


def _log_block() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Lines to be written again and again, and where in each the parts are that change."""
    random = np.random.default_rng(42)
    things = ["lamp", "desk", "chair", "shelf", "sofa", "rug", "mirror", "clock"]
    agents = [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/145.0.0.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0",
        "curl/8.12.1",
    ]
    clients = [f"198.51.{a}.{b}" for a, b in random.integers(1, 255, (3000, 2))]
    popular = np.minimum(random.zipf(1.3, _BLOCK_LINES), len(clients)) - 1
    kinds = random.random(_BLOCK_LINES)
    numbers = random.integers(0, 10_000, _BLOCK_LINES)
    names = ("day", "hour", "minute", "second", "status", "order")
    lines, places = [], {name: [] for name in names}
    for i in range(_BLOCK_LINES):
        thing = things[numbers[i] % 8]
        if kinds[i] < 0.025:
            request = "POST /orders/00000000"
        elif kinds[i] < 0.3:
            request = f"GET /search?q={thing}&page={numbers[i] % 20}"
        else:
            request = f"GET /products/{thing}/{numbers[i]}"
        head = f"{clients[popular[i]]} - - [00/Mar/2026:00:00:00 +0000] "
        line = f'{head}"{request} HTTP/1.1" 200 {numbers[i]} "-" "{agents[numbers[i] % 4]}"\n'
        time = head.index("[") + 1
        for name, place in (("day", 0), ("hour", 12), ("minute", 15), ("second", 18)):
            places[name].append(time + place)
        places["order"].append(line.find("00000000") if kinds[i] < 0.025 else -1)
        places["status"].append(line.index('" 200 ') + 2)
        lines.append(line)
    text = np.frombuffer(bytearray("".join(lines), "ascii"), dtype=np.uint8)
    lengths = np.array([len(line) for line in lines])
    return text, lengths, {name: np.array(found) for name, found in places.items()}


def _put(text: np.ndarray, places: np.ndarray, numbers: np.ndarray, digits: int) -> None:
    """Writes decimal digits at each of the places."""
    for digit in range(digits):
        text[places + digit] = ord("0") + numbers // 10 ** (digits - 1 - digit) % 10


def _clock(days: float, rate):
    """A function from a share of all events, 0 to 1, to seconds, where a rate says how dense."""
    at = np.linspace(0, days * _DAY_S, 10_000)
    passed = np.cumsum(rate(at / 3600))
    passed = (passed - passed[0]) / (passed[-1] - passed[0])
    return lambda share: np.interp(share, passed, at)


def trades(path: Path, length: int) -> Path:
    """The trades of 2 March 2026, from nine to half past five, in the order of their times.

    Args:
        path: where to write them, unless a file of that length is there.
        length: about how many bytes.
    """
    count = length // TRADE.itemsize
    if path.exists() and path.stat().st_size == count * TRADE.itemsize:
        return path
    random = np.random.default_rng(3)
    open_us = int(datetime.fromisoformat("2026-03-02T09:00:00+00:00").timestamp()) * 1_000_000
    clock = _clock(8.5 / 24, lambda hour: 0.6 + (hour / 4.25 - 1) ** 2)
    last = 20.0 + 15.0 * np.arange(len(SYMBOLS))
    step = 0.012 / np.sqrt(count / len(SYMBOLS))
    with path.open("wb") as out:
        for start in range(0, count, 1 << 20):
            n = min(1 << 20, count - start)
            chunk = np.zeros(n, dtype=TRADE)
            seconds = clock((start + np.arange(n)) / count)
            chunk["time"] = (open_us + (seconds * 1e6).astype(np.int64)).view("<M8[us]")
            of = random.integers(0, len(SYMBOLS), n)
            chunk["symbol"] = np.array(SYMBOLS, dtype="S8")[of]
            chunk["size"] = 100 * random.integers(1, 50, n)
            steps = step * random.standard_normal(n)
            # A seller in a hurry, at half past two: one symbol falls, and comes back.
            hurry = np.where(of == 2, np.exp(-(((seconds - 19_800) / 240) ** 2)), 0)
            for symbol in range(len(SYMBOLS)):
                mine = of == symbol
                walk = last[symbol] * np.exp(np.cumsum(steps[mine]))
                last[symbol] = walk[-1] if walk.size else last[symbol]
                chunk["price"][mine] = walk
            chunk["price"] = np.round(chunk["price"] * (1 - 0.03 * hurry), 2)
            out.write(chunk)
    return path


def an_order(log: Path) -> str:
    """The number of an order that a customer could ask for: one in the last quarter of a log."""
    with log.open("rb") as lines:
        lines.seek(log.stat().st_size * 3 // 4)
        for line in lines:
            if b" /orders/" in line:
                return line.split(b"/orders/")[1].split(b" ")[0].decode()
    raise ValueError(f"no order in the last quarter of {log}")


#: A reading of a sensor: 16 bytes, little-endian.
SENSOR = np.dtype([("time", "<i8"), ("sensor", "<i4"), ("celsius", "<f4")])


def readings(path: Path, length: int, first_sensor: int) -> Path:
    """What a hundred sensors of a node measured, one after the other, a round each second.

    Args:
        path: where to write them, in place of a file that is there.
        length: about how many bytes.
        first_sensor: the number of the first sensor; one of those from 100 on is in the sun.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(first_sensor)
    room = 19 + first_sensor / 100 + (4 if first_sensor == 200 else 0)
    places = random.normal(0, 0.3, 100)
    if first_sensor == 100:
        places[42] += 3
    with path.open("wb") as out:
        for start in range(0, length // SENSOR.itemsize, 1 << 20):
            number = np.arange(start, min(start + (1 << 20), length // SENSOR.itemsize))
            chunk = np.empty(len(number), dtype=SENSOR)
            chunk["time"] = 1_772_409_600 + number // 100
            chunk["sensor"] = first_sensor + number % 100
            noise = random.standard_normal(len(number), dtype=np.float32)
            chunk["celsius"] = room + places[number % 100] + 0.5 * noise
            out.write(chunk)
    return path
