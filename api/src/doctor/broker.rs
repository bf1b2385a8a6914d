//! RabbitMQ: there, with our exchange and queues as we declare them, somebody listening, publishers not blocked.
//!
//! Without a broker jobs still run: workers look into the database by themselves. So only what a person set up wrongly
//! fails; what comes and goes by itself warns.

use queue::rabbit::{BrokerFacts, Publishing, QueueLoad, Settings, Unexamined, examine as examine_rabbit};

use super::report::Line;

pub(super) async fn examine(url: Option<&str>) -> Vec<Line> {
    let Some(url) = url else {
        let found = "AMQP_URL is not set: workers look for jobs in the database, once a second each";
        return vec![Line::ok("broker", found)];
    };
    match examine_rabbit(&Settings::new(url)).await {
        Ok(facts) => judge(&facts),
        Err(unexamined) => vec![away(&unexamined)],
    }
}

fn away(unexamined: &Unexamined) -> Line {
    // AMQP's reply codes: access refused, and not allowed (a virtual host that is not there, or is not this user's).
    let fix = match unexamined.code {
        Some(403) => {
            "put the right user and password into AMQP_URL, and give that user permissions on the virtual host"
        }
        Some(530) => "create the virtual host that AMQP_URL ends with (%2f is the default one), or name another",
        Some(_) => "see the broker's log",
        None => {
            "start the broker, or put its host and port into AMQP_URL; see that a firewall lets this machine through"
        }
    };
    Line::fail("broker", format!("RabbitMQ cannot be used: {}", unexamined.said), fix)
}

fn judge(facts: &BrokerFacts) -> Vec<Line> {
    let mut lines = vec![Line::ok("broker", "RabbitMQ answers"), topology(facts)];
    lines.extend(listeners(facts));
    lines.push(publishing(&facts.publishing));
    lines
}

fn topology(facts: &BrokerFacts) -> Line {
    let check = "broker topology";
    if let Some(words) = &facts.unfit {
        let fix = "delete the queue (`rabbitmqctl delete_queue NAME`); the next api declares it as it should be, and no \
                   job is lost, since tickets are given again";
        return Line::fail(check, format!("something of ours is there in another shape: {words}"), fix);
    }
    let exchange = (!facts.exchange.there).then_some(&facts.exchange.name);
    let queues = facts.queues.iter().filter(|queue| queue.load.is_none()).map(|queue| &queue.name);
    let missing: Vec<&str> = exchange.into_iter().chain(queues).map(String::as_str).collect();
    if missing.is_empty() {
        let names: Vec<&str> = facts.queues.iter().map(|queue| queue.name.as_str()).collect();
        return Line::ok(check, format!("{} and {} are as declared", facts.exchange.name, names.join(", ")));
    }
    let fix = "start an api: it declares what is missing as soon as it is connected";
    Line::warn(check, format!("not there: {}", missing.join(", ")), fix)
}

/// Nothing where no queue is there to listen at.
fn listeners(facts: &BrokerFacts) -> Option<Line> {
    let check = "broker consumers";
    let there: Vec<(&str, QueueLoad)> =
        facts.queues.iter().filter_map(|queue| Some((queue.name.as_str(), queue.load?))).collect();
    let said =
        |(name, load): &(&str, QueueLoad)| format!("{name}: {} consuming, {} waiting", load.consumers, load.waiting);
    let found = there.iter().map(said).collect::<Vec<_>>().join("; ");
    if there.iter().all(|(_, load)| load.consumers > 0) {
        return (!there.is_empty()).then(|| Line::ok(check, found));
    }
    // A worker whose every slot is taken consumes nothing either.
    let fix = "start workers; if they run, they are all busy, or their AMQP_URL is another";
    Some(Line::warn(check, found, fix))
}

fn publishing(publishing: &Publishing) -> Line {
    let check = "broker publishing";
    match publishing {
        Publishing::Taken => Line::ok(check, "a message is confirmed; no alarm"),
        Publishing::Blocked(reason) => {
            let found = format!("blocked by an alarm ({reason}); workers look for jobs by themselves meanwhile");
            Line::warn(
                check,
                found,
                "give the broker memory or disk; `rabbitmq-diagnostics alarms` names what it lacks",
            )
        }
        Publishing::Silent => {
            let found = "a message was not confirmed within two seconds";
            Line::warn(check, found, "see whether the broker is overloaded, partitioned, or has an alarm")
        }
        Publishing::Refused(words) => {
            let fix = "give the user of AMQP_URL write permission (`rabbitmqctl set_permissions`)";
            Line::fail(check, format!("refused: {words}"), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use queue::rabbit::{ExchangeFacts, QueueFacts};

    use super::super::report::Verdict;
    use super::*;

    fn good() -> BrokerFacts {
        BrokerFacts {
            exchange: ExchangeFacts { name: "colloquy.jobs".to_owned(), there: true },
            queues: vec![QueueFacts {
                name: "colloquy.jobs.main".to_owned(),
                load: Some(QueueLoad { waiting: 3, consumers: 2 }),
            }],
            unfit: None,
            publishing: Publishing::Taken,
        }
    }

    fn verdicts(facts: &BrokerFacts) -> Vec<(&'static str, Verdict)> {
        let bad = |line: &Line| line.verdict != Verdict::Ok;
        judge(facts).iter().filter(|line| bad(line)).map(|line| (line.check, line.verdict)).collect()
    }

    #[test]
    fn what_people_must_mend_fails_and_what_passes_warns() {
        assert_eq!((judge(&good()).len(), verdicts(&good())), (4, vec![]));
        let mut empty = good();
        empty.queues[0].load = None;
        assert_eq!(verdicts(&empty), [("broker topology", Verdict::Warn)]);
        let mut idle = good();
        idle.queues[0].load = Some(QueueLoad { waiting: 3, consumers: 0 });
        assert_eq!(verdicts(&idle), [("broker consumers", Verdict::Warn)]);
        let unfit = BrokerFacts { unfit: Some("inequivalent arg".to_owned()), ..good() };
        assert_eq!(verdicts(&unfit), [("broker topology", Verdict::Fail)]);
        let publishing = |publishing| verdicts(&BrokerFacts { publishing, ..good() });
        assert_eq!(publishing(Publishing::Blocked("low on memory".into())), [("broker publishing", Verdict::Warn)]);
        assert_eq!(publishing(Publishing::Silent), [("broker publishing", Verdict::Warn)]);
        assert_eq!(publishing(Publishing::Refused("no".into())), [("broker publishing", Verdict::Fail)]);
    }

    #[test]
    fn the_fix_follows_the_code() {
        let fix = |code| away(&Unexamined { code, said: "…".to_owned() }).fix.unwrap();
        assert!(fix(Some(403)).contains("password") && fix(Some(530)).contains("virtual host"));
        assert!(fix(None).contains("host and port"));
    }
}
