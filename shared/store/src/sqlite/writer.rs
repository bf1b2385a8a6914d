//! The one writer: a thread that groups waiting writes into one commit.
//!
//! What must stay true: a write is answered after the commit that holds it; a write that fails leaves the
//! others of its group alone; dropping the writer finishes what is queued.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use futures::future::BoxFuture;
use model::Clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, Sqlite, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::readers::Readers;
use crate::Error;
use crate::error::{Trouble, classify, unavailable};
use crate::transactions::Transaction;

/// Writes in one commit, at most: bounds how long a heartbeat waits for the commit before it.
const GROUP: usize = 128;
/// Writes that wait before callers are held back.
const WAITING: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    First,
    Queued,
}

pub(super) struct Writer {
    /// `None` once the writer is being dropped, which is how its thread learns of it.
    inbox: Option<Senders>,
    thread: Option<JoinHandle<()>>,
}

struct Senders {
    first: mpsc::Sender<Box<dyn Work>>,
    queued: mpsc::Sender<Box<dyn Work>>,
}

impl Writer {
    /// The thread closes `readers` before its own connection: the last to leave folds the log.
    pub(super) async fn open(
        options: SqliteConnectOptions,
        readers: Arc<Readers>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let (first, first_waiting) = mpsc::channel(WAITING);
        let (queued, queued_waiting) = mpsc::channel(WAITING);
        let (opened, open) = oneshot::channel();
        let inbox = Inbox { first: first_waiting, queued: queued_waiting };
        let unable = |error| Error::Unavailable { transaction: "open", source: Box::new(error) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(unable)?;
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || runtime.block_on(live(options, readers, clock, inbox, opened)))
            .map_err(unable)?;
        let writer = Self { inbox: Some(Senders { first, queued }), thread: Some(thread) };
        open.await.map_err(|_| unavailable("open", "the writer ended"))??;
        Ok(writer)
    }

    pub(super) async fn run<T: Transaction>(&self, transaction: T, urgency: Urgency) -> Result<T::Answer, Error> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(Waiting { transaction, outcome: None, reply });
        let inbox = self.inbox.as_ref().expect("only dropping takes it");
        let lane = match urgency {
            Urgency::First => &inbox.first,
            Urgency::Queued => &inbox.queued,
        };
        let ended = || unavailable(T::NAME, "the writer ended");
        lane.send(work).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.inbox = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported there.
            thread.join().ok();
        }
    }
}

/// A write and who waits for it.
trait Work: Send {
    /// Whether anybody still waits for the answer.
    fn wanted(&self) -> bool;
    /// May be called again after a rollback. `false`: it failed, and what it did has to be undone.
    fn run<'a>(&'a mut self, c: &'a mut SqliteConnection) -> BoxFuture<'a, bool>;
    fn answer(self: Box<Self>, committed: Result<(), &sqlx::Error>);
}

struct Waiting<T: Transaction> {
    transaction: T,
    outcome: Option<Result<T::Answer, Trouble>>,
    reply: oneshot::Sender<Result<T::Answer, Error>>,
}

impl<T: Transaction> Work for Waiting<T> {
    fn wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn run<'a>(&'a mut self, c: &'a mut SqliteConnection) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let outcome = self.transaction.run::<Sqlite>(c).await;
            let worked = outcome.is_ok();
            self.outcome = Some(outcome);
            worked
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), &sqlx::Error>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(trouble)), _) => Err(trouble.named(T::NAME)),
            (_, Err(error)) => Err(classify(T::NAME, error)),
            (Some(Ok(answer)), Ok(())) => Ok(answer),
            (None, Ok(())) => return,
        };
        // Whoever asked may have gone away.
        self.reply.send(answer).ok();
    }
}

struct Inbox {
    first: mpsc::Receiver<Box<dyn Work>>,
    queued: mpsc::Receiver<Box<dyn Work>>,
}

impl Inbox {
    /// What waits now, the urgent before the rest; `None` when nothing ever will again.
    async fn group(&mut self) -> Option<Vec<Box<dyn Work>>> {
        let mut group = Vec::new();
        let mut rest = Vec::new();
        tokio::select! {
            biased;
            Some(work) = self.first.recv() => group.push(work),
            Some(work) = self.queued.recv() => rest.push(work),
            else => return None,
        }
        while let Ok(work) = self.first.try_recv() {
            group.push(work);
        }
        group.append(&mut rest);
        while group.len() < GROUP
            && let Ok(work) = self.queued.try_recv()
        {
            group.push(work);
        }
        group.retain(|work| work.wanted());
        Some(group)
    }
}

async fn live(
    options: SqliteConnectOptions,
    readers: Arc<Readers>,
    clock: Arc<dyn Clock>,
    mut inbox: Inbox,
    opened: oneshot::Sender<Result<(), Error>>,
) {
    let mut connection = match connect(&options).await {
        Ok(connection) => connection,
        Err(error) => {
            opened.send(Err(classify("open", &error))).ok();
            return;
        }
    };
    if opened.send(Ok(())).is_ok() {
        while let Some(group) = inbox.group().await {
            write(&mut connection, clock.as_ref(), group).await;
        }
    }
    readers.close().await;
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the database was not closed cleanly; its log is replayed at the next start");
    }
}

/// Statements say `(SELECT now FROM clock)`, as on PostgreSQL.
async fn connect(options: &SqliteConnectOptions) -> sqlx::Result<SqliteConnection> {
    let mut connection = options.connect().await?;
    connection.execute("CREATE TEMPORARY TABLE clock (now INTEGER NOT NULL) STRICT").await?;
    connection.execute("INSERT INTO clock (now) VALUES (0)").await?;
    Ok(connection)
}

async fn write(c: &mut SqliteConnection, clock: &dyn Clock, mut group: Vec<Box<dyn Work>>) {
    match commit(c, clock, &mut group).await {
        Err(failed) if failed.begun && group.len() > 1 => {
            // The whole transaction is gone (a full disk takes all of it): find out which ones fit.
            for work in group {
                let mut one = vec![work];
                let committed = commit(c, clock, &mut one).await;
                answer(one, &committed);
            }
        }
        committed => answer(group, &committed),
    }
}

fn answer(group: Vec<Box<dyn Work>>, committed: &Result<(), Failed>) {
    for work in group {
        work.answer(match committed {
            Ok(()) => Ok(()),
            Err(failed) => Err(&failed.error),
        });
    }
}

/// Nothing of the group is stored.
struct Failed {
    error: sqlx::Error,
    /// Whether it got as far as a transaction of its own.
    begun: bool,
}

async fn commit(c: &mut SqliteConnection, clock: &dyn Clock, group: &mut [Box<dyn Work>]) -> Result<(), Failed> {
    if group.is_empty() {
        return Ok(());
    }
    begin(c, clock).await.map_err(|error| Failed { error, begun: false })?;
    let committed = run_all(c, group).await;
    if committed.is_err() {
        // Fails when the transaction is gone already, which is what it is for.
        c.execute("ROLLBACK").await.ok();
    }
    committed.map_err(|error| Failed { error, begun: true })
}

async fn begin(c: &mut SqliteConnection, clock: &dyn Clock) -> sqlx::Result<()> {
    c.execute("BEGIN IMMEDIATE").await?;
    let set = sqlx::query("UPDATE clock SET now = $1").bind(clock.now().0).execute(&mut *c).await;
    if set.is_err() {
        c.execute("ROLLBACK").await.ok();
    }
    set.map(|_| ())
}

async fn run_all(c: &mut SqliteConnection, group: &mut [Box<dyn Work>]) -> sqlx::Result<()> {
    for work in group {
        c.execute("SAVEPOINT write").await?;
        if !work.run(c).await {
            c.execute("ROLLBACK TO write").await?;
        }
        c.execute("RELEASE write").await?;
    }
    c.execute("COMMIT").await?;
    Ok(())
}
