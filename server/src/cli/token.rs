use std::path::Path;

use anyhow::bail;
use commands::{Actor, Role};
use domain::{Vocabulary as _, codes::Academie};
use uuid::Uuid;

use crate::{auth::Tokens, clock};

/// For whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// beneficiary, supporter, coordinator, partner, analyst, auditor, administrator or service.
    #[arg(value_parser = role)]
    role: Role,

    /// Who it is; recorded with everything they do.
    #[arg(long, default_value = "development")]
    sub: String,

    /// The journey a beneficiary is, the supporter a supporter is, or the partner a partner is.
    #[arg(long)]
    subject: Option<Uuid>,

    /// An académie a coordinator works in, by its code; may be repeated.
    #[arg(long = "academie")]
    academies: Vec<Academie>,

    /// How many hours it is valid.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(i64).range(1..=720))]
    hours: i64,
}

fn role(text: &str) -> Result<Role, String> {
    let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
    Role::from_code(text).ok_or_else(|| format!("a role is one of {}", codes.join(", ")))
}

impl Args {
    /// Prints the token.
    pub(super) fn run(&self, key: &Path) -> anyhow::Result<()> {
        let own = matches!(self.role, Role::Beneficiary | Role::Supporter | Role::Partner);
        if own && self.subject.is_none() {
            bail!("a {} is somebody: give --subject <uuid>", self.role.code());
        }
        if self.role == Role::Coordinator && self.academies.is_empty() {
            bail!("a coordinator works somewhere: give --academie <code>, such as 10 for Lyon");
        }
        let actor = Actor {
            id: self.sub.clone(),
            role: self.role,
            subject: self.subject,
            academies: self.academies.clone(),
        };
        let now = clock::now().timestamp();
        println!("{}", Tokens::from_file(key)?.issue(&actor, now, self.hours * 3_600)?);
        Ok(())
    }
}
