"""What each answer of Slack's methods means: every method that breachbot calls, every code that Slack documents for it.

One row for each method: the meaning, then the codes. `EVERY` holds for all methods, where a method says nothing else.
Source: the pages of docs.slack.dev/reference/methods, August 2026; `user_team_not_in_channel`,
`user_is_ultra_restricted` and `rate_limited` are answered without being documented everywhere, and what begins
with `not_private` is no code of Slack's: breachbot looks at what it got.
"""

from collections.abc import Mapping
from functools import cache

from bot.domain.refusals import Meaning as M
from bot.domain.refusals import Refusal

Codes = Mapping[M, str]

EVERY: Codes = {
    M.BUSY: "ratelimited rate_limited message_limit_exceeded accesslimited org_login_required team_added_to_org "
    "external_channel_migrating",
    M.FAULT: "internal_error fatal_error service_unavailable request_timeout",
    M.TOKEN: "invalid_auth not_authed account_inactive token_revoked token_expired two_factor_setup_required",
    M.SCOPE: "missing_scope not_allowed_token_type team_access_not_granted",
    M.FORBIDDEN: "access_denied ekm_access_denied enterprise_is_restricted no_permission restricted_action "
    "user_is_restricted permission_denied not_allowed feature_not_enabled plan_upgrade_required",
    M.NOT_IN_CHANNEL: "channel_not_found not_in_channel",
    M.ARCHIVED: "is_archived is_inactive",
    M.OURS: "deprecated_endpoint invalid_arg_name invalid_arguments invalid_array_arg invalid_charset invalid_cursor "
    "invalid_form_data invalid_limit invalid_post_type is_bot method_deprecated missing_argument missing_post_type "
    "method_not_supported_for_channel_type unknown_method user_is_bot team_not_found invalid_json json_not_object "
    "request_too_large not_implemented as_user_not_supported",
}

_BLOCKS = "invalid_blocks invalid_blocks_format msg_blocks_too_long no_text markdown_text_conflict"
_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_too_large metadata_must_be_sent_from_app"
_CONNECT = (
    "slack_connect_file_link_sharing_blocked slack_connect_canvas_sharing_blocked slack_connect_lists_sharing_blocked"
)
_TRIGGERS = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"

METHODS: Mapping[str, Codes] = {
    "apps.connections.open": {
        M.FORBIDDEN: "forbidden_team",
        M.OURS: "insecure_request missing_args",
    },
    "auth.test": {},
    "bookmarks.add": {
        M.FORBIDDEN: "access_denied cannot_bookmark_from_external_org cannot_bookmark_restricted_sharing_enabled "
        "not_implemented parent_bookmark_disabled permission_denied slack_connect_file_upload_sharing_blocked "
        "slack_connect_clip_sharing_blocked slack_connect_blocked_file_type",
        M.FULL: "too_many_bookmarks too_many_tabs",
        M.OURS: "file_already_added file_not_found invalid_bookmark_type invalid_app_action_type invalid_shortcut_type "
        "invalid_child_type invalid_emoji invalid_entity_id invalid_link invalid_parent_type parent_with_link",
    },
    "bookmarks.edit": {
        M.FORBIDDEN: "access_denied permission_denied not_implemented",
        M.OURS: "invalid_bookmark_type invalid_emoji invalid_entity_id invalid_link invalid_parent_type "
        "invalid_child_type not_found bookmark_not_found parent_with_link",
    },
    "bookmarks.list": {M.FORBIDDEN: "access_denied not_implemented"},
    "chat.getPermalink": {M.MESSAGE_GONE: "message_not_found"},
    "chat.postEphemeral": {
        M.NOT_A_MEMBER: "user_not_in_channel",
        M.NO_THREAD: "cannot_reply_to_message",
        M.FORBIDDEN: "restricted_action messages_tab_disabled",
        M.OURS: f"{_BLOCKS} msg_too_long too_many_attachments invalid_attachments",
    },
    "chat.postMessage": {
        M.NO_THREAD: "thread_not_found cannot_reply_to_message restricted_action_thread_locked "
        "restricted_action_non_threadable_channel",
        M.FORBIDDEN: "restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
        f"ekm_access_denied messages_tab_disabled {_CONNECT}",
        M.OURS: f"{_BLOCKS} {_METADATA} msg_too_long duplicate_channel_not_found duplicate_message_not_found "
        "too_many_attachments too_many_contact_cards missing_file_data attachment_payload_limit_exceeded "
        "invalid_attachments",
    },
    "chat.update": {
        M.FAULT: "update_failed streaming_state_conflict",
        M.MESSAGE_GONE: "message_not_found cant_update_message edit_window_closed",
        M.FORBIDDEN: _CONNECT,
        M.OURS: f"{_BLOCKS} {_METADATA} msg_too_long block_mismatch cant_broadcast_message invalid_attachments "
        "no_dual_broadcast_content_update too_many_attachments",
    },
    "conversations.archive": {
        M.DONE: "already_archived",
        M.FORBIDDEN: "cant_archive_general cant_archive_required restricted_action",
    },
    "conversations.create": {
        M.NO_CHANNELS: "restricted_action cannot_create_channel canvas_disabled_user_team no_permission "
        "user_is_restricted access_denied",
        M.NOT_PRIVATE: "not_private",
        M.NOT_ARCHIVED: "not_private_nor_archived",
        M.NAME: "name_taken invalid_name invalid_name_maxlength invalid_name_punctuation invalid_name_required "
        "invalid_name_specials no_channel",
    },
    "conversations.history": {
        M.FORBIDDEN: "channel_is_limited_access restricted_action",
        M.OURS: "invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest",
    },
    "conversations.invite": {
        M.DONE: "already_in_channel cant_invite_self",
        M.GUEST: "user_is_restricted user_is_ultra_restricted ura_max_channels",
        M.ELSEWHERE: "user_team_not_in_channel org_user_not_in_team invitee_cant_see_channel "
        "no_external_invite_permission",
        M.NO_ACCOUNT: "user_not_found no_user user_disabled",
        M.NOT_INVITED: "cant_invite no_permission restricted_action",
        M.OURS: "too_many_users",
    },
    "conversations.kick": {
        M.DONE: "not_in_channel",
        M.NO_ACCOUNT: "user_not_found user_disabled",
        M.FORBIDDEN: "cant_kick_from_general restricted_action restricted_action_domain_allowlist",
        M.OURS: "cant_kick_self",
    },
    "conversations.list": {M.OURS: "invalid_types"},
    "conversations.members": {M.FAULT: "fetch_members_failed"},
    "conversations.open": {
        M.NO_ACCOUNT: "user_disabled user_not_found",
        M.ELSEWHERE: "invalid_user_combination user_not_visible",
        M.FORBIDDEN: "restricted_action app_cannot_join_channel",
        M.OURS: "not_enough_users too_many_users users_list_not_supplied",
    },
    "conversations.replies": {
        M.NO_THREAD: "thread_not_found",
        M.FAULT: "list_record_comment_fetch_failed",
        M.OURS: "invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest",
    },
    "conversations.setPurpose": {M.OURS: "too_long"},
    "conversations.setTopic": {M.OURS: "too_long"},
    "files.completeUploadExternal": {
        M.FAULT: "file_update_failed",
        M.NOT_IN_CHANNEL: "invalid_channel",
        M.NO_FILES: "access_denied file_not_found posting_to_channel_denied slack_connect_file_upload_sharing_blocked "
        "slack_connect_blocked_file_type",
        M.OURS: "invalid_blocks channels_limit_exceeded",
    },
    "files.getUploadURLExternal": {
        M.NO_FILES: "file_upload_size_restricted file_uploads_disabled storage_limit_reached",
        M.OURS: "alt_txt_too_large snippet_too_large unknown_snippet_type unknown_subtype",
    },
    "files.list": {
        M.NO_FILES: "slack_connect_canvas_sharing_blocked",
        M.OURS: "user_not_found unknown_type",
    },
    "pins.add": {
        M.DONE: "already_pinned",
        M.MESSAGE_GONE: "message_not_found not_pinnable",
        M.FORBIDDEN: "restricted_action",
        M.FULL: "too_many_pins",
        M.OURS: "bad_timestamp file_not_found file_not_shared no_item_specified",
    },
    "usergroups.list": {},
    "usergroups.users.list": {M.OURS: "no_such_subteam"},
    "users.info": {
        M.NO_ACCOUNT: "user_not_found",
        M.ELSEWHERE: "user_not_visible",
        M.OURS: "too_many_users",
    },
    "users.list": {M.OURS: "limit_required"},
    "views.open": {M.FORM_LATE: f"{_TRIGGERS} duplicate_external_id", M.OURS: "view_too_large"},
    "views.publish": {
        M.FORM_LATE: "hash_conflict duplicate_external_id",
        M.FORBIDDEN: "not_enabled not_implemented",
        M.OURS: "missing_profile_id view_too_large",
    },
    "views.update": {M.FORM_LATE: "hash_conflict not_found duplicate_external_id", M.OURS: "view_too_large"},
}


@cache
def _of(method: str) -> Mapping[str, M]:
    """The meaning of each code of a method; what it says itself before what all methods say."""
    rows = (*EVERY.items(), *METHODS.get(method, {}).items())
    return {code: meaning for meaning, codes in rows for code in codes.split()}


def classify(method: str, code: str) -> Refusal:
    return Refusal(method, code, _of(method).get(code, M.UNKNOWN))


def read(text: str) -> Refusal:
    """A refusal again, from how it is written: `method code`."""
    method, _, code = text.partition(" ")
    return classify(method, code)
