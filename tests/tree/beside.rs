//! Alterations of what is kept beside the events.

use tests::dice::Dice;

use super::attack::{EVENTS, Found, SIGNED};

/// What is done beside the events.
pub enum Beside {
    /// A statement.
    Sql(String),
    /// A statement for each database: what can be done differs.
    Each { sqlite: String, postgres: String },
    /// A byte of the copies, in the piece that begins here.
    CopyByte(i64, usize),
    /// A checkpoint of so many events is signed by another key of the same name.
    SignedByAnother(i64),
}

/// How many there are.
pub const KINDS: i64 = 32;

fn piece(n: i64) -> (i64, i64) {
    match n {
        ..=90 => (1, 90),
        91..=200 => (91, 200),
        _ => (201, 270),
    }
}

#[expect(clippy::too_many_lines, reason = "a list")]
pub fn beside(kind: i64, p: i64, dice: &mut Dice) -> (Beside, Found) {
    let (first, last) = piece(p.min(SIGNED));
    let after = EVENTS + 1;
    let (sql, found): (String, Found) = match kind {
        0 => {
            let n = p.min(SIGNED);
            let (first, _) = piece(n);
            let byte = usize::try_from((n - first) * 32 + dice.below(32)).unwrap();
            return (Beside::CopyByte(first, byte), Found::Beside(n));
        }
        1 => return (Beside::SignedByAnother(200), Found::Beside(200)),
        2 => (
            "update tree_nodes set hash = (select leaf_hash from events where position = 1)".into(),
            Found::Beside(256),
        ),
        3 => ("update tree_nodes set position = 257".into(), Found::Beside(256)),
        4 => ("delete from tree_nodes".into(), Found::Beside(256)),
        5 => (
            "insert into tree_nodes select number + 100000, 400, hash from tree_nodes".into(),
            Found::Beside(after),
        ),
        6 => (
            "insert into tree_nodes select number + 1, 257, hash from tree_nodes".into(),
            Found::Beside(257),
        ),
        7 => {
            let q = 1 + dice.below(EVENTS - 1);
            (format!("update log_head set position = {q}"), Found::Event(q + 1))
        }
        8 => (format!("update log_head set position = position + {p}"), Found::Event(after)),
        9 => ("update log_head set tree = null".into(), Found::Beside(EVENTS)),
        10 => (
            "update log_head set tree = (select leaf_hash from events where position = 2)".into(),
            Found::Beside(EVENTS),
        ),
        11 => ("delete from log_head".into(), Found::Beside(EVENTS)),
        12 => (
            "update log_head set log_id = (select event_id from events where position = 3)".into(),
            Found::Beside(90),
        ),
        13 => (
            "update log_head set recorded_at =
                (select recorded_at from events where position = 1)"
                .into(),
            Found::Beside(EVENTS),
        ),
        14 => (
            "update log_head set tree = (select tree from tree_leaves where first_position = 1)"
                .into(),
            Found::Beside(EVENTS),
        ),
        15 => (
            "update log_checkpoints set note = replace(note, 'parcours', 'parcourt') where size = 200".into(),
            Found::Beside(200),
        ),
        16 => (format!("delete from log_checkpoints where size = {SIGNED}"), Found::Beside(SIGNED)),
        17 => ("delete from log_checkpoints".into(), Found::Beside(SIGNED)),
        18 => ("update log_checkpoints set size = 201 where size = 200".into(), Found::Beside(200)),
        19 => (
            "update log_checkpoints set note =
                (select note from log_checkpoints where size = 90) where size = 200"
                .into(),
            Found::Beside(90),
        ),
        20 => (
            "insert into log_checkpoints select 400, note, signed_at from log_checkpoints
                where size = 90"
                .into(),
            Found::Event(after),
        ),
        21 => ("update log_checkpoints set note = '' where size = 90".into(), Found::Beside(90)),
        22 => (
            format!(
                "update tree_leaves set tree = (select tree from log_head)
                where first_position = {first}"
            ),
            Found::Beside(last),
        ),
        23 => (
            format!("delete from tree_leaves where first_position = {first}"),
            Found::Beside(first),
        ),
        24 => (
            format!(
                "update tree_leaves set last_position = last_position - 1
                where first_position = {first}"
            ),
            Found::Beside(last),
        ),
        25 => (
            "insert into tree_leaves select 50, 60, hashes, tree from tree_leaves
                where first_position = 1"
                .into(),
            Found::Beside(50),
        ),
        26 => (
            format!(
                "update commands set last_position = last_position - 1
                where first_position <= {p} and last_position >= {p}"
            ),
            Found::Something,
        ),
        27 => (
            format!("delete from commands where first_position <= {p} and last_position >= {p}"),
            Found::Something,
        ),
        28 => (
            format!(
                "insert into commands select event_id, leaf_hash, position, position from events
                where position = {p}"
            ),
            Found::Beside(p),
        ),
        29 => (
            "insert into commands select event_id, leaf_hash, 9000, 9001 from events
                where position = 1"
                .into(),
            Found::Beside(after),
        ),
        30 => {
            // What is no time at all.
            let sqlite = format!("update events set recorded_at = 'never' where position = {p}");
            let postgres =
                format!("update events set recorded_at = 'infinity' where position = {p}");
            return (Beside::Each { sqlite, postgres }, Found::Event(p));
        }
        _ => {
            let sqlite = format!("update events set revision = 'x' where position = {p}");
            let postgres =
                format!("update events set occurred_on = 'infinity' where position = {p}");
            return (Beside::Each { sqlite, postgres }, Found::Event(p));
        }
    };
    (Beside::Sql(sql), found)
}
