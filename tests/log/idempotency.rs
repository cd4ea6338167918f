use eventstore::{AppendError, Appended, ExpectedRevision, Fingerprint, Position};
use futures::future::join_all;
use tests::{
    TestDb,
    db::{append, append_any, events, exactly, new_command, stream, write},
    on_both,
};

on_both! {
    async fn the_same_command_again_is_the_same_answer(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        test.log.append(append_any(&a, 1)).await.unwrap();
        let command = append(vec![
            write(&b, ExpectedRevision::NoStream, events(2)),
            write(&a, exactly(0), events(2)),
        ]);
        let first = test.log.append(command.clone()).await.unwrap();
        test.log.append(append_any(&a, 3)).await.unwrap();
        // What it expected no longer holds, in this process or in another.
        for log in [test.log.clone(), test.another_process().await] {
            let again = log.append(command.clone()).await.unwrap();
            assert_eq!(again, Appended { replayed: true, ..first.clone() });
        }
        assert_eq!(test.log.head().await.unwrap().position, Position::new(8));
    }

    async fn a_command_id_is_not_used_twice(test: TestDb) {
        let command = append_any(&stream("a"), 1);
        test.log.append(command.clone()).await.unwrap();
        let mut other = append_any(&stream("b"), 1);
        other.command_id = command.command_id;
        other.fingerprint = Fingerprint::of(&[b"another payload"]);
        let refused = test.log.append(other).await;
        let id = command.command_id;
        assert!(
            matches!(refused, Err(AppendError::CommandIdReused { command_id }) if command_id == id)
        );
        assert_eq!(test.log.head().await.unwrap().position, Position::new(1));
    }

    async fn the_same_command_at_once_is_appended_once(test: TestDb) {
        let command = append(vec![write(&stream("a"), ExpectedRevision::NoStream, events(2))]);
        let other = test.another_process().await;
        let logs = [&test.log, &other].into_iter().cycle().take(20);
        let answers = join_all(logs.map(|log| log.append(command.clone()))).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
        for answer in &answers {
            assert_eq!((answer.first.get(), answer.last.get()), (1, 2));
            assert_eq!(answer.revisions, answers[0].revisions);
        }
        assert_eq!(test.log.head().await.unwrap().position, Position::new(2));
    }

    async fn a_refused_command_may_try_again_under_its_id(test: TestDb) {
        let a = stream("a");
        let command = append(vec![write(&a, ExpectedRevision::StreamExists, events(1))]);
        assert!(matches!(
            test.log.append(command.clone()).await,
            Err(AppendError::Conflict { .. })
        ));
        assert_eq!(test.log.find_command(command.command_id).await.unwrap(), None);
        test.log.append(append_any(&a, 1)).await.unwrap();
        assert!(!test.log.append(command).await.unwrap().replayed);
    }

    async fn a_command_is_found_by_its_id(test: TestDb) {
        assert_eq!(test.log.find_command(new_command()).await.unwrap(), None);
        let command = append(vec![
            write(&stream("b"), ExpectedRevision::Any, events(3)),
            write(&stream("a"), ExpectedRevision::Any, events(1)),
        ]);
        let appended = test.log.append(command.clone()).await.unwrap();
        let found = test.log.find_command(command.command_id).await.unwrap().unwrap();
        assert_eq!(found.fingerprint, command.fingerprint);
        assert_eq!(found.appended, Appended { replayed: true, ..appended });
    }
}
