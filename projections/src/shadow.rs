use std::{collections::BTreeMap, time::Duration};

use eventstore::{Db, Log, Position, Tx, on};
use sqlx::AssertSqlSafe;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};
use uuid::Uuid;

use crate::{
    Error,
    batch::{self, Batch},
    checkpoint,
    rebuild::read,
    rows::{Fold, SHADOW, When},
};

/// How often to look whether another rebuild moves.
const LOOK: Duration = Duration::from_millis(100);

/// The tables in which read models are made again, while this process owns them: it says so in a
/// checkpoint of their own (`<projection>_next`), and every write makes sure that it still does.
pub(crate) struct Shadow {
    db: Db,
    folds: Vec<Box<dyn Fold>>,
    /// Everything up to here is in the rows, in the tables or in memory.
    pub position: Position,
    token: String,
}

impl Shadow {
    /// Takes the tables of these projections and empties them. Waits while another process fills
    /// one of them, and takes it over when that process stands still for so long.
    pub(crate) async fn claim(
        db: Db,
        mut folds: Vec<Box<dyn Fold>>,
        patience: Duration,
    ) -> Result<Self, Error> {
        folds.sort_unstable_by_key(|fold| fold.name());
        #[expect(clippy::disallowed_methods, reason = "tells two processes apart; it is no data")]
        let token = format!("rebuilding {}", Uuid::new_v4().simple());
        let shadow = Self { db, folds, position: Position::START, token };
        while !shadow.take_over(&shadow.left_behind(patience).await?).await? {}
        Ok(shadow)
    }

    /// Waits until no other process fills one of the tables; those that stand still, by name, with
    /// their owner.
    async fn left_behind(&self, patience: Duration) -> Result<BTreeMap<String, String>, Error> {
        let mut seen = self.owned().await?;
        let mut since = Instant::now();
        loop {
            if seen.is_empty() || since.elapsed() >= patience {
                return Ok(seen.into_iter().map(|(name, (owner, _))| (name, owner)).collect());
            }
            sleep(LOOK.min(patience)).await;
            let now = self.owned().await?;
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
        }
    }

    async fn owned(&self) -> Result<BTreeMap<String, (String, Position)>, Error> {
        let names: Vec<String> = self.folds.iter().map(|fold| shadow_of(fold.name())).collect();
        let all = checkpoint::all(&self.db).await?.into_iter();
        let owned = all.filter(|checkpoint| names.contains(&checkpoint.name));
        Ok(owned.map(|c| (c.name, (c.status.unwrap_or_default(), c.position))).collect())
    }

    /// Takes the tables, from these owners; false when somebody was faster.
    async fn take_over(&self, owners: &BTreeMap<String, String>) -> Result<bool, Error> {
        let insert = "insert into checkpoints (projection, version, position, status)
                      values ($1, $2, 0, $3) on conflict (projection) do nothing";
        let update = "update checkpoints set version = $2, position = 0, status = $3
                      where projection = $1 and status = $4";
        let mut tx = self.db.begin().await?;
        for fold in &self.folds {
            let (name, version) = (shadow_of(fold.name()), fold.version());
            let taken = match owners.get(&name) {
                None => on!(Tx, &mut tx, tx => {
                    let query = sqlx::query(insert).bind(&name).bind(version).bind(&self.token);
                    query.execute(&mut **tx).await?.rows_affected()
                }),
                Some(owner) => on!(Tx, &mut tx, tx => {
                    let query = sqlx::query(update).bind(&name).bind(version).bind(&self.token);
                    query.bind(owner).execute(&mut **tx).await?.rows_affected()
                }),
            };
            if taken != 1 {
                tx.rollback().await?;
                return Ok(false);
            }
            empty(&mut tx, fold.as_ref()).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The events that are not in the rows yet, read and decoded beside the folding.
    pub(crate) fn read(&self, log: &Log, chunk: usize) -> mpsc::Receiver<Result<Batch, Error>> {
        read(log.clone(), self.position, chunk, batch::categories(&self.folds))
    }

    /// Folds a batch into the rows, and writes those that are many enough.
    pub(crate) async fn fold(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        self.fold_in(&mut tx, batch, When::Enough).await?;
        tx.commit().await?;
        self.folds.iter_mut().for_each(|fold| fold.committed());
        Ok(())
    }

    /// Writes all rows, so that little is left to do while followers wait.
    pub(crate) async fn write(&mut self) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        let nothing = Batch { last: self.position, ..Batch::default() };
        self.fold_in(&mut tx, &nothing, When::Now).await?;
        tx.commit().await?;
        self.folds.iter_mut().for_each(|fold| fold.committed());
        Ok(())
    }

    async fn fold_in(&mut self, tx: &mut Tx, batch: &Batch, when: When) -> Result<(), Error> {
        if let Some(poison) = batch.poison_for(&self.folds.iter()) {
            return Err(Error::Poison(poison.clone()));
        }
        let sql = "update checkpoints set position = $2 where projection = $1 and status = $3";
        for fold in &self.folds {
            let (name, to) = (shadow_of(fold.name()), batch.last.get());
            let still_ours = on!(Tx, &mut *tx, tx => {
                let query = sqlx::query(sql).bind(&name).bind(to).bind(&self.token);
                query.execute(&mut **tx).await?.rows_affected()
            });
            if still_ours != 1 {
                return Err(Error::Fenced { name: fold.name().to_owned() });
            }
        }
        let mut folds: Vec<_> = self.folds.iter_mut().collect();
        batch::fold(tx, &mut folds, &batch.steps, when).await?;
        self.position = batch.last;
        Ok(())
    }

    /// Folds what is left while followers wait, and puts the new tables in the place of the old.
    /// The lock on the live checkpoints is what makes the last event the last one.
    pub(crate) async fn swap(&mut self, log: &Log, chunk: usize) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        for fold in &self.folds {
            checkpoint::create(&mut tx, fold.name(), fold.version()).await?;
        }
        batch::lock(&mut tx, self.folds.iter().map(|fold| fold.name())).await?;
        let mut batches = self.read(log, chunk);
        while let Some(batch) = batches.recv().await {
            self.fold_in(&mut tx, &batch?, When::Now).await?;
            self.folds.iter_mut().for_each(|fold| fold.committed());
        }
        // Once more, so that a log without news is fenced as well.
        let nothing = Batch { last: self.position, ..Batch::default() };
        self.fold_in(&mut tx, &nothing, When::Now).await?;
        for fold in &self.folds {
            for table in fold.tables() {
                tx.swap_with_next(table).await?;
            }
            checkpoint::set(&mut tx, fold.name(), fold.version(), self.position).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Gives the tables back, empty, unless somebody took them.
    pub(crate) async fn release(&self) -> Result<(), Error> {
        let sql = "delete from checkpoints where projection = $1 and status = $2";
        let mut tx = self.db.begin().await?;
        for fold in &self.folds {
            let name = shadow_of(fold.name());
            let ours = on!(Tx, &mut tx, tx => {
                let query = sqlx::query(sql).bind(&name).bind(&self.token);
                query.execute(&mut **tx).await?.rows_affected()
            });
            if ours == 1 {
                empty(&mut tx, fold.as_ref()).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// The name of the checkpoint of a rebuild.
pub(crate) fn shadow_of(name: &str) -> String {
    format!("{name}{SHADOW}")
}

async fn empty(tx: &mut Tx, fold: &dyn Fold) -> sqlx::Result<()> {
    for table in fold.tables() {
        execute(tx, format!("delete from {table}{SHADOW}")).await?;
    }
    Ok(())
}

/// Table names are constants of this program.
async fn execute(tx: &mut Tx, sql: String) -> sqlx::Result<()> {
    on!(Tx, tx, tx => sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop))
}
