"""A walk through the interface, from create to published, as commands that can be pasted.

Addresses, headers and what is needed come from the operations themselves, so that a walk that is
shown is a walk that works.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from models.vocabulary import Scope
from web.api.asked import CONDITION, JSON, KEY
from web.api.operations import OPERATIONS, Operation

BY_ID = {operation.id: operation for operation in OPERATIONS}
FILER, HEAD, CHIEF, AUDITOR = "FILER", "HEAD", "CHIEF", "AUDITOR"
TOKENS: tuple[tuple[str, Any, Scope], ...] = (
    (FILER, _l("填报人"), Scope.ACT),
    (HEAD, _l("同一单位的负责人"), Scope.ACT),
    (CHIEF, _l("归口财政业务科室的科长"), Scope.ACT),
    (AUDITOR, _l("审计人员"), Scope.READ),
)
"""The four tokens, by the name of their variable, whose each is, and its scope."""

HELPERS = """\
cd "$(mktemp -d)"
RUN=$(date +%s)
pick() { python3 -c '
import json, sys
found = json.load(sys.stdin.buffer)
for step in sys.argv[1:]:
    try:
        found = found[int(step) if step.isdigit() else step]
    except (KeyError, IndexError):
        sys.exit(json.dumps(found, ensure_ascii=False, indent=1))
sys.stdout.buffer.write(f"{found}\\n".encode())' "$@"; }"""
"""A folder of its own, a number for the keys of this run, and a way to read one value, which is
UTF-8 whatever the terminal speaks.
"""

BODIES = """\
python3 <<'EOF'
import json
evaluation = json.load(open("evaluation.json", "rb"))
lines = [line["id"] for line in evaluation["funds"]["lines"]]
# The whole stands first, and all of it is the first of its parts.
money = ["100", "100", *["0" for line in lines[2:]]]
names = ("original", "revised", "actual")
amounts = {line: dict.fromkeys(names, sum) for line, sum in zip(lines, money)}
fill = {
    "lines": amounts,
    "sections": {section["key"]: "DONE" for section in evaluation["sections"]},
}
scored = [row for row in evaluation["rows"] if row["weight"]]
score = {
    row["id"]: {"actual": "DONE", "score": row["weight"], "reason": "DONE"} for row in scored
}
review = {row["id"]: {"score": row["weight"], "reason": ""} for row in scored}
json.dump(fill, open("fill.json", "w"))
json.dump({"rows": score}, open("score.json", "w"))
json.dump({"rows": review, "comment": "DONE"}, open("review.json", "w"))
EOF"""
"""Bodies are put together from what was read: every row by its id."""
ENTERED = {"DONE": _l("已按年初目标完成"), "TRIAL": _l("接口试办")}
"""What a filer would write, in the language of the page."""


@dataclass(frozen=True)
class Step:
    """One command: what it does, which operation, by whom. `body` is what curl sends, `keep` the
    variable that a value of the answer goes into with the steps to it, `into` a file.
    """

    words: Any
    operation: str
    who: str
    body: str = ""
    keep: tuple[str, str] | None = None
    into: str = ""


@dataclass(frozen=True)
class Text:
    """Commands that ask for nothing."""

    words: Any
    text: str


_VERSION = ("V", "content_version")
WALK: tuple[Step | Text, ...] = (
    Text(_l("准备：一个临时目录、本次的编号、从回答里取值的小工具"), HELPERS),
    Step(_l("令牌代表谁"), "show_me", FILER, keep=("WHO", "name")),
    Step(_l("选第一项开放的年度任务"), "list_cycles", FILER, keep=("CYCLE", "items 0 id")),
    Step(
        _l("新建"),
        "create_evaluation",
        FILER,
        body='"{\\"cycle_id\\": \\"$CYCLE\\", \\"title\\": \\"TRIAL $RUN\\"}"',
        keep=("E", "id"),
    ),
    Step(_l("读取指标、资金行和文字部分"), "show_evaluation", FILER, into="evaluation.json"),
    Text(_l("按读到的编号写出三份正文"), BODIES),
    Text(_l("所依据的内容版本"), "V=$(pick content_version < evaluation.json)"),
    Step(_l("填写资金和文字"), "fill_evaluation", FILER, body="@fill.json", keep=_VERSION),
    Step(_l("填写完成值和自评得分"), "score_evaluation", FILER, body="@score.json", keep=_VERSION),
    Step(_l("提交自评"), "submit_evaluation", FILER, body="'{}'", keep=_VERSION),
    Step(
        _l("单位负责人审核"),
        "approve_evaluation",
        HEAD,
        body="""'{"text": "DONE"}'""",
        keep=_VERSION,
    ),
    Step(_l("财政业务科室复核"), "review_evaluation", CHIEF, body="@review.json", keep=_VERSION),
    Step(_l("公开发布"), "publish_evaluation", CHIEF, body="'{}'", keep=("STATE", "state")),
    Step(_l("审计人员读取全部记录"), "show_trail", AUDITOR, into="trail.json"),
    Text(
        _l("完成：状态应为 published"),
        'echo "$STATE" && pick items 0 action < trail.json',
    ),
)


def write_walk() -> Iterator[tuple[Any, str]]:
    """Yield each step in words with its command. `SITE` and the tokens are variables of the shell
    that are set before.
    """
    for step in WALK:
        text = step.text if isinstance(step, Text) else _write_command(step)
        for name, words in ENTERED.items():
            text = text.replace(name, str(words))
        yield step.words, text


def _write_command(step: Step) -> str:
    operation = BY_ID[step.operation]
    address = operation.path.replace("{evaluation_id}", "$E")
    lines = [f'curl -sS "$SITE{address}"', f'-H "Authorization: Bearer ${step.who}"']
    lines += _write_headers(operation)
    if step.body:
        lines.append(f"-d {step.body}")
    command = " \\\n  ".join(lines)
    if step.into:
        return f"{command} \\\n  > {step.into}"
    if step.keep is None:
        return command
    variable, path = step.keep
    return f'{variable}=$({command} \\\n  | pick {path}) && echo "${variable}"'


def _write_headers(operation: Operation) -> list[str]:
    if operation.make_body is None:
        return []
    headers = [f'-H "Content-Type: {JSON}"', f'-H "{KEY}: {operation.id}-$RUN"']
    if operation.conditional:
        headers.append(f'-H "{CONDITION}: \\"$V\\""')
    return headers
