//! A broker that goes, takes nothing, forgets, hands out nonsense, and is back.

use std::sync::Arc;
use std::time::Duration;

use model::SeededRandom;
use tests::services::RabbitMq;
use tests::{Worker, until};

use crate::audit::audit;
use crate::broker_trouble::BrokerTrouble::{self, BindingLost, ConnectionsClosed, QueuePurged, StrangeTickets};
use crate::clients::Patient;
use crate::site::{SOON, Site, metric};
use crate::talks::{SMALL, small_and_slow};

/// No trouble here lasts by itself.
const AT_ONCE: Duration = Duration::ZERO;

struct Scene {
    broker: RabbitMq,
    site: Site,
    worker: Worker,
    patient: Patient,
    random: SeededRandom,
    jobs: usize,
}

impl Scene {
    async fn happens(&mut self, trouble: BrokerTrouble) {
        trouble.happens(&mut self.broker, &self.site.history, &self.random, AT_ONCE).await;
    }

    /// Until api and worker say that they are ready, or degraded.
    async fn all_say(&self, word: &str) {
        says(&self.site.apis[0].url(), word).await;
        says(&self.worker.url, word).await;
    }

    async fn a_job_runs(&mut self) {
        self.jobs += 1;
        let job = self.patient.submit(&format!("job {}", self.jobs), SMALL).await;
        self.patient.talks[SMALL].check(&self.patient.ended(&job).await);
    }

    /// A waiting slot may be faster than a ticket, so it may take some jobs.
    async fn tickets_flow(&mut self) {
        let received = async |scene: &Self| metric(&scene.worker.url, "colloquy_tickets_received_total").await;
        let before = received(self).await;
        until("a ticket to arrive", SOON, async || {
            self.a_job_runs().await;
            (received(self).await > before).then_some(())
        })
        .await;
    }
}

async fn says(url: &str, word: &str) {
    let said = async || {
        let answer = reqwest::get(format!("{url}/healthz/ready")).await.expect("it answers");
        let status = answer.status();
        let said = answer.text().await.expect("text").starts_with(word);
        assert!(!said || status == 200, "degraded is ready too: {status}");
        said.then_some(())
    };
    until(&format!("{url} to be {word}"), SOON, said).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_broker_jobs_still_run_and_tickets_flow_again_by_themselves() {
    let talks = Arc::new(small_and_slow().await);
    let broker = RabbitMq::start();
    let site = Site::make(Some(broker.url())).await;
    let (worker, patient) = (site.worker(), site.patient(&talks).await);
    let mut scene = Scene { broker, site, worker, patient, random: SeededRandom::new(1), jobs: 0 };
    scene.all_say("ready").await;
    scene.tickets_flow().await;

    scene.broker.stop();
    scene.all_say("degraded").await;
    scene.a_job_runs().await;
    scene.broker.restart();
    scene.all_say("ready").await;
    scene.tickets_flow().await;

    scene.broker.ctl(&["set_vm_memory_high_watermark", "absolute", "1"]);
    scene.a_job_runs().await;
    // A broker tells those who publish.
    says(&scene.site.apis[0].url(), "degraded").await;
    scene.a_job_runs().await;
    scene.broker.ctl(&["set_vm_memory_high_watermark", "0.4"]);
    scene.all_say("ready").await;
    scene.tickets_flow().await;

    for trouble in [QueuePurged, BindingLost, ConnectionsClosed, StrangeTickets] {
        scene.happens(trouble).await;
        scene.a_job_runs().await;
        scene.all_say("ready").await;
        scene.tickets_flow().await;
    }
    let nonsense = metric(&scene.worker.url, "colloquy_tickets_malformed_total").await;
    assert!(nonsense >= 4.0, "nonsense is counted: {nonsense}");
    audit(&scene.site, &scene.patient).await;
    assert!(scene.worker.terminate(), "a worker that nothing is wrong with ends well");
}
