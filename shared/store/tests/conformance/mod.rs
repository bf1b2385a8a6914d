//! One suite for every adapter: plain functions over a [`Bench`], run against each database by name.

macro_rules! suite {
    ($open:path) => {
        suite! { $open:
            access {
                a_client_is_found_by_its_id,
                a_client_id_is_taken_once,
                racing_processes_agree_on_the_first_signing_key,
            }
            clients {
                clients_of_one_tenant_have_numbers_of_their_own,
                a_tenant_has_no_more_clients_than_it_may,
                racing_additions_share_no_number,
                a_rotated_secret_is_good_for_a_while,
                a_rotation_ends_no_later_than_the_last_one_says,
                only_so_many_former_secrets_are_kept,
                racing_rotations_lose_no_secret,
                a_revoked_client_has_no_secret_and_stays_revoked,
                who_was_revoked_lately_is_told,
                a_development_client_stays_as_it_is,
                what_is_done_to_clients_is_in_the_audit_and_by_whom_jobs_are_erased,
            }
            signing_keys {
                a_new_key_is_known_before_it_signs_and_the_old_one_until_its_tokens_end,
                a_key_is_never_good_for_longer_than_was_said,
                racing_rotations_make_keys_that_follow_each_other,
                only_so_many_keys_are_kept_and_never_none,
            }
            client_limits {
                a_limit_is_set_changed_and_taken_away,
                only_so_many_jobs_are_made_in_a_window,
                racing_submissions_keep_to_the_number,
                what_was_answered_before_is_not_counted_again,
                what_came_to_nothing_is_not_counted,
                every_way_to_make_a_job_counts,
                a_client_without_a_limit_has_no_row,
            }
            audit {
                what_was_done_is_told_in_pages_by_whom,
                what_is_usual_is_noted_when_it_changes,
            }
            submit {
                what_was_submitted_is_read_back,
                an_upload_awaits_its_parts,
                an_object_input_settles_its_garbage_and_no_other,
                an_object_that_came_too_late_is_nobodys_input,
                a_repeated_key_replays_the_first_job,
                a_key_with_another_fingerprint_is_refused,
                a_key_belongs_to_its_tenant,
                one_of_many_racing_keys_wins,
                a_failing_write_leaves_its_neighbours_alone,
                many_submissions_at_once_keep_their_answers,
                an_abandoned_submission_leaves_its_neighbours_alone,
                jobs_are_counted_by_status,
            }
            tenants {
                another_tenant_sees_nothing,
                another_tenant_moves_nothing,
            }
            claim {
                a_claim_is_a_fresh_lease,
                priority_then_age_decides_the_order,
                a_delayed_job_waits_for_its_time,
                a_claim_takes_no_more_than_asked,
                every_input_comes_along,
                an_unknown_kind_stays,
                an_unreadable_job_does_not_hold_up_the_others,
                racing_claims_never_share_a_job,
                every_job_runs_exactly_once,
                what_a_session_holds_unknowingly_is_told,
            }
            fairness {
                a_newcomer_is_next_whatever_another_has_waiting,
                tenants_take_turns_one_job_at_a_time,
                what_some_leave_goes_to_those_who_have_more,
                many_tenants_are_all_served,
                who_has_nothing_due_uses_up_no_turn,
                tickets_are_given_by_turns,
                a_tenant_without_a_ticket_gets_one_though_the_room_is_taken,
            }
            lanes {
                high_goes_first_and_low_is_not_starved,
                an_idle_lane_leaves_its_share_to_the_others,
                lanes_are_bounded_apart,
                old_rows_are_in_the_normal_lane,
            }
            limits {
                no_more_run_than_the_limit,
                a_limit_is_changed_and_lifted,
                a_tenant_at_its_limit_holds_nobody_up,
                a_ticket_over_the_limit_comes_again_when_there_is_room,
                a_suspect_over_the_limit_waits_and_holds_nobody_up,
                racing_claims_by_both_roads_keep_to_the_limit,
            }
            tickets {
                no_more_tickets_are_out_than_asked,
                priority_then_age_decides_who_gets_one,
                a_submission_may_give_the_first_ticket,
                a_lost_ticket_is_given_again_in_time_and_not_before,
                a_refused_ticket_is_given_again_at_once,
                a_delayed_job_gets_its_ticket_when_it_is_due,
                a_delayed_job_does_not_count_as_a_ticket_out,
                a_suspect_gets_no_ticket_and_is_not_claimed_by_one,
                a_ticket_claims_its_job,
                duplicate_and_ancient_tickets_claim_nothing,
                tickets_claim_no_more_than_asked_and_no_unknown_kind,
                racing_relays_never_give_a_job_two_tickets,
                racing_ticket_and_direct_claims_share_no_job,
                a_refusal_racing_a_claim_takes_nothing_back,
            }
            cancel {
                a_queued_job_is_cancelled_at_once,
                a_cancelled_jobs_upload_is_garbage,
                a_running_job_is_asked_and_its_worker_told,
                a_dead_workers_job_is_cancelled_by_its_rescue,
                what_has_ended_stays_as_it_is,
                of_a_cancel_and_a_claim_both_are_kept,
                of_a_cancel_and_a_completion_the_first_wins,
                of_a_cancel_and_a_release_no_request_is_lost,
            }
            redrive {
                a_failed_job_is_done_again_as_a_new_one,
                a_cancelled_job_is_done_again,
                only_what_failed_or_was_cancelled_is_done_again,
                an_upload_is_kept_for_its_redrive,
                a_cancelled_redrive_leaves_the_upload_to_its_owner,
                an_input_that_is_gone_is_told,
                a_repeated_key_replays_the_redrive,
                what_was_completed_is_done_otherwise,
            }
            standings {
                jobs_are_told_apart_from_those_that_are_not_there,
                whatever_is_seen_of_a_job_changes_with_its_revision,
            }
            erase {
                a_job_is_erased_in_any_state,
                another_tenants_job_is_not_erased,
                an_erased_jobs_worker_has_lost_its_lease,
                an_erased_jobs_key_is_free,
                a_shared_input_goes_with_the_last_that_names_it,
                a_conversation_goes_with_all_its_jobs,
                racing_erasures_leave_no_object_and_none_twice,
                of_an_erasure_and_a_redrive_neither_leaves_half_a_job,
                of_an_erasure_and_a_completion_nothing_stays,
                of_an_erasure_and_a_claim_nothing_stays,
                old_entries_of_the_audit_go,
            }
            profiles {
                a_profile_is_kept_in_versions,
                the_same_text_is_the_same_version,
                another_tenants_profile_is_unknown,
                a_retired_profile_is_forgotten_with_its_last_job,
                a_tenant_has_so_many_profiles_and_no_more,
                racing_texts_of_one_name_are_versions_of_one_profile,
            }
            conversations {
                what_is_known_is_merged_or_replaced,
                only_a_conversation_with_jobs_is_described,
                what_is_known_goes_with_the_last_job,
                of_an_erasure_and_a_description_nothing_stays,
                the_job_completed_last_is_told,
                analyses_by_older_versions_are_found_in_their_order,
            }
            prune {
                what_ended_long_ago_goes_and_nothing_else,
                a_prune_takes_the_oldest_and_no_more_than_asked,
                an_input_that_a_younger_job_borrows_stays,
                what_expired_is_remembered_for_as_long_again,
            }
            list {
                the_newest_come_first_and_are_what_they_are,
                a_list_keeps_to_its_filter,
                pages_miss_nothing_and_double_nothing,
            }
            timeline {
                one_attempt_needs_no_record,
                every_end_is_told_apart,
                a_cancelled_attempt_is_told,
                a_job_that_keeps_crashing_is_told_once_for_each,
                an_upload_is_queued_when_it_is_there,
                only_so_many_attempts_are_kept,
                what_earlier_programs_did_is_missing_and_said_to_be,
                attempts_go_with_their_job_whoever_takes_it_out,
            }
            load {
                an_empty_store_has_no_load,
                what_is_live_is_counted_and_what_has_ended_is_not,
                what_is_not_yet_due_is_queued_and_nothing_more,
                an_overrun_lease_is_told,
                sessions_that_beat_are_counted,
                silent_sessions_are_forgotten,
            }
            lease {
                a_beat_renews_and_stores_progress,
                only_moved_progress_is_a_revision,
                an_expired_lease_nobody_rescued_is_renewed,
                a_beat_answers_for_held_leases_only,
                a_beat_tells_of_a_requested_cancel,
                a_heart_beats_in_a_runtime_of_its_own,
            }
            zombie {
                nothing_is_accepted_after_a_rescue,
                nothing_is_accepted_after_the_next_claim,
                nothing_is_accepted_from_another_session,
            }
            outcome {
                a_completed_job_has_its_result,
                completing_twice_stores_the_first_result,
                failing_twice_keeps_the_first_reason,
                an_end_excludes_the_other,
                a_terminal_state_never_changes,
                a_released_job_is_due_after_its_delay,
                a_refunded_attempt_does_not_count,
                a_release_honours_a_requested_cancel,
                a_completion_comes_before_a_requested_cancel,
                a_failed_upload_leaves_its_object_only,
                a_completed_upload_leaves_its_object_only,
                many_completions_at_once_keep_their_answers,
                a_refused_result_leaves_its_neighbours_alone,
            }
            rescue {
                a_lease_is_rescued_only_after_its_grace,
                a_renewed_lease_is_not_rescued,
                a_rescue_takes_no_more_than_asked,
                crashes_are_booked_when_asked,
                racing_rescues_take_a_job_once,
                a_start_takes_back_what_the_dead_process_held,
                a_rescue_honours_a_requested_cancel,
                a_job_that_keeps_crashing_runs_alone_and_then_fails,
                a_suspect_goes_to_an_idle_caller_only,
                a_suspect_that_is_not_due_holds_nobody_up,
                a_caller_without_a_free_slot_looks_for_a_suspect_only,
            }
            uploads {
                the_first_upload_id_is_remembered,
                a_completed_upload_is_queued_with_its_parts,
                a_cancelled_upload_is_garbage,
                an_upload_expires_in_time_and_not_before,
                an_expiry_takes_no_more_than_asked,
                one_of_the_racing_moves_wins,
                a_job_without_upload_is_missing,
            }
            files {
                a_file_is_its_tenants_alone,
                a_file_is_never_changed,
                an_object_that_came_too_late_is_no_file,
                a_job_is_started_from_a_file,
                a_files_object_goes_with_the_last_that_names_it,
                no_end_of_a_job_takes_its_file,
                an_unused_file_goes_in_time,
                of_racing_ends_one_takes_the_object,
                of_an_erasure_and_a_start_neither_leaves_half,
                earlier_programs_spare_files,
            }
            imports {
                a_file_comes_with_its_jobs_completion,
                an_import_is_its_tenants_alone,
                a_repeated_key_replays_the_import,
                a_zombie_brings_nothing,
                an_erased_file_does_not_come,
                of_an_erasure_and_a_file_nothing_stays,
                a_file_id_that_was_taken_stays_so,
                a_redrive_brings_the_same_file,
                of_racing_redrives_one_brings_the_file,
            }
            zoom {
                credentials_are_their_tenants_alone,
                the_same_app_gets_another_secret,
                a_tenant_has_so_many_credentials_and_no_more,
            }
            webhooks {
                a_webhook_is_its_tenants_alone,
                a_webhook_is_changed_and_its_secret_rotated,
                a_tenant_has_so_many_webhooks_and_no_more,
                whoever_comes_again_finds_it_there,
            }
            deliveries {
                every_end_of_a_job_is_told_once,
                nobody_is_told_who_did_not_ask,
                a_delivery_is_no_job_of_its_tenants,
                a_delivery_goes_with_its_job,
                a_replay_says_the_same_under_the_same_message,
                a_repeated_key_replays_what_was_made,
                deliveries_are_listed_in_pages,
            }
            calls {
                a_delivery_says_how_its_job_ended,
                an_attempt_and_what_follows_are_one,
                a_zombie_notes_no_attempt,
                who_is_gone_is_told_nothing_more,
                a_disabled_webhook_is_not_told_of_what_was_before,
                endpoints_take_turns_beside_their_tenants_jobs,
            }
            garbage {
                garbage_is_put_off_while_nobody_has_taken_it,
                noted_garbage_is_due_after_its_delay,
                taken_garbage_is_left_to_its_sweeper,
                another_pass_is_counted,
                racing_sweepers_share_nothing,
                expected_garbage_waits_for_its_attempt,
                a_completion_settles_what_its_attempt_expected,
                garbage_of_a_lost_attempt_is_due,
            }
        }
    };
    ($open:path: $($area:ident { $($case:ident,)+ })+) => {
        $(mod $area {
            use crate::conformance::Bench;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let bench = $open().await;
                crate::conformance::$area::$case(&bench).await;
                bench.close().await;
            })+
        })+
    };
}

pub(crate) mod access;
pub(crate) mod audit;
pub(crate) mod calls;
pub(crate) mod cancel;
pub(crate) mod claim;
pub(crate) mod client_limits;
pub(crate) mod clients;
pub(crate) mod conversations;
pub(crate) mod deliveries;
pub(crate) mod erase;
pub(crate) mod fairness;
pub(crate) mod files;
pub(crate) mod garbage;
pub(crate) mod imports;
pub(crate) mod lanes;
pub(crate) mod lease;
pub(crate) mod limits;
pub(crate) mod list;
pub(crate) mod load;
pub(crate) mod make;
pub(crate) mod outcome;
pub(crate) mod profiles;
pub(crate) mod prune;
pub(crate) mod redrive;
pub(crate) mod rescue;
pub(crate) mod signing_keys;
pub(crate) mod standings;
pub(crate) mod submit;
pub(crate) mod tenants;
pub(crate) mod tickets;
pub(crate) mod timeline;
pub(crate) mod uploads;
pub(crate) mod webhooks;
pub(crate) mod zombie;
pub(crate) mod zoom;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use store::Store;

/// Statements that name their job and so must find it by its id alone.
pub(crate) const BY_ID: &[&str] = &[
    "beat",
    "call",
    "call_back",
    "cancel",
    "claimed",
    "complete",
    "complete_import",
    "delivery",
    "discard_object",
    "end_call",
    "end_instead",
    "ended_as",
    "erase_jobs",
    "expect_garbage",
    "fail",
    "hold",
    "hold_import",
    "hold_job_of_import",
    "hold_told",
    "import_of_file",
    "insert_upload",
    "job",
    "lock_conversations",
    "note_attempts",
    "owned",
    "redrivable",
    "redrive_job",
    "release",
    "remember_upload_id",
    "result",
    "standings",
    "status_of",
    "tickets_refused",
    "timeline",
    "upload",
    "upload_status",
    "upload_to_cancelled",
    "upload_to_queued",
];

/// Statements that look at everything, or at everything that is live, and run seldom: for an operator.
pub(crate) const AT_LEISURE: &[&str] = &["counts", "garbage_pending", "load"];

/// In each of these are only some jobs, or none that could be found by its id.
pub(crate) const PARTIAL_INDEXES: &[&str] = &[
    "jobs_turn",
    "jobs_suspect",
    "jobs_leased",
    "jobs_awaited",
    "jobs_out",
    "jobs_finished",
    "jobs_conversation",
    "jobs_listed",
];

/// Statements that look for jobs of one kind, and the indexes in which those and no others are.
pub(crate) const BY_INDEX: &[(&str, &[&str])] = &[
    ("claim", &["jobs_turn", "jobs_leased"]),
    ("claim_suspect", &["jobs_suspect", "jobs_leased"]),
    ("claim_tickets", &["jobs_leased"]),
    ("claim_of_one", &["jobs_turn"]),
    ("lane_waits", &["jobs_turn"]),
    ("look", &["jobs_turn", "jobs_suspect"]),
    ("suspect_waits", &["jobs_suspect", "jobs_leased"]),
    ("take_tickets", &["jobs_turn", "jobs_out", "jobs_leased"]),
    ("tickets_out", &["jobs_out"]),
    ("unheld", &["jobs_leased"]),
    ("rescue", &["jobs_leased"]),
    ("rescue_all_but", &["jobs_leased"]),
    ("expire", &["jobs_awaited"]),
    ("outdated", &["jobs_finished"]),
    ("of_conversation", &["jobs_conversation"]),
    ("has_jobs", &["jobs_conversation"]),
    ("last_completed", &["jobs_conversation"]),
    ("erase_metadata", &["jobs_conversation"]),
    ("analysed_by_older", &["job_details_profile"]),
    ("list_jobs", &["jobs_listed"]),
    ("list_conversation", &["jobs_conversation"]),
    ("list_deliveries", &["jobs_listed"]),
    ("end_pending", &["jobs_turn"]),
];

/// A migrated, empty store whose time the test owns.
#[async_trait]
pub(crate) trait Bench: Sync {
    fn store(&self) -> &Arc<dyn Store>;
    /// Moves the clock that judges leases.
    async fn advance(&self, by: Duration);
    /// Runs a statement behind the store's back, to make what no method makes.
    async fn raw(&self, sql: &str);
    /// The one number that a query answers, behind the store's back.
    async fn count(&self, sql: &str) -> i64;
    async fn close(self);
}
