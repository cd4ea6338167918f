//! The unprivileged account that `PostgreSQL` runs as when we are root: its server refuses root.

use std::fs;

use anyhow::{Context, Result, bail};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

/// The account to use when root: `postgres`, else `nobody`, else any other unprivileged one.
pub fn unprivileged() -> Result<Account> {
    let passwd = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
    match choose(&passwd) {
        Some(account) => Ok(account),
        None => bail!(
            "PostgreSQL refuses to run as root, and /etc/passwd names no other account: add one, \
             or run the tests as a normal user"
        ),
    }
}

fn choose(passwd: &str) -> Option<Account> {
    let accounts: Vec<_> = passwd.lines().filter_map(account).filter(|a| a.uid != 0).collect();
    let named = |name: &str| accounts.iter().find(|account| account.name == name);
    named("postgres").or_else(|| named("nobody")).or(accounts.first()).cloned()
}

fn account(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let (_password, uid, gid) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Account { name, uid: uid.parse().ok()?, gid: gid.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::choose;

    const ROOT: &str = "root:x:0:0:root:/root:/bin/bash\n";
    const DAEMON: &str = "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n";
    const NOBODY: &str = "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
    const POSTGRES: &str = "postgres:x:101:104::/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn postgres_comes_before_nobody_before_anyone_else_and_never_root() {
        let name = |passwd: &[&str]| choose(&passwd.concat()).map(|account| account.name);
        assert_eq!(name(&[ROOT, DAEMON, NOBODY, POSTGRES]).as_deref(), Some("postgres"));
        assert_eq!(name(&[ROOT, DAEMON, NOBODY]).as_deref(), Some("nobody"));
        assert_eq!(name(&[ROOT, DAEMON]).as_deref(), Some("daemon"));
        assert_eq!(name(&[ROOT]), None);
    }

    #[test]
    fn lines_that_are_no_account_are_passed_over() {
        let account =
            choose("# comment\n\n+::::::\nmac:*:-2:-2::/:/bin/false\npostgres:x:101:104").unwrap();
        assert_eq!((account.uid, account.gid), (101, 104));
    }
}
