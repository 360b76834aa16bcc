# SPDX-License-Identifier: Apache-2.0
"""The native library without a JVM: on a platform that is emulated, and under valgrind.

integration-tests/setup installs what this needs where root runs it on a Debian; elsewhere the tests
are skipped and say what is missing.
"""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import PROJECT
from fault_session import running_jdk

ON_CI = os.environ.get("CI") == "true"
SOURCES = PROJECT / "src/test/c"
LIBRARIES = PROJECT / "src/main/resources/io/sparkmmap/core/os"
ARM_ROOT = Path("/usr/aarch64-linux-gnu")


def need(condition, what: str):
    if not condition:
        assert not ON_CI, f"CI must run this, and there is no {what}"
        pytest.skip(f"there is no {what}; integration-tests/setup installs it for root on Debian")


def run(*command) -> str:
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def compiled(compiler: str, source: str, folder: Path, *options: str) -> Path:
    need(shutil.which(compiler), compiler)
    headers = running_jdk().home / "include"
    need((headers / "linux/jni_md.h").exists(), "jni.h in this JDK")
    program = folder / source.removesuffix(".c")
    warnings = ["-std=gnu11", "-Wall", "-Wextra", "-Werror"]
    include = ["-I", headers, "-I", headers / "linux"]
    run(compiler, *warnings, *include, "-o", program, SOURCES / source, *options)
    return program


@pytest.mark.skipif(platform.machine() == "aarch64", reason="its own tests run there")
def test_the_library_guards_and_pins_on_an_emulated_aarch64(tmp_path):
    need(shutil.which("qemu-aarch64"), "qemu-aarch64")
    need((ARM_ROOT / "lib").is_dir(), "C library for aarch64")
    probe = compiled("aarch64-linux-gnu-gcc", "probe.c", tmp_path, "-ldl")
    library = shutil.copy(LIBRARIES / "linux-aarch64/libsparkmmap.so", tmp_path)

    assert run("qemu-aarch64", "-L", ARM_ROOT, probe, library, tmp_path).endswith("sound\n")


def test_valgrind_finds_nothing_in_the_guard(tmp_path):
    need(shutil.which("valgrind"), "valgrind")
    program = compiled("gcc", "guard_stress.c", tmp_path, "-O1", "-g", "-lpthread")

    # A handler returns to the instruction that faulted, with the registers as they were.
    registers = "--vex-iropt-register-updates=allregs-at-mem-access"
    output = run("valgrind", "-q", "--error-exitcode=9", registers, program, 50)

    assert output.endswith("survived\n")
