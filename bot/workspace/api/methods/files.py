"""files.*: the three steps of an upload (ask for a URL, send the bytes, complete), and reading back."""

from bot.workspace.api.call import Call, Method, Reply
from bot.workspace.api.methods.chat import validated
from bot.workspace.core import channels, files, messages
from bot.workspace.core.errors import SlackError
from bot.workspace.core.json import Json

MAX_CHANNELS = 100
MAX_ALT_LENGTH = 1000


def upload_url(call: Call) -> Reply:
    length = call.number("length", 0)
    if length <= 0:
        raise SlackError("missing_argument", "[ERROR] length must be greater than 0")
    if length > files.MAX_SIZE:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > MAX_ALT_LENGTH:
        raise SlackError("alt_txt_too_large")
    id_ = files.reserve(call.ws, call.actor, call.text("filename"), length, call.text("alt_txt"))
    return {"upload_url": f"{call.ws.base_url}/upload/{id_}", "file_id": id_}


def complete(call: Call) -> Reply:
    wanted = call.json("files")
    if (
        not isinstance(wanted, list)
        or not wanted
        or not all(isinstance(item, dict) and "id" in item for item in wanted)
    ):
        raise SlackError("invalid_arguments", "[ERROR] files must be a list of objects with an id")
    targets = [channels.find_open(call.ws, call.actor, id_) for id_ in _where(call)]
    if call.text("thread_ts") and len(targets) > 1:
        raise SlackError("invalid_arguments", "[ERROR] thread_ts needs exactly one channel")
    done = [files.complete(call.ws, call.actor, item["id"], item.get("title")) for item in wanted]
    _share(call, targets, [row["id"] for row in done])
    return {"files": [files.serialize(call.ws, files.get(call.ws, row["id"]) or row) for row in done]}


def _where(call: Call) -> list[str]:
    found = call.words("channels") or call.words("channel_id")
    if len(found) > MAX_CHANNELS:
        raise SlackError("invalid_channel")
    return found


def _share(call: Call, targets: list[Json], ids: list[str]) -> None:
    """One message in each channel; blocks are ignored if there is an initial comment."""
    comment = call.text("initial_comment")
    blocks = None if comment else validated(call.json("blocks", "invalid_blocks_format"), call.ws.refused_blocks)
    for target in targets:
        body = {"text": comment, "blocks": blocks, "files": ids, "upload": True, "subtype": "file_share"}
        messages.post(call.ws, target, call.actor, body, call.text("thread_ts") or None)


def info(call: Call) -> Reply:
    return {"file": files.serialize(call.ws, files.find(call.ws, call.actor, call.text("file"))), "comments": []}


def list_(call: Call) -> Reply:
    channel = call.text("channel") or None
    if channel:
        channels.find(call.ws, call.actor, channel)
    found = [row for row in files.visible(call.ws, call.actor, channel) if call.text("user") in ("", row["user"])]
    count = call.number("count", 100)
    shown = [files.serialize(call.ws, row) for row in found[:count]]
    return {"files": shown, "paging": {"count": count, "total": len(found), "page": 1, "pages": 1}}


def delete(call: Call) -> Reply:
    files.delete(call.ws, call.actor, call.text("file"))
    return {}


_WRITE, _READ = ("files:write",), ("files:read",)
METHODS = (
    Method("files.getUploadURLExternal", upload_url, ("filename", "length"), ("alt_txt", "snippet_type"), _WRITE),
    Method(
        "files.completeUploadExternal",
        complete,
        ("files",),
        ("channel_id", "channels", "initial_comment", "thread_ts", "blocks", "highlight_type"),
        _WRITE,
    ),
    Method("files.info", info, ("file",), ("count", "cursor", "limit", "page"), _READ),
    Method(
        "files.list",
        list_,
        (),
        ("channel", "count", "page", "show_files_hidden_by_limit", "team_id", "ts_from", "ts_to", "types", "user"),
        _READ,
    ),
    Method("files.delete", delete, ("file",), (), _WRITE),
)
