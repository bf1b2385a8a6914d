//! How PostgreSQL means to run each statement: on an empty queue, on a full one, beside a long history, and as a busy
//! session does that keeps its first plans.

use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::Server;
use crate::conformance::{AT_LEISURE, BY_ID, BY_INDEX, Bench, PARTIAL_INDEXES, make};

/// Generic plans, because those are what a busy connection may end up with.
#[tokio::test]
async fn no_hot_statement_scans_the_jobs() {
    let bench = Server::open().await;
    let mut connection = bench.connect().await;
    for history in [
        "SET plan_cache_mode = force_generic_plan",
        "INSERT INTO jobs (id, tenant, kind, priority, status, fence, session, attempt, run_at, created_at, finished_at,
           conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', 0, 'completed', 1, gen_random_uuid(), 1, now(), now(),
           now(), 'c' FROM generate_series(1, 40000)",
        "INSERT INTO job_details (job, options) SELECT id, '{}' FROM jobs",
        "INSERT INTO job_inputs (job, content_type, bytes) SELECT id, 'text/plain', 'turns' FROM jobs",
        "INSERT INTO results (job, manifest, turns, utterances) SELECT id, '{}', 1, 1 FROM jobs",
        "ANALYZE",
    ] {
        connection.execute(history).await.expect("done");
    }
    // With an empty queue a partial index looks free, and the plan stays when the queue has filled up.
    assert_plans(&mut connection, &["jobs"]).await;
    let mut session = bench.connect().await;
    plan_as_the_store(&mut session).await;
    assert_indexes(&mut session).await;
    for backlog in [
        "INSERT INTO jobs (id, tenant, kind, priority, status, run_at, ticket_due, created_at, conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', n % 3, 'queued', now(), now(), now(), 'c'
         FROM generate_series(1, 20000) AS n",
        "INSERT INTO jobs (id, tenant, kind, priority, status, run_at, session, lease_until, created_at, conversation_id)
         SELECT gen_random_uuid(), gen_random_uuid(), 'analysis', 0, 'processing', now(), gen_random_uuid(), now(), now(),
           'c' FROM generate_series(1, 500)",
        "INSERT INTO garbage (kind, name, due_at, created_at) SELECT 'key', 'key ' || n, now(), now()
         FROM generate_series(1, 20000) AS n",
        "ANALYZE",
    ] {
        connection.execute(backlog).await.expect("done");
    }
    // With a full one a guess at how much of it a statement takes may be far too high.
    assert_plans(&mut connection, &["jobs", "garbage"]).await;
    assert_indexes(&mut session).await;
    bench.close().await;
}

/// A busy session keeps the plans it made when the program was first started.
#[tokio::test]
async fn plans_made_on_an_empty_database_find_jobs_by_id() {
    let bench = Server::open().await;
    let mut connection = bench.connect().await;
    // As every session of the store.
    plan_as_the_store(&mut connection).await;
    for fill in ["", "ANALYZE", "one"] {
        match fill {
            "one" => {
                make::submit_inline(&bench, make::tenant()).await;
                connection.execute("VACUUM ANALYZE").await.expect("done")
            }
            fill => connection.execute(fill).await.expect("done"),
        };
        for sql in store::statements().into_iter().filter(|sql| BY_ID.contains(&sql.name())) {
            let plan = plan(&mut connection, sql.pg).await;
            let lines: Vec<&str> = plan.lines().collect();
            for pair in lines.windows(2).filter(|pair| pair[0].contains("jobs_pkey")) {
                assert!(pair[1].contains("Index Cond: (") && pair[1].contains("id = "), "{}:\n{plan}", sql.name());
            }
            assert!(plan.contains("jobs_pkey"), "{}:\n{plan}", sql.name());
        }
        assert_indexes(&mut connection).await;
    }
    bench.close().await;
}

async fn plan_as_the_store(connection: &mut PgConnection) {
    for setting in ["enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off"] {
        connection.execute(AssertSqlSafe(format!("SET {setting}"))).await.expect("set");
    }
    connection.execute("SET plan_cache_mode = force_generic_plan").await.expect("set");
}

/// Each statement that looks for jobs of one kind finds them in its index, and none of them in another.
async fn assert_indexes(connection: &mut PgConnection) {
    let statements = store::statements();
    for (name, indexes) in BY_INDEX {
        let sql = statements.iter().find(|sql| sql.name() == *name).expect("a statement");
        let plan = plan(connection, sql.pg).await;
        for index in PARTIAL_INDEXES {
            assert_eq!(plan.contains(index), indexes.contains(index), "{name}, {index}:\n{plan}");
        }
    }
    let load = statements.iter().find(|sql| sql.name() == "load").expect("a statement");
    let plan = plan(connection, load.pg).await;
    assert!(!plan.contains("Seq Scan on jobs") && !plan.contains("jobs_pkey"), "load:\n{plan}");
}

async fn assert_plans(connection: &mut PgConnection, tables: &[&str]) {
    let mut by_id = 0;
    for sql in store::statements().into_iter().filter(|sql| !AT_LEISURE.contains(&sql.name())) {
        let plan = plan(connection, sql.pg).await;
        for table in tables {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{}:\n{plan}", sql.name());
        }
        if BY_ID.contains(&sql.name()) {
            by_id += 1;
            assert!(!PARTIAL_INDEXES.iter().any(|index| plan.contains(index)), "{}:\n{plan}", sql.name());
            assert!(plan.contains("jobs_pkey"), "{}:\n{plan}", sql.name());
        }
    }
    assert_eq!(by_id, BY_ID.len(), "every one of them is a statement");
}

async fn plan(connection: &mut PgConnection, sql: &str) -> String {
    let parameters = (1..100).take_while(|n| sql.contains(&format!("${n}"))).count();
    connection.execute(AssertSqlSafe(format!("PREPARE explained AS {sql}"))).await.expect("prepared");
    let nulls = vec!["NULL"; parameters].join(", ");
    let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE explained{arguments}"));
    let lines: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut *connection).await.expect("explained");
    connection.execute("DEALLOCATE explained").await.expect("done");
    lines.join("\n")
}
