from casework.cli import exports
from tests.cli.commands import Run


def test_purging_nothing_says_so(run: Run) -> None:
    result = run(exports.group, "purge")
    assert (result.exit_code, result.output) == (0, "已删除 0 份导出文件。\n")
