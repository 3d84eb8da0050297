use egard::journal::Journal;
#[tokio::test]
async fn make() {
    let Some(p) = std::env::var_os("GOLD") else { return };
    let data = std::path::PathBuf::from(p);
    let (journal, _) = egard::journal::embedded::EmbeddedJournal::open(&data).unwrap();
    let house = crate::archive::House::made_by_hand(std::sync::Arc::new(journal.clone())).await;
    let c = journal.keep_evidence(b"not quite a picture".to_vec()).await.unwrap();
    let list = journal.list(&egard::journal::Query::default()).await.unwrap();
    let rev = |n| list.iter().find(|s| s.exchange == crate::story::id(n)).unwrap().revision;
    journal.append(crate::story::shown(1, rev(1), c)).await.unwrap();
    journal.erase(crate::story::erasure(7, rev(7))).await.unwrap();
    drop(house);
    journal.close().await.unwrap();
    let v = egard::journal::embedded::verify(&data).unwrap();
    std::fs::write(data.join("HEAD"), format!("{}:{}\n", v.practices[0].seq, v.practices[0].hash)).unwrap();
}
